//! Reading a design: what it is, how to make it, and a column of facts.

use egui::Ui;
use model::design::{Column, Field, LongText, Table, WordSet};

use super::{ASIDE_WIDTH, DesignState, columns, files, seal_ui, w};
use crate::action::{Action, DesignTab, Route};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_CARD, GAP_SMALL, TEXT_WIDTH_MAX, Tone, tokens};
use crate::ui::widgets::{
    card, chip, empty_ui, icon_ui, link, meta, muted, name_line, section, strong, written,
};
use crate::view::DesignView;
use crate::words::{self, visible};

/// Draws the page to be read.
pub(super) fn read_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let Some((mut left, mut right)) = columns(ui, ASIDE_WIDTH, TEXT_WIDTH_MAX) else {
        main_ui(ui, view, state, desk);
        ui.add_space(GAP_CARD);
        aside_ui(ui, view, desk);
        return;
    };
    main_ui(&mut left, view, state, desk);
    aside_ui(&mut right, view, desk);
    ui.advance_cursor_after_rect(left.min_rect().union(right.min_rect()));
}

fn main_ui(ui: &mut Ui, view: &DesignView, state: &mut DesignState, desk: &mut Desk<'_>) {
    let content = &view.content;
    let function = content.field(Field::Function);
    if function.is_empty() && content.texts.is_empty() && content.lines(Table::Steps).is_empty() {
        let write = view.may_edit.then_some(w::WRITE);
        if empty_ui(
            ui,
            icon::FILE,
            w::NOTHING_TO_READ,
            w::NOTHING_TO_READ_WHY,
            write,
        ) {
            desk.go(Route::Design(view.id(), DesignTab::Edit));
        }
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        super::preview::cover_ui(ui, view, desk);
        if !function.is_empty() {
            strong(ui, function);
            ui.add_space(GAP_SMALL);
        }
        let intended = content.field(Field::IntendedUse);
        if !intended.is_empty() {
            meta(ui, words::design::field(Field::IntendedUse));
            written(ui, intended);
        }
        for text in LongText::ALL {
            text_ui(ui, view, *text, state, desk);
        }
        steps_ui(ui, view);
    });
}

fn text_ui(
    ui: &mut Ui,
    view: &DesignView,
    text: LongText,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let source = view.content.text(text);
    if source.trim().is_empty() {
        return;
    }
    if text != LongText::Description {
        ui.add_space(GAP);
        section(ui, w::long_text(text));
    }
    let markdown = state.texts.entry(text).or_default();
    markdown.read(source);
    markdown.ui(ui, desk);
}

fn steps_ui(ui: &mut Ui, view: &DesignView) {
    let steps = view.content.lines(Table::Steps);
    if steps.is_empty() {
        return;
    }
    ui.add_space(GAP);
    section(ui, w::STEPS);
    for (place, step) in steps.iter().enumerate() {
        ui.horizontal_top(|ui| {
            strong(ui, format!("{}.", place + 1));
            ui.vertical(|ui| {
                if !step.cell(Column::Name).is_empty() {
                    strong(ui, step.cell(Column::Name));
                }
                if !step.text.is_empty() {
                    written(ui, &step.text);
                }
                let details = [
                    (Column::Minutes, step.cell(Column::Minutes)),
                    (Column::Tools, step.cell(Column::Tools)),
                    (Column::Skills, step.cell(Column::Skills)),
                ];
                let details: Vec<String> = details
                    .iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(column, value)| format!("{}: {value}", w::column(*column)))
                    .collect();
                if !details.is_empty() {
                    meta(ui, details.join(" · "));
                }
                if !step.cell(Column::Hazards).is_empty() {
                    chip(ui, icon::WARNING, step.cell(Column::Hazards), Tone::Look);
                }
            });
        });
    }
}

fn aside_ui(ui: &mut Ui, view: &DesignView, desk: &mut Desk<'_>) {
    ui.spacing_mut().item_spacing.y = GAP_CARD;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        section(ui, w::FACTS);
        facts_ui(ui, view, desk);
        ui.add_space(4.0);
        seal_ui(ui, view.seal);
    });
    reviews_ui(ui, view);
    files_ui(ui, view, desk);
}

const SHOWN: [Field; 8] = [
    Field::Licence,
    Field::Organisation,
    Field::TechnologyReadiness,
    Field::DocumentationReadiness,
    Field::DevelopmentStage,
    Field::HomeLink,
    Field::DocumentationLink,
    Field::SourceAddress,
];

fn facts_ui(ui: &mut Ui, view: &DesignView, desk: &mut Desk<'_>) {
    let content = &view.content;
    if let Some(kind) = content.kind() {
        fact_ui(ui, w::KIND, words::catalogue::kind(kind), desk);
    }
    for field in SHOWN {
        let value = content.field(field);
        if !value.is_empty() {
            let shown = match field {
                Field::Licence => w::licence(value),
                Field::TechnologyReadiness | Field::DocumentationReadiness => {
                    w::readiness_words(value)
                }
                _ => value.to_owned(),
            };
            fact_ui(ui, w::field(field), &shown, desk);
        }
    }
    for set in [WordSet::Keywords, WordSet::Languages, WordSet::Tools] {
        let all: Vec<&str> = content.words(set).collect();
        if !all.is_empty() {
            fact_ui(ui, w::word_set(set), &all.join(", "), desk);
        }
    }
    for person in content.with_role(Table::People, "licensor") {
        fact_ui(ui, w::LICENSOR, person.cell(Column::Name), desk);
    }
}

fn fact_ui(ui: &mut Ui, name: &str, value: &str, desk: &mut Desk<'_>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        meta(ui, name);
        if value.starts_with("https://") || value.starts_with("http://") {
            if link(ui, value).on_hover_text(value).clicked() {
                desk.push(Action::OpenLink(value.to_owned()));
            }
        } else {
            ui.add(egui::Label::new(visible(value)).wrap().selectable(true));
        }
    });
}

fn reviews_ui(ui: &mut Ui, view: &DesignView) {
    if view.reviews.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        section(ui, w::REVIEWS);
        for review in view.reviews.iter().take(6) {
            let (symbol, tone) = super::versions::verdict_look(review.verdict);
            chip(ui, symbol, w::verdict(review.verdict), tone);
            if !review.note.is_empty() {
                written(ui, &review.note);
            }
            meta(ui, w::said(review));
        }
    });
}

fn files_ui(ui: &mut Ui, view: &DesignView, desk: &mut Desk<'_>) {
    let files = view.content.lines(Table::Files);
    if files.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        section(ui, w::FILES);
        for file in files.iter().take(8) {
            ui.horizontal(|ui| {
                icon_ui(ui, files::file_icon(file), 16.0, tokens(ui).muted);
                name_line(ui, file.cell(Column::Name));
            });
        }
        let name = w::tab(DesignTab::Files, &view.content);
        if files.len() > 8 {
            muted(ui, "…");
        }
        if link(ui, &name).clicked() {
            desk.go(Route::Design(view.id(), DesignTab::Files));
        }
    });
}
