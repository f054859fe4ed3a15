//! A device whose key has signed two changes with one number is retired by the proof of it.
//!
//! Mostly it is a folder that was copied or set back to an earlier day, and its program goes on with a new key as soon as it
//! meets what it wrote before. Else somebody else holds that key. Either way nobody knows any more who writes with it, so the
//! program of a steward writes down the proof: both changes, with the device's own signatures, which anybody can check and
//! nobody can make up. One act for each device, some hours after it was seen: the programs of the stewards one after the other,
//! in an order that all of them know, and those of other members after days, should no steward be there. Who holds a proof
//! already writes none. In the charter itself two acts with one number are proof enough, without any act.

use super::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use model::change::{Header, RUN_CHANGES_MAX};
use model::charter::{Role, build};
use model::id::{AgentId, ChangeHash, DeviceId, DocumentId};
use model::key::Signature;
use model::name::DocumentKind;
use std::collections::BTreeMap;
use sync::core::StoredChange;

/// It is looked so often whether a device has split.
pub const FORKED_LOOK_EVERY_MS: u64 = 60 * 60 * 1000;
/// So long after it was seen the program of the first steward writes the proof, and each next one as much later.
pub const FORKED_STEWARDS_MS: u64 = 3 * 60 * 60 * 1000;
/// So long after, the programs of other members do.
pub const FORKED_OTHERS_MS: u64 = 14 * 24 * 60 * 60 * 1000;
/// At once at most so many proofs are written.
const PROOFS_MAX: usize = 4;
/// So many devices that have split are kept in mind.
const FORKED_MAX: usize = 1_000;
/// So many pairs of changes of one document are tried, until one is short enough for an act.
const PAIRS_MAX: usize = 32;
/// A device, and when it was seen to have split.
const NOTE_BYTES: usize = 40;

/// The plain changes of one branch up to one that is signed, and its signature.
type Side = (Vec<Vec<u8>>, Signature);

impl Commons {
    /// Writes the proof of devices that have split, where it is my turn. Called about once a second.
    pub fn prove_forks_when_due(&mut self, now_ms: u64) {
        if !self.forked.is_now(now_ms, FORKED_LOOK_EVERY_MS) {
            return;
        }
        if let Err(trouble) = self.prove_forks(now_ms) {
            // Nobody asked for it, and the next look tries again.
            tracing::warn!("{trouble}");
        }
    }

    fn prove_forks(&mut self, now_ms: u64) -> Result<(), Trouble> {
        let Ok(me) = self.writer(Role::Guest) else {
            return Ok(());
        };
        if self.core.weighs() || self.key_in_doubt().is_some() {
            // What is in effect is not known yet, or nothing can be signed.
            return Ok(());
        }
        let time_ms = i64::try_from(now_ms).unwrap_or(0);
        let day = crate::chance::day_of(time_ms);
        let wait = self.proof_wait(me);
        let before = self.forked_since()?;
        let mut since = BTreeMap::new();
        let mut due = vec![];
        for (device, document) in self.forked_in_effect() {
            // A clock that was ahead must not put it off for ever.
            let seen = before.get(&device).filter(|seen| **seen <= now_ms);
            let seen = seen.copied().unwrap_or(now_ms);
            if now_ms - seen >= wait && due.len() < PROOFS_MAX {
                due.push((device, document));
            }
            since.insert(device, seen);
        }
        if since != before {
            self.store.local_set(FORKED, &bytes_of(&since))?;
        }
        for (device, document) in due {
            if let Some(act) = self.proof_of(device, document, me, day)? {
                self.write_act(&act, When { day, time_ms })?;
            }
        }
        Ok(())
    }

    /// How long the program of this person leaves it to others.
    fn proof_wait(&self, me: AgentId) -> u64 {
        let mut stewards: Vec<AgentId> = self.charter().stewards().map(|one| one.id).collect();
        stewards.sort_unstable();
        let rank = stewards.iter().position(|steward| *steward == me);
        rank.map_or(FORKED_OTHERS_MS, |rank| {
            FORKED_STEWARDS_MS * (rank as u64 + 1)
        })
    }

    /// The devices of others that are in effect although they have split, each with a document in which they did.
    fn forked_in_effect(&self) -> BTreeMap<DeviceId, DocumentId> {
        let mut forked = BTreeMap::new();
        for (document, name) in self.core.documents() {
            if name.kind == DocumentKind::Charter {
                continue;
            }
            for device in self.core.heights(document).forked() {
                if forked.len() < FORKED_MAX && self.is_to_be_proven(device) {
                    forked.entry(device).or_insert(document);
                }
            }
        }
        forked
    }

    fn is_to_be_proven(&self, device: DeviceId) -> bool {
        let known = self.charter().device(device);
        let is_in_effect = known.is_some_and(|known| known.out.is_none());
        is_in_effect && device != self.device() && !self.charter().has_forked(device)
    }

    /// The act that proves it; `None` where no two changes are short enough for one. Then stewards retire the device.
    fn proof_of(
        &self,
        device: DeviceId,
        document: DocumentId,
        me: AgentId,
        day: model::day::Day,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let stored = self.store.load(document)?;
        let own = stored
            .iter()
            .filter(|one| one.change.header.actor == device);
        let own: Vec<&StoredChange> = own.collect();
        let proofs = sides(&own).take(PAIRS_MAX);
        let mut acts = proofs.map(|sides| build::prove_fork(me, day, document, sides));
        Ok(acts.find(|act| self.charter().may_act(self.device(), act).is_ok()))
    }

    /// Since when devices are known to have split.
    fn forked_since(&self) -> Result<BTreeMap<DeviceId, u64>, Trouble> {
        let kept = self.store.local_get(FORKED)?.unwrap_or_default();
        let notes = kept.chunks_exact(NOTE_BYTES).filter_map(|note| {
            let (device, seen) = note.split_at_checked(32)?;
            let device = DeviceId(device.try_into().ok()?);
            Some((device, u64::from_be_bytes(seen.try_into().ok()?)))
        });
        Ok(notes.collect())
    }
}

/// Pairs of branches with one number, among the changes of one device in the order of the log.
fn sides<'a>(own: &'a [&'a StoredChange]) -> impl Iterator<Item = [Side; 2]> + 'a {
    let mut by_number: BTreeMap<u64, Vec<&Header>> = BTreeMap::new();
    let mut changes: BTreeMap<ChangeHash, &StoredChange> = BTreeMap::new();
    let mut after: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
    for one in own {
        let header = &one.change.header;
        by_number.entry(header.seq).or_default().push(header);
        changes.insert(header.hash, one);
        for dep in header.deps.iter().filter(|dep| changes.contains_key(dep)) {
            after.entry(*dep).or_insert(header.hash);
        }
    }
    let side = move |begins: ChangeHash| -> Option<Side> {
        let mut chunks = vec![];
        let mut next = Some(begins);
        while let Some(one) = next.and_then(|hash| changes.get(&hash)) {
            chunks.push(one.change.bytes.clone());
            if let Some(signature) = one.change.signature {
                return (chunks.len() <= RUN_CHANGES_MAX).then_some((chunks, signature));
            }
            next = after.get(&one.change.header.hash).copied();
        }
        None
    };
    by_number.into_values().filter_map(move |same| {
        let mut sides = same.iter().filter_map(|header| side(header.hash));
        Some([sides.next()?, sides.next()?])
    })
}

fn bytes_of(since: &BTreeMap<DeviceId, u64>) -> Vec<u8> {
    let notes = since.iter();
    notes
        .flat_map(|(device, seen)| device.0.into_iter().chain(seen.to_be_bytes()))
        .collect()
}

/// Since when this device knows others to have split, in milliseconds since 1970.
const FORKED: &str = "forked";
