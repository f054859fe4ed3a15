//! Recording a payment.

use super::*;

/// The form; gives whether it stays open.
pub(super) fn pay_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut PayForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::PAY);
    meta(ui, &form.name);
    field(ui, w::PAID, &mut form.amount, "1,250.00");
    field(ui, w::REFERENCE, &mut form.reference, "");
    field(ui, w::DAY, &mut form.day, "2026-04-20");
    let ready = match (form.amount.trim().is_empty(), form.day.parse::<Day>()) {
        (true, _) => Err(w::QUANTITY_FIRST),
        (_, Err(_)) => Err(w::DAY_FIRST),
        (false, Ok(_)) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::PAY_SAVE, ready);
    if save && let Ok(day) = form.day.parse() {
        let amount = form.amount.trim().to_owned();
        let reference = form.reference.trim().to_owned();
        form.sent.send(
            desk,
            Request::Pay {
                agent: form.agent,
                amount,
                reference,
                day,
            },
        );
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}
