//! Coming back as the same person: what happened to the old devices, then the answer for those who vouch.

use super::*;
use crate::view::AskingView;
use crate::words::recovery as r;

/// Below an invitation field into which a way back was pasted.
pub(super) fn back_ui(ui: &mut Ui, state: &mut FirstStartState, desk: &mut Desk<'_>) {
    strong(ui, r::WHAT_HAPPENED);
    for (lost, text) in [(false, r::BROKEN), (true, r::LOST)] {
        if radio(ui, state.lost == lost, text).clicked() {
            state.lost = lost;
        }
    }
    if send_button(ui, desk, &state.sent, r::ASK, Weight::Primary, Ok(())) {
        let request = Request::ComeBack {
            line: state.checked.clone(),
            lost: state.lost,
        };
        state.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &state.sent);
}

/// What to hand on, and what to read to those who vouch.
pub(super) fn asking_ui(
    ui: &mut Ui,
    asking: &AskingView,
    state: &mut FirstStartState,
    desk: &mut Desk<'_>,
) {
    heading(ui, &r::asking(&asking.person, &asking.commons), "");
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        ui.add(egui::Label::new(r::ASKING).wrap());
        strong(ui, r::MY_WORDS);
        let text = egui::RichText::new(&asking.words).monospace();
        ui.add(egui::Label::new(text).wrap().selectable(true));
        strong(ui, r::MY_ANSWER);
        crate::ui::people::line_ui(ui, &asking.answer, r::MY_ANSWER);
        meta(ui, r::WAITING);
        ui.horizontal_wrapped(|ui| {
            if icon_text_button(ui, Some(icon::STICK), w::READ_STICK, Weight::Normal).clicked() {
                state.sent.pick(desk, PickFor::BundleRead);
            }
            if send_button(ui, desk, &state.sent, r::STOP, Weight::Quiet, Ok(())) {
                state.sent.send(desk, Request::StopComingBack);
            }
        });
        sent_trouble_ui(ui, desk, &state.sent);
    });
}
