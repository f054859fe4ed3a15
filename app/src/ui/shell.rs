//! The frame around the pages: navigation, the line at the bottom, what is dropped on the window.

use egui::{Button, Color32, Frame, Margin, Panel, ScrollArea, Sense, Ui, Vec2};

use crate::action::{Action, Request, Route};
use crate::ui::catalogue::CatalogueState;
use crate::ui::commands::{Around, Doing, Group};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::theme::{
    GAP_PAGE, GAP_SMALL, GAP_TINY, HIT_HEIGHT, Tone, mix, section_style, tokens,
};
use crate::ui::widgets::{
    banner, focus_ring, icon_button, icon_ui, line_with_right, meta, meta_line, paint_icon,
    progress_ui, small_link, strong, trouble_ui,
};
use crate::view::StatusBar;
use crate::words::{self, commands, shell};

/// Below this width of the window the navigation shows icons only.
const NARROW: f32 = 900.0;
/// The navigation with words.
const NAV_WIDTH: f32 = 208.0;
/// The navigation with icons only.
const NAV_WIDTH_NARROW: f32 = 56.0;

/// The pages at the left, the menu and the way back.
pub fn nav_ui(ui: &mut Ui, desk: &mut Desk<'_>, route: &Route, around: &Around<'_>) {
    let narrow = ui.available_width() < NARROW;
    let t = *tokens(ui);
    let margin = if narrow {
        Margin::symmetric(8, 16)
    } else {
        Margin::symmetric(12, 16)
    };
    Panel::left("navigation")
        .resizable(false)
        .exact_size(if narrow { NAV_WIDTH_NARROW } else { NAV_WIDTH })
        .frame(Frame::new().fill(t.surface).inner_margin(margin))
        .show(ui, |ui| {
            if !narrow {
                commons_ui(ui, desk);
                ui.add_space(GAP_SMALL);
            }
            menu_row_ui(ui, narrow, around, desk);
            ui.add_space(GAP_SMALL);
            ui.spacing_mut().item_spacing.y = GAP_TINY;
            for doing in Doing::ALL {
                let Some(page) = doing.page() else {
                    continue;
                };
                if page_button(ui, doing, is_on(route, &page), badge(desk, &page), narrow) {
                    desk.go(page);
                }
            }
        });
}

/// Whether that page of the navigation is the one shown, or the one to which what is shown belongs.
fn is_on(route: &Route, page: &Route) -> bool {
    match route {
        Route::Design(..) => *page == Route::Catalogue,
        Route::Rights | Route::Aside => *page == Route::People,
        Route::Periods | Route::Rules => *page == Route::Reciprocity,
        route => route == page,
    }
}

/// The name of the commons, in two lines at most.
fn name_ui(ui: &mut Ui, name: &str) {
    let font = section_style().resolve(ui.style());
    let mut words =
        egui::text::LayoutJob::simple(name.to_owned(), font, tokens(ui).text, ui.available_width());
    words.wrap.max_rows = 2;
    ui.add(egui::Label::new(words).wrap());
}

fn commons_ui(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(commons) = &desk.view.commons else {
        return;
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        name_ui(ui, &commons.name);
        let below = if commons.demo {
            shell::DEMO.into()
        } else {
            shell::people(commons.people)
        };
        meta_line(ui, below);
    });
    if !desk.view.others.is_empty() {
        let mut chosen = commons.id;
        let mut choices = vec![(commons.id, commons.name.clone())];
        choices.extend(desk.view.others.iter().map(|c| (c.id, c.name.clone())));
        if crate::ui::fields::choice_bare(ui, shell::SWITCH, &mut chosen, &choices, None) {
            desk.push(Action::Switch(chosen));
        }
    }
}

/// The menu, and the way back and forward.
fn menu_row_ui(ui: &mut Ui, narrow: bool, around: &Around<'_>, desk: &mut Desk<'_>) {
    let row = |ui: &mut Ui| {
        menu_ui(ui, around, desk);
        for doing in [Doing::Back, Doing::Forward] {
            let button = |ui: &mut Ui| icon_button(ui, doing.icon(), doing.name());
            let shown = ui.add_enabled_ui(doing.is_enabled(around), button).inner;
            if shown.clicked() {
                desk.doings.push(doing);
            }
        }
    };
    if narrow {
        ui.vertical_centered(row);
    } else {
        ui.horizontal(row);
    }
}

/// Everything that can be done from anywhere, with its keys.
fn menu_ui(ui: &mut Ui, around: &Around<'_>, desk: &mut Desk<'_>) {
    let button = icon_button(ui, icon::MENU, commands::MENU);
    egui::Popup::menu(&button).width(300.0).show(|ui| {
        let height = ui.ctx().content_rect().height() - 120.0;
        let area = ScrollArea::vertical().max_height(height);
        area.min_scrolled_height(height).show(ui, |ui| {
            ui.spacing_mut().interact_size.y = 28.0;
            ui.spacing_mut().item_spacing.y = 2.0;
            for (place, group) in Group::ALL.into_iter().enumerate() {
                if place > 0 {
                    rule(ui);
                }
                // The pages, back and forward stand right beside it.
                let is_beside = |doing: &Doing| {
                    doing.page().is_some() || matches!(doing, Doing::Back | Doing::Forward)
                };
                let all = Doing::ALL.into_iter().filter(|doing| !is_beside(doing));
                for doing in all.filter(|doing| doing.group() == group) {
                    if menu_line_ui(ui, doing, around) {
                        desk.doings.push(doing);
                        ui.close();
                        button.surrender_focus();
                    }
                }
            }
        });
    });
}

fn menu_line_ui(ui: &mut Ui, doing: Doing, around: &Around<'_>) -> bool {
    let line = Button::new(doing.name()).shortcut_text(doing.keys_shown(ui.ctx()));
    let response = ui.add_enabled(doing.is_enabled(around), line);
    let response = response.on_hover_text(doing.tooltip());
    response.accessible_name(doing.name()).clicked()
}

/// How many things wait on that page.
fn badge(desk: &Desk<'_>, page: &Route) -> usize {
    match page {
        Route::Since => desk.view.status.unseen,
        Route::Ledger => desk.view.status.waiting,
        _ => 0,
    }
}

fn page_button(ui: &mut Ui, doing: Doing, on: bool, badge: usize, narrow: bool) -> bool {
    let t = *tokens(ui);
    let ink = if on { t.accent } else { t.text };
    let fill = if on {
        mix(t.surface, t.accent, 14)
    } else {
        Color32::TRANSPARENT
    };
    let name = doing.name();
    let size = Vec2::new(ui.available_width(), 36.0);
    let button = Button::selectable(on, "").fill(fill).min_size(size);
    let response = ui.add(button);
    let rect = response.rect;
    let icon_x = if narrow {
        rect.center().x
    } else {
        rect.left() + 18.0
    };
    paint_icon(
        ui,
        egui::pos2(icon_x, rect.center().y),
        doing.icon(),
        18.0,
        ink,
    );
    if !narrow {
        let font = egui::TextStyle::Body.resolve(ui.style());
        let at = egui::pos2(rect.left() + 38.0, rect.center().y);
        ui.painter()
            .text(at, egui::Align2::LEFT_CENTER, name, font, ink);
    }
    if badge > 0 {
        badge_ui(ui, rect, badge, narrow);
    }
    focus_ring(ui, &response);
    let shown = if badge > 0 {
        format!("{name}, {badge}")
    } else {
        name.to_owned()
    };
    let response = response
        .on_hover_text(shell::with_keys(
            doing.tooltip(),
            &doing.keys_shown(ui.ctx()),
        ))
        .accessible_name(shown);
    response.clicked()
}

fn badge_ui(ui: &Ui, rect: egui::Rect, badge: usize, narrow: bool) {
    let t = tokens(ui);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let text = if badge > 99 {
        "99+".to_owned()
    } else {
        badge.to_string()
    };
    let galley = ui.painter().layout_no_wrap(text, font, t.warn);
    let size = Vec2::new((galley.size().x + 12.0).max(20.0), 18.0);
    let centre = if narrow {
        egui::pos2(rect.right() - 6.0, rect.top() + 6.0)
    } else {
        egui::pos2(rect.right() - 8.0 - size.x / 2.0, rect.center().y)
    };
    let pill = egui::Rect::from_center_size(centre, size);
    ui.painter()
        .rect_filled(pill, 9, mix(t.surface, t.warn, 14));
    ui.painter()
        .galley(centre - galley.size() / 2.0, galley, t.warn);
}

/// The line at the bottom: peers, what is under way, what is only here.
pub fn status_ui(ui: &mut Ui, desk: &mut Desk<'_>) {
    let t = *tokens(ui);
    let frame = Frame::new()
        .fill(t.surface)
        .inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("status")
        .resizable(false)
        .exact_size(HIT_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = GAP_SMALL;
            let mut go = false;
            let status = &desk.view.status;
            line_with_right(
                ui,
                |ui| status_left_ui(ui, status),
                |ui| {
                    meta(
                        ui,
                        if status.saved {
                            shell::SAVED
                        } else {
                            shell::UNSAVED
                        },
                    );
                    if status.only_here > 0 {
                        go = small_link(ui, &shell::only_here(status.only_here)).clicked();
                    }
                },
            );
            if go {
                desk.go(Route::People);
            }
        });
}

fn status_left_ui(ui: &mut Ui, status: &StatusBar) {
    let t = *tokens(ui);
    let (symbol, colour) = match status.connected {
        0 => (icon::OFFLINE, t.muted),
        _ => (icon::NEAR, t.ok),
    };
    icon_ui(ui, symbol, 16.0, colour);
    let Some(progress) = &status.progress else {
        meta_line(ui, shell::connected(status));
        return;
    };
    if ui.available_width() > 300.0 {
        meta(ui, shell::connected(status));
        ui.add_space(GAP_SMALL);
    }
    progress_ui(
        ui,
        progress.done,
        progress.total,
        &shell::progress(progress),
    );
}

/// What is wrong with the program itself, that the right of this device has ended, or that it may only read.
pub fn banner_ui(ui: &mut Ui, desk: &Desk<'_>) {
    let ended = desk
        .view
        .ended
        .as_ref()
        .filter(|_| desk.view.commons.is_some());
    let may_not = desk.view.commons.as_ref().is_some_and(|c| !c.may_write);
    let reads_only = may_not && ended.is_none();
    if desk.view.banner.is_none() && ended.is_none() && !reads_only {
        return;
    }
    Frame::new()
        .inner_margin(Margin::symmetric(GAP_PAGE as i8, 12))
        .show(ui, |ui| {
            if let Some(trouble) = &desk.view.banner {
                trouble_ui(ui, trouble);
            }
            if let Some(ended) = ended {
                trouble_ui(ui, ended);
            }
            if reads_only {
                banner(ui, icon::INFO, Tone::News, |ui| {
                    strong(ui, words::READ_ONLY)
                });
            }
        });
}

/// Files that are dropped on the window: attached to the open design, or imported.
pub fn dropped_ui(ui: &mut Ui, desk: &mut Desk<'_>, route: &Route, catalogue: &mut CatalogueState) {
    let (hovered, dropped) = ui.input(|i| {
        let paths = i
            .raw
            .dropped_files
            .iter()
            .map(|f| f.path().to_path_buf())
            .collect::<Vec<_>>();
        (!i.raw.hovered_files.is_empty(), paths)
    });
    let design = match route {
        Route::Design(design, _) => Some(*design),
        _ => None,
    };
    if hovered {
        hovered_ui(
            ui,
            if design.is_some() {
                words::catalogue::DROP_ATTACH
            } else {
                words::catalogue::DROP
            },
        );
    }
    if dropped.is_empty() {
        return;
    }
    match design {
        Some(design) => {
            for path in dropped {
                desk.ask(Request::Attach(design, path));
            }
        }
        None => {
            catalogue.import(desk, dropped);
            desk.go(Route::Catalogue);
        }
    }
}

fn hovered_ui(ui: &Ui, text: &str) {
    let t = tokens(ui);
    let rect = ui.ctx().content_rect();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("dropping"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect_filled(rect, 0, mix(t.bg, t.accent, 16).gamma_multiply(0.92));
    let font = egui::TextStyle::Heading.resolve(ui.style());
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        text,
        font,
        t.text,
    );
}

/// A page that scrolls, with the page margin and lines no longer than can be read.
pub fn scrolled(ui: &mut Ui, salt: &str, width_max: f32, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::same(GAP_PAGE as i8))
                .show(ui, |ui| {
                    ui.set_max_width(width_max.min(ui.available_width()));
                    add(ui);
                });
        });
}

/// A thin line between rows of a list.
pub fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::empty());
    ui.painter().rect_filled(rect, 0, tokens(ui).border);
}
