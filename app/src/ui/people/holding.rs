//! Who holds a part of a business: what was recorded, and the form that records it.

use egui::Ui;
use model::day::Day;
use model::id::AgentId;

use super::PeopleState;
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::theme::GAP;
use crate::ui::widgets::{
    Weight, button, closes, meta, modal, section, send_button, sent_trouble_ui,
};
use crate::view::{Anew, OrganisationView, PeopleView};
use crate::words::{self, decide, ledger, sharing as w};

/// What is being said about who holds a part.
pub(super) struct HoldForm {
    agent: AgentId,
    name: String,
    holder: Option<AgentId>,
    percent: String,
    from: String,
    to: String,
    sent: Sent,
}

impl HoldForm {
    /// As it was recorded before, to be put right.
    pub(super) fn again(again: &Anew) -> Option<Self> {
        let Anew::Holds {
            agent,
            name,
            holder,
            percent,
            from,
            to,
        } = again
        else {
            return None;
        };
        Some(HoldForm {
            agent: *agent,
            name: name.clone(),
            holder: Some(*holder),
            percent: percent.clone(),
            from: from.to_string(),
            to: to.map(|to| to.to_string()).unwrap_or_default(),
            sent: Sent::default(),
        })
    }
}

/// Below an organisation: who holds parts of it, and the button of the form.
pub(super) fn held_ui(
    ui: &mut Ui,
    one: &OrganisationView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    for held in &one.held {
        meta(ui, held);
    }
    let name = format!("{}: {}", w::HOLD, one.name);
    if desk.may_write()
        && button(ui, w::HOLD, Weight::Quiet)
            .accessible_name(name)
            .clicked()
    {
        state.hold = Some(HoldForm {
            agent: one.agent,
            name: one.name.clone(),
            holder: None,
            percent: String::new(),
            from: desk.today().to_string(),
            to: String::new(),
            sent: Sent::default(),
        });
    }
}

/// The form, while it is open.
pub(super) fn dialog_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.hold else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "holding", |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 220.0;
        section(ui, w::HOLD_TITLE);
        meta(ui, &form.name);
        meta(ui, w::HOLD_WHY);
        let organisations = view.organisations.iter();
        let organisations = organisations.map(|one| (one.agent, one.name.clone()));
        let people = view.people.iter().map(|one| (one.agent, one.name.clone()));
        let mut holders = vec![(None, w::HOLDER_NONE.to_owned())];
        let others = organisations.chain(people);
        let others = others.filter(|(agent, _)| *agent != form.agent);
        holders.extend(others.map(|(agent, name)| (Some(agent), name)));
        choice(ui, w::HOLDER, &mut form.holder, &holders);
        field(ui, w::PERCENT, &mut form.percent, "70");
        field(ui, w::FROM, &mut form.from, "2026-05-16");
        field(ui, w::UNTIL, &mut form.to, "");
        let days = days(&form.from, &form.to);
        let ready = match (&form.holder, &days) {
            (None, _) => Err(w::HOLDER_FIRST),
            _ if form.percent.trim().is_empty() => Err(w::PERCENT_FIRST),
            (_, Err(_)) => Err(ledger::DAY_FIRST),
            (_, Ok((from, Some(to)))) if from > to => Err(decide::ORDER_FIRST),
            _ => Ok(()),
        };
        ui.horizontal(|ui| {
            let save = send_button(ui, desk, &form.sent, w::HOLD_SAVE, Weight::Primary, ready);
            if save && let (Some(holder), Ok((from, to))) = (form.holder, days) {
                let request = Request::Hold {
                    agent: form.agent,
                    holder,
                    percent: form.percent.trim().to_owned(),
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
        state.hold = None;
    }
}

/// The days of a span whose last one may stay empty.
pub(super) fn days(from: &str, to: &str) -> Result<(Day, Option<Day>), model::day::DayError> {
    let from = from.trim().parse()?;
    let to = match to.trim() {
        "" => None,
        to => Some(to.parse()?),
    };
    Ok((from, to))
}
