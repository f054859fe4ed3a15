//! Rules 3 to 5 for ledgers and the charter: a change is exactly the next entry, or it is nothing.
//!
//! An entry's change has one form. Reading it and writing it again is all that has to be judged.

use super::state::Stop;
use super::{Context, Missing, Refusal};
use crate::change::Header;
use crate::entry::{EntryChange, Envelope, LEDGER_ENTRIES_MAX, act_key, ledger_key};
use crate::id::{ChangeHash, DeviceId};
use crate::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// Judges the next entry of a ledger whose last change is `last`.
pub(super) fn judge_entry(
    name: &DocumentName,
    last: Option<&(u64, ChangeHash)>,
    header: &Header,
    bytes: &[u8],
    previous_ledger: Option<ChangeHash>,
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
    follow(last, header)?;
    if !is_first || number == 0 {
        return match continued {
            None => Ok(()),
            Some(_) => Err(Refusal::LedgerBroken.into()),
        };
    }
    match (continued, previous_ledger) {
        (None, _) => Err(Refusal::LedgerBroken.into()),
        (_, None) => Err(Missing::Ledger(DocumentName::ledger(name.creator, number - 1)).into()),
        (continued, previous) if continued == previous => Ok(()),
        _ => Err(Refusal::LedgerBroken.into()),
    }
}

/// The ledger's end that an entry claims to continue, for entries that were judged before.
pub(super) fn claimed_previous(bytes: &[u8]) -> Option<ChangeHash> {
    Envelope::decode(EntryChange::decode(bytes)?.value)
        .ok()?
        .follows
}

/// Whether an entry builds on exactly the last one.
fn follow(last: Option<&(u64, ChangeHash)>, header: &Header) -> Result<(), Stop> {
    let (seq, hash) = last.map_or((0, None), |(seq, hash)| (*seq, Some(*hash)));
    if header.seq > seq + 1 {
        return Err(Missing::Changes(header.deps.clone()).into());
    }
    if header.deps.first().copied() == hash {
        Ok(())
    } else {
        Err(Refusal::PreviousNotNamed.into())
    }
}

/// How the acts of the charter hang together; their meaning is the charter's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    max_ops: BTreeMap<ChangeHash, u64>,
    heads: BTreeSet<ChangeHash>,
}

impl Acts {
    pub(super) fn contains(&self, hash: ChangeHash) -> bool {
        self.max_ops.contains_key(&hash)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = ChangeHash> {
        self.heads.iter().copied()
    }

    /// Judges an act but for what the charter says of it; returns its bytes.
    pub(super) fn judge(
        &self,
        founder: DeviceId,
        last: Option<&(u64, ChangeHash)>,
        header: &Header,
        bytes: &[u8],
    ) -> Result<Vec<u8>, Stop> {
        let entry = EntryChange::decode(bytes).ok_or(Refusal::NotTheNextEntry)?;
        if entry.key != act_key(header.actor, header.seq) {
            return Err(Refusal::NotTheNextEntry.into());
        }
        Envelope::decode(entry.value).map_err(Refusal::Entry)?;
        super::state::chain(last, header)?;
        let missing = header
            .deps
            .iter()
            .copied()
            .filter(|dep| !self.contains(*dep));
        super::state::nothing_missing(missing, last, header)?;
        if header.deps.is_empty() {
            begin(self.heads.is_empty(), founder, header)?;
        }
        let highest = header.deps.iter().filter_map(|dep| self.max_ops.get(dep));
        if header.start_op != highest.max().copied().unwrap_or(0) + 1 {
            return Err(Refusal::StartOfOperations.into());
        }
        Ok(entry.value.to_vec())
    }

    pub(super) fn take(&mut self, header: &Header) {
        self.max_ops.insert(header.hash, header.max_op);
        for dep in &header.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(header.hash);
    }
}

/// Whether this change may be the one that begins its document.
pub(super) fn begin(is_empty: bool, creator: DeviceId, header: &Header) -> Result<(), Refusal> {
    if !is_empty {
        return Err(Refusal::SecondBeginning);
    }
    if header.actor == creator {
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
