//! People and devices: who is here, what is not yet with anyone else, and how to bring things to others.

use egui::{Frame, Margin, Ui};
use model::charter::Role;
use model::id::AgentId;

use crate::action::{PickFor, Request, Route};
use crate::ui::desk::{Desk, Sent, SentState};
use crate::ui::fields::field;
use crate::ui::icon;
use crate::ui::profile::{ProfileForm, face_ui};
use crate::ui::rights::{gone_ui, tabs_ui};
use crate::ui::shell::{rule, scrolled};
use crate::ui::theme::{GAP, GAP_SMALL, Tone, tokens};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, flow, icon_button, icon_text_button, icon_ui,
    line_with_right, meta, muted, progress_ui, section, send_button, sent_trouble_ui, strong,
    title, written,
};
use crate::view::{Anew, NearState, NearView, Outcome, PeopleView, PersonView};
use crate::words::{self, people as w, shell};

mod belonging;
mod devices;
mod dialogs;
mod ending;
mod holding;
mod invitations;
mod keys;
mod members;
mod organisations;
mod owning;
mod recovery;

/// What the page keeps between frames.
#[derive(Default)]
pub struct PeopleState {
    devices: devices::DevicesState,
    compare: Option<keys::CompareForm>,
    recovery: recovery::RecoveryState,
    invite: Option<dialogs::InviteForm>,
    organisation: Option<organisations::OrganisationForm>,
    attest: Option<owning::AttestForm>,
    acting: Option<organisations::ActingForm>,
    hold: Option<holding::HoldForm>,
    belong: Option<belonging::BelongForm>,
    member: Option<members::MemberForm>,
    ending: Option<ending::EndingForm>,
    signing: members::Signing,
    withdrawal: Option<invitations::WithdrawForm>,
    address: String,
    sent: Sent,
    said: Option<String>,
}

impl PeopleState {
    /// Opens the form of an invitation.
    pub fn open_invite(&mut self) {
        self.invite = Some(dialogs::InviteForm::new(Role::Maker));
    }

    /// Opens the form of a new organisation.
    pub fn open_organisation(&mut self) {
        self.organisation = Some(organisations::OrganisationForm::default());
    }

    /// Asks for a place and writes everything there, or reads such a file.
    pub fn pick_stick(&mut self, desk: &mut Desk<'_>, write: bool) {
        let what = if write {
            PickFor::BundleWrite
        } else {
            PickFor::BundleRead
        };
        self.sent.pick(desk, what);
    }

    /// Opens the form that says again, and rightly, what was called wrong.
    pub fn again(&mut self, desk: &Desk<'_>, again: &Anew) {
        match again {
            Anew::Belongs { .. } => self.belong = belonging::BelongForm::again(again),
            Anew::Holds { .. } => self.hold = holding::HoldForm::again(again),
            Anew::Is { agent, .. } => {
                let mut form = owning::AttestForm::new(desk, *agent);
                form.fill(again);
                self.attest = Some(form);
            }
            _ => {}
        }
    }

    /// Opens the form that says who owns it.
    pub fn declare(&mut self, desk: &Desk<'_>, agent: AgentId) {
        self.attest = Some(owning::AttestForm::new(desk, agent));
    }
}

/// Draws the page.
pub fn people_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    if let Some(Outcome::Said(text)) = state.sent.take_done(desk.view) {
        state.said = Some(text.clone());
    }
    scrolled(ui, "people", 860.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, view, state, desk);
        tabs_ui(ui, &Route::People, desk);
        sent_trouble_ui(ui, desk, &state.sent);
        if let Some(said) = &state.said {
            banner(ui, icon::GOOD, Tone::Good, |ui| ui.label(said));
        }
        for sentence in &view.newer {
            banner(ui, icon::WARNING, Tone::Look, |ui| ui.label(sentence));
        }
        if view.one_steward {
            one_steward_ui(ui, view, state);
        }
        members::waiting_ui(ui, view, state, desk);
        here_ui(ui, view, state, desk);
        devices::devices_ui(ui, view, state, desk);
        people_list_ui(ui, view, state, profile, desk);
        organisations::organisations_ui(ui, view, state, profile, desk);
        recovery::recovery_ui(ui, view, state, desk);
        gone_ui(ui, &view.gone);
        invitations::invitations_ui(ui, view, state);
        other_ways_ui(ui, view, state, desk);
    });
    devices::dialogs_ui(ui, state, desk);
    keys::dialog_ui(ui, view, state, desk);
    recovery::dialogs_ui(ui, view, state, desk);
    dialogs::invite_ui(ui, state, desk);
    organisations::organisation_dialog(ui, state, desk);
    owning::attest_dialog(ui, view, state, desk);
    organisations::acting_dialog(ui, view, state, desk);
    holding::dialog_ui(ui, view, state, desk);
    belonging::dialog_ui(ui, view, state, desk);
    members::member_dialog(ui, view, state, desk);
    ending::ending_dialog(ui, view, state, desk);
    invitations::withdraw_dialog(ui, view, state, desk);
}

fn head_ui(ui: &mut Ui, view: &PeopleView, state: &mut PeopleState, desk: &mut Desk<'_>) {
    let syncing = state.sent.state(desk.view) == SentState::Saving;
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            if view.may_invite
                && icon_text_button(ui, Some(icon::INVITE), w::INVITE, Weight::Primary).clicked()
            {
                state.open_invite();
            }
            ui.add_enabled_ui(!syncing, |ui| {
                if icon_text_button(ui, Some(icon::SYNC), w::SYNC, Weight::Normal).clicked() {
                    state.sent.send(desk, Request::SyncNow);
                }
            });
        },
    );
}

fn one_steward_ui(ui: &mut Ui, view: &PeopleView, state: &mut PeopleState) {
    banner(ui, icon::WARNING, Tone::Look, |ui| {
        strong(ui, w::ONE_STEWARD);
        ui.label(w::ONE_STEWARD_WHY);
        if view.may_invite && button(ui, w::INVITE_STEWARD, Weight::Normal).clicked() {
            state.invite = Some(dialogs::InviteForm::new(Role::Steward));
        }
    });
}

/// What nobody else has, what is under way, and who is near.
fn here_ui(ui: &mut Ui, view: &PeopleView, state: &mut PeopleState, desk: &mut Desk<'_>) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::NEAR);
        flow(ui, |ui| match view.only_here {
            0 => {
                icon_ui(ui, icon::GOOD, 18.0, tokens(ui).ok);
                ui.label(w::NOTHING_ONLY_HERE);
            }
            n => {
                icon_ui(ui, icon::WAITS, 18.0, tokens(ui).warn);
                ui.label(shell::only_here(n));
            }
        });
        if let Some(progress) = &view.progress {
            flow(ui, |ui| {
                progress_ui(
                    ui,
                    progress.done,
                    progress.total,
                    &shell::progress(progress),
                );
            });
        }
        if view.near.is_empty() {
            muted(ui, w::NOBODY_NEAR);
        }
        for near in &view.near {
            near_ui(ui, near, state, desk);
        }
    });
}

fn near_ui(ui: &mut Ui, near: &NearView, state: &mut PeopleState, desk: &mut Desk<'_>) {
    let ink = tokens(ui).muted;
    line_with_right(
        ui,
        |ui| {
            icon_ui(ui, icon::DEVICE, 20.0, ink);
            let name = match &near.person {
                Some(person) => format!("{person}, {}", near.label),
                None => near.label.clone(),
            };
            written(ui, &name);
        },
        |ui| {
            let (symbol, tone) = match near.state {
                NearState::Connected => (icon::NEAR, Tone::Good),
                NearState::Near => (icon::NEAR, Tone::Plain),
                NearState::Connecting => (icon::SYNC, Tone::News),
                NearState::Stranger => (icon::INFO, Tone::Plain),
            };
            chip(ui, symbol, w::near(near.state), tone);
            if near.state == NearState::Near && button(ui, w::MEET, Weight::Quiet).clicked() {
                state.sent.send(desk, Request::MeetNear(near.endpoint));
            }
        },
    );
}

fn people_list_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::PEOPLE);
        for (place, person) in view.people.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            person_ui(ui, person, view, state, profile, desk);
        }
    });
}

fn person_ui(
    ui: &mut Ui,
    person: &PersonView,
    view: &PeopleView,
    state: &mut PeopleState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    let mut edits = false;
    line_with_right(
        ui,
        |ui| {
            let picture = person.profile.picture;
            face_ui(ui, picture, icon::PERSON, &person.name, 28.0, desk);
            let name = if person.me {
                format!("{} ({})", person.name, w::YOU)
            } else {
                person.name.clone()
            };
            strong(ui, name);
            meta(ui, &person.joined);
            keys::beside_name_ui(ui, person);
        },
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP_SMALL;
            for role in &person.roles {
                let tone = if *role == Role::Steward {
                    Tone::News
                } else {
                    Tone::Plain
                };
                chip(ui, icon::PERSON, w::role(*role), tone);
            }
            members::manage_button(ui, person, view, state);
            if person.me {
                edits = icon_button(ui, icon::EDIT, words::profile::CHANGE).clicked();
            }
        },
    );
    if edits {
        profile.open_mine(desk);
    }
    keys::alike_ui(ui, &person.alike);
    note_ui(ui, &person.profile.note);
    // One's own have a place of their own.
    let others = person.devices.iter().filter(|_| !person.me);
    for device in others {
        devices::device_ui(ui, device);
    }
    keys::offer_ui(ui, person, state);
}

/// What somebody says of themselves, below their name.
fn note_ui(ui: &mut Ui, note: &str) {
    if !note.is_empty() {
        indented(ui, |ui| {
            ui.add(egui::Label::new(note).wrap().selectable(true));
        });
    }
}

/// Below a name, behind its face.
fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let margin = Margin {
        left: 36,
        ..Margin::ZERO
    };
    Frame::new().inner_margin(margin).show(ui, add);
}

/// An address to type, and a file on a stick.
fn other_ways_ui(ui: &mut Ui, view: &PeopleView, state: &mut PeopleState, desk: &mut Desk<'_>) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::OTHER_NETWORK);
        ui.horizontal(|ui| {
            ui.spacing_mut().text_edit_width = (ui.available_width() - 100.0).max(160.0);
            field(ui, w::ADDRESS, &mut state.address, w::ADDRESS_HINT);
            ui.vertical(|ui| {
                ui.add_space(20.0);
                let address = state.address.trim().to_owned();
                let ready = if address.is_empty() {
                    Err(words::FILL_IN)
                } else {
                    Ok(())
                };
                if send_button(ui, desk, &state.sent, w::MEET, Weight::Normal, ready) {
                    state.sent.send(desk, Request::Meet(address));
                }
            });
        });
        if !view.address.is_empty() {
            meta(ui, w::MY_ADDRESS);
            copy_ui(ui, &view.address, w::MY_ADDRESS);
        }
    });
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::STICK);
        meta(ui, w::STICK_WHY);
        ui.horizontal_wrapped(|ui| {
            if icon_text_button(ui, Some(icon::STICK), w::WRITE, Weight::Normal).clicked() {
                state.pick_stick(desk, true);
            }
            if icon_text_button(ui, Some(icon::STICK), w::READ, Weight::Normal).clicked() {
                state.pick_stick(desk, false);
            }
        });
    });
}

/// A line to hand on, as a code to scan and as text.
pub(crate) fn line_ui(ui: &mut Ui, text: &str, name: &str) {
    dialogs::qr_ui(ui, text);
    copy_ui(ui, text, name);
}

/// A line to be copied, in full and selectable.
pub(super) fn copy_ui(ui: &mut Ui, text: &str, name: &str) {
    let shown = egui::RichText::new(text).monospace();
    ui.add(egui::Label::new(shown).wrap().selectable(true));
    let button = icon_text_button(ui, Some(icon::COPY), words::COPY, Weight::Normal);
    if button
        .accessible_name(format!("{}: {name}", words::COPY))
        .clicked()
    {
        ui.ctx().copy_text(text.to_owned());
    }
}
