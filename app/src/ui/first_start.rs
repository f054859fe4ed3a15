//! The first start: a name, then join, found or look around; a commons in under a minute.

use egui::{Ui, Vec2};
use model::rsd1::Preset;

use crate::action::{Action, Founding, Joining, PickFor, Request, Through};
use crate::ui::desk::{Desk, Sent, SentState};
use crate::ui::fields::{choice, field, number};
use crate::ui::icon;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_CARD, GAP_CHAPTER, GAP_SMALL, Tone, tokens};
use crate::ui::widgets::{
    Weight, banner, button, card, card_frame, check, entered, icon_text_button, icon_ui, may_send,
    meta, muted, progress_ui, radio, section, send_button, sent_trouble_ui, strong, trouble_ui,
};
use crate::view::{FirstStartView, JoinStage, NearView};
use crate::words::{first_start as w, shell};

mod back;
mod join;

/// Where the first start is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Name,
    Ways,
    Join,
    Found,
}

/// What is being typed in the first start.
pub struct FirstStartState {
    step: Step,
    name: String,
    offered: bool,
    commons: String,
    preset: Preset,
    open: bool,
    reviewers: u32,
    attesters: u32,
    quorum: u32,
    invitation: String,
    checked: String,
    pasted: Option<String>,
    through: Through,
    address: String,
    lost: bool,
    sent: Sent,
}

impl Default for FirstStartState {
    fn default() -> Self {
        FirstStartState {
            step: Step::Name,
            name: String::new(),
            offered: false,
            commons: String::new(),
            preset: Preset::CopyFair,
            open: false,
            reviewers: 2,
            attesters: 2,
            quorum: 2,
            invitation: String::new(),
            checked: String::new(),
            pasted: None,
            through: Through::Invitation,
            address: String::new(),
            lost: false,
            sent: Sent::default(),
        }
    }
}

impl FirstStartState {
    /// Asks for a backup and brings it back.
    pub fn restore(&mut self, desk: &mut Desk<'_>) {
        self.sent.pick(desk, PickFor::Restore);
    }
}

/// Draws the first start.
pub fn first_start_ui(
    ui: &mut Ui,
    view: &FirstStartView,
    state: &mut FirstStartState,
    desk: &mut Desk<'_>,
) {
    if !state.offered {
        state.offered = true;
        state.name = view.name_offered.clone();
    }
    let wide = match state.step {
        Step::Ways => 960.0,
        _ => 560.0,
    };
    if let Some(commons) = view.back.as_deref() {
        let text = w::back_to(commons);
        if icon_text_button(ui, Some(icon::BACK), &text, Weight::Quiet).clicked() {
            state.step = Step::Name;
            desk.push(Action::Another(false));
        }
    }
    centred(ui, wide, |ui| match (&view.stage, state.step) {
        (JoinStage::None, Step::Name) => name_ui(ui, state),
        (JoinStage::None, Step::Ways) => ways_ui(ui, view, state, desk),
        (JoinStage::None, Step::Join) => join::join_ui(ui, view, state, desk),
        (JoinStage::None, Step::Found) => found_ui(ui, state, desk),
        (stage, _) => join::stage_ui(ui, stage, state, desk),
    });
}

/// A column in the middle of the window.
fn centred(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let space = (ui.available_width() - width - 64.0).max(0.0) / 2.0;
    scrolled(ui, "first start", f32::INFINITY, |ui| {
        ui.add_space((ui.available_height() * 0.08).min(64.0));
        ui.horizontal_top(|ui| {
            ui.add_space(space);
            ui.vertical(|ui| {
                ui.set_max_width(width.min(ui.available_width()));
                add(ui);
            });
        });
    });
}

/// A heading and what stands below it, in the middle.
fn heading(ui: &mut Ui, title: &str, below: &str) {
    ui.vertical_centered(|ui| {
        ui.heading(title);
        muted(ui, below);
    });
    ui.add_space(GAP_CHAPTER);
}

fn name_ui(ui: &mut Ui, state: &mut FirstStartState) {
    heading(ui, w::WELCOME, w::WHAT);
    let mut go = false;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        let edit = field(ui, w::YOUR_NAME, &mut state.name, w::YOUR_NAME_HINT);
        go = entered(ui, &edit);
        if !go && ui.memory(|m| m.focused().is_none()) {
            edit.request_focus();
        }
        meta(ui, w::YOUR_NAME_WHY);
        ui.add_space(GAP_SMALL);
        let ready = !state.name.trim().is_empty();
        let next = ui
            .add_enabled_ui(ready, |ui| button(ui, w::CONTINUE, Weight::Primary))
            .inner;
        go |= next.clicked();
        if !ready {
            next.on_disabled_hover_text(w::NAME_FIRST);
        }
    });
    if go && !state.name.trim().is_empty() {
        state.step = Step::Ways;
    }
}

fn ways_ui(ui: &mut Ui, view: &FirstStartView, state: &mut FirstStartState, desk: &mut Desk<'_>) {
    if icon_text_button(ui, Some(icon::BACK), w::BACK, Weight::Quiet).clicked() {
        state.step = Step::Name;
    }
    heading(ui, w::FIND, w::FIND_WHY);
    let ways = [
        (icon::JOIN, w::JOIN, w::JOIN_WHAT, w::JOIN_BUTTON),
        (icon::FOUND, w::FOUND, w::FOUND_WHAT, w::FOUND_OPEN),
        (icon::EXPLORE, w::DEMO, w::DEMO_WHAT, w::DEMO_BUTTON),
    ];
    let is_first = view.back.is_none();
    let shown = if view.demo && is_first { 3 } else { 2 };
    let columns = if ui.available_width() < 640.0 {
        1
    } else {
        shown
    };
    let width = (ui.available_width() - GAP_CARD * (columns as f32 - 1.0)) / columns as f32;
    let mut chosen = None;
    egui::Grid::new("ways")
        .spacing(Vec2::splat(GAP_CARD))
        .show(ui, |ui| {
            for (place, way) in ways.iter().enumerate().take(shown) {
                if way_ui(ui, *way, width, desk, &state.sent) {
                    chosen = Some(place);
                }
                if (place + 1) % columns == 0 {
                    ui.end_row();
                }
            }
        });
    match chosen {
        Some(0) => state.step = Step::Join,
        Some(1) => state.step = Step::Found,
        Some(_) => state.sent.send(desk, Request::OpenDemo),
        None => {}
    }
    sent_trouble_ui(ui, desk, &state.sent);
    ui.add_space(GAP);
    if let Some(progress) = desk.view.status.progress.as_ref() {
        ui.vertical_centered(|ui| muted(ui, progress.what.as_str()));
    }
    if is_first {
        ui.vertical_centered(|ui| {
            if button(ui, w::RESTORE, Weight::Quiet).clicked() {
                state.restore(desk);
            }
        });
    }
}

type Way = (&'static str, &'static str, &'static str, &'static str);

fn way_ui(
    ui: &mut Ui,
    (symbol, name, what, does): Way,
    width: f32,
    desk: &Desk<'_>,
    sent: &Sent,
) -> bool {
    let frame = card_frame(ui).inner_margin(20);
    frame
        .show(ui, |ui| {
            ui.set_width(width - 42.0);
            ui.vertical(|ui| {
                icon_ui(ui, symbol, 28.0, tokens(ui).accent);
                section(ui, name);
                ui.scope(|ui| {
                    ui.set_min_height(56.0);
                    muted(ui, what);
                });
                let weight = if does == w::JOIN_BUTTON {
                    Weight::Primary
                } else {
                    Weight::Normal
                };
                if does == w::DEMO_BUTTON && sent.state(desk.view) == SentState::Saving {
                    ui.add_enabled_ui(false, |ui| button(ui, w::DEMO_OPENING, weight));
                    false
                } else {
                    button(ui, does, weight).clicked()
                }
            })
            .inner
        })
        .inner
}

fn back_ui(ui: &mut Ui, state: &mut FirstStartState) {
    if icon_text_button(ui, Some(icon::BACK), w::BACK, Weight::Quiet).clicked() {
        state.step = Step::Ways;
        state.sent.forget();
    }
}

fn found_ui(ui: &mut Ui, state: &mut FirstStartState, desk: &mut Desk<'_>) {
    back_ui(ui, state);
    heading(ui, w::FOUND, w::FOUND_WHAT);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        let name = field(
            ui,
            w::COMMONS_NAME,
            &mut state.commons,
            w::COMMONS_NAME_HINT,
        );
        let enter = entered(ui, &name);
        if state.commons.is_empty() && ui.memory(|m| m.focused().is_none()) {
            name.request_focus();
        }
        let presets = [Preset::CopyFair, Preset::PplFaithful, Preset::Lenient];
        choice(
            ui,
            w::RULES,
            &mut state.preset,
            &presets.map(|p| (p, w::preset(p).to_owned())),
        );
        meta(ui, w::preset_means(state.preset));
        people_ui(ui, state);
        check(ui, &mut state.open, w::OPEN);
        meta(ui, w::OPEN_WHY);
        meta(ui, w::RULES_LATER);
        let ready = if state.commons.trim().is_empty() {
            Err(w::COMMONS_NAME_FIRST)
        } else {
            Ok(())
        };
        let pressed = send_button(
            ui,
            desk,
            &state.sent,
            w::FOUND_BUTTON,
            Weight::Primary,
            ready,
        );
        if pressed || enter && may_send(desk, &state.sent, ready) {
            let founding = founding(state);
            state.sent.send(desk, Request::Found(founding));
        }
        sent_trouble_ui(ui, desk, &state.sent);
    });
}

fn people_ui(ui: &mut Ui, state: &mut FirstStartState) {
    strong(ui, w::PEOPLE);
    meta(ui, w::PEOPLE_WHY);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 24.0;
        number(ui, w::REVIEWERS, &mut state.reviewers, 1..=9);
        number(ui, w::ATTESTERS, &mut state.attesters, 1..=9);
        number(ui, w::QUORUM, &mut state.quorum, 1..=9);
    });
}

fn founding(state: &FirstStartState) -> Founding {
    Founding {
        person: state.name.trim().to_owned(),
        name: state.commons.trim().to_owned(),
        preset: state.preset,
        open: state.open,
        reviewers: state.reviewers,
        attesters: state.attesters,
        quorum: state.quorum,
    }
}
