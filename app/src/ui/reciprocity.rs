//! Reciprocity: one sentence, why, what would change it, and the entries it rests on. No ranking.

use egui::{Ui, vec2};
use model::day::Day;
use model::id::AgentId;

use crate::action::{Action, PickFor, Request, Route};
use crate::ui::desk::{Desk, Sent};
use crate::ui::forms::{Forms, Leave};
use crate::ui::icon;
use crate::ui::ledger::LedgerState;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY, TEXT_WIDTH_MAX, Tone, tokens};
use crate::ui::timeline::timeline_ui;
use crate::ui::what_if::{WhatIfForm, what_if_ui};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, flow, foldout, icon_ui, line_with_right, link, meta, muted,
    not_judged_ui, section, sent_trouble_ui, strong, tabs, title, written,
};
use crate::view::{
    AccountView, EvidenceLine, NoticeKind, Outcome, ReciprocityView, Remedy, RemedyView,
    StandingCode,
};
use crate::words::{self, questions as q, reciprocity as w, sharing, shell, statement as s};

/// Room for the button beside a remedy.
const REMEDY_BUTTON_WIDTH: f32 = 190.0;

/// What the page keeps between frames.
#[derive(Default)]
pub struct ReciprocityState {
    as_of: Option<String>,
    sent: Sent,
    statement: Sent,
    what_if: WhatIfForm,
    declare: Option<AgentId>,
}

impl ReciprocityState {
    /// Whose ownership the person wants to record, once.
    pub fn take_declare(&mut self) -> Option<AgentId> {
        self.declare.take()
    }
}

/// The pages about reciprocity, in the order of their tabs.
const PAGES: [Route; 3] = [Route::Reciprocity, Route::Periods, Route::Rules];

/// The tabs of the pages about reciprocity.
pub fn tabs_ui(ui: &mut Ui, now: &Route, desk: &mut Desk<'_>) {
    let choices = PAGES.iter().enumerate().map(|(place, route)| match route {
        // The navigation has a button of the whole name.
        Route::Reciprocity => (place, w::STANDINGS.to_owned()),
        route => (place, shell::page(route).to_owned()),
    });
    let choices: Vec<(usize, String)> = choices.collect();
    let place = PAGES.iter().position(|route| route == now).unwrap_or(0);
    if let Some(chosen) = tabs(ui, place, &choices) {
        desk.go(PAGES[chosen].clone());
    }
}

/// Draws the page.
pub fn reciprocity_ui(
    ui: &mut Ui,
    view: &ReciprocityView,
    state: &mut ReciprocityState,
    forms: &mut Forms,
    ledger: &mut LedgerState,
    desk: &mut Desk<'_>,
) {
    state.sent.take_done(desk.view);
    if let Some(Outcome::Said(text)) = state.statement.take_done(desk.view) {
        desk.say(NoticeKind::Good, text.clone());
    }
    scrolled(ui, "reciprocity", TEXT_WIDTH_MAX + 64.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, view, state, desk);
        tabs_ui(ui, &Route::Reciprocity, desk);
        meta(ui, w::WHAT);
        if !view.ready {
            muted(ui, words::OPENING);
            return;
        }
        if !desk.judges() {
            not_judged_ui(ui);
            return;
        }
        sent_trouble_ui(ui, desk, &state.sent);
        sent_trouble_ui(ui, desk, &state.statement);
        section(ui, w::MINE);
        for account in &view.mine {
            account_ui(ui, account, state, forms, ledger, desk);
        }
        ui.add_space(GAP);
        section(ui, w::OTHERS);
        if view.others.is_empty() {
            muted(ui, w::NO_OTHERS);
        }
        for account in alphabetical(&view.others) {
            account_ui(ui, account, state, forms, ledger, desk);
        }
        what_if_ui(ui, &mut state.what_if, desk);
        rules_ui(ui, &view.rules);
    });
}

/// By name, so that the order says nothing else.
fn alphabetical(accounts: &[AccountView]) -> Vec<&AccountView> {
    let mut sorted: Vec<&AccountView> = accounts.iter().collect();
    sorted.sort_by_key(|account| (account.name.to_lowercase(), account.agent));
    sorted
}

fn head_ui(ui: &mut Ui, view: &ReciprocityView, state: &mut ReciprocityState, desk: &mut Desk<'_>) {
    let shown = view.as_of.unwrap_or(desk.today());
    let text = state.as_of.get_or_insert_with(|| shown.to_string());
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            ui.spacing_mut().interact_size.y = 28.0;
            let edit = egui::TextEdit::singleline(text).desired_width(124.0);
            let edit = crate::ui::fields::bordered(ui, edit).accessible_name(w::AS_OF);
            meta(ui, w::AS_OF);
            if edit.lost_focus()
                && let Ok(day) = text.parse::<Day>()
                && day != shown
            {
                desk.push(Action::AsOf(day));
            }
        },
    );
}

fn look(code: StandingCode) -> (&'static str, Tone) {
    match code {
        StandingCode::Suspended => (icon::PAUSED, Tone::Look),
        StandingCode::NotLicensed => (icon::AGREEMENT, Tone::Look),
        StandingCode::Overdue => (icon::WAITS, Tone::Look),
        StandingCode::Undeclared => (icon::WAITS_FOR_PERSON, Tone::Look),
        StandingCode::FeeDue => (icon::PAYMENT, Tone::News),
        StandingCode::Grace => (icon::WAITS, Tone::Plain),
        StandingCode::Reciprocating => (icon::RECIPROCITY, Tone::Good),
        StandingCode::Exempt | StandingCode::BelowAllowance => (icon::GOOD, Tone::Good),
        StandingCode::NoObligation => (icon::GOOD, Tone::Plain),
    }
}

fn account_ui(
    ui: &mut Ui,
    account: &AccountView,
    state: &mut ReciprocityState,
    forms: &mut Forms,
    ledger: &mut LedgerState,
    desk: &mut Desk<'_>,
) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        ui.push_id(account.agent, |ui| {
            flow(ui, |ui| {
                section(ui, &account.name);
                let (symbol, tone) = look(account.code);
                chip(ui, symbol, w::standing(account.code, account.binding), tone);
            });
            strong(ui, &account.sentence);
            for flag in account.flags.iter().chain(&account.refused) {
                ui.horizontal_top(|ui| {
                    icon_ui(ui, icon::INFO, 16.0, tokens(ui).info);
                    ui.add(egui::Label::new(flag).wrap());
                });
            }
            disputes_ui(ui, account, ledger, desk);
            why_ui(ui, account);
            if let Some(timeline) = &account.timeline {
                timeline_ui(ui, timeline);
            }
            remedies_ui(ui, account, state, forms, ledger, desk);
            evidence_ui(ui, &account.evidence, ledger, desk);
            if !account.fingerprint.is_empty() {
                meta(ui, w::fingerprint(&account.fingerprint)).on_hover_text(w::FINGERPRINT_WHY);
            }
            ui.horizontal(|ui| {
                let does = button(ui, s::WRITE, Weight::Quiet).on_hover_text(s::WRITE_WHY);
                if does.clicked() {
                    let as_of = desk.view.reciprocity.as_of.unwrap_or(desk.today());
                    let what = PickFor::WriteStatement(account.agent, as_of);
                    state.statement.pick(desk, what);
                }
                pause_ui(ui, account, forms, desk);
            });
        });
    });
}

/// What is questioned: what comes out with each entry, and without it.
fn disputes_ui(ui: &mut Ui, account: &AccountView, ledger: &mut LedgerState, desk: &mut Desk<'_>) {
    for dispute in &account.disputes {
        ui.push_id(dispute.fact, |ui| {
            banner(ui, icon::WARNING, Tone::Look, |ui| {
                ui.spacing_mut().item_spacing.y = GAP_TINY;
                flow(ui, |ui| {
                    written(ui, &dispute.words);
                    if link(ui, words::ledger::ABOUT).clicked() {
                        ledger.open(dispute.fact);
                        desk.go(Route::Ledger);
                    }
                });
                let both = [(q::WITH, &dispute.with), (q::WITHOUT, &dispute.without)];
                for (name, amount) in both {
                    flow(ui, |ui| {
                        meta(ui, name);
                        strong(ui, amount);
                    });
                }
            });
        });
    }
}

/// Pausing an account, and ending that: for stewards.
fn pause_ui(ui: &mut Ui, account: &AccountView, forms: &mut Forms, desk: &mut Desk<'_>) {
    if !desk.may_write() || !desk.me().is_some_and(|me| me.steward) {
        return;
    }
    let text = match account.pause {
        Some(_) => sharing::END_PAUSE,
        None => sharing::PAUSE,
    };
    let name = format!("{text} {}", account.name);
    let shown = button(ui, text, Weight::Quiet).accessible_name(name);
    if shown.clicked() {
        match account.pause {
            Some(decision) => forms.leave_out(desk, Leave::Pause, decision, &account.name),
            None => forms.govern.pause(desk, account.agent, &account.name),
        }
    }
}

fn why_ui(ui: &mut Ui, account: &AccountView) {
    if account.why.is_empty() {
        return;
    }
    ui.add_space(GAP_TINY);
    meta(ui, w::WHY);
    ui.spacing_mut().item_spacing.y = GAP_TINY;
    for sentence in &account.why {
        ui.add(egui::Label::new(sentence).wrap());
    }
}

fn remedies_ui(
    ui: &mut Ui,
    account: &AccountView,
    state: &mut ReciprocityState,
    forms: &mut Forms,
    ledger: &mut LedgerState,
    desk: &mut Desk<'_>,
) {
    if account.remedies.is_empty() {
        return;
    }
    ui.add_space(GAP_SMALL);
    meta(ui, w::CHANGES);
    for (place, remedy) in account.remedies.iter().enumerate() {
        ui.push_id(place, |ui| {
            ui.horizontal_top(|ui| {
                let does = may_take(&remedy.go, desk).then(|| w::remedy(&remedy.go));
                let room = if does.is_some() {
                    REMEDY_BUTTON_WIDTH
                } else {
                    0.0
                };
                let width = (ui.available_width() - room).max(200.0);
                let below = egui::Layout::top_down(egui::Align::Min);
                ui.allocate_ui_with_layout(vec2(width, 0.0), below, |ui| {
                    ui.set_width(width);
                    // One line of words stands in the middle of the button's height.
                    ui.add_space(6.0);
                    ui.add(egui::Label::new(&remedy.text).wrap());
                });
                if let Some(does) = does
                    && button(ui, does, Weight::Normal).clicked()
                {
                    take(remedy, account, state, forms, ledger, desk);
                }
            });
        });
    }
}

/// Whether this person has a button for it; some only stewards can do, and they are told to everybody.
fn may_take(remedy: &Remedy, desk: &Desk<'_>) -> bool {
    let is_steward = desk.me().is_some_and(|me| me.steward);
    match remedy {
        Remedy::Agree(_) | Remedy::LeaveOut(_) => desk.may_write() && is_steward,
        _ => desk.may_write(),
    }
}

/// Carries out what a remedy says, or opens the form for it.
fn take(
    remedy: &RemedyView,
    account: &AccountView,
    state: &mut ReciprocityState,
    forms: &mut Forms,
    ledger: &mut LedgerState,
    desk: &mut Desk<'_>,
) {
    match &remedy.go {
        Remedy::Pay(amount) => forms.pay(desk, account.agent, &account.name, amount),
        Remedy::Work => {
            let me = desk.me().map(|me| me.agent);
            let for_whom = (Some(account.agent) != me).then_some(account.agent);
            forms.log_work(desk, None, for_whom);
        }
        Remedy::Review => {
            ledger.show_waiting();
            desk.go(Route::Ledger);
        }
        Remedy::Declare => {
            state.declare = Some(account.agent);
            desk.go(Route::People);
        }
        Remedy::CoSign(fact) => state.sent.send(desk, Request::CoSign(*fact)),
        Remedy::ConfirmPayment(fact) => state.sent.send(desk, Request::ConfirmPayment(*fact)),
        Remedy::Agree(from) => forms.agree(desk, account.agent, &account.name, *from),
        Remedy::LeaveOut(report) => forms.leave_out(desk, Leave::Use, *report, &account.name),
    }
}

fn evidence_ui(ui: &mut Ui, lines: &[EvidenceLine], ledger: &mut LedgerState, desk: &mut Desk<'_>) {
    if lines.is_empty() {
        return;
    }
    let name = format!("{} ({})", w::EVIDENCE, lines.len());
    foldout(ui, "evidence", &name, |ui| {
        egui::Grid::new("evidence")
            .num_columns(2)
            .spacing(vec2(24.0, 6.0))
            .striped(true)
            .show(ui, |ui| {
                for line in lines {
                    match line.fact {
                        Some(fact) => {
                            if link(ui, &line.text).clicked() {
                                ledger.open(fact);
                                desk.go(Route::Ledger);
                            }
                        }
                        None => {
                            ui.add(egui::Label::new(&line.text).wrap());
                        }
                    }
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.monospace(&line.amount);
                    });
                    ui.end_row();
                }
            });
    });
}

fn rules_ui(ui: &mut Ui, rules: &[String]) {
    if rules.is_empty() {
        return;
    }
    ui.add_space(GAP);
    foldout(ui, "rules", w::RULES, |ui| {
        for rule in rules {
            ui.add(egui::Label::new(rule).wrap());
        }
    });
}
