//! Joining: an invitation, and whom to meet first; then waiting, then receiving.

use super::*;

/// The form that joins.
pub(super) fn join_ui(
    ui: &mut Ui,
    view: &FirstStartView,
    state: &mut FirstStartState,
    desk: &mut Desk<'_>,
) {
    take_paste(view, state);
    back_ui(ui, state);
    heading(ui, w::JOIN, w::JOIN_WHAT);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        invitation_ui(ui, state, desk);
        check_ui(ui, view, state, desk);
        let check = view
            .check
            .as_ref()
            .filter(|check| check.text == state.checked);
        let found = check.and_then(|check| check.found.as_ref().ok());
        if found.is_some_and(|found| found.back_as.is_some()) {
            return back::back_ui(ui, state, desk);
        }
        through_ui(ui, view, state);
        let ready = ready(view, state);
        if send_button(
            ui,
            desk,
            &state.sent,
            w::JOIN_BUTTON,
            Weight::Primary,
            ready,
        ) {
            let joining = joining(state);
            state.sent.send(desk, Request::Join(joining));
        }
        sent_trouble_ui(ui, desk, &state.sent);
    });
}

fn take_paste(view: &FirstStartView, state: &mut FirstStartState) {
    if view.pasted.is_some() && view.pasted != state.pasted {
        state.pasted = view.pasted.clone();
        state.invitation = view.pasted.clone().unwrap_or_default();
    }
}

fn invitation_ui(ui: &mut Ui, state: &mut FirstStartState, desk: &mut Desk<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().text_edit_width = ui.available_width() - 90.0;
        field(ui, w::INVITATION, &mut state.invitation, w::INVITATION_HINT);
        ui.vertical(|ui| {
            ui.add_space(20.0);
            if button(ui, w::PASTE, Weight::Normal).clicked() {
                desk.push(Action::ReadClipboard);
            }
        });
    });
    let text = state.invitation.trim();
    if text != state.checked {
        state.checked = text.to_owned();
        if !text.is_empty() {
            desk.push(Action::CheckInvitation(text.to_owned()));
        }
    }
}

fn check_ui(ui: &mut Ui, view: &FirstStartView, state: &FirstStartState, _desk: &Desk<'_>) {
    let Some(check) = view.check.as_ref().filter(|c| c.text == state.checked) else {
        return;
    };
    match &check.found {
        Ok(found) => {
            ui.horizontal(|ui| {
                icon_ui(ui, icon::GOOD, 18.0, tokens(ui).tone(Tone::Good));
                strong(ui, w::found(found));
            });
            if let Some(warning) = &found.looks_like {
                banner(ui, icon::WARNING, Tone::Look, |ui| {
                    ui.add(egui::Label::new(warning).wrap());
                });
            }
        }
        Err(trouble) => trouble_ui(ui, trouble),
    }
}

fn through_ui(ui: &mut Ui, view: &FirstStartView, state: &mut FirstStartState) {
    strong(ui, w::THROUGH);
    let near = matches!(state.through, Through::Near(_));
    ui.horizontal_wrapped(|ui| {
        if ui
            .radio(state.through == Through::Invitation, w::THROUGH_INVITATION)
            .clicked()
        {
            state.through = Through::Invitation;
        }
        if radio(ui, near, w::THROUGH_NEAR).clicked() {
            let first = view.near.first().map_or(NO_ONE, |n| n.endpoint);
            state.through = Through::Near(first);
        }
        let typed = matches!(state.through, Through::Address(_));
        if radio(ui, typed, w::THROUGH_ADDRESS).clicked() {
            state.through = Through::Address(String::new());
        }
    });
    match &state.through {
        Through::Invitation => {}
        Through::Near(_) => near_ui(ui, &view.near, state),
        Through::Address(_) => {
            ui.spacing_mut().text_edit_width = ui.available_width();
            field(ui, w::ADDRESS, &mut state.address, w::ADDRESS_HINT);
        }
    }
}

/// Stands for "none chosen yet" among the devices near by: no device has this key.
const NO_ONE: model::id::EndpointId = model::id::EndpointId([0; 32]);

fn near_ui(ui: &mut Ui, near: &[NearView], state: &mut FirstStartState) {
    if near.is_empty() {
        muted(ui, w::NOBODY_NEAR);
        return;
    }
    for peer in near {
        let name = match &peer.person {
            Some(person) => format!("{person}, {}", peer.label),
            None => peer.label.clone(),
        };
        let chosen = state.through == Through::Near(peer.endpoint);
        if radio(ui, chosen, name).clicked() {
            state.through = Through::Near(peer.endpoint);
        }
    }
}

fn ready(view: &FirstStartView, state: &FirstStartState) -> Result<(), &'static str> {
    let check = view.check.as_ref().filter(|c| c.text == state.checked);
    if state.checked.is_empty() || check.is_some_and(|c| c.found.is_err()) {
        return Err(w::CHECK_FIRST);
    }
    match &state.through {
        Through::Near(NO_ONE) => Err(w::CHOOSE_NEAR),
        Through::Address(_) if state.address.trim().is_empty() => Err(w::ADDRESS_FIRST),
        _ => Ok(()),
    }
}

fn joining(state: &FirstStartState) -> Joining {
    let through = match &state.through {
        Through::Address(_) => Through::Address(state.address.trim().to_owned()),
        through => through.clone(),
    };
    Joining {
        person: state.name.trim().to_owned(),
        invitation: state.checked.clone(),
        through,
    }
}

/// Waiting for somebody, or receiving.
pub(super) fn stage_ui(
    ui: &mut Ui,
    stage: &JoinStage,
    state: &mut FirstStartState,
    desk: &mut Desk<'_>,
) {
    match stage {
        JoinStage::None => {}
        JoinStage::Looking {
            commons,
            tried,
            why,
        } => {
            heading(ui, &w::waiting(commons), &w::tried(*tried));
            card(ui, |ui| {
                ui.set_width(ui.available_width());
                muted(ui, w::WAITING_WHY);
                if let Some(why) = why {
                    meta(ui, w::not_reached(why));
                }
                ui.horizontal_wrapped(|ui| {
                    if icon_text_button(ui, Some(icon::STICK), w::READ_STICK, Weight::Normal)
                        .clicked()
                    {
                        state.sent.pick(desk, PickFor::BundleRead);
                    }
                    if button(ui, w::STOP_WAITING, Weight::Normal).clicked() {
                        state.sent.forget();
                        desk.push(Action::StopJoining);
                    }
                });
                sent_trouble_ui(ui, desk, &state.sent);
            });
        }
        JoinStage::Asking(asking) => back::asking_ui(ui, asking, state, desk),
        JoinStage::Receiving { commons, progress } => {
            heading(ui, &w::receiving(commons), w::FIND_WHY);
            card(ui, |ui| {
                ui.set_width(ui.available_width());
                progress_ui(
                    ui,
                    progress.done,
                    progress.total,
                    &shell::progress(progress),
                );
            });
        }
    }
}
