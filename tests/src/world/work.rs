//! Nobody's honest work is lost: it is in effect, or it can be made again.

use super::{Device, World};
use model::admission::SetAside;
use model::design::{View, apply, compare, offer};
use model::document::Document;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::key::DeviceKey;
use model::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};
use sync::core::ToStore;

/// Of each document so many changes are made again, to keep worlds short.
const MADE_AGAIN_MAX: usize = 3;

impl World {
    /// Of what an honest device wrote nothing is out of effect but what leaned on something of others, or what
    /// a disk that was set back has split. All of that can be read, and written again where nobody has
    /// written since.
    pub fn check_honest_work(&self) {
        let device = self.fair().next().expect("somebody plays fair");
        let core = device.core.as_ref().expect("all are on");
        for (document, aside) in core.all_aside() {
            let by_hash: BTreeMap<ChangeHash, &ToStore> = device
                .disk
                .of(document)
                .map(|stored| (stored.change.header.hash, &stored.change))
                .collect();
            let mut honest = Vec::new();
            for (hash, why) in &aside.changes {
                let change = by_hash[hash];
                if self.is_traitors(change.header.actor) {
                    continue;
                }
                match why {
                    SetAside::Removed => panic!("an honest device was cut off in {document:?}"),
                    SetAside::OtherBranch => assert!(
                        self.was_set_back(change.header.actor),
                        "an honest key has forked in {document:?}"
                    ),
                    SetAside::BuildsOnIt => {
                        let mut deps = change.header.deps.iter();
                        assert!(deps.any(|dep| aside.changes.contains_key(dep)));
                    }
                }
                honest.push(change);
            }
            for change in honest.into_iter().take(MADE_AGAIN_MAX) {
                self.make_again(device, document, &by_hash, change);
            }
        }
    }

    /// Whether this key is one of those whose programs were changed.
    pub(super) fn is_traitors(&self, author: DeviceId) -> bool {
        let mut traitors = self.traitors.iter();
        traitors.any(|traitor| self.devices[*traitor].key.device() == author)
    }

    fn was_set_back(&self, author: DeviceId) -> bool {
        let mut set_back = self.were_set_back.iter();
        set_back.any(|device| self.devices[*device].key.device() == author)
    }

    /// As the program offers it (app, `offering.rs`), here with a key of its own.
    fn make_again(
        &self,
        device: &Device,
        document: DocumentId,
        by_hash: &BTreeMap<ChangeHash, &ToStore>,
        change: &ToStore,
    ) {
        if change.name.kind != DocumentKind::Design {
            return;
        }
        let mut past = BTreeSet::new();
        let mut open = vec![change.header.hash];
        while let Some(hash) = open.pop() {
            if past.insert(hash) {
                open.extend(&by_hash[&hash].header.deps);
            }
        }
        let in_order = device.disk.of(document).map(|stored| &stored.change);
        let in_past = in_order.filter(|change| past.contains(&change.header.hash));
        let bytes = in_past.map(|change| &change.bytes);
        let then = Document::load(self.commons(), document, bytes);
        let then = then.expect("the past of a change fits together");
        let before = View::at(&then, &change.header.deps).expect("its author saw it");
        let after = View::at(&then, &[change.header.hash]).expect("its author saw it");
        let Some(shown) = device.documents.get(&document) else {
            return;
        };
        if shown.is_empty() {
            return; // Nothing of the design is in effect, so there is nothing to write to.
        }
        let again = offer(&View::of(shown), compare(&before, &after));
        let mut shown = shown.clone();
        let key = DeviceKey::from_seed([0xee; 32]);
        let made = apply(&mut shown, &again.edits, &key, self.now_ms as i64);
        assert!(
            made.is_ok(),
            "what is offered again does not fit the design: {made:?}, {:?} in {:?}",
            again.edits,
            View::of(&shown)
        );
    }
}
