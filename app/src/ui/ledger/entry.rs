//! An opened entry: what it says, what others said of it, and what this person can do about it.

use super::*;
use crate::action::PickFor;
use crate::ui::forms::Leave;
use crate::ui::widgets::{flow, small_link, written};
use crate::view::{Anew, Correctable, EvidenceFile, FilePlace, QuestionState};
use crate::words::{correcting as c, questions as q, sharing as s};

/// Draws what stands below the line of an entry.
pub(super) fn details_ui(
    ui: &mut Ui,
    entry: &EntryView,
    state: &mut LedgerState,
    desk: &mut Desk<'_>,
) {
    ui.spacing_mut().item_spacing.y = GAP_SMALL;
    if !entry.note.is_empty() {
        written(ui, &entry.note);
    }
    for detail in &entry.details {
        meta(ui, detail.as_str());
    }
    if let Some(device) = &entry.written_on {
        meta(ui, device.as_str());
    }
    if let Some((design, name)) = &entry.design
        && link(ui, name).clicked()
    {
        desk.go(design_route(*design));
    }
    about_ui(ui, entry, state);
    for (number, evidence) in entry.evidence.iter().enumerate() {
        ui.push_id(evidence.file, |ui| {
            evidence_ui(ui, number + 1, evidence, state, entry.fact, desk)
        });
    }
    if let EntryState::Waits { could, .. } = &entry.state
        && !could.is_empty()
    {
        meta(ui, w::could(could));
    }
    let form = state.reviews.entry(entry.fact).or_default();
    if form.sent.take_done(desk.view).is_some() {
        *form = ReviewForm::default();
        desk.kept.forget(&place(entry));
    }
    for review in &entry.reviews {
        review_line_ui(ui, review, form, desk);
    }
    acts_ui(ui, entry, form, desk);
    sent_trouble_ui(ui, desk, &form.sent);
    thing_ui(ui, entry, &mut state.wants);
    if let Some(earlier) = &entry.correct
        && desk.may_write()
        && button(ui, c::CORRECT, Weight::Quiet).clicked()
    {
        state.wants = Some(Wants::Correct(entry.fact, earlier.clone()));
    }
    let wrong = match entry.correct {
        // What can be corrected is taken out only where nothing of it is right.
        Some(_) => c::NOT_AT_ALL,
        None => c::WRONG,
    };
    if let Some(again) = &entry.again
        && desk.may_write()
        && button(ui, wrong, Weight::Quiet).clicked()
    {
        state.wants = Some(Wants::Wrong(entry.fact, again.clone()));
    }
    questions_ui(ui, entry, state, desk);
}

/// Other entries: what it is about, what it corrects, what counts in its place.
fn about_ui(ui: &mut Ui, entry: &EntryView, state: &mut LedgerState) {
    let is_work = matches!(entry.kind, EntryKind::Work(_));
    let name = if is_work { c::EARLIER } else { w::ABOUT };
    if let Some(about) = entry.about
        && link(ui, name).clicked()
    {
        state.open = Some(about);
    }
    if let Some(later) = entry.corrected_by
        && link(ui, c::LATER).clicked()
    {
        state.open = Some(later);
    }
}

/// A form that an entry asks for.
#[derive(Debug, Clone)]
pub(super) enum Wants {
    /// Question it.
    Question(FactId),
    /// Settle that question: the entry stands.
    Stands(FactId, FactId),
    /// Settle it: the entry does not count.
    LeaveOut(FactId),
    /// Correct it; the form begins with what it says.
    Correct(FactId, Box<Correctable>),
    /// Say that it is wrong; the right one begins with what it says.
    Wrong(FactId, Box<Anew>),
    /// Say how the thing of this entry is shared.
    Split(FactId),
}

/// Opens it.
pub(super) fn open_form(wants: Wants, view: &LedgerView, forms: &mut Forms, desk: &Desk<'_>) {
    let entry = |fact: FactId| view.entries.iter().find(|entry| entry.fact == fact);
    let named = |fact: FactId| entry(fact).map_or_else(String::new, row_name);
    match wants {
        Wants::Correct(fact, earlier) => forms.correct(desk, fact, &earlier),
        Wants::Wrong(fact, again) => forms.wrong(desk, fact, &named(fact), &again),
        Wants::Question(fact) => forms.govern.question(desk, fact, &named(fact)),
        Wants::Stands(question, about) => {
            forms.leave_out(desk, Leave::Question, question, &named(about));
        }
        Wants::LeaveOut(about) => forms.leave_out(desk, Leave::Entry, about, &named(about)),
        Wants::Split(fact) => {
            if let Some(thing) = entry(fact).and_then(|entry| entry.thing.as_ref()) {
                forms.govern.split(&thing.name, &thing.claimants);
            }
        }
    }
}

/// The thing of which it is a share.
fn thing_ui(ui: &mut Ui, entry: &EntryView, wants: &mut Option<Wants>) {
    let Some(thing) = &entry.thing else {
        return;
    };
    meta(ui, &thing.words);
    if let Some(contested) = &thing.contested {
        ui.horizontal_top(|ui| {
            icon_ui(ui, icon::WARNING, 16.0, tokens(ui).info);
            ui.add(egui::Label::new(contested).wrap());
        });
    }
    if thing.may_split && button(ui, s::SPLIT, Weight::Quiet).clicked() {
        *wants = Some(Wants::Split(entry.fact));
    }
}

/// What is questioned about it, and what can be done about that.
fn questions_ui(ui: &mut Ui, entry: &EntryView, state: &mut LedgerState, desk: &mut Desk<'_>) {
    let is_steward = desk.may_write() && desk.me().is_some_and(|me| me.steward);
    for one in &entry.questions {
        let is_open = one.state == QuestionState::Open;
        ui.push_id(one.question, |ui| {
            flow(ui, |ui| {
                let tone = if is_open { Tone::Look } else { Tone::Plain };
                chip(ui, icon::WARNING, q::state(one.state), tone);
                ui.add(egui::Label::new(&one.words).wrap());
            });
            ui.horizontal(|ui| {
                let form = state.reviews.entry(entry.fact).or_default();
                if one.mine
                    && send_button(ui, desk, &form.sent, q::TAKE_BACK, Weight::Quiet, Ok(()))
                {
                    form.sent.send(desk, Request::WithdrawReview(one.question));
                }
                if is_open && is_steward {
                    if button(ui, q::STANDS, Weight::Quiet).clicked() {
                        state.wants = Some(Wants::Stands(one.question, entry.fact));
                    }
                    if button(ui, q::LEAVE_OUT, Weight::Quiet).clicked() {
                        state.wants = Some(Wants::LeaveOut(entry.fact));
                    }
                }
            });
        });
    }
    if entry.may_question && desk.may_write() && button(ui, q::ASK, Weight::Quiet).clicked() {
        state.wants = Some(Wants::Question(entry.fact));
    }
}

/// A file that shows it: looked at, saved, or asked for.
fn evidence_ui(
    ui: &mut Ui,
    number: usize,
    evidence: &EvidenceFile,
    state: &mut LedgerState,
    entry: FactId,
    desk: &mut Desk<'_>,
) {
    let form = state.reviews.entry(entry).or_default();
    flow(ui, |ui| {
        icon_ui(ui, icon::FILE, 16.0, tokens(ui).muted);
        meta(ui, w::evidence(number, &evidence.place));
        match evidence.place {
            FilePlace::Here => {
                if small_link(ui, &w::open_evidence(number)).clicked() {
                    desk.push(Action::OpenFile(evidence.file));
                }
                if small_link(ui, &w::save_evidence(number)).clicked() {
                    form.sent.pick(desk, PickFor::SaveFile(evidence.file));
                }
            }
            FilePlace::Elsewhere | FilePlace::TooLarge => {
                if small_link(ui, &w::get_evidence(number)).clicked() {
                    form.sent.send(desk, Request::GetFile(evidence.file));
                }
            }
            FilePlace::Arriving(_) | FilePlace::AskedFor | FilePlace::AtSource(_) => {}
        }
    });
}

fn review_line_ui(
    ui: &mut Ui,
    review: &crate::view::EntryReview,
    form: &mut ReviewForm,
    desk: &mut Desk<'_>,
) {
    ui.horizontal_wrapped(|ui| {
        match &review.accepted {
            Some(amount) => chip(
                ui,
                icon::GOOD,
                &format!("{}: {amount}", w::WAS_ACCEPTED),
                Tone::Good,
            ),
            None => chip(ui, icon::NOT_COUNTED, w::WAS_REJECTED, Tone::Look),
        };
        meta(ui, format!("{} · {}", review.by, words::day(review.day)));
        // Words that are none would begin the line anew.
        if !review.reason.is_empty() {
            written(ui, &review.reason);
        }
        if review.mine && send_button(ui, desk, &form.sent, w::WITHDRAW, Weight::Quiet, Ok(())) {
            form.sent.send(desk, Request::WithdrawReview(review.fact));
        }
    });
}

/// What this person can do about an entry.
fn acts_ui(ui: &mut Ui, entry: &EntryView, form: &mut ReviewForm, desk: &mut Desk<'_>) {
    if entry.may_confirm && send_button(ui, desk, &form.sent, w::CONFIRM, Weight::Primary, Ok(())) {
        form.sent.send(desk, Request::Confirm(entry.fact));
    }
    if entry.may_sign && send_button(ui, desk, &form.sent, w::SIGN, Weight::Primary, Ok(())) {
        form.sent.send(desk, Request::CoSign(entry.fact));
    }
    if entry.may_confirm_payment
        && send_button(
            ui,
            desk,
            &form.sent,
            w::CONFIRM_PAYMENT,
            Weight::Primary,
            Ok(()),
        )
    {
        form.sent.send(desk, Request::ConfirmPayment(entry.fact));
    }
    if !entry.may_review {
        return;
    }
    if form.rejecting {
        reject_ui(ui, entry, form, desk);
        return;
    }
    let accepted = form
        .accepted
        .get_or_insert_with(|| entry.amount_typed.clone());
    ui.spacing_mut().text_edit_width = 120.0;
    field(ui, w::ACCEPTED, accepted, "");
    ui.horizontal(|ui| {
        let accepted = form.accepted.clone().unwrap_or_default();
        let ready = if accepted.trim().is_empty() {
            Err(w::QUANTITY_FIRST)
        } else {
            Ok(())
        };
        if send_button(ui, desk, &form.sent, w::ACCEPT, Weight::Primary, ready) {
            let accept = Acceptance::Accept(accepted.trim().to_owned());
            form.sent.send(desk, Request::Review(entry.fact, accept));
        }
        form.rejecting = button(ui, w::REJECT, Weight::Danger).clicked();
    });
}

/// Under which name the words about an entry are kept.
fn place(entry: &EntryView) -> String {
    format!("review/{}", entry.fact)
}

fn reject_ui(ui: &mut Ui, entry: &EntryView, form: &mut ReviewForm, desk: &mut Desk<'_>) {
    desk.kept.fill(&place(entry), form);
    if area(ui, w::REASON, &mut form.reason, 2, "").changed() {
        desk.kept.keep(&place(entry), form);
    }
    ui.horizontal(|ui| {
        let ready = if form.reason.trim().is_empty() {
            Err(w::REASON_FIRST)
        } else {
            Ok(())
        };
        if send_button(ui, desk, &form.sent, w::REJECT, Weight::Danger, ready) {
            let reject = Acceptance::Reject(form.reason.trim().to_owned());
            form.sent.send(desk, Request::Review(entry.fact, reject));
        }
        if button(ui, words::CANCEL, Weight::Normal).clicked() {
            form.rejecting = false;
            form.reason.clear();
            desk.kept.forget(&place(entry));
        }
    });
}
