//! What can be said of an act without knowing any other.

use super::{
    Act, DeviceClaim, DeviceRecovered, Founding, Invited, Pinned, Staying, StayingDocument,
};
use crate::change::RUN_CHANGES_MAX;
use crate::charter::title::{NameProblem, check_name, is_clean_text};
use crate::entry::EnvelopeError;
use crate::rsd1::policy::POLICY_BYTES_MAX;

/// One act may name at most so many persons.
pub const ACT_PERSONS_MAX: usize = 64;
/// The purpose of a commons has at most so many bytes.
pub const PURPOSE_BYTES_MAX: usize = 8 * 1024;
/// One invitation may be used at most so often: a withdrawal can name them all.
pub const INVITATION_USES_MAX: u32 = 1_000;
/// A withdrawal names at most so many joins that stand.
pub const INVITATION_STANDS_MAX: usize = 1_700;
/// The reason of an ending has at most so many bytes.
pub const REASON_BYTES_MAX: usize = 1024;
/// A pin names at most so many newest changes of one document.
pub const PIN_HEADS_MAX: usize = 64;
/// One side of a proven fork has at most so many changes.
pub const FORK_SIDE_CHANGES_MAX: usize = RUN_CHANGES_MAX;

/// Why bytes are not an act, whoever wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The envelope cannot be read.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The body is not what its kind needs.
    #[error("a part that this kind of act needs is missing")]
    Body,
    /// A name in it cannot be shown.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A reason holds what cannot be shown.
    #[error("the reason is not in its exact form, or too long")]
    Reason,
    /// A list, text or number is beyond its limit.
    #[error("a part of the act is longer or larger than allowed")]
    Limit,
    /// A list is not sorted, or something stands twice in it.
    #[error("a list of the act is not in order")]
    Order,
    /// Its day is in no calendar.
    #[error("its day is in no calendar")]
    Day,
}

type Check = Result<(), ActError>;

impl Act {
    /// Names in their exact form, lists in order, everything within its limits.
    pub(super) fn check(&self) -> Check {
        match self {
            Act::Founding(act) => founding(act),
            Act::Invited(act) => invited(act),
            Act::Joined(act) => {
                check_name(&act.person_name)?;
                claim(&act.device)
            }
            Act::DeviceVouched(act) => claim(&act.device),
            Act::DeviceRecovered(DeviceRecovered { device, .. }) => claim(device),
            Act::OrganisationDeclared(act) if act.acting.is_empty() => Err(ActError::Body),
            Act::OrganisationDeclared(act) => {
                within(act.acting.len(), ACT_PERSONS_MAX)?;
                Ok(check_name(&act.name)?)
            }
            Act::RoleEnded(act) => staying(&act.stays).and(reason(&act.reason)),
            Act::PersonRemoved(act) => staying(&act.stays).and(reason(&act.reason)),
            Act::DeviceRetired(act) => {
                reason(&act.reason)?;
                act.stays.as_deref().map_or(Ok(()), staying_documents)
            }
            Act::Left(act) => staying(&act.stays),
            Act::ActsForEnded(act) => staying(&act.stays),
            Act::KeeperEnded(act) => staying(&act.stays),
            Act::InvitationWithdrawn(act) => {
                within(act.stands.len(), INVITATION_STANDS_MAX)?;
                ascending(act.stands.iter())
            }
            Act::PolicyAdopted(act) => {
                require(act.from.is_in_calendar(), ActError::Day)?;
                policy(&act.policy)
            }
            Act::Pinned(act) => pinned(act),
            Act::ForkProven(act) => {
                side(act.one.changes.len())?;
                side(act.other.changes.len())
            }
            Act::RoleGranted(_)
            | Act::ActsFor(_)
            | Act::KeeperNamed(_)
            | Act::CoSigned(_)
            | Act::RuleSetRaised(_)
            | Act::Readmitted(_)
            | Act::Unknown(_) => Ok(()),
        }
    }
}

fn founding(act: &Founding) -> Check {
    within(act.purpose.len(), PURPOSE_BYTES_MAX)?;
    policy(&act.policy)?;
    check_name(&act.name)?;
    check_name(&act.person_name)?;
    claim(&act.device)
}

fn invited(act: &Invited) -> Check {
    require(act.uses > 0, ActError::Limit)?;
    let expires_some_day = act.expires.is_none_or(|day| day.is_in_calendar());
    require(expires_some_day, ActError::Day)?;
    within(act.uses as usize, INVITATION_USES_MAX as usize)
}

fn claim(device: &DeviceClaim) -> Check {
    Ok(check_name(&device.label)?)
}

fn policy(bytes: &[u8]) -> Check {
    within(bytes.len(), POLICY_BYTES_MAX)?;
    Ok(crate::cbor::check_canonical(bytes).map_err(EnvelopeError::from)?)
}

fn reason(text: &str) -> Check {
    require(is_clean_text(text, REASON_BYTES_MAX), ActError::Reason)
}

fn staying(devices: &[Staying]) -> Check {
    ascending(devices.iter().map(|staying| staying.device))?;
    devices
        .iter()
        .try_for_each(|staying| staying_documents(&staying.documents))
}

fn staying_documents(documents: &[StayingDocument]) -> Check {
    require(
        documents.iter().all(|staying| staying.last > 0),
        ActError::Limit,
    )?;
    ascending(documents.iter().map(|staying| staying.document))
}

fn pinned(act: &Pinned) -> Check {
    require(!act.documents.is_empty(), ActError::Body)?;
    ascending(act.documents.iter().map(|pinned| pinned.document))?;
    act.documents.iter().try_for_each(|pinned| {
        require(!pinned.heads.is_empty(), ActError::Body)?;
        within(pinned.heads.len(), PIN_HEADS_MAX)?;
        ascending(pinned.heads.iter())
    })
}

fn side(changes: usize) -> Check {
    require(changes > 0, ActError::Body)?;
    within(changes, FORK_SIDE_CHANGES_MAX)
}

fn ascending<T: Ord>(mut list: impl Iterator<Item = T>) -> Check {
    let Some(mut last) = list.next() else {
        return Ok(());
    };
    for next in list {
        require(last < next, ActError::Order)?;
        last = next;
    }
    Ok(())
}

fn within(size: usize, max: usize) -> Check {
    require(size <= max, ActError::Limit)
}

fn require(holds: bool, error: ActError) -> Check {
    if holds { Ok(()) } else { Err(error) }
}
