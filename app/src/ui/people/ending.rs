//! Ending what somebody had: what stays of their work, what it would do, and then doing it.

use egui::Ui;
use model::day::Day;
use model::id::DeviceId;
use std::collections::BTreeMap;

use super::PeopleState;
use crate::action::{Cut, Cuts, Ending, Request};
use crate::ui::desk::{Desk, Sent, SentState};
use crate::ui::fields::{area, choice, field};
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_SMALL, Tone};
use crate::ui::widgets::{
    Weight, banner, button, closes, meta, modal, section, send_button, sent_trouble_ui,
};
use crate::view::{DeviceView, ForeseenView, OrganisationView, Outcome, PeopleView, PersonView};
use crate::words::{self, endings as e, ledger};

/// What is to end, and what is chosen for it.
pub(super) struct EndingForm {
    /// `None`: the person at this computer leaves.
    ending: Option<Ending>,
    devices: BTreeMap<DeviceId, Chosen>,
    reason: String,
    asked: Option<Cuts>,
    look: Sent,
    foreseen: Option<ForeseenView>,
    sent: Sent,
}

/// What is chosen for a device.
#[derive(Clone, Default)]
struct Chosen {
    what: What,
    day: String,
}

/// What stays of a device.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum What {
    #[default]
    Here,
    Until,
    Nothing,
}

impl EndingForm {
    /// A form in which all that is here stays.
    pub(super) fn new(ending: Ending) -> Self {
        EndingForm {
            ending: Some(ending),
            devices: BTreeMap::new(),
            reason: String::new(),
            asked: None,
            look: Sent::default(),
            foreseen: None,
            sent: Sent::default(),
        }
    }

    /// A form in which one leaves.
    pub(super) fn leave() -> Self {
        EndingForm {
            ending: None,
            ..EndingForm::new(Ending::Device(DeviceId([0; 32])))
        }
    }

    /// What is chosen; `None` while a day cannot be read.
    fn cuts(&self) -> Option<Cuts> {
        let mut cuts = Cuts::default();
        for (device, chosen) in &self.devices {
            let cut = match chosen.what {
                What::Here => Cut::Here,
                What::Nothing => Cut::Nothing,
                What::Until => Cut::Until(chosen.day.trim().parse::<Day>().ok()?),
            };
            cuts.devices.insert(*device, cut);
        }
        Some(cuts)
    }

    /// Asks what it would do, when something else is chosen than was asked for last.
    fn look_ahead(&mut self, desk: &mut Desk<'_>) {
        if let Some(Outcome::Foreseen(foreseen)) = self.look.take_done(desk.view) {
            self.foreseen = Some((**foreseen).clone());
        }
        let (Some(ending), Some(cuts)) = (self.ending, self.cuts()) else {
            return;
        };
        if self.asked.as_ref() != Some(&cuts) {
            self.look.send(desk, Request::Foresee(ending, cuts.clone()));
            self.asked = Some(cuts);
        }
    }
}

/// The dialog, while it is open.
pub(super) fn ending_dialog(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.ending else {
        return;
    };
    let done = form.sent.take_done(desk.view);
    let mut close = done.is_some();
    if let Some(Outcome::Said(text)) = done {
        state.said = Some(text.clone());
    }
    form.look_ahead(desk);
    let shown = modal(ui, "ending", |ui| {
        ui.set_width(520.0);
        ui.spacing_mut().item_spacing.y = GAP;
        match form.ending {
            None => leave_ui(ui, view, desk),
            Some(ending) => ending_ui(ui, ending, view, form, desk),
        }
        ui.horizontal(|ui| {
            close |= buttons_ui(ui, view, form, desk);
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.ending = None;
    }
}

fn leave_ui(ui: &mut Ui, view: &PeopleView, desk: &Desk<'_>) {
    let commons = desk.view.commons.as_ref();
    section(
        ui,
        &e::leave_title(commons.map_or("", |commons| &commons.name)),
    );
    ui.label(e::LEAVE_WHAT);
    if view.only_here > 0 {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.label(format!("{}.", e::only_here_words(view.only_here)));
            ui.label(e::LEAVE_LATER);
        });
    }
}

fn ending_ui(
    ui: &mut Ui,
    ending: Ending,
    view: &PeopleView,
    form: &mut EndingForm,
    desk: &mut Desk<'_>,
) {
    let has = |person: &&PersonView| match ending {
        Ending::Person(agent) | Ending::Role(agent, _) | Ending::Acting(agent, _) => {
            person.agent == agent
        }
        Ending::Device(device) => person.devices.iter().any(|one| one.device == device),
    };
    let Some(person) = view.people.iter().find(has) else {
        return;
    };
    let meant = |device: &&DeviceView| match ending {
        Ending::Device(id) => device.device == id,
        _ => true,
    };
    let devices: Vec<&DeviceView> = person.devices.iter().filter(meant).collect();
    let organisation = organisation_of(ending, view);
    let of = organisation.map_or("", |one| &one.name);
    section(ui, &title(ending, person, &devices, of));
    ui.label(match ending {
        Ending::Person(_) => e::REMOVE_WHAT,
        Ending::Role(..) => e::END_ROLE_WHAT,
        Ending::Device(_) => e::RETIRE_WHAT,
        Ending::Acting(..) => e::END_ACTING_WHAT,
    });
    if organisation.is_some_and(|one| one.acting.len() == 1) {
        banner(ui, icon::WARNING, Tone::Look, |ui| ui.label(e::LAST_ACTING));
    }
    for device in devices {
        ui.push_id(device.device, |ui| device_ui(ui, device, form));
    }
    meta(ui, e::NOT_HERE_YET);
    // That act has no place for a reason.
    if organisation.is_none() {
        area(ui, e::REASON, &mut form.reason, 2, "");
    }
    if let Some(foreseen) = &form.foreseen {
        for sentence in &foreseen.also {
            banner(ui, icon::WARNING, Tone::Look, |ui| ui.label(sentence));
        }
        if let Some(needs) = &foreseen.needs {
            banner(ui, icon::WAITS_FOR_PERSON, Tone::News, |ui| ui.label(needs));
        }
    }
    sent_trouble_ui(ui, desk, &form.look);
}

fn organisation_of(ending: Ending, view: &PeopleView) -> Option<&OrganisationView> {
    let Ending::Acting(_, meant) = ending else {
        return None;
    };
    view.organisations.iter().find(|one| one.agent == meant)
}

fn title(
    ending: Ending,
    person: &PersonView,
    devices: &[&DeviceView],
    organisation: &str,
) -> String {
    match ending {
        Ending::Person(_) => e::remove_title(&person.name),
        Ending::Role(_, role) => e::end_role_title(&person.name, person.me, role),
        Ending::Device(_) => {
            let label = devices.first().map_or("", |device| &device.label);
            e::retire_title(label, &person.name)
        }
        Ending::Acting(..) => e::end_acting_title(&person.name, person.me, organisation),
    }
}

/// What stays of one device.
fn device_ui(ui: &mut Ui, device: &DeviceView, form: &mut EndingForm) {
    ui.spacing_mut().item_spacing.y = GAP_SMALL;
    let chosen = form.devices.entry(device.device).or_default();
    let choices = [
        (What::Here, e::KEEP_HERE.to_owned()),
        (What::Until, e::KEEP_UNTIL.to_owned()),
        (What::Nothing, e::KEEP_NOTHING.to_owned()),
    ];
    let name = e::keep_of(&device.label);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        choice(ui, &name, &mut chosen.what, &choices);
        if chosen.what == What::Until {
            ui.scope(|ui| {
                ui.spacing_mut().text_edit_width = 140.0;
                field(ui, e::KEEP_DAY, &mut chosen.day, e::DAY_HINT);
            });
        }
    });
    let foreseen = form.foreseen.as_ref();
    let loss = foreseen.and_then(|all| all.devices.iter().find(|one| one.device == device.device));
    if let Some(loss) = loss {
        meta(ui, &loss.words);
    }
}

/// Gives whether it was given up.
fn buttons_ui(ui: &mut Ui, view: &PeopleView, form: &mut EndingForm, desk: &mut Desk<'_>) -> bool {
    let cuts = form.cuts();
    let ready = match (&cuts, form.look.state(desk.view)) {
        (_, SentState::Failed(_)) => Err(e::NOT_POSSIBLE),
        (Some(_), _) => Ok(()),
        (None, _) => Err(ledger::DAY_FIRST),
    };
    let does = match form.ending {
        None if view.only_here > 0 => e::LEAVE_ANYWAY,
        None => e::LEAVE_DO,
        Some(Ending::Person(_)) => e::REMOVE_DO,
        Some(Ending::Role(..)) => e::END_ROLE_DO,
        Some(Ending::Device(_)) => e::RETIRE_DO,
        Some(Ending::Acting(..)) => e::END_ACTING_DO,
    };
    if send_button(ui, desk, &form.sent, does, Weight::Danger, ready)
        && let Some(cuts) = cuts
    {
        let request = match form.ending {
            None => Request::Leave,
            Some(ending) => Request::End {
                ending,
                cuts,
                reason: form.reason.trim().to_owned(),
            },
        };
        form.sent.send(desk, request);
    }
    button(ui, words::CANCEL, Weight::Normal).clicked()
}
