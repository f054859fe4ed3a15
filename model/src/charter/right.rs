//! Rights: what acts give, what ends them, and which of them an act needs.

use crate::charter::act::{Act, Role, WrittenAct};
use crate::id::{AgentId, CommonsId, DeviceId, DocumentId, FactId};
use crate::name::DocumentName;

/// Something that an act can give.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Right {
    /// The person belongs to the commons.
    Member(AgentId),
    /// The device speaks for the person.
    Device(DeviceId, AgentId),
    /// The person has been given exactly this role.
    Role(AgentId, Role),
    /// The person acts for the organisation.
    Acting {
        organisation: AgentId,
        person: AgentId,
    },
    /// The person keeps the place.
    Keeper { place: DocumentId, person: AgentId },
}

/// What an ending is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Subject {
    Person(AgentId),
    Device(DeviceId),
    Role(AgentId, Role),
    Acting {
        organisation: AgentId,
        person: AgentId,
    },
    Keeper {
        place: DocumentId,
        person: AgentId,
    },
    Invitation(FactId),
}

impl Right {
    /// Whose right it is.
    pub(super) fn person(self) -> AgentId {
        match self {
            Right::Member(person)
            | Right::Device(_, person)
            | Right::Role(person, _)
            | Right::Acting { person, .. }
            | Right::Keeper { person, .. } => person,
        }
    }

    /// The subjects whose endings end this right.
    pub(super) fn subjects(self) -> [Option<Subject>; 2] {
        match self {
            Right::Member(person) => [Some(Subject::Person(person)), None],
            Right::Device(device, person) => {
                [Some(Subject::Device(device)), Some(Subject::Person(person))]
            }
            Right::Role(person, role) => [
                Some(Subject::Role(person, role)),
                Some(Subject::Person(person)),
            ],
            Right::Acting {
                organisation,
                person,
            } => [
                Some(Subject::Acting {
                    organisation,
                    person,
                }),
                Some(Subject::Person(person)),
            ],
            Right::Keeper { place, person } => [
                Some(Subject::Keeper { place, person }),
                Some(Subject::Person(person)),
            ],
        }
    }
}

impl Role {
    /// The roles of which each allows what this one allows. A guest's rights are every member's.
    pub(super) fn covered_by(self) -> &'static [Role] {
        match self {
            Role::Guest => &[Role::Guest, Role::Maker, Role::Steward, Role::Treasurer],
            Role::Maker => &[Role::Maker, Role::Steward],
            Role::Steward => &[Role::Steward],
            Role::Treasurer => &[Role::Treasurer, Role::Steward],
        }
    }
}

/// One of several rights that would allow an act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Need {
    /// Its author's role, or one that includes it.
    Role(Role),
    /// This right.
    Right(Right),
    /// Its author is the person of the device that made the place, and a maker.
    Made(DeviceId),
}

/// What an ending is about; `None` for every other act.
pub(super) fn ends(commons: CommonsId, act: &Act, by: AgentId) -> Option<Subject> {
    Some(match act {
        Act::RoleEnded(act) => Subject::Role(act.person, act.role),
        Act::PersonRemoved(act) => Subject::Person(act.person),
        Act::DeviceRetired(act) => Subject::Device(act.device),
        Act::Left(act) if act.goes => Subject::Person(by),
        Act::InvitationWithdrawn(act) => Subject::Invitation(act.invitation),
        Act::ActsForEnded(act) => Subject::Acting {
            organisation: act.organisation,
            person: act.person,
        },
        Act::KeeperEnded(act) => Subject::Keeper {
            place: act.place.id(commons),
            person: act.person,
        },
        _ => return None,
    })
}

/// The rights of which its author needs one, beside that of speaking with this device; none when
/// that is enough. Acts that introduce their own device need something else.
pub(super) fn needs(commons: CommonsId, written: &WrittenAct) -> Vec<Need> {
    let by = written.by;
    let acting = |organisation| {
        Need::Right(Right::Acting {
            organisation,
            person: by,
        })
    };
    match &written.act {
        Act::Invited(act) if act.for_person.is_some() => vec![],
        Act::RoleEnded(act) if act.person == by => vec![],
        Act::ActsForEnded(act) if act.person == by => vec![],
        Act::KeeperEnded(act) if act.person == by => vec![],
        Act::Invited(_)
        | Act::RoleGranted(_)
        | Act::RoleEnded(_)
        | Act::PersonRemoved(_)
        | Act::PolicyAdopted(_)
        | Act::RuleSetRaised(_)
        | Act::Readmitted(_)
        | Act::Pinned(_) => vec![Need::Role(Role::Steward)],
        Act::OrganisationDeclared(_) => vec![Need::Role(Role::Maker)],
        Act::DeviceRecovered(_) => vec![Need::Role(Role::Maker), Need::Role(Role::Treasurer)],
        Act::ActsFor(act) => vec![acting(act.organisation), Need::Role(Role::Steward)],
        Act::ActsForEnded(act) => vec![acting(act.organisation), Need::Role(Role::Steward)],
        Act::KeeperNamed(act) => keeps(commons, &act.place, by),
        Act::KeeperEnded(act) => keeps(commons, &act.place, by),
        _ => vec![],
    }
}

fn keeps(commons: CommonsId, place: &DocumentName, by: AgentId) -> Vec<Need> {
    let keeper = Right::Keeper {
        place: place.id(commons),
        person: by,
    };
    vec![
        Need::Right(keeper),
        Need::Role(Role::Steward),
        Need::Made(place.creator),
    ]
}
