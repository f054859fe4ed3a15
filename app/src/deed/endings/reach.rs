//! How far the work of a device reaches, what of it stays at an ending, and what does not.

use super::{Cut, Ending, Loss};
use crate::commons::Commons;
use crate::look::ledger::subject;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::{AgentId, DeviceId, DocumentId};
use model::ledger::WrittenFact;
use model::name::DocumentKind;
use std::collections::BTreeMap;

const DAY_MS: i64 = 86_400_000;

impl Commons {
    /// By document, the newest number that is here of a device, where the ending can touch it. Of the charter all that
    /// is known stays anyway.
    pub(super) fn reach_of(&self, device: DeviceId, ending: Ending) -> BTreeMap<DocumentId, u64> {
        let is_touched = |kind| match ending {
            // In an organisation's name only entries and what it is called are written.
            Ending::Acting(..) => matches!(kind, DocumentKind::Ledger | DocumentKind::Profile),
            _ => true,
        };
        let documents = self.core().documents();
        let documents = documents.filter(|(_, name)| is_touched(name.kind));
        let documents = documents.map(|(id, _)| id);
        let heights = documents.map(|id| (id, self.core().heights(id).seq(device)));
        heights.filter(|(_, seq)| *seq > 0).collect()
    }

    /// By document, the last number that stays of a device.
    pub(super) fn cut(
        &self,
        device: DeviceId,
        cut: Cut,
        heights: &BTreeMap<DocumentId, u64>,
    ) -> Result<BTreeMap<DocumentId, u64>, Trouble> {
        let mut stays = heights.clone();
        // Whom they invited or appointed stays, unless the cut is at a day from which on nothing of theirs counts.
        let charter = self.charter().document();
        match cut {
            Cut::Here => {
                stays.remove(&charter);
            }
            Cut::Nothing => stays.clear(),
            Cut::Until(day) => {
                for (document, last) in &mut stays {
                    *last = self.last_until(*document, device, day)?;
                }
                // Number 1 is the act by which it came; nothing at all would name nothing, and all would stay.
                if let Some(last) = stays.get_mut(&charter) {
                    *last = (*last).max(1);
                }
            }
        }
        Ok(stays)
    }

    /// The same without what does not stay already: an ending that names it would let it come back. In the charter whatever
    /// an ending has seen stays unless it is named.
    pub(super) fn what_stays(
        &self,
        device: DeviceId,
        mut named: BTreeMap<DocumentId, u64>,
    ) -> BTreeMap<DocumentId, u64> {
        for (document, last) in &mut named {
            let kind = self.name_of(*document).map(|name| name.kind);
            if let Some(kind) = kind.filter(|kind| *kind != DocumentKind::Charter) {
                let stays = self.charter().stays(device, kind, *document);
                *last = stays.map_or(*last, |stays| stays.min(*last));
            }
        }
        named
    }

    fn last_until(&self, document: DocumentId, device: DeviceId, day: Day) -> Result<u64, Trouble> {
        let end_ms = (i64::from(day.0) + 1).saturating_mul(DAY_MS);
        let mut changes: Vec<(u64, i64)> = self
            .store()
            .load(document)?
            .iter()
            .map(|stored| &stored.change.header)
            .filter(|header| header.actor == device)
            .map(|header| (header.seq, header.time_ms))
            .collect();
        changes.sort_unstable();
        // What was written after something newer is newer, whatever its clock said.
        let before = changes.iter().take_while(|(_, time_ms)| *time_ms < end_ms);
        Ok(before.last().map_or(0, |(seq, _)| *seq))
    }

    pub(super) fn loss(
        &self,
        heights: &BTreeMap<DocumentId, u64>,
        stays: &BTreeMap<DocumentId, u64>,
    ) -> Loss {
        let mut loss = Loss::default();
        for (document, all) in heights {
            let kept = stays.get(document).copied().unwrap_or(0).min(*all);
            match self.name_of(*document).map(|name| name.kind) {
                Some(DocumentKind::Ledger) => {
                    loss.entries += kept;
                    loss.entries_aside += all - kept;
                }
                Some(DocumentKind::Charter) | None => {}
                Some(_) => {
                    loss.changes += kept;
                    loss.changes_aside += all - kept;
                }
            }
        }
        loss
    }

    /// How many entries of a device that it wrote for an organisation stay, and how many do not.
    pub(super) fn loss_for(
        &self,
        organisation: AgentId,
        device: DeviceId,
        stays: &BTreeMap<DocumentId, u64>,
    ) -> Result<Loss, Trouble> {
        let mut loss = Loss::default();
        for row in self.index().entries(&[], 0, u64::from(u32::MAX))? {
            let written = WrittenFact::decode(&row.bytes);
            let about = written.ok().and_then(|written| subject(&written.fact));
            if row.device != device || about != Some(organisation) {
                continue;
            }
            match row.seq <= stays.get(&row.document).copied().unwrap_or(0) {
                true => loss.entries += 1,
                false => loss.entries_aside += 1,
            }
        }
        Ok(loss)
    }

    pub(super) fn every_device_of(&self, person: AgentId) -> Vec<DeviceId> {
        let all = self.charter().every_device();
        let theirs = all.filter(|device| device.person == person);
        theirs.map(|device| device.id).collect()
    }
}
