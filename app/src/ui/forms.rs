//! Forms that write into the ledger, opened from several pages: log work, report use, record a payment.

use egui::Ui;
use model::day::Day;
use model::id::{AgentId, DocumentId, FactId};
use model::number::{Ratio, Rational};
use model::rsd1::policy::ContributionUnit;

use crate::action::{Contribution, Request};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{area, choice, field};
use crate::ui::icon;
use crate::ui::kept::Typed;
use crate::ui::theme::{GAP, Tone};
use crate::ui::widgets::{
    Weight, banner, button, check, closes, entered, foldout, may_send, meta, modal, section,
    send_button, sent_trouble_ui,
};
use crate::view::{Anew, Correctable};
use crate::words::{self, ledger as w};

mod decide;
pub mod govern;
mod pay;
mod using;
mod work;
mod wrong;

use decide::AgreeForm;
use using::UseForm;
use work::WorkForm;
use wrong::WrongForm;

/// The forms, each of them closed or open.
#[derive(Default)]
pub struct Forms {
    work: Option<WorkForm>,
    using: Option<UseForm>,
    pay: Option<PayForm>,
    agree: Option<AgreeForm>,
    leave_out: Option<LeaveOutForm>,
    wrong: Option<WrongForm>,
    /// What is to be asked anew on the page of people.
    of_people: Option<Anew>,
    /// Questions, shares and pauses.
    pub govern: govern::GovernForms,
}

struct PayForm {
    agent: AgentId,
    name: String,
    amount: String,
    reference: String,
    day: String,
    sent: Sent,
}

impl Typed for PayForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reference", &mut self.reference)]
    }
}

struct LeaveOutForm {
    leave: Leave,
    fact: FactId,
    name: String,
    reason: String,
    sent: Sent,
}

impl Typed for LeaveOutForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// A report of use.
    Use,
    /// An entry that is questioned.
    Entry,
    /// A question: the entry stands.
    Question,
    /// A pause, which ends.
    Pause,
}

/// Under which name the words of a form are kept: what it is, and about what.
trait Place {
    fn place(&self) -> String;
}

impl Place for PayForm {
    fn place(&self) -> String {
        format!("pay/{}", self.agent)
    }
}

impl Place for LeaveOutForm {
    fn place(&self) -> String {
        format!("leave-out/{}", self.fact)
    }
}

/// A form that was opened has its kept words again.
fn opened<F: Typed + Place>(desk: &Desk<'_>, mut form: F) -> Option<F> {
    desk.kept.fill(&form.place(), &mut form);
    Some(form)
}

impl Forms {
    /// Opens the form that logs work; on that design, or on one to be chosen.
    pub fn log_work(
        &mut self,
        desk: &Desk<'_>,
        design: Option<DocumentId>,
        for_whom: Option<AgentId>,
    ) {
        let form = WorkForm::new(desk, design, for_whom);
        self.work = opened(desk, form);
    }

    /// Opens the form that corrects an entry of work, with what the entry says.
    pub fn correct(&mut self, desk: &Desk<'_>, fact: FactId, entry: &Correctable) {
        self.work = opened(desk, WorkForm::correcting(fact, entry));
    }

    /// Opens the form that reports use of that design.
    pub fn report_use(&mut self, desk: &Desk<'_>, design: DocumentId) {
        let form = UseForm::new(desk, design);
        self.using = opened(desk, form);
    }

    /// Opens the form that records a payment.
    pub fn pay(&mut self, desk: &Desk<'_>, agent: AgentId, name: &str, amount: &str) {
        let form = PayForm {
            agent,
            name: name.to_owned(),
            amount: amount.to_owned(),
            reference: String::new(),
            day: desk.today().to_string(),
            sent: Sent::default(),
        };
        self.pay = opened(desk, form);
    }

    /// Opens the form that records an agreement with somebody, from that day to the end of its year.
    pub fn agree(&mut self, desk: &Desk<'_>, agent: AgentId, name: &str, from: Day) {
        let form = AgreeForm::new(agent, name, from);
        self.agree = opened(desk, form);
    }

    /// Opens the form that says that an entry about somebody does not count.
    pub fn leave_out(&mut self, desk: &Desk<'_>, leave: Leave, fact: FactId, name: &str) {
        let form = LeaveOutForm {
            leave,
            fact,
            name: name.to_owned(),
            reason: String::new(),
            sent: Sent::default(),
        };
        self.leave_out = opened(desk, form);
    }

    /// Draws the form that is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        dialog(ui, desk, &mut self.work, "log work", work::work_ui);
        dialog(ui, desk, &mut self.using, "report use", using::use_ui);
        dialog(ui, desk, &mut self.pay, "pay", pay::pay_ui);
        dialog(ui, desk, &mut self.agree, "agree", decide::agree_ui);
        dialog(
            ui,
            desk,
            &mut self.leave_out,
            "leave out",
            decide::leave_out_ui,
        );
        self.go_on(ui, desk);
        dialog(ui, desk, &mut self.wrong, "wrong", wrong::wrong_ui);
        self.govern.ui(ui, desk);
    }
}

/// Draws a form in the middle of the window until it is done or closed.
fn dialog<F: Typed + Place>(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    form: &mut Option<F>,
    salt: &str,
    add: fn(&mut Ui, &mut Desk<'_>, &mut F) -> bool,
) {
    let Some(open) = form else {
        return;
    };
    let mut keep = true;
    let shown = modal(ui, salt, |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 440.0;
        keep = add(ui, desk, open);
    });
    let place = open.place();
    if !keep {
        desk.kept.forget(&place);
    } else {
        desk.kept.keep(&place, open);
    }
    if closes(ui, &shown, !keep) {
        *form = None;
    }
}

/// The first and the last day of the quarter of that day.
fn quarter(day: Day) -> (Day, Day) {
    let (year, month, _) = day.civil();
    let first = (month - 1) / 3 * 3 + 1;
    let last = first + 2;
    let from = Day::from_civil(year, first, 1).unwrap_or(day);
    let to = Day::from_civil(year, last, model::day::days_in_month(year, last)).unwrap_or(day);
    (from, to)
}

/// Before the first entry and each use report: everyone will see it, and it stays.
fn stays_ui(ui: &mut Ui, desk: &Desk<'_>) {
    let open = desk.view.commons.as_ref().is_some_and(|c| c.open);
    banner(ui, icon::INFO, Tone::News, |ui| {
        ui.label(words::stays(open))
    });
}

/// Saves, or closes. Gives whether to save, and whether to stay open.
fn ends(
    ui: &mut Ui,
    desk: &Desk<'_>,
    sent: &Sent,
    text: &str,
    ready: Result<(), &str>,
) -> (bool, bool) {
    ui.horizontal(|ui| {
        let save = send_button(ui, desk, sent, text, Weight::Primary, ready);
        let close = button(ui, words::CANCEL, Weight::Normal).clicked();
        (save, !close)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_report_begins_with_the_quarter_of_today() {
        let day = |text: &str| text.parse::<Day>().ok();
        let today = day("2026-02-10").expect("a day");
        assert_eq!(Some(quarter(today).0), day("2026-01-01"));
        assert_eq!(Some(quarter(today).1), day("2026-03-31"));
    }
}
