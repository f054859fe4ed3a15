//! The window over sample data, to be looked at: `cargo run -p app --example gallery`.
//!
//! What it asks for is printed; nothing is written anywhere.

use app::action::{Action, CatalogueQuery, Look};
use app::ui::{Window, theme};
use app::view::View;
use eframe::egui;

#[path = "../../tests/src/window_sample.rs"]
#[allow(dead_code)]
mod sample;

struct Gallery {
    window: Window,
    view: View,
    query: CatalogueQuery,
}

impl eframe::App for Gallery {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let now_ms = ui.input(|i| (i.time * 1_000.0) as u64);
        for action in self.window.ui(ui, &self.view, now_ms) {
            self.follow(action);
        }
    }
}

impl Gallery {
    fn follow(&mut self, action: Action) {
        match action {
            Action::Cards(wanted) => {
                self.view.catalogue = sample::catalogue(50_000, wanted, &self.query);
            }
            Action::Query(query) => self.query = query,
            Action::Entries(filter, _) => self.view.ledger = sample::ledger(filter),
            Action::Look(Look::Theme(theme)) => self.view.settings.theme = theme,
            Action::Look(Look::Percent(percent)) => self.view.settings.percent = percent,
            other => println!("{other:?}"),
        }
    }
}

fn main() -> eframe::Result {
    let first = std::env::args().any(|argument| argument == "--first-start");
    let view = if first {
        sample::first_start()
    } else {
        sample::view()
    };
    let size = egui::vec2(1280.0, 800.0);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size(size),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Commonwright: gallery",
        options,
        Box::new(move |creation| {
            theme::install(&creation.egui_ctx);
            let window = Window::default();
            Ok(Box::new(Gallery {
                window,
                view,
                query: CatalogueQuery::default(),
            }))
        }),
    )
}
