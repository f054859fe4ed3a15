//! Work of one's own that leaned on what was set aside is written again, without it: in designs and in profiles. Entries of a
//! ledger lean on nothing, and of a fork both branches count there.
//!
//! Only the device that signed a change offers it, so that two copies of one folder do not both. What it has
//! offered it remembers by name.

mod anew;
mod profiles;

use super::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::keys as words;
use model::admission::SetAside;
use model::design::{Field, View, compare, offer};
use model::document::Document;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::name::DocumentKind;
use model::profile::Profile;
use std::collections::{BTreeMap, BTreeSet};
use sync::log::StoredChange;

/// Under `offered/<document>` the store keeps which changes were offered again.
const OFFERED: &str = "offered/";
/// Under `gone/<document>` it keeps that the person was told that nothing of that design is in effect.
const GONE: &str = "gone/";
/// Under `signed-until/<device>` it keeps up to which position an earlier key of this device signed here.
const SIGNED_UNTIL: &str = "signed-until/";

impl Commons {
    /// Keeps that whatever comes later of the key of now was not written here.
    pub(super) fn note_signed_until(&mut self) -> Result<(), Trouble> {
        let name = format!("{SIGNED_UNTIL}{}", self.device());
        if self.store.local_get(&name)?.is_none() {
            let position = self.store.position()?;
            self.store.local_set(&name, &position.to_be_bytes())?;
        }
        Ok(())
    }

    /// Marks all designs in which something of this device is set aside, to be offered again.
    pub(super) fn notice_what_to_offer(&mut self) {
        let all = self.core.all_aside().map(|(document, _)| document);
        self.to_offer = all.collect();
    }

    /// Offers again what has to be, where this device may write.
    pub(super) fn offer_again_when_due(&mut self) {
        if self.to_offer.is_empty() || self.is_renewing || self.me().is_none() {
            return;
        }
        if self.key_in_doubt().is_some() || self.core.weighs() {
            return;
        }
        self.is_renewing = true;
        for document in std::mem::take(&mut self.to_offer) {
            if let Err(trouble) = self.offer_again(document) {
                tracing::warn!("{trouble}");
            }
        }
        self.is_renewing = false;
    }

    /// Whether this device wrote something in a design again that it had signed as that device.
    pub(crate) fn has_offered(
        &self,
        document: DocumentId,
        device: DeviceId,
    ) -> Result<bool, Trouble> {
        let kept = self.store.local_get(&format!("{OFFERED}{document}"))?;
        Ok(self.keys.wrote_as(device) && kept.is_some_and(|kept| !kept.is_empty()))
    }

    fn offer_again(&mut self, document: DocumentId) -> Result<(), Trouble> {
        let Some(name) = self.name_of(document) else {
            return Ok(());
        };
        if let Some(agent) = Profile::subject(name) {
            return self.offer_profile(document, agent);
        }
        if name.kind != DocumentKind::Design {
            return Ok(());
        }
        let stored = self.store.load(document)?;
        let offered = self.offered(document)?;
        let mine: Vec<&StoredChange> = stored
            .iter()
            .filter(|stored| self.is_to_offer(document, stored, &offered))
            .collect();
        if mine.is_empty() {
            return Ok(());
        }
        let (Some(newest), true) = (mine.last(), self.document(document)?.is_empty()) else {
            return self.write_again(document, &stored, &mine, offered);
        };
        // There is nothing to write to. What was written comes back with the design, if a steward lets it in again.
        let told = format!("{GONE}{document}");
        if self.store.local_get(&told)?.is_none() {
            let header = &newest.change.header;
            let (_, after) = views_around(&stored, &header.deps, &[header.hash])?;
            let said = words::leaned_on_nothing(after.field(Field::Name));
            self.tell(NoticeKind::Bad, said);
            self.store.local_set(&told, &[1])?;
            self.version += 1;
        }
        Ok(())
    }

    fn write_again(
        &mut self,
        document: DocumentId,
        stored: &[StoredChange],
        mine: &[&StoredChange],
        mut offered: BTreeSet<ChangeHash>,
    ) -> Result<(), Trouble> {
        let (mut written, mut left) = (0, 0);
        for change in mine {
            let header = &change.change.header;
            let (before, after) = views_around(stored, &header.deps, &[header.hash])?;
            let now = View::of(self.document(document)?);
            let again = offer(&now, compare(&before, &after));
            left += again.left.len();
            if !again.edits.is_empty()
                && self.edit_design(document, &again.edits, When::now(None))?
            {
                written += again.edits.len();
            }
            offered.insert(change.change.header.hash);
            self.note_offered(document, &offered)?;
        }
        let shown = View::of(self.document(document)?);
        // What somebody has changed since needs the author's eyes.
        let kind = match left {
            0 => NoticeKind::News,
            _ => NoticeKind::Bad,
        };
        let design = shown.field(Field::Name);
        self.tell(kind, words::offered_again(design, written, left));
        self.version += 1;
        Ok(())
    }

    /// The changes of a document that were written again from here.
    fn offered(&self, document: DocumentId) -> Result<BTreeSet<ChangeHash>, Trouble> {
        let kept = self.store.local_get(&format!("{OFFERED}{document}"))?;
        Ok(hashes(&kept.unwrap_or_default()).collect())
    }

    fn note_offered(
        &mut self,
        document: DocumentId,
        offered: &BTreeSet<ChangeHash>,
    ) -> Result<(), Trouble> {
        let bytes: Vec<u8> = offered.iter().flat_map(|hash| hash.0).collect();
        Ok(self
            .store
            .local_set(&format!("{OFFERED}{document}"), &bytes)?)
    }

    /// Whether this device signed the change, and it is out of effect without anybody having meant it.
    fn is_to_offer(
        &self,
        document: DocumentId,
        stored: &StoredChange,
        offered: &BTreeSet<ChangeHash>,
    ) -> bool {
        let header = &stored.change.header;
        let why = self
            .core
            .is_aside(document, header.actor, header.seq, header.hash);
        let is_meant = !matches!(why, Some(SetAside::OtherBranch | SetAside::BuildsOnIt));
        !is_meant
            && self.keys.wrote_as(header.actor)
            && stored.position <= self.signed_until(header.actor)
            && !offered.contains(&header.hash)
    }

    fn signed_until(&self, device: DeviceId) -> u64 {
        let kept = self.store.local_get(&format!("{SIGNED_UNTIL}{device}"));
        let bytes = kept.ok().flatten().and_then(|kept| kept.try_into().ok());
        bytes.map_or(u64::MAX, u64::from_be_bytes)
    }
}

/// What a design said at two states of its past, the later with all it builds on, whatever of it has since been set aside.
pub(crate) fn views_around(
    stored: &[StoredChange],
    before: &[ChangeHash],
    after: &[ChangeHash],
) -> Result<(View, View), Trouble> {
    let by_hash = |hash: &ChangeHash| stored.iter().find(|one| one.change.header.hash == *hash);
    let newest = after.first().and_then(by_hash);
    let missing = || unreadable("a state of it is missing");
    let design = newest.ok_or_else(missing)?.change.document;
    let document = past_of(stored, after, design)?;
    let views = View::at(&document, before).zip(View::at(&document, after));
    views.ok_or_else(missing)
}

/// A document as it was with these changes and all that they build on.
fn past_of(
    stored: &[StoredChange],
    heads: &[ChangeHash],
    id: DocumentId,
) -> Result<Document, Trouble> {
    let by_hash: BTreeMap<ChangeHash, &StoredChange> = stored
        .iter()
        .map(|stored| (stored.change.header.hash, stored))
        .collect();
    let mut past = BTreeSet::new();
    let mut open = heads.to_vec();
    while let Some(hash) = open.pop() {
        if past.insert(hash)
            && let Some(stored) = by_hash.get(&hash)
        {
            open.extend(stored.change.header.deps.iter().copied());
        }
    }
    let in_past = |stored: &&StoredChange| past.contains(&stored.change.header.hash);
    let bytes = stored
        .iter()
        .filter(in_past)
        .map(|stored| &stored.change.bytes);
    // It holds this document's own changes, whatever commons they are in.
    let document = Document::load(model::id::CommonsId([0; 16]), id, bytes);
    document.map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> Trouble {
    Trouble::new(
        "Work that leaned on something removed could not be read",
        why,
        "run `check --repair`, then meet a peer",
    )
}

fn hashes(bytes: &[u8]) -> impl Iterator<Item = ChangeHash> + '_ {
    let (hashes, _) = bytes.as_chunks::<32>();
    hashes.iter().map(|hash| ChangeHash(*hash))
}
