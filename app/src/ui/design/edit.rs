//! Editing a design: typing echoes at once, and is handed out after a moment of rest.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use egui::Ui;
use model::design::{
    Column, Edit, Field, Line, LongText, PersonRole, Table, View as Content, WordSet,
};
use model::id::DocumentId;

use super::{DesignState, Slot, w, write};
use crate::action::Request;
use crate::ui::catalogue::dialogs::kinds;
use crate::ui::desk::Desk;
use crate::ui::draft::Draft;
use crate::ui::fields::{Shape, choice, drafted_field};
use crate::ui::icon;
use crate::ui::theme::{GAP, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{card, chip, foldout, section, sent_trouble_ui};
use crate::view::DesignView;

/// Draws the page to be changed.
pub(super) fn edit_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    ui.set_max_width(TEXT_WIDTH_MAX.min(ui.available_width()));
    ui.spacing_mut().item_spacing.y = GAP;
    sent_trouble_ui(ui, desk, &state.sent);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        for field in [Field::Name, Field::Function] {
            field_ui(ui, view, field, Shape::Line, state, desk);
        }
        kind_ui(ui, view, state, desk);
        licence_ui(ui, view, state, desk);
        field_ui(ui, view, Field::SafetyNotice, Shape::Lines(2), state, desk);
        field_ui(ui, view, Field::IntendedUse, Shape::Lines(2), state, desk);
    });
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        text_ui(ui, view, LongText::Description, 12, state, desk);
        foldout(ui, "more texts", w::MORE_TEXTS, |ui| {
            for text in LongText::ALL
                .iter()
                .filter(|t| **t != LongText::Description)
            {
                text_ui(ui, view, *text, 4, state, desk);
            }
        });
    });
    super::steps::steps_ui(ui, view, state, desk);
    facts_ui(ui, view, state, desk);
}

fn field_ui(
    ui: &mut Ui,
    view: &DesignView,
    field: Field,
    shape: Shape,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let collides = view
        .content
        .collision(&model::design::Place::Field(field))
        .is_some();
    slot_ui(
        ui,
        view,
        w::field(field),
        Slot::Field(field),
        view.content.field(field),
        shape,
        state,
        desk,
    );
    if collides {
        chip(ui, icon::COLLISION, w::COLLIDES, Tone::Look);
    }
}

fn text_ui(
    ui: &mut Ui,
    view: &DesignView,
    text: LongText,
    rows: usize,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let now = view.content.text(text);
    slot_ui(
        ui,
        view,
        w::long_text(text),
        Slot::Text(text),
        now,
        Shape::Lines(rows),
        state,
        desk,
    );
}

/// One drafted field; what is due becomes an edit.
#[expect(
    clippy::too_many_arguments,
    reason = "a field is its name, its place, its value and its shape"
)]
pub(super) fn slot_ui(
    ui: &mut Ui,
    view: &DesignView,
    name: &str,
    slot: Slot,
    now: &str,
    shape: Shape,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let place = slot.place(view.id());
    let draft = match state.drafts.entry(slot) {
        Entry::Occupied(there) => there.into_mut(),
        // What was being typed when the program ended last.
        Entry::Vacant(new) => new.insert(match desk.kept.get(&place) {
            Some(kept) => Draft::resumed(&kept.base, &kept.text, desk.now_ms),
            None => Draft::default(),
        }),
    };
    if let Some(refused) = desk.kept.take_failed(&place) {
        draft.came_back(&refused.base, desk.now_ms);
    }
    let due = if shape == Shape::Cell {
        crate::ui::fields::drafted(ui, name, draft, now, desk.now_ms, shape)
    } else {
        drafted_field(ui, name, draft, now, desk.now_ms, shape)
    };
    if let Some((before, after)) = due {
        write(desk, view.id(), Some(&view.content), slot, before, after);
    } else if let Some((base, text)) = draft.open() {
        desk.kept.put(&place, base, text);
    } else if !desk.kept.is_handed_out(&place) {
        desk.kept.forget_text(&place);
    }
    if draft.is_back() {
        chip(ui, icon::WARNING, w::NOT_SAVED, Tone::Look);
    }
}

fn kind_ui(ui: &mut Ui, view: &DesignView, state: &mut DesignState, desk: &mut Desk<'_>) {
    let Some(mut kind) = view.content.kind().or(Some(model::design::Kind::Machine)) else {
        return;
    };
    if choice(ui, w::KIND, &mut kind, &kinds()) {
        let value = kind.key().to_owned();
        set(view.id(), Field::Kind, value, state, desk);
    }
}

/// The licence can be typed, or chosen among those that are used most.
fn licence_ui(ui: &mut Ui, view: &DesignView, state: &mut DesignState, desk: &mut Desk<'_>) {
    field_ui(ui, view, Field::Licence, Shape::Line, state, desk);
    let mut licence = view.content.field(Field::Licence).to_owned();
    let mut choices = w::licences();
    if !choices.iter().any(|(id, _)| *id == licence) {
        choices.insert(0, (licence.clone(), w::ANOTHER_LICENCE.to_owned()));
    }
    if choice(ui, w::COMMON_LICENCES, &mut licence, &choices) {
        set(view.id(), Field::Licence, licence, state, desk);
    }
    let licensor = licensor(&view.content)
        .map_or("", |line| line.cell(Column::Name))
        .to_owned();
    slot_ui(
        ui,
        view,
        w::LICENSOR,
        Slot::Licensor,
        &licensor,
        Shape::Line,
        state,
        desk,
    );
}

fn set(
    design: DocumentId,
    field: Field,
    value: String,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    state.sent.send(
        desk,
        Request::Edit(design, vec![Edit::SetField { field, value }]),
    );
}

/// The first who gives the licence.
fn licensor(content: &Content) -> Option<&Line> {
    content
        .with_role(Table::People, PersonRole::Licensor.key())
        .next()
}

/// Writes who gives the licence: into their line, or as a new one.
pub(super) fn licensor_request(
    design: DocumentId,
    content: Option<&Content>,
    name: &str,
) -> Request {
    let line = content.and_then(licensor);
    match line {
        Some(line) if name.is_empty() => {
            let edit = Edit::RemoveLine {
                table: Table::People,
                line: line.id,
            };
            Request::Edit(design, vec![edit])
        }
        Some(line) => {
            let value = name.to_owned();
            let edit = Edit::SetCell {
                table: Table::People,
                line: line.id,
                column: Column::Name,
                value,
            };
            Request::Edit(design, vec![edit])
        }
        None => {
            let role = (Column::Role, PersonRole::Licensor.key().to_owned());
            Request::AddLine(
                design,
                Table::People,
                vec![(Column::Name, name.to_owned()), role],
            )
        }
    }
}

fn facts_ui(ui: &mut Ui, view: &DesignView, state: &mut DesignState, desk: &mut Desk<'_>) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::FACTS);
        readiness_ui(
            ui,
            view,
            Field::TechnologyReadiness,
            w::technology_readiness(),
            state,
            desk,
        );
        readiness_ui(
            ui,
            view,
            Field::DocumentationReadiness,
            w::documentation_readiness(),
            state,
            desk,
        );
        for (set, name) in [
            (WordSet::Keywords, w::KEYWORDS),
            (WordSet::Languages, w::LANGUAGES),
        ] {
            let now = view.content.words(set).collect::<Vec<_>>().join(", ");
            slot_ui(
                ui,
                view,
                name,
                Slot::Words(set),
                &now,
                Shape::Line,
                state,
                desk,
            );
        }
        for field in [
            Field::Organisation,
            Field::HomeLink,
            Field::DocumentationLink,
            Field::Version,
        ] {
            field_ui(ui, view, field, Shape::Line, state, desk);
        }
    });
}

fn readiness_ui(
    ui: &mut Ui,
    view: &DesignView,
    field: Field,
    mut choices: Vec<(String, String)>,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let mut value = view.content.field(field).to_owned();
    if !choices.iter().any(|(code, _)| *code == value) {
        choices.push((value.clone(), value.clone()));
    }
    if choice(ui, w::field(field), &mut value, &choices) {
        set(view.id(), field, value, state, desk);
    }
}

/// Words that came and went between two lists with commas.
pub(super) fn word_edits(set: WordSet, before: &str, after: &str) -> Vec<Edit> {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(',')
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (before, after) = (words(before), words(after));
    let added = after.difference(&before).map(|word| Edit::AddWord {
        set,
        word: word.clone(),
    });
    let removed = before.difference(&after).map(|word| Edit::RemoveWord {
        set,
        word: word.clone(),
    });
    added.chain(removed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_came_or_went_are_written() {
        let edits = word_edits(WordSet::Keywords, "seed, sowing", "sowing,  no-till ,");
        let word = |word: &str| word.to_owned();
        assert_eq!(
            edits,
            [
                Edit::AddWord {
                    set: WordSet::Keywords,
                    word: word("no-till")
                },
                Edit::RemoveWord {
                    set: WordSet::Keywords,
                    word: word("seed")
                },
            ]
        );
    }
}
