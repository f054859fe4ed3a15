//! What stewards decide about a user: an agreement, or that a report of use does not count.

use super::*;
use crate::words::{decide as d, questions as q, sharing as s};

/// Draws the form of an agreement; gives whether it stays open.
pub(super) fn agree_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut AgreeForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, d::AGREE);
    meta(ui, &form.name);
    meta(ui, d::AGREE_WHY);
    let label = d::flat(&desk.view.currency);
    field(ui, &label, &mut form.flat, "250.00");
    field(ui, d::FROM, &mut form.from, "2026-01-01");
    field(ui, d::TO, &mut form.to, "2026-12-31");
    let days = form
        .from
        .parse::<Day>()
        .and_then(|from| Ok((from, form.to.parse::<Day>()?)));
    let ready = match (form.flat.trim().is_empty(), &days) {
        (true, _) => Err(w::QUANTITY_FIRST),
        (_, Err(_)) => Err(w::DAY_FIRST),
        (_, Ok((from, to))) if from > to => Err(d::ORDER_FIRST),
        (false, Ok(_)) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, d::AGREE_SAVE, ready);
    if save && let Ok((from, to)) = days {
        let request = Request::Agree {
            agent: form.agent,
            flat: form.flat.trim().to_owned(),
            from,
            to,
        };
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

/// Draws the form that leaves an entry out; gives whether it stays open.
pub(super) fn leave_out_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut LeaveOutForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    let (title, why) = match form.leave {
        Leave::Use => (d::LEAVE_OUT, d::LEAVE_OUT_WHY),
        Leave::Entry => (q::LEAVE_OUT_TITLE, q::LEAVE_OUT_WHY),
        Leave::Question => (q::STANDS_TITLE, q::STANDS_WHY),
        Leave::Pause => (s::END_PAUSE_TITLE, s::END_PAUSE_WHY),
    };
    section(ui, title);
    meta(ui, &form.name);
    meta(ui, why);
    area(ui, d::REASON, &mut form.reason, 2, "");
    let ready = match form.reason.trim().is_empty() {
        true => Err(d::REASON_FIRST),
        false => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, d::LEAVE_OUT_SAVE, ready);
    if save {
        let request = Request::LeaveOut(form.fact, form.reason.trim().to_owned());
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}
