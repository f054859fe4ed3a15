//! The rules of a commons: each parameter in a sentence with its clause, what is proposed, and a draft.

use egui::text::{LayoutJob, TextFormat};
use egui::{TextStyle, Ui};
use model::id::FactId;
use model::rsd1::Policy;

use crate::action::{Request, Route};
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::reciprocity::tabs_ui;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY, Tone, tokens};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, flow, line_with_right, meta, muted, not_judged_ui, section,
    send_button, sent_trouble_ui, strong, title,
};
use crate::view::{AdoptedView, ProposalView, RulesView};
use crate::words::{self, rules as w};

mod draft;
mod trial;

/// The width of the table.
const WIDTH_MAX: f32 = 860.0;

/// What the page keeps between frames.
#[derive(Default)]
pub struct RulesState {
    draft: Option<draft::Draft>,
    signing: Option<FactId>,
    sent: Sent,
}

/// Draws the page.
pub fn rules_ui(ui: &mut Ui, view: &RulesView, state: &mut RulesState, desk: &mut Desk<'_>) {
    state.sent.take_done(desk.view);
    scrolled(ui, "rules", WIDTH_MAX, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, view, state, desk);
        tabs_ui(ui, &Route::Rules, desk);
        meta(ui, w::WHAT);
        if !desk.judges() {
            not_judged_ui(ui);
            return;
        }
        let Some(policy) = &view.policy else {
            muted(ui, words::OPENING);
            return;
        };
        for proposal in &view.waiting {
            ui.push_id(proposal.act, |ui| proposal_ui(ui, proposal, state, desk));
        }
        if draft::draft_ui(ui, view, policy, state, desk) {
            return;
        }
        table_ui(ui, policy);
        adopted_ui(ui, &view.adopted);
    });
}

fn head_ui(ui: &mut Ui, view: &RulesView, state: &mut RulesState, desk: &mut Desk<'_>) {
    let is_steward = desk.may_write() && desk.me().is_some_and(|me| me.steward);
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            let Some(policy) = view.policy.as_ref().filter(|_| is_steward) else {
                return;
            };
            let name = if state.draft.is_some() {
                w::STOP
            } else {
                w::CHANGE
            };
            if button(ui, name, Weight::Normal).clicked() {
                state.draft = match state.draft.take() {
                    Some(draft) => {
                        draft.forget(desk);
                        None
                    }
                    None => Some(draft::Draft::opened(desk, policy, view.next_period)),
                };
            }
        },
    );
}

fn proposal_ui(ui: &mut Ui, one: &ProposalView, state: &mut RulesState, desk: &mut Desk<'_>) {
    banner(ui, icon::WAITS_FOR_PERSON, Tone::Look, |ui| {
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        strong(ui, format!("{}.", one.words));
        let waits = one.passed.as_ref().unwrap_or(&one.waits);
        ui.add(egui::Label::new(waits).wrap());
        for difference in &one.differences {
            meta(ui, difference);
        }
        if one.may_sign && desk.may_write() {
            ui.horizontal(|ui| {
                if send_button(ui, desk, &state.sent, w::SIGN, Weight::Normal, Ok(())) {
                    state.signing = Some(one.act);
                    state.sent.send(desk, Request::CosignAct(one.act));
                }
            });
        }
        if state.signing == Some(one.act) {
            sent_trouble_ui(ui, desk, &state.sent);
        }
    });
}

/// Every parameter in a sentence, with the clause it comes from at the right.
fn table_ui(ui: &mut Ui, policy: &Policy) {
    let values = policy.values();
    for group in w::RuleGroup::ALL {
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = GAP_TINY;
            section(ui, group.name());
            ui.add_space(GAP_TINY);
            let of_it = values.iter();
            for (parameter, _) in of_it.filter(|(parameter, _)| w::group(parameter) == group) {
                rule_ui(ui, &w::sentence(parameter, policy), w::clause(parameter));
            }
        });
    }
}

/// A sentence and its clause: one thing to hear.
fn rule_ui(ui: &mut Ui, sentence: &str, clause: &str) {
    let (ink, muted) = (tokens(ui).text, tokens(ui).muted);
    let format = |style: TextStyle, color| TextFormat {
        font_id: style.resolve(ui.style()),
        color,
        ..TextFormat::default()
    };
    let mut words = LayoutJob::default();
    words.append(sentence, 0.0, format(TextStyle::Body, ink));
    words.append(clause, GAP_SMALL, format(TextStyle::Small, muted));
    ui.add(egui::Label::new(words).wrap());
}

/// All rules so far.
fn adopted_ui(ui: &mut Ui, adopted: &[AdoptedView]) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::ADOPTED);
        for one in adopted {
            ui.push_id(one.act, |ui| {
                flow(ui, |ui| {
                    strong(ui, &one.name);
                    if one.in_force {
                        chip(ui, icon::GOOD, w::NOW, Tone::Good);
                    }
                    meta(ui, &one.since);
                });
                if let Some(conflict) = &one.conflict {
                    banner(ui, icon::WARNING, Tone::Look, |ui| {
                        ui.add(egui::Label::new(conflict).wrap());
                    });
                }
            });
        }
    });
}
