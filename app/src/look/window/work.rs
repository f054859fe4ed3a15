//! What became of an entry of work, and of its corrections.

use super::digest::Digest;
use super::ledger::{quantity_typed, quantity_words};
use crate::commons::Commons;
use crate::view::{Correctable, EntryReview, EntryState};
use crate::words::questions;
use model::id::FactId;
use model::ledger::{Contribution, Fact, UNIT_HOUR, UNIT_MINUTE, WrittenFact};
use model::number::{Currency, Quantity, minor_digits};
use model::rsd1::PendingReason;

/// What an entry of work waits for. The derivation names a contribution by its first version.
pub fn pending(digest: &Digest, id: FactId) -> Option<PendingReason> {
    if let Some(by) = digest.versions.waits_for(id) {
        return Some(PendingReason::Confirmation { by });
    }
    match digest.versions.current(id) == id && !digest.voided.contains(&id) {
        true => digest.pending.get(&digest.versions.first(id)).copied(),
        false => None,
    }
}

/// What became of it.
pub fn state(commons: &Commons, digest: &Digest, id: FactId, work: &Contribution) -> EntryState {
    if digest.voided.contains(&id) {
        return EntryState::NotCounted(questions::VOIDED.into());
    }
    match pending(digest, id) {
        Some(PendingReason::Reviews {
            accepts, needed, ..
        }) => EntryState::Waits {
            more: needed.saturating_sub(accepts).max(1),
            could: reviewers(commons, digest, id),
        },
        Some(PendingReason::Confirmation { by }) => EntryState::WaitsFor(commons.called(by)),
        Some(PendingReason::Duplicate) => {
            EntryState::NotCounted("the same evidence was logged before".into())
        }
        Some(PendingReason::UnknownType) => {
            EntryState::NotCounted("this commons does not count this kind of work".into())
        }
        None if digest.versions.current(id) != id => EntryState::Corrected,
        None => EntryState::Accepted(accepted(digest, id, &work.quantity)),
    }
}

/// What reviewers said of it, and of earlier versions, as far as that still counts.
pub fn reviews(digest: &Digest, id: FactId) -> Vec<EntryReview> {
    digest.reviews_of(id).into_iter().cloned().collect()
}

/// The entry that counts in its place.
pub fn corrected_by(digest: &Digest, id: FactId) -> Option<FactId> {
    let current = digest.versions.current(id);
    (current != id).then_some(current)
}

/// What the form that corrects it begins with; `None` where this person cannot correct it.
pub fn correctable(
    commons: &Commons,
    digest: &Digest,
    id: FactId,
    written: &WrittenFact,
) -> Option<Box<Correctable>> {
    let Fact::Contribution(work) = &written.fact else {
        return None;
    };
    let me = commons.me()?;
    let is_mine = me == written.by || me == work.provider;
    let is_over = digest.refused.contains_key(&id) || digest.voided.contains(&id);
    let waits = digest.versions.waits_for(id).is_some();
    if !is_mine || is_over || waits || digest.versions.current(id) != id {
        return None;
    }
    let share = work.share.map(|share| share.to_string());
    Some(Box::new(Correctable {
        design: work.state.as_ref().map(|state| state.design),
        work: work.kind.clone(),
        quantity: quantity_typed(&work.quantity),
        for_whom: work.on_behalf_of.map(|agent| commons.called(agent)),
        from: work.from,
        to: work.to,
        thing: work.deliverable.clone().unwrap_or_default(),
        share: share.unwrap_or_default(),
        machine: work.machine_part.clone().unwrap_or_default(),
        note: work.note.clone(),
        files: work.evidence.len(),
    }))
}

/// What the reviewers accepted; where they differ, what each of them can stand behind says their list.
fn accepted(digest: &Digest, id: FactId, claimed: &Quantity) -> String {
    if let Some(counted) = digest.counted.get(&digest.versions.first(id)) {
        return quantity_words(&counted_in_its_unit(*counted, &claimed.unit));
    }
    match digest.reviews.get(&id).map_or(&[][..], Vec::as_slice) {
        [only] => only.accepted.clone(),
        _ => None,
    }
    .unwrap_or_else(|| quantity_words(claimed))
}

/// What the derivation has counted, as a quantity: minutes, minor units of money, things.
fn counted_in_its_unit(mantissa: i64, unit: &str) -> Quantity {
    let (unit, scale) = match (unit, unit.parse::<Currency>()) {
        (UNIT_MINUTE | UNIT_HOUR, _) => (UNIT_MINUTE, 0),
        (unit, Ok(currency)) => (unit, minor_digits(currency)),
        (unit, Err(_)) => (unit, 0),
    };
    Quantity {
        mantissa,
        scale,
        unit: unit.to_owned(),
    }
}

fn reviewers(commons: &Commons, digest: &Digest, id: FactId) -> Vec<String> {
    let could = commons.books_read().reviewers(commons.charter(), id);
    let could = could.into_iter().map(|agent| commons.called(agent));
    let said = digest.reviews_of(id);
    let has_said = |name: &String| said.iter().any(|review| review.by == *name);
    could.filter(|name| !has_said(name)).collect()
}
