//! What a person wrote on a device that was retired, beyond what stays of it, they may write again from this one.
//!
//! Nobody knows whether it was they who wrote it: a device may have been retired because somebody took it. So it is done only
//! where the person asks, after reading what it is.

use crate::action::Again;
use crate::commons::Commons;
use crate::deed::When;
use crate::index::EntryRow;
use crate::trouble::Trouble;
use crate::words::refused as words;
use model::admission::SetAside;
use model::books::Refusal;
use model::charter::OutOfEffect;
use model::id::{ChangeHash, DeviceId, DocumentId, FactId};
use model::ledger::{Fact, WrittenFact};
use std::collections::BTreeSet;
use sync::log::StoredChange;

impl Commons {
    /// Writes it again from this device. Gives how many entries or changes are there again.
    pub fn write_anew(&mut self, what: &Again, when: When) -> Result<u64, Trouble> {
        self.judges()?;
        let written = match what {
            Again::Entry(fact) => self.write_entry_anew(*fact, when)?,
            Again::Changes(document, device) => self.write_changes_anew(*document, *device)?,
            Again::Act(_) | Again::Branch(..) => 0,
        };
        match written {
            0 => Err(words::not_written_again()),
            written => Ok(written),
        }
    }

    /// Whether this device was one of the person at this computer and speaks for nobody since it was retired.
    pub(crate) fn is_own_retired(&self, device: DeviceId) -> bool {
        let known = self.charter().device(device);
        let known = known.filter(|known| Some(known.person) == self.me());
        known.is_some_and(|known| matches!(known.out, Some(OutOfEffect::Retired(_))))
    }

    /// Whether an entry that lies beyond what stays may be written again by the person at this computer: it is theirs, and
    /// says something by itself. What they said about another entry they say again there.
    pub(crate) fn may_write_entry_anew(&self, row: &EntryRow, written: &WrittenFact) -> bool {
        let by_itself = matches!(
            written.fact,
            Fact::Contribution(_)
                | Fact::UseReport(_)
                | Fact::Payment(_)
                | Fact::DesignReview(_)
                | Fact::Release(_)
                | Fact::ClassAttestation(_)
        );
        by_itself && Some(written.by) == self.me() && self.is_own_retired(row.device)
    }

    /// Whether the same author has written the same once more, of the same day, in an entry that is not itself set aside.
    pub(crate) fn stands_anew(
        &self,
        row: &EntryRow,
        written: &WrittenFact,
        aside: &BTreeSet<FactId>,
    ) -> Result<bool, Trouble> {
        let same_kind = self
            .index()
            .entries(&[written.fact.kind()], 0, u64::from(u32::MAX))?;
        let is_it = |other: &EntryRow| {
            other.fact != row.fact
                && !aside.contains(&other.fact)
                && other.device != row.device
                && WrittenFact::decode(&other.bytes).is_ok_and(|other| other == *written)
        };
        Ok(same_kind.iter().any(is_it))
    }

    fn write_entry_anew(&mut self, fact: FactId, when: When) -> Result<u64, Trouble> {
        let aside = self.quarantine()?;
        let aside = aside.iter().filter(|one| one.reason == Refusal::Excluded);
        let aside: BTreeSet<FactId> = aside.map(|one| one.fact).collect();
        let row = self.index().entry(fact)?.filter(|_| aside.contains(&fact));
        let Some(row) = row else {
            return Ok(0);
        };
        let written = WrittenFact::decode(&row.bytes).map_err(|_| words::not_written_again())?;
        if !self.may_write_entry_anew(&row, &written) || self.stands_anew(&row, &written, &aside)? {
            return Ok(0);
        }
        let when = When {
            day: written.day,
            ..when
        };
        self.write_fact(written.by, written.fact, when)?;
        Ok(1)
    }

    /// The changes of that device in a design that a removal set aside and that were not written again here, causes first.
    fn open_changes(
        &self,
        document: DocumentId,
        device: DeviceId,
    ) -> Result<(Vec<StoredChange>, BTreeSet<ChangeHash>), Trouble> {
        let offered = self.offered(document)?;
        let stored = self.store().load(document)?;
        Ok((stored, offered)).map(|(stored, offered)| {
            let open = stored.into_iter().filter(|stored| {
                let header = &stored.change.header;
                let why = || {
                    self.core()
                        .is_aside(document, device, header.seq, header.hash)
                };
                header.actor == device
                    && !offered.contains(&header.hash)
                    && why() == Some(SetAside::Removed)
            });
            (open.collect(), offered)
        })
    }

    /// Whether nothing that a removal set aside of that device in a design is left to be written again here.
    pub(crate) fn all_written_anew(
        &self,
        document: DocumentId,
        device: DeviceId,
    ) -> Result<bool, Trouble> {
        Ok(self.is_own_retired(device) && self.open_changes(document, device)?.0.is_empty())
    }

    fn write_changes_anew(
        &mut self,
        document: DocumentId,
        device: DeviceId,
    ) -> Result<u64, Trouble> {
        let (mine, offered) = self.open_changes(document, device)?;
        if !self.is_own_retired(device) || mine.is_empty() || self.document(document)?.is_empty() {
            return Ok(0);
        }
        let stored = self.store().load(document)?;
        let mine: Vec<&StoredChange> = mine.iter().collect();
        let count = mine.len() as u64;
        self.write_again(document, &stored, &mine, offered)?;
        Ok(count)
    }
}
