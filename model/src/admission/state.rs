//! What is kept of a document so that its next change can be judged.

use super::edited::{Edited, Judged};
use super::entries::{self, Acts, Entries};
use super::{Authority, Context, Missing, Refusal, SetAside, Standing, Verdict, shape};
use crate::change::Header;
use crate::heights::Heights;
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::name::{DocumentKind, DocumentName};
use std::collections::BTreeMap;

/// The admitted changes of one document, as far as the next one has to be judged by them.
///
/// A ledger's state is its newest entry, whatever its length, unless something branches off below it. An
/// edited document's state holds some 20 bytes for each operation. It can always be rebuilt from the stored changes.
#[derive(Clone, Debug)]
pub struct DocumentState {
    name: DocumentName,
    document: DocumentId,
    heights: Heights,
    changes: u64,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Ledger(Entries),
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
            DocumentKind::Ledger => Form::Ledger(Entries::default()),
            DocumentKind::Charter => Form::Charter(Acts::default()),
            _ => Form::Edited(Box::default()),
        };
        Self {
            name,
            document: name.id(commons),
            heights: Heights::new(),
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

    /// The state of a ledger whose newest entries are known, and how many it has: enough for what follows
    /// them ([`DocumentState::can_judge`]).
    ///
    /// `None` when the name is not that of a ledger.
    pub fn ledger(
        commons: CommonsId,
        name: DocumentName,
        heights: &Heights,
        changes: u64,
    ) -> Option<Self> {
        (name.kind == DocumentKind::Ledger).then(|| Self {
            name,
            document: name.id(commons),
            heights: heights.clone(),
            changes,
            form: Form::Ledger(Entries::only_tips(heights)),
        })
    }

    /// Whether what is known here is enough to judge this change; if not, the state has to be rebuilt from
    /// the stored changes.
    pub fn can_judge(&self, header: &Header) -> bool {
        match &self.form {
            Form::Ledger(entries) => entries.can_judge(header),
            _ => true,
        }
    }

    /// Whether it knows all changes of its document, not only the newest ones.
    pub fn is_whole(&self) -> bool {
        !matches!(&self.form, Form::Ledger(entries) if entries.is_only_tips())
    }

    /// The document's name.
    pub fn name(&self) -> &DocumentName {
        &self.name
    }

    /// The document's id.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// The newest admitted change of each author; of one who forked, of each branch.
    pub fn heights(&self) -> &Heights {
        &self.heights
    }

    /// The admitted changes on which no other builds, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match &self.form {
            Form::Ledger(_) => self.heights.iter().map(|tip| tip.hash).collect(),
            Form::Charter(acts) => acts.heads().collect(),
            Form::Edited(edited) => edited.heads().collect(),
        }
    }

    /// How many changes have been admitted.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether this change has been admitted. Of a ledger whose newest entries alone are known
    /// ([`DocumentState::ledger`]), only they are.
    pub fn contains(&self, hash: ChangeHash) -> bool {
        match &self.form {
            Form::Ledger(entries) => entries.contains(hash),
            Form::Charter(acts) => acts.contains(hash),
            Form::Edited(edited) => edited.contains(hash),
        }
    }

    /// The ledger whose end this change has to name: the one before, for the first entry of a later one.
    pub fn previous_ledger(&self, header: &Header) -> Option<DocumentName> {
        let number = self.name.ledger_number()?.checked_sub(1)?;
        (header.seq == 1).then(|| DocumentName::ledger(self.name.creator, number))
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
        if self.contains(header.hash) {
            return Err(Refusal::AlreadyHere.into());
        }
        match &self.form {
            Form::Ledger(entries) => {
                self.judge_writer(header, context)?;
                let claimed;
                let previous = match context {
                    Some(context) => context.previous_ledger,
                    None => {
                        claimed = entries::claimed_previous(bytes);
                        claimed.as_slice()
                    }
                };
                entries.judge(&self.name, header, bytes, previous)?;
                Ok(Step::Entry)
            }
            Form::Charter(acts) => {
                let act = acts.judge(self.name.creator, &self.heights, header, bytes)?;
                if let Some(context) = context {
                    entries::judge_act(header, &act, context)?;
                }
                Ok(Step::Entry)
            }
            Form::Edited(edited) => {
                self.judge_writer(header, context)?;
                let judged = edited.judge(&self.name, &self.heights, header, bytes)?;
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
            (Form::Ledger(entries), _) => entries.take(header),
            (Form::Charter(acts), _) => acts.take(header),
            (Form::Edited(edited), Step::Edit(judged)) => edited.take(header, judged),
            _ => {}
        }
        self.heights.advance(header);
        self.changes += 1;
    }

    /// What of an edited document is not in effect, and why; empty for ledgers, where
    /// [`Standing::cuts`] says it of each entry, and for the charter, which judges its acts itself.
    pub fn set_aside(&self, standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
        match &self.form {
            Form::Edited(edited) => edited.set_aside(standing),
            _ => BTreeMap::new(),
        }
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

/// Rule 3: what a change builds on has been admitted.
pub(super) fn nothing_missing(missing: impl Iterator<Item = ChangeHash>) -> Result<(), Stop> {
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Missing::Changes(missing).into())
    }
}

/// Rule 3: among what a change builds on is its author's previous change, so that each branch of an author
/// is one chain. `builds_on` gives the authors and numbers of all that it builds on.
pub(super) fn own_previous(
    header: &Header,
    heights: &Heights,
    mut builds_on: impl Iterator<Item = (DeviceId, u64)> + Clone,
) -> Result<(), Refusal> {
    let own = |(device, _): &(DeviceId, u64)| *device == header.actor;
    if header.seq == 1 {
        return match builds_on.any(|before| own(&before)) {
            true => Err(Refusal::SequenceGap),
            false => Ok(()),
        };
    }
    // Heights name the newest change of each branch: one that joined two would hide that there were two, and whoever has
    // one of them would never be sent the other.
    if builds_on.clone().filter(own).nth(1).is_some() {
        return Err(Refusal::TwoPrevious);
    }
    if builds_on.any(|before| before == (header.actor, header.seq - 1)) {
        Ok(())
    } else if heights.seq(header.actor) + 1 < header.seq {
        Err(Refusal::SequenceGap)
    } else {
        Err(Refusal::PreviousNotNamed)
    }
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
