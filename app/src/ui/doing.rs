//! Doing what was asked for by a key, in the menu or in the palette.

use egui::{Context, Theme};

use crate::action::{Action, Look, PickFor, Request, Route, ThemeChoice};
use crate::ui::commands::Doing;
use crate::ui::desk::Desk;
use crate::ui::first_start::FirstStartState;
use crate::ui::palette::Find;
use crate::ui::{SIZES, Screens, design_route};
use crate::view::NoticeKind;
use crate::words::commands as w;

/// Does it. Gives steps through the history of pages.
pub fn carry_out(
    doing: Doing,
    ctx: &Context,
    route: &Route,
    screens: &mut Screens,
    desk: &mut Desk<'_>,
) -> i32 {
    match doing {
        Doing::Palette => screens.palette.open(),
        Doing::Help => screens.help.open(),
        Doing::Back => return -1,
        Doing::Forward => return 1,
        Doing::CopyLink => copy_link(ctx, route, desk),
        Doing::SyncNow => {
            desk.ask(Request::SyncNow);
        }
        Doing::Larger => resize(desk, |size, now| size > now),
        Doing::Smaller => resize(desk, |size, now| size < now),
        Doing::FullSize => desk.push(Action::Look(Look::Percent(100))),
        Doing::OtherTheme => {
            let other = match ctx.theme() {
                Theme::Dark => ThemeChoice::Light,
                Theme::Light => ThemeChoice::Dark,
            };
            desk.push(Action::Look(Look::Theme(other)));
        }
        _ => on_its_page(doing, route, screens, desk),
    }
    0
}

/// What has a page of its own, where its form opens.
fn on_its_page(doing: Doing, route: &Route, screens: &mut Screens, desk: &mut Desk<'_>) {
    if let Some(page) = doing.page() {
        desk.go(page);
        return;
    }
    match doing {
        Doing::Search => {
            desk.go(Route::Catalogue);
            screens.catalogue.focus_search();
        }
        Doing::NewDesign => {
            desk.go(Route::Catalogue);
            screens.catalogue.open_new(desk);
        }
        Doing::Import => {
            desk.go(Route::Catalogue);
            screens.catalogue.pick_import(desk);
        }
        Doing::LogWork => {
            let design = match route {
                Route::Design(design, _) => Some(*design),
                _ => None,
            };
            screens.forms.log_work(desk, design, None);
        }
        Doing::WaitsForMe => {
            screens.ledger.show_waiting();
            desk.go(Route::Ledger);
        }
        Doing::Invite => {
            desk.go(Route::People);
            screens.people.open_invite();
        }
        Doing::AddOrganisation => {
            desk.go(Route::People);
            screens.people.open_organisation();
        }
        Doing::WriteStick | Doing::ReadStick => {
            desk.go(Route::People);
            screens.people.pick_stick(desk, doing == Doing::WriteStick);
        }
        Doing::Another => {
            screens.first_start = FirstStartState::default();
            desk.push(Action::Another(true));
        }
        Doing::Backup => {
            desk.go(Route::Settings);
            screens.settings.pick(desk, PickFor::Backup);
        }
        Doing::Restore if desk.view.commons.is_none() => screens.first_start.restore(desk),
        Doing::Restore => {
            desk.go(Route::Settings);
            screens.settings.open_restore();
        }
        _ => {}
    }
}

/// The next size in that direction.
fn resize(desk: &mut Desk<'_>, is_there: impl Fn(u16, u16) -> bool) {
    let now = desk.percent;
    let mut sizes = SIZES.iter().copied().filter(|size| is_there(*size, now));
    // The nearest: of larger ones the first, of smaller ones the last.
    let next = match sizes.next() {
        Some(first) if first > now => Some(first),
        Some(first) => Some(sizes.next_back().unwrap_or(first)),
        None => None,
    };
    if let Some(percent) = next {
        desk.push(Action::Look(Look::Percent(percent)));
    }
}

fn copy_link(ctx: &Context, route: &Route, desk: &mut Desk<'_>) {
    if let Some(commons) = &desk.view.commons {
        ctx.copy_text(route.link(commons.id));
        desk.say(NoticeKind::Good, w::LINK_COPIED);
    }
}

/// Goes to what the palette found.
pub fn open(find: Find, desk: &mut Desk<'_>) {
    match find {
        Find::Doing(doing) => desk.doings.push(doing),
        Find::Design(design, _) => desk.go(design_route(design)),
        Find::Commons(commons, _) => desk.push(Action::Switch(commons)),
        Find::Link(commons, route) => {
            if desk
                .view
                .commons
                .as_ref()
                .is_none_or(|here| here.id != commons)
            {
                desk.push(Action::Switch(commons));
            }
            desk.go(route);
        }
    }
}
