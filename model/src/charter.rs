//! The charter: who belongs to a commons and what they may do, folded from signed acts.
//!
//! Whether an act may stand is decided once, by what its author had seen (its causal past), and so
//! alike on every peer. What is in effect is a fold over the set of acts that stand, whatever the
//! order in which they came (replication.md, section 6). Grants alone decide about standing; endings
//! decide about effect. So a verdict is final, and what is excluded may return.

pub mod act;
pub mod build;
mod effect;
mod farewell;
mod fold;
mod foresee;
mod fork;
mod judge;
mod member;
mod past;
pub mod proof;
mod query;
mod record;
mod right;
mod stays;
#[cfg(test)]
pub(crate) mod tests;
pub mod title;

pub use act::{Act, ActError, Role, WrittenAct};
pub use effect::OutOfEffect;
pub use fork::Fork;
pub use judge::ActRefusal;
pub use member::{Device, Foundation, OpenInvitation, Organisation, Person};
pub use query::InvitationDoor;
pub use query::authority::{AdoptedRules, Held, Holding, RecoveryHelp, WaitingAct};
pub use record::{Record, act_id};

use crate::change::{Header, SignedChange, chunk_hash};
use crate::entry::{EntryChange, act_key};
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::key::DeviceKey;
use effect::Effect;
use judge::Case;
use past::Past;
use record::{Records, Seen};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// A change of the charter builds on at most so many others (replication.md, section 5).
pub const ACT_DEPS_MAX: usize = 64;

/// All acts of one commons and what is in effect by them.
#[derive(Clone, Debug)]
pub struct Charter {
    commons: CommonsId,
    document: DocumentId,
    records: Records,
    /// What is in effect, once it is asked for; a new act makes it unknown again.
    effect: OnceLock<Arc<Effect>>,
    heads: BTreeSet<ChangeHash>,
    /// The newest act of each branch of each device: one, unless the device has forked.
    tips: BTreeMap<DeviceId, BTreeSet<(u64, ChangeHash)>>,
}

/// Two charters are equal when they hold the same acts and so the same is in effect.
impl PartialEq for Charter {
    fn eq(&self, other: &Self) -> bool {
        self.commons == other.commons
            && self.document == other.document
            && self.heads == other.heads
            && self.records.by_hash.keys().eq(other.records.by_hash.keys())
            && self
                .effect()
                .is_as(&self.records, other.effect(), &other.records)
    }
}

impl Eq for Charter {}

impl Charter {
    /// A charter of which only the name is known: nobody belongs yet.
    pub fn empty(commons: CommonsId, document: DocumentId) -> Self {
        Self {
            commons,
            document,
            records: Records::default(),
            effect: OnceLock::new(),
            heads: BTreeSet::new(),
            tips: BTreeMap::new(),
        }
    }

    fn effect(&self) -> &Effect {
        let effect = || Arc::new(Effect::of(&self.records, self.commons, self.document));
        self.effect.get_or_init(effect)
    }

    /// Judges an act in its place, without taking it in.
    ///
    /// The header's sequence number, counters and signature are the business of admission. An act
    /// that a newer program's rules may allow is given back too; it stands without effect.
    pub fn judge(
        &self,
        header: &Header,
        author: DeviceId,
        act_bytes: &[u8],
    ) -> Result<Act, ActRefusal> {
        Ok(self.weigh(header, author, act_bytes)?.0.act)
    }

    /// Takes an act in, if it may stand. An act that stands already changes nothing.
    pub fn admit(&mut self, header: &Header, act_bytes: &[u8]) -> Result<(), ActRefusal> {
        if self.records.by_hash.contains_key(&header.hash) {
            return Ok(());
        }
        let (written, judged) = self.weigh(header, header.actor, act_bytes)?;
        let record = Record {
            id: act_id(self.commons, self.document, header.hash),
            hash: header.hash,
            device: header.actor,
            seq: header.seq,
            time_ms: header.time_ms,
            written,
            judged,
            start_op: header.start_op,
            past: self.past_of(&header.deps)?,
            had_forked: false,
        };
        self.advance(header);
        self.records.push(self.commons, record);
        self.effect.take();
        Ok(())
    }

    /// Takes in a change of the charter as it is stored: its form is checked, its signature is not.
    pub fn admit_chunk(&mut self, chunk: &[u8]) -> Result<(), ActRefusal> {
        let entry = EntryChange::decode(chunk).ok_or(ActRefusal::NotAnAct)?;
        if entry.key != act_key(entry.actor, entry.seq) {
            return Err(ActRefusal::NotAnAct);
        }
        self.admit(&header_of(&entry, chunk), entry.value)
    }

    /// The device's next change: this act, on top of everything that stands here.
    ///
    /// Refused by name when the act would be refused by the others, or would stand without effect.
    pub fn next_change(
        &self,
        key: &DeviceKey,
        time_ms: i64,
        act_bytes: &[u8],
    ) -> Result<SignedChange, ActRefusal> {
        let (bytes, header) = self.draft(key.device(), time_ms, act_bytes)?;
        Ok(SignedChange::sign(
            key,
            self.commons,
            self.document,
            bytes,
            header.hash,
        ))
    }

    /// The charter as it would be if this device wrote the act now, and what the act would be called.
    ///
    /// For looking ahead: nothing is signed, and the act that is written later has another name. Refused as by
    /// [`Charter::next_change`]. The copy takes time and memory as the whole charter does.
    pub fn imagine(
        &self,
        device: DeviceId,
        act_bytes: &[u8],
    ) -> Result<(Charter, FactId), ActRefusal> {
        let (_, header) = self.draft(device, 0, act_bytes)?;
        let mut imagined = self.clone();
        imagined.admit(&header, act_bytes)?;
        Ok((imagined, act_id(self.commons, self.document, header.hash)))
    }

    /// Whether this device may write the act now, and it would not stand without effect.
    pub fn may_act(&self, device: DeviceId, act_bytes: &[u8]) -> Result<(), ActRefusal> {
        self.draft(device, 0, act_bytes).map(|_| ())
    }

    fn draft(
        &self,
        device: DeviceId,
        time_ms: i64,
        act_bytes: &[u8],
    ) -> Result<(Vec<u8>, Header), ActRefusal> {
        let own = self.height(device);
        let seq = own.map_or(0, |(seq, _)| seq) + 1;
        let deps = self.next_deps(own.map(|(_, hash)| hash));
        let entry_key = act_key(device, seq);
        let entry = EntryChange {
            actor: device,
            seq,
            start_op: self.op_after(&deps),
            time_ms,
            deps,
            key: &entry_key,
            value: act_bytes,
        };
        let bytes = entry.encode();
        let header = header_of(&entry, &bytes);
        let act = self.weigh(&header, device, act_bytes)?.0;
        self.foresee(device, &act)?;
        Ok((bytes, header))
    }

    fn weigh(
        &self,
        header: &Header,
        author: DeviceId,
        act_bytes: &[u8],
    ) -> Result<(WrittenAct, bool), ActRefusal> {
        let past = self.past_of(&header.deps)?;
        let seen = self.records.seen(&past);
        let verdict = self.judge_in(seen, header, author, act_bytes);
        let refusal = match verdict {
            Ok(written) => return Ok((written, true)),
            Err(refusal) => refusal,
        };
        // From an act on that only a newer program knows, a member's acts are read and passed on
        // and judged no more (replication.md, section 6, "Rule sets").
        if !seen.is_beyond_us() {
            return Err(refusal);
        }
        if seen.device(author).is_none() {
            return Err(ActRefusal::NewerEntrance);
        }
        Ok((WrittenAct::decode_envelope(act_bytes)?, false))
    }

    fn judge_in(
        &self,
        seen: Seen<'_>,
        header: &Header,
        author: DeviceId,
        act_bytes: &[u8],
    ) -> Result<WrittenAct, ActRefusal> {
        let written = WrittenAct::decode(act_bytes)?;
        let is_first_act = header.seq == 1;
        // A device for which others vouched was introduced by their act.
        let is_introduced = !is_first_act || seen.device(author).is_some();
        if is_introduced == written.act.introduces().is_some() {
            return Err(misplaced(&written.act));
        }
        let case = Case {
            commons: self.commons,
            charter: self.document,
            seen,
            device: author,
            is_very_first: is_first_act && header.deps.is_empty(),
            written: &written,
        };
        case.judge()?;
        Ok(written)
    }

    fn past_of(&self, deps: &[ChangeHash]) -> Result<Past, ActRefusal> {
        let mut past = Past::default();
        for dep in deps {
            let place = self.records.by_hash.get(dep);
            let place = *place.ok_or(ActRefusal::PastMissing)?;
            past.join(&self.records.all[place].past);
            past.insert(place);
        }
        Ok(past)
    }

    fn advance(&mut self, header: &Header) {
        let tips = self.tips.entry(header.actor).or_default();
        for dep in &header.deps {
            self.heads.remove(dep);
            tips.remove(&(header.seq - 1, *dep));
        }
        self.heads.insert(header.hash);
        tips.insert((header.seq, header.hash));
    }

    /// The heads and the author's own previous change; of more than 64 heads the first 64.
    fn next_deps(&self, own: Option<ChangeHash>) -> Vec<ChangeHash> {
        let mut deps: BTreeSet<ChangeHash> = own.into_iter().collect();
        for head in &self.heads {
            if deps.len() < ACT_DEPS_MAX {
                deps.insert(*head);
            }
        }
        deps.into_iter().collect()
    }

    fn op_after(&self, deps: &[ChangeHash]) -> u64 {
        let places = deps.iter().filter_map(|dep| self.records.by_hash.get(dep));
        let counters = places.map(|place| self.records.all[*place].start_op);
        counters.max().unwrap_or(0) + 1
    }
}

fn misplaced(act: &Act) -> ActRefusal {
    match act {
        Act::Founding(_) => ActRefusal::NotTheFounder,
        Act::Joined(_) | Act::DeviceVouched(_) => ActRefusal::AlreadyIntroduced,
        Act::Unknown(_) => ActRefusal::NewerEntrance,
        _ => ActRefusal::NotIntroduced,
    }
}

fn header_of(entry: &EntryChange<'_>, chunk: &[u8]) -> Header {
    Header {
        hash: chunk_hash(chunk).expect("a change has a header"),
        actor: entry.actor,
        seq: entry.seq,
        start_op: entry.start_op,
        max_op: entry.start_op,
        time_ms: entry.time_ms,
        deps: entry.deps.clone(),
        other_actors: Vec::new(),
    }
}
