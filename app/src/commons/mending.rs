//! A damaged history: what is dropped, what begins anew, and what that means for the key of this device.

use super::renewal::{Doubt, note};
use super::{Commons, FOUNDER_FILE, HISTORY_FILE, KEY_IN_DOUBT, open_core};
use crate::home::Home;
use crate::trouble::Trouble;
use model::id::{CommonsId, DeviceId, DocumentId, IdError};
use model::name::DocumentName;
use std::collections::BTreeMap;
use sync::drivers::store::{ProblemKind, Report, Store};
use sync::log::Tip;

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mended {
    /// What was found, and set aside.
    pub report: Report,
    /// Whether entries of this device may be lost, so that its key may not write any more.
    pub own_lost: bool,
}

/// How far this device has come in each document.
type OwnHeights = BTreeMap<DocumentId, Tip>;

impl Commons {
    /// Sets damaged records aside, so that any peer brings them again, and begins anew from the rest.
    ///
    /// Where something of this device's own may be among them, it goes on with a new key.
    pub fn repair(&mut self) -> Result<Mended, Trouble> {
        let report = self.store.check()?;
        let before = self.own_heights();
        let was_in_doubt = self.key_in_doubt();
        if !report.problems.is_empty() {
            // Positions may change; tables that are ahead of the history would mean that it lost something.
            self.index.empty()?;
            let note = note(Doubt::Lost, self.device());
            self.store.mend(&report, &[(KEY_IN_DOUBT, &note)])?;
            self.doubt = Some((Doubt::Lost, self.device()));
        }
        self.core = open_core(self.device(), self.endpoint.endpoint(), &self.store)?;
        self.documents.clear();
        self.index.empty()?;
        self.close_books();
        self.catch_up()?;
        let own_lost = !report.problems.is_empty()
            && (self.cannot_know(&report) || !self.still_reaches(&before));
        if !own_lost && was_in_doubt.is_none() {
            self.settle_doubt()?;
        }
        self.renew_key_when_due();
        self.has_orphans = self.store.orphan_count()? > 0;
        self.take_back_orphans()?;
        Ok(Mended { report, own_lost })
    }

    /// Whether records were dropped that are this device's own, or of which nobody can tell whose they were.
    fn cannot_know(&self, report: &Report) -> bool {
        report.problems.iter().any(|problem| match problem.kind {
            ProblemKind::File(_) => true,
            ProblemKind::Summary => false,
            _ => problem
                .author
                .is_none_or(|author| self.keys.wrote_as(author)),
        })
    }

    fn own_heights(&self) -> OwnHeights {
        let me = self.device();
        let own = |(document, _): (DocumentId, DocumentName)| {
            Some((document, self.core.heights(document).top(me)?))
        };
        self.core.documents().filter_map(own).collect()
    }

    fn still_reaches(&self, before: &OwnHeights) -> bool {
        let now = self.own_heights();
        let reaches = |(document, before): (&DocumentId, &Tip)| {
            now.get(document)
                .is_some_and(|newest| newest.seq > before.seq || newest == before)
        };
        before.iter().all(reaches)
    }

    /// Opens a commons whose history is damaged as a whole, with what can still be read of it.
    ///
    /// The damaged file stays beside the new one; any peer brings the rest again. Nobody can tell what this device wrote
    /// last, so its old key does not write any more.
    pub fn salvage(home: &Home, id: CommonsId) -> Result<Commons, Trouble> {
        let folder = home.commons_folder(id);
        let founder = std::fs::read_to_string(folder.join(FOUNDER_FILE)).unwrap_or_default();
        let founder: DeviceId = founder.parse().map_err(|error: IdError| {
            let remedy = "restore a backup into a new folder, or join again through a peer";
            Trouble::new("The history could not be mended", error.to_string(), remedy)
        })?;
        let charter = DocumentName::charter(founder, id);
        let me = home.device_keys(id)?.newest().device();
        let note = note(Doubt::Lost, me);
        let history = folder.join(HISTORY_FILE);
        let store = Store::salvage(&history, id, &charter, &[(KEY_IN_DOUBT, &note)])?;
        // They are derived from what was there before.
        crate::index::Index::open(&folder.join(super::DERIVED_FILE))?.empty()?;
        Self::start(home, folder, store)
    }
}
