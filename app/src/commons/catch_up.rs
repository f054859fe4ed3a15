//! Bringing the derived tables up to the history: on opening, and after everything that arrives.

use super::Commons;
use crate::deed::entries::{
    AGREEMENT_KIND, ATTESTATION_KIND, CONTRIBUTION_KIND, DESIGN_REVIEW_KIND, RELEASE_KIND,
    evidence_of,
};
use crate::engine::files_of;
use crate::index::{DesignRow, EntryRow, IndexError};
use crate::trouble::Trouble;
use model::day::Day;
use model::design::{Picture, Summary, View, search_text};
use model::document::Document;
use model::entry::{EntryChange, Envelope, fact_id};
use model::id::{DocumentId, FileHash};
use model::ledger::{Fact, Verdict, WrittenFact};
use model::name::DocumentKind;
use sync::log::StoredChange;

/// The tables catch up in batches of so many changes.
const BATCH_CHANGES: usize = 2000;
/// So many designs are read again in one step, so that a window stays awake during a long copy.
pub const STEP_DESIGNS: usize = 64;

impl Commons {
    /// Brings the tables up to the history in full.
    pub fn catch_up(&mut self) -> Result<(), Trouble> {
        self.catch_up_entries()?;
        while self.refresh_designs(STEP_DESIGNS)? {}
        Ok(())
    }

    /// Takes new changes into the tables; designs among them are marked, to be read again.
    pub fn catch_up_entries(&mut self) -> Result<(), Trouble> {
        self.note_designs_anew()?;
        loop {
            let position = self.index.position()?;
            let batch = self.noted(self.store.since(position, BATCH_CHANGES))?;
            let Some(last) = batch.last() else {
                return Ok(self.reload_profiles(false)?);
            };
            let reached = last.position;
            self.index.begin()?;
            let taken = batch.iter().try_for_each(|stored| self.take_in(stored));
            match taken {
                Ok(()) => self.index.commit(reached)?,
                Err(error) => {
                    self.index.roll_back()?;
                    return Err(error.into());
                }
            }
        }
    }

    fn take_in(&self, stored: &StoredChange) -> Result<(), IndexError> {
        let change = &stored.change;
        match change.name.kind {
            DocumentKind::Ledger => match self.entry_row(stored) {
                Some(row) => {
                    self.index.put_entry(&row)?;
                    self.note_evidence(&row)?;
                    self.note_design(&row)
                }
                None => Ok(()),
            },
            DocumentKind::Design => {
                if !self.keys.wrote_as(change.header.actor) {
                    self.index.touch(change.document, stored.position)?;
                }
                self.index.mark(change.document)
            }
            DocumentKind::Profile => self.index.mark(change.document),
            _ => Ok(()),
        }
    }

    /// Where something else of the ledgers is set aside now, the cards of designs are noted anew.
    fn note_designs_anew(&mut self) -> Result<(), Trouble> {
        let aside = self.core.ledgers_aside_digest();
        if aside == self.index.notes_aside()? {
            return Ok(());
        }
        let position = self.index.position()?;
        self.index.begin()?;
        let noted = self.index.forget_notes(aside).and_then(|()| {
            let kinds = [RELEASE_KIND, DESIGN_REVIEW_KIND];
            let entries = self.index.entries(&kinds, 0, u64::from(u32::MAX))?;
            entries.iter().try_for_each(|row| self.note_design(row))
        });
        match noted {
            Ok(()) => Ok(self.index.commit(position)?),
            Err(error) => {
                self.index.roll_back()?;
                Err(error.into())
            }
        }
    }

    /// Notes on the design's card what a release or a review says of it, unless that is set aside.
    fn note_design(&self, row: &EntryRow) -> Result<(), IndexError> {
        let counts = || {
            let kind = DocumentKind::Ledger;
            self.charter()
                .counts(row.device, kind, row.document, row.seq)
        };
        if ![RELEASE_KIND, DESIGN_REVIEW_KIND].contains(&row.kind) || !counts() {
            return Ok(());
        }
        match WrittenFact::decode(&row.bytes).map(|written| written.fact) {
            Ok(Fact::Release(release)) => {
                let today = crate::chance::day_of(crate::chance::now_ms() as i64);
                let day = ranked(row.day, today);
                self.index
                    .note_release(release.state.design, &release.version, day, row.fact)
            }
            Ok(Fact::DesignReview(review)) => self.index.note_review(
                review.state.design,
                row.by,
                review.verdict == Verdict::Unsafe,
                row.day,
                row.fact,
            ),
            _ => Ok(()),
        }
    }

    /// Notes the files that show what an entry says, so that they come and are served.
    fn note_evidence(&self, row: &EntryRow) -> Result<(), IndexError> {
        if ![CONTRIBUTION_KIND, ATTESTATION_KIND, AGREEMENT_KIND].contains(&row.kind) {
            return Ok(());
        }
        let Ok(written) = WrittenFact::decode(&row.bytes) else {
            return Ok(());
        };
        let files = evidence_of(&written.fact);
        files
            .iter()
            .try_for_each(|file| self.index.put_evidence(*file))
    }

    fn entry_row(&self, stored: &StoredChange) -> Option<EntryRow> {
        let change = &stored.change;
        let entry = EntryChange::decode(&change.bytes)?;
        let envelope = Envelope::decode(entry.value).ok()?;
        Some(EntryRow {
            fact: fact_id(self.id, change.document, entry.seq, entry.value),
            document: change.document,
            device: entry.actor,
            seq: entry.seq,
            kind: envelope.kind,
            by: envelope.by,
            day: envelope.day,
            time_ms: entry.time_ms,
            bytes: entry.value.to_vec(),
        })
    }

    /// Reads some of the marked designs and profiles again; `false` when none was left.
    pub fn refresh_designs(&mut self, limit: usize) -> Result<bool, Trouble> {
        let marked = self.index.marked(limit)?;
        if marked.is_empty() {
            return Ok(false);
        }
        let position = self.index.position()?;
        self.index.begin()?;
        let mut profiles = 0;
        let refreshed = marked
            .iter()
            .try_for_each(|document| match self.profile_name(*document) {
                Some(name) => {
                    profiles += 1;
                    self.refresh_profile(*document, name)
                }
                None => self.refresh_design(*document),
            });
        match refreshed {
            Ok(()) => self.index.commit(position)?,
            Err(error) => {
                self.index.roll_back()?;
                return Err(error);
            }
        }
        self.reload_profiles(profiles > 0)?;
        self.version += 1;
        Ok(true)
    }

    fn refresh_design(&self, design: DocumentId) -> Result<(), Trouble> {
        let open = self
            .documents
            .iter()
            .find(|(_, document)| document.id() == design);
        let (row, keywords, text, files) = match open {
            Some((_, document)) => design_row(document),
            None => design_row(&self.read_document(design)?),
        };
        self.index.put_files(design, &files)?;
        Ok(self.index.put_design(design, &row, &keywords, &text)?)
    }
}

/// What the catalogue lists of a design, its keywords, all text by which it is found, and its files.
fn design_row(document: &Document) -> (DesignRow, String, String, Vec<(FileHash, u64)>) {
    let view = View::of(document);
    let notes = document.changes();
    let summary = Summary::of(&view);
    let picture = match summary.picture {
        Some(Picture::File(hash)) => Some(hash),
        _ => None,
    };
    let row = DesignRow {
        document: Some(document.id()),
        kind: summary
            .kind
            .map(|kind| kind.key().to_owned())
            .unwrap_or_default(),
        readiness: summary.technology_readiness,
        licensor: summary.licensors.join(", "),
        name: summary.name,
        function: summary.function,
        licence: summary.licence,
        picture,
        parts: summary.parts as u32,
        collisions: summary.collisions as u32,
        retired: summary.is_withdrawn,
        released: String::new(),
        unsafe_: false,
        changed_ms: notes.iter().map(|note| note.time_ms).max().unwrap_or(0),
        changes: notes.len() as u64,
    };
    (
        row,
        summary.keywords.join(" "),
        search_text(&view),
        files_of(&view),
    )
}

/// For the order of releases: one of a day that is not there yet comes before all others, or whoever dates one far ahead would
/// hold the card. Clocks may differ by a day.
fn ranked(day: Day, today: Day) -> Day {
    match day > today.plus(1) {
        true => Day(day.0.saturating_sub(FUTURE_DAYS)),
        false => day,
    }
}

/// More days than lie between any two that are written.
const FUTURE_DAYS: i32 = i32::MAX / 2;
