//! Logging work: what, how long, for whom.

use super::*;
use crate::words::sharing as s;

/// The form; gives whether it stays open.
pub(super) fn work_ui(ui: &mut Ui, desk: &mut Desk<'_>, form: &mut WorkForm) -> bool {
    if form.sent.take_done(desk.view).is_some() {
        return false;
    }
    section(ui, w::LOG);
    if !form.fixed {
        design_choice(ui, desk, &mut form.design);
    }
    let works: Vec<(String, String)> = desk
        .view
        .work
        .iter()
        .map(|(name, _)| (name.clone(), w::work(name)))
        .collect();
    choice(ui, w::KIND, &mut form.work, &works);
    let unit = desk.view.work.iter().find(|(name, _)| *name == form.work);
    let (name, hint) = w::quantity(unit.map_or(ContributionUnit::Minute, |(_, unit)| *unit));
    let quantity = field(ui, name, &mut form.quantity, hint);
    let enter = entered(ui, &quantity);
    if ui.memory(|m| m.focused().is_none()) && form.quantity.is_empty() {
        quantity.request_focus();
    }
    for_whom_ui(ui, desk, &mut form.for_whom);
    foldout(ui, "more", w::MORE, |ui| {
        field(ui, w::DAY, &mut form.day, "2026-02-10");
        field(ui, s::THING, &mut form.thing, s::THING_HINT);
        field(ui, s::MY_SHARE, &mut form.share, s::SHARE_HINT);
        area(ui, w::NOTE, &mut form.note, 3, "");
        field(ui, w::EVIDENCE, &mut form.evidence, w::EVIDENCE_HINT);
        meta(ui, w::EVIDENCE_WHY);
    });
    if desk.me().is_some_and(|me| !me.wrote_before) {
        stays_ui(ui, desk);
    }
    let ready = match (form.quantity.trim().is_empty(), form.day.parse::<Day>()) {
        (true, _) => Err(w::QUANTITY_FIRST),
        (_, Err(_)) => Err(w::DAY_FIRST),
        _ if form.thing.trim().is_empty() != form.share.trim().is_empty() => Err(s::THING_FIRST),
        (false, Ok(_)) => Ok(()),
    };
    let (save, stay) = ends(ui, desk, &form.sent, w::SAVE, ready);
    let save = save || enter && may_send(desk, &form.sent, ready);
    if save && let Ok(day) = form.day.parse() {
        let contribution = Contribution {
            design: form.design,
            work: form.work.clone(),
            quantity: form.quantity.trim().to_owned(),
            for_whom: form.for_whom,
            day,
            part_of: match form.thing.trim() {
                "" => None,
                thing => Some((thing.to_owned(), form.share.trim().to_owned())),
            },
            note: form.note.trim().to_owned(),
            evidence: match form.evidence.trim() {
                "" => None,
                path => Some(path.into()),
            },
        };
        form.sent
            .send(desk, Request::Contribute(Box::new(contribution)));
    }
    sent_trouble_ui(ui, desk, &form.sent);
    stay
}

fn design_choice(ui: &mut Ui, desk: &Desk<'_>, design: &mut Option<DocumentId>) {
    let mut designs = vec![(None, w::NO_DESIGN.to_owned())];
    designs.extend(
        desk.view
            .designs
            .iter()
            .map(|(id, name)| (Some(*id), name.clone())),
    );
    choice(ui, w::DESIGN, design, &designs);
}

/// Only those who act for an organisation are asked.
fn for_whom_ui(ui: &mut Ui, desk: &Desk<'_>, for_whom: &mut Option<AgentId>) {
    let Some(me) = desk.me().filter(|me| !me.acts_for.is_empty()) else {
        return;
    };
    let mut choices = vec![(None, w::MYSELF.to_owned())];
    choices.extend(
        me.acts_for
            .iter()
            .map(|(agent, name)| (Some(*agent), name.clone())),
    );
    choice(ui, w::FOR_WHOM, for_whom, &choices);
}
