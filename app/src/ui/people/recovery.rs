//! Who lost all their devices: helping them back, and vouching for them.

use egui::Ui;
use model::id::AgentId;

use super::{PeopleState, w as people};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::icon;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, closes, icon_text_button, line_with_right, meta, modal, section,
    send_button, sent_trouble_ui, strong,
};
use crate::view::{AnswerView, Outcome, PeopleView, ReturnView};
use crate::words::{self, recovery as w};

/// What is being done for who comes back.
#[derive(Default)]
pub(super) struct RecoveryState {
    help: Option<HelpForm>,
    vouch: Option<VouchForm>,
    sent: Sent,
}

#[derive(Default)]
struct HelpForm {
    person: Option<AgentId>,
    made: Option<String>,
    sent: Sent,
    answer: String,
    looked: Sent,
}

struct VouchForm {
    answer: AnswerView,
    sent: Sent,
}

/// Who waits, and how to help somebody.
pub(super) fn recovery_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    if !desk.may_write() || (view.people.len() < 2 && view.returns.is_empty()) {
        return;
    }
    let state = &mut state.recovery;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        line_with_right(
            ui,
            |ui| section(ui, w::TITLE),
            |ui| {
                let help =
                    icon_text_button(ui, Some(icon::RESTORE), w::HELP, Weight::Normal).clicked();
                if help {
                    state.help = Some(HelpForm::default());
                }
            },
        );
        meta(ui, w::WHY);
        for one in &view.returns {
            rule(ui);
            ui.push_id(one.act, |ui| return_ui(ui, one, state, desk));
        }
        sent_trouble_ui(ui, desk, &state.sent);
    });
}

fn return_ui(ui: &mut Ui, one: &ReturnView, state: &mut RecoveryState, desk: &mut Desk<'_>) {
    strong(ui, w::asks(&one.person, &one.label));
    words_ui(ui, &one.words);
    meta(ui, w::vouched(&one.signers, one.more));
    if !one.may_vouch {
        return;
    }
    meta(ui, w::BE_SURE);
    if send_button(ui, desk, &state.sent, w::VOUCH_TOO, Weight::Normal, Ok(())) {
        state.sent.send(desk, Request::VouchToo(one.act));
    }
}

/// The words of a key, to be read to each other.
pub(super) fn words_ui(ui: &mut Ui, spoken: &str) {
    let text = egui::RichText::new(spoken).monospace();
    ui.add(egui::Label::new(text).wrap().selectable(true));
}

/// The forms, while they are open.
pub(super) fn dialogs_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    help_dialog(ui, view, &mut state.recovery, desk);
    vouch_dialog(ui, &mut state.recovery, desk);
}

fn help_dialog(ui: &mut Ui, view: &PeopleView, state: &mut RecoveryState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.help else {
        return;
    };
    if let Some(Outcome::Line(made)) = form.sent.take_done(desk.view) {
        form.made = Some(made.clone());
    }
    let mut looked = None;
    if let Some(Outcome::Answer(answer)) = form.looked.take_done(desk.view) {
        looked = Some(answer.clone());
    }
    let mut close = false;
    let shown = modal(ui, "help-back", |ui| {
        ui.set_width(480.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 480.0;
        section(ui, w::HELP);
        match form.made.clone() {
            Some(line) => line_ui(ui, &line),
            None => who_ui(ui, view, form, desk),
        }
        rule(ui);
        answer_ui(ui, form, desk);
        close = button(ui, words::CLOSE, Weight::Normal).clicked();
    });
    if let Some(answer) = looked {
        state.vouch = Some(VouchForm {
            answer,
            sent: Sent::default(),
        });
        state.help = None;
        return;
    }
    if closes(ui, &shown, close) {
        state.help = None;
    }
}

fn who_ui(ui: &mut Ui, view: &PeopleView, form: &mut HelpForm, desk: &mut Desk<'_>) {
    let mut choices = vec![(None, people::CHOOSE_PERSON.to_owned())];
    let others = view.people.iter().filter(|person| !person.me);
    choices.extend(others.map(|person| (Some(person.agent), person.name.clone())));
    choice(ui, w::WHO, &mut form.person, &choices);
    let ready = match form.person {
        Some(_) => Ok(()),
        None => Err(people::PERSON_FIRST),
    };
    if send_button(ui, desk, &form.sent, w::MAKE, Weight::Primary, ready)
        && let Some(person) = form.person
    {
        form.sent.send(desk, Request::WayBack(person));
    }
    sent_trouble_ui(ui, desk, &form.sent);
}

fn line_ui(ui: &mut Ui, line: &str) {
    ui.add(egui::Label::new(w::GIVE).wrap());
    super::line_ui(ui, line, w::LINE);
}

fn answer_ui(ui: &mut Ui, form: &mut HelpForm, desk: &mut Desk<'_>) {
    meta(ui, w::THEN);
    field(ui, w::ANSWER, &mut form.answer, w::ANSWER_HINT);
    let answer = form.answer.trim().to_owned();
    let ready = match answer.is_empty() {
        true => Err(words::FILL_IN),
        false => Ok(()),
    };
    if send_button(ui, desk, &form.looked, w::LOOK, Weight::Normal, ready) {
        form.looked.send(desk, Request::LookAtAnswer(answer));
    }
    sent_trouble_ui(ui, desk, &form.looked);
}

fn vouch_dialog(ui: &mut Ui, state: &mut RecoveryState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.vouch else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "vouch", |ui| {
        ui.set_width(480.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, &w::asks(&form.answer.person, &form.answer.label));
        meta(ui, w::KEY);
        words_ui(ui, &form.answer.words);
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.add(egui::Label::new(w::BE_SURE).wrap());
        });
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::VOUCH, Weight::Primary, Ok(())) {
                let line = form.answer.line.clone();
                form.sent.send(desk, Request::Vouch(line));
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.vouch = None;
    }
}
