//! Who may do what: one table of people and what each may do, and what takes several of them.

use egui::{Grid, RichText, Sense, Ui, Vec2};

use crate::action::Route;
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY, tokens};
use crate::ui::widgets::{
    card, flow, icon_ui, meta, muted, paint_icon, section, sideways, strong, tabs, title, written,
};
use crate::view::{GoneView, RightsRow, RightsView};
use crate::words::{self, people, rights as w, shell};

/// The pages about people, in the order of their tabs.
const PAGES: [Route; 3] = [Route::People, Route::Rights, Route::Aside];

/// The width of the names, in points; longer ones are broken.
const PERSON_WIDTH: f32 = 240.0;

/// The tabs of the pages about people.
pub fn tabs_ui(ui: &mut Ui, now: &Route, desk: &mut Desk<'_>) {
    let choices: Vec<(usize, String)> = PAGES
        .iter()
        .enumerate()
        .map(|(place, route)| match route {
            // The navigation has a button of the whole name.
            Route::People => (place, people::PEOPLE.to_owned()),
            route => (place, shell::page(route).to_owned()),
        })
        .collect();
    let place = PAGES.iter().position(|route| route == now).unwrap_or(0);
    if let Some(chosen) = tabs(ui, place, &choices) {
        desk.go(PAGES[chosen].clone());
    }
}

/// Draws the page.
pub fn rights_ui(ui: &mut Ui, view: &RightsView, desk: &mut Desk<'_>) {
    scrolled(ui, "rights", 1000.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, w::TITLE);
        tabs_ui(ui, &Route::Rights, desk);
        meta(ui, w::WHY);
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            sideways(ui, |ui| table_ui(ui, view));
        });
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            section(ui, w::SEVERAL);
            for sentence in &view.several {
                ui.label(sentence);
            }
        });
        organisations_ui(ui, view);
        gone_ui(ui, &view.gone);
    });
}

fn table_ui(ui: &mut Ui, view: &RightsView) {
    Grid::new("rights")
        .num_columns(6)
        .spacing([24.0, GAP])
        .striped(true)
        .show(ui, |ui| {
            for column in [
                w::PERSON,
                w::READS,
                w::MAKES,
                w::PAYS,
                w::DECIDES,
                w::ACTS_FOR,
            ] {
                let ink = tokens(ui).muted;
                ui.label(RichText::new(column).small().color(ink));
            }
            ui.end_row();
            for row in &view.rows {
                row_ui(ui, row);
                ui.end_row();
            }
        });
}

fn row_ui(ui: &mut Ui, row: &RightsRow) {
    ui.vertical(|ui| {
        // Without a width of its own the column would be as wide as its heading.
        ui.set_width(PERSON_WIDTH);
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let name = match row.me {
            true => format!("{} ({})", row.name, people::YOU),
            false => row.name.clone(),
        };
        strong(ui, name);
        for given in &row.given {
            meta(ui, given);
        }
        if row.replicas > 0 {
            meta(ui, w::replicas(row.replicas));
        }
    });
    cell_ui(ui, row, w::READS, true);
    cell_ui(ui, row, w::MAKES, row.makes);
    cell_ui(ui, row, w::PAYS, row.pays);
    cell_ui(ui, row, w::DECIDES, row.decides);
    ui.label(row.acts_for.join(", "));
}

/// A tick or a dash; what it means is said to who cannot see it.
fn cell_ui(ui: &mut Ui, row: &RightsRow, column: &str, yes: bool) {
    let t = *tokens(ui);
    let (symbol, ink) = match yes {
        true => (icon::GOOD, t.ok),
        false => (icon::FEWER, t.muted),
    };
    let (rect, shown) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
    paint_icon(ui, rect.center(), symbol, 20.0, ink);
    let said = w::cell(&row.name, column, yes);
    shown.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
}

fn organisations_ui(ui: &mut Ui, view: &RightsView) {
    if view.organisations.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, people::ORGANISATIONS);
        for (name, acting) in &view.organisations {
            flow(ui, |ui| {
                let ink = tokens(ui).muted;
                icon_ui(ui, icon::ORGANISATION, 18.0, ink);
                written(ui, name);
                meta(ui, people::acted_for(acting));
            });
        }
    });
}

/// Who belongs to the commons no more.
pub fn gone_ui(ui: &mut Ui, gone: &[GoneView]) {
    if gone.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::GONE);
        for person in gone {
            ui.push_id(person.agent, |ui| {
                flow(ui, |ui| {
                    let ink = tokens(ui).muted;
                    icon_ui(ui, icon::PERSON, 18.0, ink);
                    muted(ui, &person.name);
                    meta(ui, words::capital(&person.why));
                });
            });
        }
    });
}
