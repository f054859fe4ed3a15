//! What is kept of a document so that its next change can be judged.

use super::edited::{Edited, Judged};
use super::entries::{self, Acts};
use super::{Authority, Context, Missing, Refusal, Verdict, shape};
use crate::change::Header;
use crate::entry::LEDGER_ENTRIES_MAX;
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::name::{DocumentKind, DocumentName};
use std::collections::BTreeMap;

/// The admitted changes of one document, as far as the next one has to be judged by them.
///
/// A ledger's state is its last number and change, whatever its length. An edited document's state
/// holds some 20 bytes for each operation. It can always be rebuilt from the stored changes.
#[derive(Clone, Debug)]
pub struct DocumentState {
    name: DocumentName,
    document: DocumentId,
    heights: BTreeMap<DeviceId, (u64, ChangeHash)>,
    changes: u64,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Ledger,
    Charter(Acts),
    Edited(Box<Edited>),
}

/// Stored changes that do not fit together: the store is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    /// A stored change is refused now.
    #[error("a stored change is damaged: {0}")]
    Refused(#[from] Refusal),
    /// A stored change builds on what is not stored.
    #[error("a stored change builds on changes that are not there")]
    Incomplete,
}

/// Why a change is not admitted now.
#[derive(Debug)]
pub(super) enum Stop {
    Pending(Missing),
    Refused(Refusal),
}

/// What a judged change adds to the state.
enum Step {
    Entry,
    Edit(Judged),
}

impl DocumentState {
    /// A document without any change yet.
    pub fn new(commons: CommonsId, name: DocumentName) -> Self {
        let form = match name.kind {
            DocumentKind::Ledger => Form::Ledger,
            DocumentKind::Charter => Form::Charter(Acts::default()),
            _ => Form::Edited(Box::default()),
        };
        Self {
            name,
            document: name.id(commons),
            heights: BTreeMap::new(),
            changes: 0,
            form,
        }
    }

    /// Rebuilds the state from stored changes, causes first, whose authors were judged before.
    pub fn rebuild<B: AsRef<[u8]>>(
        commons: CommonsId,
        name: DocumentName,
        changes: impl IntoIterator<Item = B>,
    ) -> Result<Self, RebuildError> {
        let mut state = Self::new(commons, name);
        for bytes in changes {
            let bytes = bytes.as_ref();
            let header = shape(bytes)?;
            match state.step(&header, bytes, None) {
                Ok(step) => state.take(&header, step),
                Err(Stop::Refused(refusal)) => return Err(refusal.into()),
                Err(Stop::Pending(_)) => return Err(RebuildError::Incomplete),
            }
        }
        Ok(state)
    }

    /// The state of a ledger whose last change is known: nothing else of it is needed.
    ///
    /// `None` when the name is not that of a ledger, or the number is beyond its end.
    pub fn ledger(
        commons: CommonsId,
        name: DocumentName,
        seq: u64,
        last: ChangeHash,
    ) -> Option<Self> {
        let mut state = Self::new(commons, name);
        if !matches!(state.form, Form::Ledger) || !(1..=LEDGER_ENTRIES_MAX).contains(&seq) {
            return None;
        }
        state.heights.insert(name.creator, (seq, last));
        state.changes = seq;
        Some(state)
    }

    /// The document's name.
    pub fn name(&self) -> &DocumentName {
        &self.name
    }

    /// The document's id.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// The last admitted number and change of each author.
    pub fn heights(&self) -> &BTreeMap<DeviceId, (u64, ChangeHash)> {
        &self.heights
    }

    /// The admitted changes on which no other builds, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match &self.form {
            Form::Ledger => self.heights.values().map(|(_, hash)| *hash).collect(),
            Form::Charter(acts) => acts.heads().collect(),
            Form::Edited(edited) => edited.heads().collect(),
        }
    }

    /// How many changes have been admitted.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether this change has been admitted. Of a ledger only the last one is known by its hash.
    pub fn contains(&self, hash: ChangeHash) -> bool {
        match &self.form {
            Form::Ledger => self.heights.values().any(|(_, last)| *last == hash),
            Form::Charter(acts) => acts.contains(hash),
            Form::Edited(edited) => edited.contains(hash),
        }
    }

    /// The ledger whose last entry the next change of this one has to name.
    pub fn previous_ledger(&self) -> Option<DocumentName> {
        let number = self.name.ledger_number()?.checked_sub(1)?;
        (self.changes == 0).then(|| DocumentName::ledger(self.name.creator, number))
    }

    /// Judges a change whose `header` was read from these `bytes` by [`shape`] and whose signature
    /// holds; nothing is taken in.
    pub fn judge(&self, header: &Header, bytes: &[u8], context: &Context<'_>) -> Verdict {
        match self.step(header, bytes, Some(context)) {
            Ok(_) => Verdict::Admitted,
            Err(stop) => stop.into(),
        }
    }

    /// Judges such a change and takes it in when it is admitted.
    pub fn admit(&mut self, header: &Header, bytes: &[u8], context: &Context<'_>) -> Verdict {
        match self.step(header, bytes, Some(context)) {
            Ok(step) => {
                self.take(header, step);
                Verdict::Admitted
            }
            Err(stop) => stop.into(),
        }
    }

    /// Without a context the author and what lies outside the document are trusted.
    fn step(
        &self,
        header: &Header,
        bytes: &[u8],
        context: Option<&Context<'_>>,
    ) -> Result<Step, Stop> {
        let last = self.heights.get(&header.actor);
        if self.contains(header.hash) {
            return Err(Refusal::AlreadyHere.into());
        }
        match &self.form {
            Form::Ledger => {
                self.judge_writer(header, context)?;
                chain(last, header)?;
                let previous = match context {
                    Some(context) => context.previous_ledger,
                    None => entries::claimed_previous(bytes),
                };
                entries::judge_entry(&self.name, last, header, bytes, previous)?;
                Ok(Step::Entry)
            }
            Form::Charter(acts) => {
                let act = acts.judge(self.name.creator, last, header, bytes)?;
                if let Some(context) = context {
                    entries::judge_act(header, &act, context)?;
                }
                Ok(Step::Entry)
            }
            Form::Edited(edited) => {
                self.judge_writer(header, context)?;
                let judged = edited.judge(&self.name, last, header, bytes)?;
                Ok(Step::Edit(judged))
            }
        }
    }

    fn judge_writer(&self, header: &Header, context: Option<&Context<'_>>) -> Result<(), Stop> {
        let kind = self.name.kind;
        let has_one_writer = matches!(kind, DocumentKind::Ledger | DocumentKind::Profile);
        if has_one_writer && header.actor != self.name.creator {
            return Err(Refusal::OtherWriter.into());
        }
        let Some(Context { authority, .. }) = context else {
            return Ok(());
        };
        may_write(*authority, header.actor, kind)
    }

    fn take(&mut self, header: &Header, step: Step) {
        match (&mut self.form, step) {
            (Form::Charter(acts), _) => acts.take(header),
            (Form::Edited(edited), Step::Edit(judged)) => edited.take(header, judged),
            _ => {}
        }
        self.heights.insert(header.actor, (header.seq, header.hash));
        self.changes += 1;
    }
}

/// Whoever is not known or has no right yet may still get it by an act that is on its way.
fn may_write(authority: &dyn Authority, device: DeviceId, kind: DocumentKind) -> Result<(), Stop> {
    if !authority.knows(device) {
        return Err(Missing::Author(device).into());
    }
    if !authority.may_write(device, kind) {
        return Err(Missing::Right(device).into());
    }
    Ok(())
}

/// Rule 3: an author's changes in a document are one chain.
pub(super) fn chain(last: Option<&(u64, ChangeHash)>, header: &Header) -> Result<(), Refusal> {
    let Some((seq, hash)) = last else {
        return Ok(());
    };
    if header.seq <= *seq {
        return Err(Refusal::SequenceTaken);
    }
    if header.seq == seq + 1 && header.deps.binary_search(hash).is_err() {
        return Err(Refusal::PreviousNotNamed);
    }
    Ok(())
}

/// Rule 3: what a change builds on has been admitted, its author's previous change included.
pub(super) fn nothing_missing(
    missing: impl Iterator<Item = ChangeHash>,
    last: Option<&(u64, ChangeHash)>,
    header: &Header,
) -> Result<(), Stop> {
    let missing: Vec<_> = missing.collect();
    if !missing.is_empty() {
        return Err(Missing::Changes(missing).into());
    }
    // With nothing missing, the author's previous change cannot be among what it builds on.
    if header.seq != last.map_or(0, |(seq, _)| *seq) + 1 {
        return Err(Refusal::SequenceGap.into());
    }
    Ok(())
}

impl From<Stop> for Verdict {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Pending(missing) => Verdict::Pending(missing),
            Stop::Refused(refusal) => Verdict::Refused(refusal),
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Missing> for Stop {
    fn from(missing: Missing) -> Self {
        Self::Pending(missing)
    }
}
