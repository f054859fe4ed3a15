//! Forms that write into the ledger, opened from several pages: log work, report use, record a payment.

use egui::Ui;
use model::day::Day;
use model::id::{AgentId, DocumentId};
use model::rsd1::policy::ContributionUnit;

use crate::action::{Contribution, Request, UseReport};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{area, choice, field};
use crate::ui::icon;
use crate::ui::theme::{GAP, Tone};
use crate::ui::widgets::{
    Weight, banner, button, check, closes, foldout, meta, modal, section, send_button,
    sent_trouble_ui,
};
use crate::words::{self, ledger as w};

/// The forms, each of them closed or open.
#[derive(Default)]
pub struct Forms {
    work: Option<WorkForm>,
    using: Option<UseForm>,
    pay: Option<PayForm>,
}

struct WorkForm {
    design: Option<DocumentId>,
    fixed: bool,
    work: String,
    quantity: String,
    for_whom: Option<AgentId>,
    day: String,
    note: String,
    sent: Sent,
}

struct UseForm {
    design: DocumentId,
    agent: Option<AgentId>,
    commercial: bool,
    from: String,
    to: String,
    revenue: String,
    part: String,
    sent: Sent,
}

struct PayForm {
    agent: AgentId,
    name: String,
    amount: String,
    reference: String,
    day: String,
    sent: Sent,
}

impl Forms {
    /// Opens the form that logs work; on that design, or on one to be chosen.
    pub fn log_work(
        &mut self,
        desk: &Desk<'_>,
        design: Option<DocumentId>,
        for_whom: Option<AgentId>,
    ) {
        self.work = Some(WorkForm {
            design,
            fixed: design.is_some(),
            work: first_work(desk),
            quantity: String::new(),
            for_whom,
            day: desk.today().to_string(),
            note: String::new(),
            sent: Sent::default(),
        });
    }

    /// Opens the form that reports use of that design.
    pub fn report_use(&mut self, desk: &Desk<'_>, design: DocumentId) {
        let acts_for = desk
            .me()
            .map(|me| me.acts_for.as_slice())
            .unwrap_or_default();
        let agent = acts_for
            .first()
            .map(|(agent, _)| *agent)
            .or(desk.me().map(|me| me.agent));
        let (from, to) = quarter(desk.today());
        self.using = Some(UseForm {
            design,
            agent,
            commercial: true,
            from: from.to_string(),
            to: to.to_string(),
            revenue: String::new(),
            part: "1".into(),
            sent: Sent::default(),
        });
    }

    /// Opens the form that records a payment.
    pub fn pay(&mut self, desk: &Desk<'_>, agent: AgentId, name: &str, amount: &str) {
        self.pay = Some(PayForm {
            agent,
            name: name.to_owned(),
            amount: amount.to_owned(),
            reference: String::new(),
            day: desk.today().to_string(),
            sent: Sent::default(),
        });
    }

    /// Draws the form that is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        dialog(ui, desk, &mut self.work, "log work", work_ui);
        dialog(ui, desk, &mut self.using, "report use", use_ui);
        dialog(ui, desk, &mut self.pay, "pay", pay_ui);
    }
}

/// Draws a form in the middle of the window until it is done or closed.
fn dialog<F>(
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
    let shown = modal(ui, salt).show(ui.ctx(), |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 440.0;
        keep = add(ui, desk, open);
    });
    if closes(ui, &shown, !keep) {
        *form = None;
    }
}

/// Design work first, where the policy counts it.
fn first_work(desk: &Desk<'_>) -> String {
    let works = &desk.view.work;
    let design = works.iter().find(|(name, _)| name == "design");
    design
        .or(works.first())
        .map_or_else(String::new, |(name, _)| name.clone())
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

fn work_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut WorkForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::LOG);
    if !form.fixed {
        design_choice(ui, desk, &mut form.design);
    }
    let works: Vec<(String, String)> = desk
        .view
        .work
        .iter()
        .map(|(name, _)| (name.clone(), w::work(name)))
        .collect();
    choice(ui, w::KIND, &mut form.work, &works);
    let unit = desk.view.work.iter().find(|(name, _)| *name == form.work);
    let (name, hint) = w::quantity(unit.map_or(ContributionUnit::Minute, |(_, unit)| *unit));
    let quantity = field(ui, name, &mut form.quantity, hint);
    if ui.memory(|m| m.focused().is_none()) && form.quantity.is_empty() {
        quantity.request_focus();
    }
    for_whom_ui(ui, desk, &mut form.for_whom);
    foldout(ui, "more", w::MORE, |ui| {
        field(ui, w::DAY, &mut form.day, "2026-02-10");
        area(ui, w::NOTE, &mut form.note, 3, "");
    });
    if desk.me().is_some_and(|me| !me.wrote_before) {
        stays_ui(ui, desk);
    }
    let ready = match (form.quantity.trim().is_empty(), form.day.parse::<Day>()) {
        (true, _) => Err(w::QUANTITY_FIRST),
        (_, Err(_)) => Err(w::DAY_FIRST),
        (false, Ok(_)) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::SAVE, ready);
    if save && let Ok(day) = form.day.parse() {
        let contribution = Contribution {
            design: form.design,
            work: form.work.clone(),
            quantity: form.quantity.trim().to_owned(),
            for_whom: form.for_whom,
            day,
            note: form.note.trim().to_owned(),
            evidence: None,
        };
        form.sent.send(desk, Request::Contribute(contribution));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn design_choice(ui: &mut Ui, desk: &Desk<'_>, design: &mut Option<DocumentId>) {
    let mut designs = vec![(None, w::NO_DESIGN.to_owned())];
    designs.extend(
        desk.view
            .designs
            .iter()
            .map(|(id, name)| (Some(*id), name.clone())),
    );
    choice(ui, w::DESIGN, design, &designs);
}

/// Only those who act for an organisation are asked.
fn for_whom_ui(ui: &mut Ui, desk: &Desk<'_>, for_whom: &mut Option<AgentId>) {
    let Some(me) = desk.me().filter(|me| !me.acts_for.is_empty()) else {
        return;
    };
    let mut choices = vec![(None, w::MYSELF.to_owned())];
    choices.extend(
        me.acts_for
            .iter()
            .map(|(agent, name)| (Some(*agent), name.clone())),
    );
    choice(ui, w::FOR_WHOM, for_whom, &choices);
}

fn use_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut UseForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::USE);
    if let Some(me) = desk.me() {
        let mut agents = vec![(Some(me.agent), me.name.clone())];
        agents.extend(
            me.acts_for
                .iter()
                .map(|(agent, name)| (Some(*agent), name.clone())),
        );
        choice(ui, w::USER, &mut form.agent, &agents);
    }
    check(ui, &mut form.commercial, w::COMMERCIAL);
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 140.0;
        field(ui, w::FROM, &mut form.from, "2026-01-01");
        field(ui, w::TO, &mut form.to, "2026-03-31");
    });
    if form.commercial {
        ui.horizontal(|ui| {
            ui.spacing_mut().text_edit_width = 200.0;
            let revenue = match desk.view.currency.as_str() {
                "" => w::REVENUE.to_owned(),
                currency => format!("{}, {currency}", w::REVENUE),
            };
            field(ui, &revenue, &mut form.revenue, "45,000.00");
            ui.spacing_mut().text_edit_width = 120.0;
            field(ui, w::PART, &mut form.part, w::PART_HINT);
        });
    }
    stays_ui(ui, desk);
    let days = form
        .from
        .parse::<Day>()
        .ok()
        .zip(form.to.parse::<Day>().ok());
    let ready = match days {
        None => Err(w::DAY_FIRST),
        Some(_) if form.commercial && form.revenue.trim().is_empty() => Err(w::QUANTITY_FIRST),
        Some(_) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::USE_SAVE, ready);
    if save && let (Some((from, to)), Some(agent)) = (days, form.agent) {
        let report = UseReport {
            agent,
            design: form.design,
            commercial: form.commercial,
            from,
            to,
            revenue: form.revenue.trim().to_owned(),
            part: form.part.trim().to_owned(),
        };
        form.sent.send(desk, Request::Use(report));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn pay_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut PayForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::PAY);
    meta(ui, &form.name);
    field(ui, w::PAID, &mut form.amount, "1,250.00");
    field(ui, w::REFERENCE, &mut form.reference, "");
    field(ui, w::DAY, &mut form.day, "2026-04-20");
    let ready = match (form.amount.trim().is_empty(), form.day.parse::<Day>()) {
        (true, _) => Err(w::QUANTITY_FIRST),
        (_, Err(_)) => Err(w::DAY_FIRST),
        (false, Ok(_)) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::PAY_SAVE, ready);
    if save && let Ok(day) = form.day.parse() {
        let amount = form.amount.trim().to_owned();
        let reference = form.reference.trim().to_owned();
        form.sent.send(
            desk,
            Request::Pay {
                agent: form.agent,
                amount,
                reference,
                day,
            },
        );
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
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
