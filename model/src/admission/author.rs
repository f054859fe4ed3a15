//! Rule 2, author: whose change it is, and what the charter says of them.

use super::Refusal;
use crate::change::{Header, RUN_CHANGES_MAX, is_signed_by};
use crate::charter::{ActRefusal, Charter};
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::key::Signature;
use crate::name::DocumentKind;

/// What the charter says, asked by admission.
///
/// Answers about a device never turn from yes to no, whatever acts arrive: else a change would be
/// admitted by one peer and not by another. What a removal excludes is told by
/// [`Charter::stays`].
pub trait Authority {
    /// Whether an act has introduced this device.
    fn knows(&self, device: DeviceId) -> bool;
    /// Whether acts have ever allowed this device to write documents of this kind.
    fn may_write(&self, device: DeviceId, kind: DocumentKind) -> bool;
    /// Judges an act of the charter by the acts in its causal past, or by its own proof when it
    /// introduces its author.
    fn judge_act(&self, header: &Header, act: &[u8]) -> Result<(), ActRefusal>;
}

impl Authority for Charter {
    fn knows(&self, device: DeviceId) -> bool {
        self.has_introduced(device)
    }

    fn may_write(&self, device: DeviceId, kind: DocumentKind) -> bool {
        self.could_write(device, kind)
    }

    fn judge_act(&self, header: &Header, act: &[u8]) -> Result<(), ActRefusal> {
        self.judge(header, header.actor, act).map(|_| ())
    }
}

/// What stands around a document while one of its changes is judged.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The charter.
    pub authority: &'a dyn Authority,
    /// The last changes of the full ledger before this one that have been admitted here: one, or more when
    /// the device forked.
    pub previous_ledger: &'a [ChangeHash],
}

/// Checks one signature over a run of changes of one author in one document.
///
/// The changes stand in the order of their numbers, without a gap. Each names its author's previous
/// one inside the bytes that its hash covers, so the signature on the last proves them all
/// (replication.md, section 4). `headers` come from [`super::shape`].
pub fn verify_run<'a>(
    commons: CommonsId,
    document: DocumentId,
    headers: impl IntoIterator<Item = &'a Header>,
    signature: &Signature,
) -> Result<(), Refusal> {
    let mut last: Option<&Header> = None;
    for (place, header) in headers.into_iter().enumerate() {
        if place == RUN_CHANGES_MAX || last.is_some_and(|before| !follows(header, before)) {
            return Err(Refusal::BrokenRun);
        }
        last = Some(header);
    }
    let newest = last.ok_or(Refusal::BrokenRun)?;
    if is_signed_by(newest.actor, commons, document, newest.hash, signature) {
        Ok(())
    } else {
        Err(Refusal::Signature)
    }
}

fn follows(header: &Header, before: &Header) -> bool {
    header.actor == before.actor
        && before.seq.checked_add(1) == Some(header.seq)
        && header.deps.binary_search(&before.hash).is_ok()
}
