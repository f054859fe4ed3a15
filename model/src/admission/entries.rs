//! Rules 3 to 5 for ledgers and the charter: a change is exactly the next entry, or it is nothing.
//!
//! An entry's change has one form. Reading it and writing it again is all that has to be judged.

use super::state::{Stop, nothing_missing, own_previous};
use super::{Context, Missing, Refusal};
use crate::change::Header;
use crate::entry::{EntryChange, Envelope, LEDGER_ENTRIES_MAX, act_key, ledger_key};
use crate::heights::Heights;
use crate::id::{ChangeHash, DeviceId};
use crate::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// The admitted entries of a ledger.
///
/// Its tips are enough to judge what follows them. Whether an entry below them is here, or what branches off
/// below them, can be told only with all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    known: BTreeMap<ChangeHash, u64>,
    /// Whether only the tips are known.
    only_tips: bool,
}

impl Entries {
    /// A ledger of which only the newest entries are known.
    pub(super) fn only_tips(heights: &Heights) -> Self {
        Self {
            known: heights.iter().map(|tip| (tip.hash, tip.seq)).collect(),
            only_tips: true,
        }
    }

    pub(super) fn is_only_tips(&self) -> bool {
        self.only_tips
    }

    pub(super) fn contains(&self, hash: ChangeHash) -> bool {
        self.known.contains_key(&hash)
    }

    /// Whether what is known here is enough to judge this change: of what builds on no tip it cannot be told whether
    /// that is missing or lies below.
    pub(super) fn can_judge(&self, header: &Header) -> bool {
        let before = header.deps.first();
        !self.only_tips || before.is_some_and(|before| self.known.contains_key(before))
    }

    pub(super) fn take(&mut self, header: &Header) {
        if self.only_tips {
            for dep in &header.deps {
                self.known.remove(dep);
            }
        }
        self.known.insert(header.hash, header.seq);
    }

    /// Judges an entry of a ledger, wherever it follows.
    pub(super) fn judge(
        &self,
        name: &DocumentName,
        header: &Header,
        bytes: &[u8],
        previous_ledger: &[ChangeHash],
    ) -> Result<(), Stop> {
        let number = name.ledger_number().ok_or(Refusal::LedgerBroken)?;
        if header.seq > LEDGER_ENTRIES_MAX {
            return Err(Refusal::LedgerFull.into());
        }
        let entry = EntryChange::decode(bytes).ok_or(Refusal::NotTheNextEntry)?;
        let is_first = header.seq == 1;
        let is_in_form = entry.key == ledger_key(header.seq)
            && entry.start_op == header.seq
            && entry.deps.len() == usize::from(!is_first);
        if !is_in_form {
            return Err(Refusal::NotTheNextEntry.into());
        }
        let continued = Envelope::decode(entry.value)
            .map_err(Refusal::Entry)?
            .follows;
        self.follow(header)?;
        if !is_first || number == 0 {
            return match continued {
                None => Ok(()),
                Some(_) => Err(Refusal::LedgerBroken.into()),
            };
        }
        // The end that it names may lie on a branch that has not come yet.
        match continued {
            None => Err(Refusal::LedgerBroken.into()),
            Some(end) if previous_ledger.contains(&end) => Ok(()),
            Some(_) => Err(Missing::Ledger(DocumentName::ledger(name.creator, number - 1)).into()),
        }
    }

    /// Whether an entry builds on exactly the one before it.
    fn follow(&self, header: &Header) -> Result<(), Stop> {
        let Some(before) = header.deps.first() else {
            return Ok(());
        };
        match self.known.get(before) {
            Some(seq) if seq + 1 == header.seq => Ok(()),
            Some(_) => Err(Refusal::PreviousNotNamed.into()),
            None => Err(Missing::Changes(header.deps.clone()).into()),
        }
    }
}

/// The ledger's end that an entry claims to continue, for entries that were judged before.
pub(super) fn claimed_previous(bytes: &[u8]) -> Option<ChangeHash> {
    Envelope::decode(EntryChange::decode(bytes)?.value)
        .ok()?
        .follows
}

/// How the acts of the charter hang together; their meaning is the charter's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    known: BTreeMap<ChangeHash, KnownAct>,
    heads: BTreeSet<ChangeHash>,
}

/// What is kept of an act.
#[derive(Clone, Copy, Debug)]
struct KnownAct {
    device: DeviceId,
    seq: u64,
    max_op: u64,
}

impl Acts {
    pub(super) fn contains(&self, hash: ChangeHash) -> bool {
        self.known.contains_key(&hash)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = ChangeHash> {
        self.heads.iter().copied()
    }

    /// Judges an act but for what the charter says of it; returns its bytes.
    pub(super) fn judge(
        &self,
        founder: DeviceId,
        heights: &Heights,
        header: &Header,
        bytes: &[u8],
    ) -> Result<Vec<u8>, Stop> {
        let entry = EntryChange::decode(bytes).ok_or(Refusal::NotTheNextEntry)?;
        if entry.key != act_key(header.actor, header.seq) {
            return Err(Refusal::NotTheNextEntry.into());
        }
        Envelope::decode(entry.value).map_err(Refusal::Entry)?;
        let missing = header.deps.iter().copied();
        nothing_missing(missing.filter(|dep| !self.contains(*dep)))?;
        let acts = header.deps.iter().filter_map(|dep| self.known.get(dep));
        let by = acts.clone().map(|act| (act.device, act.seq));
        own_previous(header, heights, by)?;
        if header.deps.is_empty() {
            begin(founder, header)?;
        }
        let highest = acts.map(|act| act.max_op).max().unwrap_or(0);
        if header.start_op != highest + 1 {
            return Err(Refusal::StartOfOperations.into());
        }
        Ok(entry.value.to_vec())
    }

    pub(super) fn take(&mut self, header: &Header) {
        let act = KnownAct {
            device: header.actor,
            seq: header.seq,
            max_op: header.max_op,
        };
        self.known.insert(header.hash, act);
        for dep in &header.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(header.hash);
    }
}

/// Whether this change may be one that begins its document: only its creator's may.
pub(super) fn begin(creator: DeviceId, header: &Header) -> Result<(), Refusal> {
    if header.actor == creator && header.seq == 1 {
        Ok(())
    } else {
        Err(Refusal::OtherWriter)
    }
}

/// What the charter says of an act.
pub(super) fn judge_act(header: &Header, act: &[u8], context: &Context<'_>) -> Result<(), Stop> {
    match context.authority.judge_act(header, act) {
        Ok(()) => Ok(()),
        Err(refusal) if refusal.is_pending() => Err(Missing::Author(header.actor).into()),
        Err(refusal) => Err(Refusal::Act(refusal).into()),
    }
}
