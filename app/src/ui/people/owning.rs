//! What a business is and who owns it: the form that says so.

use egui::Ui;
use model::id::AgentId;
use model::rsd1::AgentClass;

use super::holding::days;
use super::organisations::name_of;
use super::{PeopleState, w};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::theme::GAP;
use crate::ui::widgets::{
    Weight, button, check, closes, meta, modal, section, send_button, sent_trouble_ui,
};
use crate::view::{Anew, PeopleView};
use crate::words::{self, decide, ledger, sharing};

/// What is being said about who owns one.
pub(super) struct AttestForm {
    agent: AgentId,
    class: AgentClass,
    all_surplus_to_workers: bool,
    evidence: String,
    file: String,
    from: String,
    to: String,
    sent: Sent,
}

impl AttestForm {
    /// A form about that person or organisation.
    pub(super) fn new(desk: &Desk<'_>, agent: AgentId) -> Self {
        AttestForm {
            agent,
            class: AgentClass::ForProfit,
            all_surplus_to_workers: false,
            evidence: String::new(),
            file: String::new(),
            to: String::new(),
            from: desk.today().to_string(),
            sent: Sent::default(),
        }
    }
}

impl AttestForm {
    /// As it was said before, to be put right.
    pub(super) fn fill(&mut self, again: &Anew) {
        if let Anew::Is {
            class,
            all_surplus_to_workers,
            source,
            from,
            to,
            ..
        } = again
        {
            self.class = *class;
            self.all_surplus_to_workers = *all_surplus_to_workers;
            self.evidence.clone_from(source);
            self.from = from.to_string();
            self.to = to.map(|to| to.to_string()).unwrap_or_default();
        }
    }
}

/// The form that says who owns it, while it is open.
pub(super) fn attest_dialog(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.attest else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "attest", |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 440.0;
        section(ui, w::ATTEST_TITLE);
        meta(ui, name_of(view, form.agent));
        let classes = AgentClass::ALL.map(|class| (class, w::class(class).to_owned()));
        choice(ui, w::CLASS, &mut form.class, &classes);
        if form.class == AgentClass::WorkerOwned {
            check(ui, &mut form.all_surplus_to_workers, w::SURPLUS);
        }
        field(ui, w::EVIDENCE, &mut form.evidence, w::EVIDENCE_HINT);
        field(ui, ledger::EVIDENCE, &mut form.file, ledger::EVIDENCE_HINT);
        meta(ui, ledger::EVIDENCE_WHY);
        ui.horizontal(|ui| {
            ui.spacing_mut().text_edit_width = 208.0;
            field(ui, w::FROM, &mut form.from, "2026-01-01");
            field(ui, sharing::UNTIL, &mut form.to, "");
        });
        if view.attesters > 1 {
            meta(ui, w::waits(view.attesters - 1));
        }
        ui.horizontal(|ui| {
            let days = days(&form.from, &form.to);
            let ready = match days {
                Err(_) => Err(ledger::DAY_FIRST),
                Ok((from, Some(to))) if from > to => Err(decide::ORDER_FIRST),
                Ok(_) => Ok(()),
            };
            let save = send_button(ui, desk, &form.sent, ledger::SAVE, Weight::Primary, ready);
            if save && let Ok((from, to)) = days {
                let request = Request::Attest {
                    agent: form.agent,
                    class: form.class,
                    all_surplus_to_workers: form.all_surplus_to_workers,
                    evidence: form.evidence.trim().to_owned(),
                    file: match form.file.trim() {
                        "" => None,
                        path => Some(path.into()),
                    },
                    from,
                    to,
                };
                form.sent.send(desk, request);
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.attest = None;
    }
}
