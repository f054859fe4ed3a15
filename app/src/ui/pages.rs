//! Which screen a page of the window is.

use egui::Ui;

use crate::action::Route;
use crate::ui::desk::Desk;
use crate::ui::{
    Screens, aside, books, catalogue, design, ledger, people, periods, reciprocity, rights, rules,
    settings, since,
};

/// Draws the page at that route.
pub fn page_ui(ui: &mut Ui, route: &Route, screens: &mut Screens, desk: &mut Desk<'_>) {
    let view = desk.view;
    match route {
        Route::Catalogue => {
            catalogue::catalogue_ui(ui, &view.catalogue, &mut screens.catalogue, desk);
        }
        Route::Design(design, tab) => {
            let at = (*design, *tab);
            let shown = view.design.as_deref();
            design::design_ui(ui, shown, at, &mut screens.design, &mut screens.forms, desk);
        }
        Route::Since => since::since_ui(ui, &view.since, &mut screens.since, desk),
        Route::Ledger => {
            ledger::ledger_ui(
                ui,
                &view.ledger,
                &mut screens.ledger,
                &mut screens.forms,
                desk,
            );
        }
        Route::Reciprocity => {
            let Screens {
                reciprocity,
                forms,
                ledger,
                ..
            } = screens;
            reciprocity::reciprocity_ui(ui, &view.reciprocity, reciprocity, forms, ledger, desk);
        }
        Route::Books => books::books_ui(ui, &view.books, &mut screens.books, desk),
        Route::Periods => {
            periods::periods_ui(ui, &view.periods, &mut screens.periods, desk);
        }
        Route::Rules => rules::rules_ui(ui, &view.rules, &mut screens.rules, desk),
        Route::People => {
            if let Some(agent) = screens.reciprocity.take_declare() {
                screens.people.declare(desk, agent);
            }
            let Screens {
                people, profile, ..
            } = screens;
            people::people_ui(ui, &view.people, people, profile, desk);
        }
        Route::Rights => rights::rights_ui(ui, &view.rights, desk),
        Route::Aside => aside::aside_ui(ui, &view.aside, &mut screens.aside, desk),
        Route::Settings => {
            let Screens {
                settings, profile, ..
            } = screens;
            settings::settings_ui(ui, &view.settings, settings, profile, desk);
        }
    }
    screens.forms.ui(ui, desk);
    if let Some(again) = screens.forms.take_of_people() {
        screens.people.again(desk, &again);
        desk.go(Route::People);
    }
    screens.profile.ui(ui, desk);
}
