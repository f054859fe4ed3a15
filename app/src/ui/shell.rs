//! The frame around the pages: navigation, the line at the bottom, what is dropped on the window.

use egui::{Button, Color32, Frame, Margin, Panel, RichText, ScrollArea, Sense, Ui, Vec2};

use crate::action::{Action, Request, Route};
use crate::ui::PAGES;
use crate::ui::catalogue::CatalogueState;
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
use crate::words::{self, shell};

/// Below this width of the window the navigation shows icons only.
const NARROW: f32 = 900.0;
/// The navigation with words.
const NAV_WIDTH: f32 = 208.0;
/// The navigation with icons only.
const NAV_WIDTH_NARROW: f32 = 56.0;

/// The pages at the left. Gives steps through the history.
pub fn nav_ui(ui: &mut Ui, desk: &mut Desk<'_>, route: &Route, history: (bool, bool)) -> i32 {
    let narrow = ui.available_width() < NARROW;
    let t = *tokens(ui);
    let mut steps = 0;
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
            steps = history_ui(ui, narrow, history);
            ui.add_space(GAP_SMALL);
            ui.spacing_mut().item_spacing.y = GAP_TINY;
            for (place, page) in PAGES.iter().enumerate() {
                if page_button(
                    ui,
                    page,
                    is_on(route, page),
                    badge(desk, page),
                    narrow,
                    place + 1,
                ) {
                    desk.go(page.clone());
                }
            }
        });
    steps
}

/// Whether that page of the navigation is the one shown; a design belongs to the catalogue.
fn is_on(route: &Route, page: &Route) -> bool {
    match route {
        Route::Design(..) => *page == Route::Catalogue,
        route => route == page,
    }
}

fn commons_ui(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(commons) = &desk.view.commons else {
        return;
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let name = RichText::new(&commons.name).text_style(section_style());
        ui.add(egui::Label::new(name).truncate());
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

fn history_ui(ui: &mut Ui, narrow: bool, (back, forward): (bool, bool)) -> i32 {
    let row = |ui: &mut Ui| {
        let one = |ui: &mut Ui, on, symbol, name| {
            ui.add_enabled_ui(on, |ui| icon_button(ui, symbol, name))
                .inner
                .clicked()
        };
        let back = one(ui, back, icon::BACK, shell::BACK);
        let forward = one(ui, forward, icon::FORWARD, shell::FORWARD);
        i32::from(forward) - i32::from(back)
    };
    if narrow {
        ui.vertical(row).inner
    } else {
        ui.horizontal(row).inner
    }
}

fn page_icon(page: &Route) -> &'static str {
    match page {
        Route::Catalogue | Route::Design(..) => icon::CATALOGUE,
        Route::Since => icon::SINCE,
        Route::Ledger => icon::LEDGER,
        Route::Reciprocity => icon::RECIPROCITY,
        Route::People => icon::PEOPLE,
        Route::Settings => icon::SETTINGS,
    }
}

/// How many things wait on that page.
fn badge(desk: &Desk<'_>, page: &Route) -> usize {
    match page {
        Route::Since => desk.view.status.unseen,
        Route::Ledger => desk.view.status.waiting,
        _ => 0,
    }
}

fn page_button(
    ui: &mut Ui,
    page: &Route,
    on: bool,
    badge: usize,
    narrow: bool,
    key: usize,
) -> bool {
    let t = *tokens(ui);
    let ink = if on { t.accent } else { t.text };
    let fill = if on {
        mix(t.surface, t.accent, 14)
    } else {
        Color32::TRANSPARENT
    };
    let name = shell::nav(page);
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
        page_icon(page),
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
        .on_hover_text(shell::page_tooltip(page, key))
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
        egui::pos2(rect.right() - 8.0, rect.top() + 8.0)
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

/// What is wrong with the program itself, and that a device may only read.
pub fn banner_ui(ui: &mut Ui, desk: &Desk<'_>) {
    let reads_only = desk.view.commons.as_ref().is_some_and(|c| !c.may_write);
    if desk.view.banner.is_none() && !reads_only {
        return;
    }
    Frame::new()
        .inner_margin(Margin::symmetric(GAP_PAGE as i8, 12))
        .show(ui, |ui| {
            if let Some(trouble) = &desk.view.banner {
                trouble_ui(ui, trouble);
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
