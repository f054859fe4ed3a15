//! Organisations: who acts for them, what they are, and who says so.

use egui::Ui;
use model::id::AgentId;
use model::rsd1::AgentClass;

use super::ending::EndingForm;
use super::owning::AttestForm;
use super::{PeopleState, w};
use crate::action::{Ending, Request};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::icon;
use crate::ui::profile::{ProfileForm, face_ui};
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_SMALL, Tone};
use crate::ui::widgets::{
    Weight, button, card, chip, closes, flow, icon_text_button, line_with_right, meta, modal,
    muted, section, send_button, sent_trouble_ui, small_link, strong,
};
use crate::view::{AttestationView, OrganisationView, PeopleView};
use crate::words::{self, endings};

/// What is being typed for a new organisation.
#[derive(Default)]
pub(super) struct OrganisationForm {
    name: String,
    class: Option<AgentClass>,
    sent: Sent,
}

/// Who else is to act for one.
pub(super) struct ActingForm {
    organisation: AgentId,
    person: Option<AgentId>,
    sent: Sent,
}

/// All organisations.
pub(super) fn organisations_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        let may_write = desk.may_write();
        line_with_right(
            ui,
            |ui| section(ui, w::ORGANISATIONS),
            |ui| {
                let add = |ui: &mut Ui| {
                    icon_text_button(ui, Some(icon::ADD), w::ADD_ORGANISATION, Weight::Normal)
                };
                if may_write && add(ui).clicked() {
                    state.open_organisation();
                }
            },
        );
        if view.organisations.is_empty() {
            muted(ui, w::NO_ORGANISATIONS);
        }
        for (place, organisation) in view.organisations.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            one_ui(ui, organisation, state, profile, desk);
        }
    });
}

fn one_ui(
    ui: &mut Ui,
    one: &OrganisationView,
    state: &mut PeopleState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    let may_write = desk.may_write();
    let mut asked = None;
    line_with_right(
        ui,
        |ui| {
            let picture = one.profile.picture;
            face_ui(ui, picture, icon::ORGANISATION, &one.name, 28.0, desk);
            strong(ui, &one.name);
            meta(ui, w::acted_for(&one.acting));
        },
        |ui| {
            match one.class {
                Some(class) => chip(ui, icon::GOOD, w::class(class), Tone::Plain),
                None => chip(ui, icon::WAITS_FOR_PERSON, w::NOT_RECORDED, Tone::Look),
            };
            let mut offer = |ui: &mut Ui, text: &str, what: Asked| {
                let name = format!("{text}: {}", one.name);
                let shown = button(ui, text, Weight::Quiet).accessible_name(name);
                if shown.clicked() {
                    asked = Some(what);
                }
            };
            if may_write {
                offer(ui, w::ATTEST, Asked::Attest);
            }
            if may_write && (one.mine || !one.may_end.is_empty()) {
                offer(ui, w::LET_ACT, Asked::Acting);
            }
            if may_write && one.mine {
                offer(ui, w::CHANGE, Asked::Profile);
            }
        },
    );
    match asked {
        Some(Asked::Attest) => state.attest = Some(AttestForm::new(desk, one.agent)),
        Some(Asked::Acting) => {
            state.acting = Some(ActingForm {
                organisation: one.agent,
                person: None,
                sent: Sent::default(),
            });
        }
        Some(Asked::Profile) => profile.open_organisation(one.agent, &one.name, &one.profile),
        None => {}
    }
    super::note_ui(ui, &one.profile.note);
    // One block: each is one thing more that a screen reader meets.
    super::indented(ui, |ui| {
        super::belonging::belong_ui(ui, one, state, desk);
        super::holding::held_ui(ui, one, state, desk);
    });
    for attestation in &one.attestations {
        attestation_ui(ui, attestation, state, desk);
    }
}

/// What was pressed at an organisation.
#[derive(Clone, Copy)]
enum Asked {
    Attest,
    Acting,
    Profile,
}

fn attestation_ui(
    ui: &mut Ui,
    one: &AttestationView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    flow(ui, |ui| {
        ui.add_space(28.0 + GAP_SMALL);
        match one.more {
            Some(0) => chip(ui, icon::GOOD, &w::waits(0), Tone::Good),
            Some(more) => chip(ui, icon::WAITS_FOR_PERSON, &w::waits(more), Tone::Look),
            None => chip(ui, icon::NOT_COUNTED, words::NOT_JUDGED, Tone::Plain),
        };
        ui.label(w::class(one.class));
        let until = one.until.map(|day| format!(" – {}", words::day(day)));
        meta(
            ui,
            format!(
                "{} · {}{}",
                words::names(&one.signers),
                words::day(one.from),
                until.unwrap_or_default()
            ),
        );
        if one.may_cosign && send_button(ui, desk, &state.sent, w::COSIGN, Weight::Normal, Ok(())) {
            state.sent.send(desk, Request::CoSign(one.fact));
        }
    });
}

/// The form of a new organisation, while it is open.
pub(super) fn organisation_dialog(ui: &mut Ui, state: &mut PeopleState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.organisation else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "organisation", |ui| {
        ui.set_width(420.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::ADD_ORGANISATION);
        field(ui, w::ORGANISATION_NAME, &mut form.name, "");
        let mut classes = vec![(None, w::CLASS_LATER.to_owned())];
        classes.extend(
            AgentClass::ALL
                .iter()
                .skip(2)
                .map(|c| (Some(*c), w::class(*c).to_owned())),
        );
        choice(ui, w::CLASS, &mut form.class, &classes);
        meta(ui, w::I_ACT);
        ui.horizontal(|ui| {
            let ready = if form.name.trim().is_empty() {
                Err(w::NAME_FIRST)
            } else {
                Ok(())
            };
            if send_button(ui, desk, &form.sent, w::ADD, Weight::Primary, ready) {
                let acting = desk.me().map(|me| vec![me.agent]).unwrap_or_default();
                let name = form.name.trim().to_owned();
                form.sent.send(
                    desk,
                    Request::Organisation {
                        name,
                        class: form.class,
                        acting,
                    },
                );
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.organisation = None;
    }
}

/// The form that lets somebody else act for an organisation, while it is open.
pub(super) fn acting_dialog(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.acting else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "acting", |ui| {
        ui.set_width(420.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::LET_ACT);
        meta(ui, name_of(view, form.organisation));
        let one = view
            .organisations
            .iter()
            .find(|o| o.agent == form.organisation);
        let acting = one.map(|one| one.acting.as_slice()).unwrap_or_default();
        let others = view
            .people
            .iter()
            .filter(|person| !acting.contains(&person.name));
        let mut people = vec![(None, w::CHOOSE_PERSON.to_owned())];
        people.extend(others.map(|person| (Some(person.agent), person.name.clone())));
        choice(ui, w::PERSON, &mut form.person, &people);
        meta(ui, w::LET_ACT_WHY);
        for (person, name) in one.map_or(&[][..], |one| &one.may_end) {
            let of = one.map_or("", |one| &one.name);
            if small_link(ui, &endings::end_acting(name, of)).clicked() {
                state.ending = Some(EndingForm::new(Ending::Acting(*person, form.organisation)));
                close = true;
            }
        }
        ui.horizontal(|ui| {
            let ready = form.person.map(|_| ()).ok_or(w::PERSON_FIRST);
            let save = send_button(
                ui,
                desk,
                &form.sent,
                w::LET_ACT_SAVE,
                Weight::Primary,
                ready,
            );
            if save && let Some(person) = form.person {
                form.sent
                    .send(desk, Request::ActFor(person, form.organisation));
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.acting = None;
    }
}

pub(super) fn name_of(view: &PeopleView, agent: AgentId) -> String {
    let organisation = view
        .organisations
        .iter()
        .find(|o| o.agent == agent)
        .map(|o| &o.name);
    let person = || {
        view.people
            .iter()
            .find(|p| p.agent == agent)
            .map(|p| &p.name)
    };
    organisation.or_else(person).cloned().unwrap_or_default()
}
