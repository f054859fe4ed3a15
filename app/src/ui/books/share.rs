//! Sharing out the income of a period: computed first, written when it was looked at.

use std::collections::BTreeSet;

use egui::Ui;
use model::id::DocumentId;
use model::ledger::sharing::BUCKETS_MAX;
use model::number::{Ratio, Rational};
use model::rsd1::Period;
use model::rsd1::distribution::Way;

use super::{run_lines_ui, uncounted_ui};
use crate::action::{Part, Request, Sharing, Split};
use crate::deed::sharing::{read_share, three_buckets};
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::theme::{GAP, GAP_SMALL};
use crate::ui::widgets::{
    Weight, button, card, check, flow, meta, radio, section, send_button, sent_trouble_ui,
};
use crate::view::{Outcome, RunView};
use crate::words::{self, books as w};

/// The field of a share.
const SHARE_WIDTH: f32 = 90.0;
/// The field of a name.
const NAME_WIDTH: f32 = 240.0;

/// What is being typed about an income.
#[derive(Default)]
pub(super) struct ShareForm {
    amount: String,
    design: Option<DocumentId>,
    into: Into,
    /// Of one's own; empty until somebody chooses that.
    parts: Vec<PartForm>,
    note: String,
    plan: Option<Box<RunView>>,
    compute: Sent,
    back: Sent,
    write: Sent,
}

/// Into what an income goes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Into {
    #[default]
    Contributors,
    Three,
    Own,
}

/// A part of one's own.
#[derive(Clone, PartialEq)]
struct PartForm {
    name: String,
    share: String,
    way: Way,
    kinds: BTreeSet<String>,
}

/// Draws the form.
pub(super) fn share_ui(ui: &mut Ui, period: Period, form: &mut ShareForm, desk: &mut Desk<'_>) {
    if let Some(Outcome::Shared(plan)) = form.compute.take_done(desk.view) {
        form.plan = Some(plan.clone());
    }
    if form.write.take_done(desk.view).is_some() {
        *form = ShareForm::default();
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::SHARE);
        meta(ui, w::SHARE_WHY);
        if typed_ui(ui, form, desk) {
            form.plan = None;
        }
        let sharing = Sharing {
            period,
            amount: form.amount.clone(),
            design: form.design,
            split: form.split(),
            note: form.note.clone(),
        };
        let ready = form.ready();
        // Who stands behind a release wants to see what changes.
        let is_backed = form.back.take_done(desk.view).is_some();
        if send_button(ui, desk, &form.compute, w::COMPUTE, Weight::Normal, ready) || is_backed {
            form.compute
                .send(desk, Request::PlanSharing(sharing.clone()));
        }
        sent_trouble_ui(ui, desk, &form.compute);
        let plan = form.plan.clone();
        if let Some(plan) = plan.filter(|plan| plan.days.0 == period.first()) {
            plan_ui(ui, &plan, sharing, form, desk);
        }
    });
}

/// What comes out, and writing it.
fn plan_ui(
    ui: &mut Ui,
    plan: &RunView,
    sharing: Sharing,
    form: &mut ShareForm,
    desk: &mut Desk<'_>,
) {
    run_lines_ui(ui, plan);
    uncounted_ui(ui, plan, &mut form.back, desk);
    sent_trouble_ui(ui, desk, &form.back);
    meta(
        ui,
        words::stays(desk.view.commons.as_ref().is_some_and(|it| it.open)),
    );
    if send_button(ui, desk, &form.write, w::SHARE_IT, Weight::Primary, Ok(())) {
        form.write.send(desk, Request::ShareOut(sharing));
    }
    sent_trouble_ui(ui, desk, &form.write);
}

/// The fields; says whether something was changed.
fn typed_ui(ui: &mut Ui, form: &mut ShareForm, desk: &Desk<'_>) -> bool {
    let mut is_changed = field(ui, w::AMOUNT, &mut form.amount, w::AMOUNT_HINT).changed();
    let mut designs = vec![(None, w::USED_DESIGNS.to_owned())];
    let known = desk.view.designs.iter();
    designs.extend(known.map(|(design, name)| (Some(*design), name.clone())));
    is_changed |= choice(ui, w::DESIGN, &mut form.design, &designs);
    for (into, text) in [
        (Into::Contributors, w::ALL_TO_CONTRIBUTORS),
        (Into::Three, w::THREE_BUCKETS),
        (Into::Own, w::OWN_PARTS),
    ] {
        if radio(ui, form.into == into, text).clicked() && form.into != into {
            form.into = into;
            is_changed = true;
        }
    }
    if form.into == Into::Own {
        is_changed |= parts_ui(ui, &mut form.parts, desk);
    }
    is_changed | field(ui, w::NOTE, &mut form.note, "").changed()
}

/// The parts of one's own; they begin with the three that many take.
fn parts_ui(ui: &mut Ui, parts: &mut Vec<PartForm>, desk: &Desk<'_>) -> bool {
    let mut is_changed = false;
    if parts.is_empty() {
        let is_known = |kind: &String| desk.view.work.iter().any(|(known, _)| known == kind);
        parts.extend(three_buckets().into_iter().map(|bucket| PartForm {
            name: bucket.name,
            share: words::standing::percent(bucket.share),
            way: bucket.way,
            kinds: bucket.kinds.into_iter().filter(is_known).collect(),
        }));
    }
    meta(ui, w::OWN_PARTS_WHY);
    let mut gone = None;
    let count = parts.len();
    for (place, part) in parts.iter_mut().enumerate() {
        let before = part.clone();
        ui.push_id(place, |ui| {
            if part_ui(ui, place + 1, part, count > 1, desk) {
                gone = Some(place);
            }
        });
        is_changed |= *part != before;
    }
    if let Some(place) = gone {
        parts.remove(place);
        is_changed = true;
    }
    if parts.len() < BUCKETS_MAX && button(ui, w::ADD_PART, Weight::Normal).clicked() {
        parts.push(PartForm {
            name: String::new(),
            share: String::new(),
            way: Way::Kept,
            kinds: BTreeSet::new(),
        });
        is_changed = true;
    }
    is_changed
}

/// One part; says whether it is to go.
fn part_ui(ui: &mut Ui, number: usize, part: &mut PartForm, may_go: bool, desk: &Desk<'_>) -> bool {
    let mut goes = false;
    flow(ui, |ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.spacing_mut().text_edit_width = NAME_WIDTH;
        field(ui, &w::part_name(number), &mut part.name, "");
        ui.spacing_mut().text_edit_width = SHARE_WIDTH;
        field(
            ui,
            &w::part_share(number),
            &mut part.share,
            w::PART_SHARE_HINT,
        );
        let ways = [
            (Way::Designs, w::TO_DESIGNS.to_owned()),
            (Way::Work, w::TO_WORK.to_owned()),
            (Way::Kept, w::TO_KEEP.to_owned()),
        ];
        choice(ui, &w::part_way(number), &mut part.way, &ways);
    });
    if part.way == Way::Work {
        flow(ui, |ui| {
            for (kind, _) in &desk.view.work {
                let mut is_on = part.kinds.contains(kind);
                let name = words::ledger::work(kind);
                let shown = check(ui, &mut is_on, &name);
                let shown = shown.accessible_name(w::part_kind(number, &name));
                if shown.changed() {
                    match is_on {
                        true => part.kinds.insert(kind.clone()),
                        false => part.kinds.remove(kind),
                    };
                }
            }
        });
    }
    if may_go && button(ui, &w::take_away(number), Weight::Quiet).clicked() {
        goes = true;
    }
    goes
}

impl ShareForm {
    fn split(&self) -> Split {
        match self.into {
            Into::Contributors => Split::One,
            Into::Three => Split::Three,
            Into::Own => Split::Own(self.parts.iter().map(PartForm::part).collect()),
        }
    }

    /// Whether it can be computed, or what is to be done first.
    fn ready(&self) -> Result<(), &'static str> {
        if self.into != Into::Own {
            return Ok(());
        }
        if self.parts.iter().any(|part| part.name.trim().is_empty()) {
            return Err(w::PART_NAME_FIRST);
        }
        let named = |part: &PartForm| part.way != Way::Work || !part.kinds.is_empty();
        if !self.parts.iter().all(named) {
            return Err(w::PART_KINDS_FIRST);
        }
        let shares: Option<Vec<Ratio>> = self
            .parts
            .iter()
            .map(|part| read_share(&part.share))
            .collect();
        let sum = shares.map(|shares| shares.into_iter().map(Rational::from).sum::<Rational>());
        match sum {
            Some(sum) if sum == Rational::one() => Ok(()),
            _ => Err(w::WHOLE_FIRST),
        }
    }
}

impl PartForm {
    fn part(&self) -> Part {
        Part {
            name: self.name.clone(),
            share: self.share.clone(),
            way: self.way,
            kinds: match self.way {
                Way::Work => self.kinds.iter().cloned().collect(),
                _ => vec![],
            },
        }
    }
}
