//! Who works for an organisation or belongs to it: what was recorded, and the forms that record it and its end.

use egui::Ui;
use model::day::Day;
use model::id::AgentId;

use super::PeopleState;
use super::holding::days;
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::theme::GAP;
use crate::ui::widgets::{
    Weight, button, closes, meta, modal, section, send_button, sent_trouble_ui, small_link,
};
use crate::view::{Anew, BelongingView, OrganisationView, PeopleView};
use crate::words::{self, belonging as w, decide, ledger};

/// What is being said about who works there.
pub(super) struct BelongForm {
    organisation: AgentId,
    name: String,
    person: Option<AgentId>,
    from: String,
    to: String,
    /// It is ended: whose name it is.
    ends: Option<String>,
    sent: Sent,
}

/// Below an organisation: who works there, and the buttons of the forms.
pub(super) fn belong_ui(
    ui: &mut Ui,
    one: &OrganisationView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    for belonging in &one.belong {
        line_ui(ui, one, belonging, state, desk);
    }
    let name = format!("{}: {}", w::BELONGS, one.name);
    if desk.may_write()
        && button(ui, w::BELONGS, Weight::Quiet)
            .accessible_name(name)
            .clicked()
    {
        state.belong = Some(BelongForm {
            organisation: one.agent,
            name: one.name.clone(),
            person: desk.me().map(|me| me.agent),
            from: desk.today().to_string(),
            to: String::new(),
            ends: None,
            sent: Sent::default(),
        });
    }
}

fn line_ui(
    ui: &mut Ui,
    one: &OrganisationView,
    belonging: &BelongingView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    ui.horizontal_wrapped(|ui| {
        meta(ui, &belonging.words);
        let may_end = belonging.may_end && desk.may_write();
        if may_end && small_link(ui, &w::end(&belonging.name)).clicked() {
            state.belong = Some(BelongForm {
                organisation: one.agent,
                name: one.name.clone(),
                person: Some(belonging.person),
                from: belonging.from.to_string(),
                to: desk.today().to_string(),
                ends: Some(belonging.name.clone()),
                sent: Sent::default(),
            });
        }
    });
}

/// The form, while it is open.
pub(super) fn dialog_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.belong else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "belonging", |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 220.0;
        let text = asks_ui(ui, view, form, desk);
        let ready = form.ready();
        ui.horizontal(|ui| {
            let ready = ready.as_ref().map(|_| ()).map_err(|why| *why);
            let save = send_button(ui, desk, &form.sent, text, Weight::Primary, ready);
            if save && let Some(request) = form.request() {
                form.sent.send(desk, request);
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.belong = None;
    }
}

/// What is asked; gives what saves it.
fn asks_ui(ui: &mut Ui, view: &PeopleView, form: &mut BelongForm, desk: &Desk<'_>) -> &'static str {
    let (title, why) = match form.ends {
        Some(_) => (w::END_TITLE, w::END_WHY),
        None => (w::TITLE, w::WHY),
    };
    section(ui, title);
    match &form.ends {
        Some(person) => meta(ui, format!("{person}, {}", form.name)),
        None => meta(ui, &form.name),
    };
    meta(ui, why);
    if form.ends.is_some() {
        field(ui, w::LAST, &mut form.to, "2026-03-31");
        return w::END_SAVE;
    }
    let me = desk.me().map(|me| me.agent);
    let may_say_of = |person: &&crate::view::PersonView| {
        let of = view.organisations.iter();
        let mut of = of.filter(|one| one.agent == form.organisation);
        Some(person.agent) == me || of.any(|one| one.may_say)
    };
    let people = view.people.iter().filter(may_say_of);
    let mut choices = vec![(None, w::CHOOSE.to_owned())];
    choices.extend(people.map(|one| (Some(one.agent), one.name.clone())));
    choice(ui, w::PERSON, &mut form.person, &choices);
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = 208.0;
        field(ui, w::FROM, &mut form.from, "2026-01-01");
        field(ui, w::UNTIL, &mut form.to, "");
    });
    w::SAVE
}

impl BelongForm {
    /// As it was recorded before, to be put right.
    pub(super) fn again(again: &Anew) -> Option<Self> {
        let Anew::Belongs {
            person,
            organisation,
            name,
            from,
            to,
        } = again
        else {
            return None;
        };
        Some(BelongForm {
            organisation: *organisation,
            name: name.clone(),
            person: Some(*person),
            from: from.to_string(),
            to: to.map(|to| to.to_string()).unwrap_or_default(),
            ends: None,
            sent: Sent::default(),
        })
    }

    fn ready(&self) -> Result<(Day, Option<Day>), &'static str> {
        let (from, to) = days(&self.from, &self.to).map_err(|_| ledger::DAY_FIRST)?;
        if self.person.is_none() {
            return Err(w::PERSON_FIRST);
        }
        match to {
            None if self.ends.is_some() => Err(ledger::DAY_FIRST),
            Some(to) if from > to => Err(decide::ORDER_FIRST),
            to => Ok((from, to)),
        }
    }

    fn request(&self) -> Option<Request> {
        let (from, to) = self.ready().ok()?;
        let (person, organisation) = (self.person?, self.organisation);
        Some(match (&self.ends, to) {
            (Some(_), Some(last)) => Request::EndBelonging(person, organisation, last),
            _ => Request::Belong {
                person,
                organisation,
                from,
                to,
            },
        })
    }
}
