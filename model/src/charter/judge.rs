//! Judging an act by what its author had seen: once, finally, and on every peer alike.

use crate::charter::act::{
    Act, ActError, ActsFor, DeviceClaim, DeviceVouched, Invited, Joined, OrganisationDeclared,
    Role, RoleGranted, WrittenAct,
};
use crate::charter::proof::{
    Newcomer, endpoint_message, join_message, organisation_id, person_id, vouch_message,
};
use crate::charter::record::Seen;
use crate::id::{AgentId, CommonsId, DeviceId, DocumentId};
use crate::key::verify;
use crate::name::DocumentName;

/// Why an act does not stand in the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActRefusal {
    /// It builds on acts that have not arrived. Not final.
    #[error("it builds on acts that have not arrived yet")]
    PastMissing,
    /// A newer program's way of entering, by a device that nobody here knows. Not final.
    #[error("its device entered in a way that only a newer program knows")]
    NewerEntrance,
    /// The bytes are no act.
    #[error(transparent)]
    Unreadable(#[from] ActError),
    /// The bytes stand in no change of the one form that acts have.
    #[error("the change is not of the one form that acts have")]
    NotAnAct,
    /// It names another person than the one whose device wrote it.
    #[error("it speaks for a person whose device did not write it")]
    WrongSpeaker,
    /// The first act of a device does not say whose it is.
    #[error("the first act of a device must introduce it")]
    NotIntroduced,
    /// A device that is known introduces itself again.
    #[error("the device is known already")]
    AlreadyIntroduced,
    /// A founding that is not the very first act, or by another key than the charter names.
    #[error("only the founder's first act can found the commons")]
    NotTheFounder,
    /// Its author has not seen the founding.
    #[error("its author has not seen the founding of the commons")]
    NotFounded,
    /// The id is not the one that belongs to this device.
    #[error("the person's id does not belong to this device")]
    PersonTaken,
    /// The home's address key did not sign.
    #[error("the home's address key did not sign")]
    EndpointProof,
    /// The invitation's key did not sign.
    #[error("the invitation's key did not sign this join")]
    JoinProof,
    /// The older device did not sign.
    #[error("the older device did not sign for this one")]
    VouchProof,
    /// The older device is not known as one of this person.
    #[error("the older device is not known as one of this person's")]
    OlderDeviceUnknown,
    /// It joins by an invitation that its author has not seen.
    #[error("it names an invitation that its author has not seen")]
    InvitationUnseen,
    /// As many as may had joined, and its author knew.
    #[error("the invitation was used up")]
    InvitationUsedUp,
    /// The invitation is for a device of another person.
    #[error("the invitation is for another person")]
    InvitationForAnother,
    /// Nobody of that id had come.
    #[error("it names a person whom its author has not seen")]
    UnknownPerson,
    /// No organisation of that id had been declared.
    #[error("it names an organisation that its author has not seen")]
    UnknownOrganisation,
    /// The organisation is declared already.
    #[error("the organisation is declared already")]
    OrganisationKnown,
    /// Its author had not the role that it needs.
    #[error("it needs the role {0:?}")]
    NeedsRole(Role),
    /// Its author neither acts for the organisation nor is a steward.
    #[error("its author does not act for the organisation")]
    NotActing,
    /// A replica reads and relays and writes nothing.
    #[error("a replica writes nothing")]
    ReplicaWrites,
}

impl ActRefusal {
    /// Whether it may still become admitted, so that it waits instead of being refused.
    pub fn is_pending(&self) -> bool {
        matches!(self, ActRefusal::PastMissing | ActRefusal::NewerEntrance)
    }
}

/// One act before its judge.
pub(super) struct Case<'a> {
    pub(super) commons: CommonsId,
    pub(super) charter: DocumentId,
    pub(super) seen: Seen<'a>,
    pub(super) device: DeviceId,
    /// Whether it is the author's first change and builds on nothing.
    pub(super) is_very_first: bool,
    pub(super) written: &'a WrittenAct,
}

type Verdict = Result<(), ActRefusal>;

impl Case<'_> {
    /// Whether the act is authorised by what its author had seen.
    pub(super) fn judge(&self) -> Verdict {
        if let Act::Founding(act) = &self.written.act {
            self.founding()?;
            return self.newcomer(&act.device).map(|_| ());
        }
        require(self.seen.is_founded(), ActRefusal::NotFounded)?;
        match &self.written.act {
            Act::Joined(act) => self.joined(act),
            Act::DeviceVouched(act) => self.vouched(act),
            _ => self.by_member(),
        }
    }

    fn founding(&self) -> Verdict {
        let charter = DocumentName::charter(self.device, self.commons);
        let is_founder = self.is_very_first && charter.id(self.commons) == self.charter;
        require(is_founder, ActRefusal::NotTheFounder)?;
        self.own_person_id()
    }

    fn joined(&self, act: &Joined) -> Verdict {
        let newcomer = self.newcomer(&act.device)?;
        let invitation = self.seen.invitation(act.invitation);
        let invitation = invitation.ok_or(ActRefusal::InvitationUnseen)?;
        match invitation.for_person {
            Some(person) => require(person == self.by(), ActRefusal::InvitationForAnother)?,
            None => self.own_person_id()?,
        }
        let proven = verify(&invitation.key.0, &join_message(&newcomer), &act.proof);
        require(proven, ActRefusal::JoinProof)?;
        let joined = self.seen.joins_with(act.invitation);
        require(
            joined < invitation.uses as usize,
            ActRefusal::InvitationUsedUp,
        )
    }

    fn vouched(&self, act: &DeviceVouched) -> Verdict {
        let newcomer = self.newcomer(&act.device)?;
        let (person, is_replica) = self
            .seen
            .device(act.older)
            .ok_or(ActRefusal::OlderDeviceUnknown)?;
        require(person == self.by(), ActRefusal::OlderDeviceUnknown)?;
        require(!is_replica, ActRefusal::ReplicaWrites)?;
        let proven = verify(&act.older.0, &vouch_message(&newcomer), &act.proof);
        require(proven, ActRefusal::VouchProof)
    }

    /// What every device that enters must show.
    fn newcomer(&self, claim: &DeviceClaim) -> Result<Newcomer, ActRefusal> {
        let is_new = self.seen.device(self.device).is_none();
        require(is_new, ActRefusal::AlreadyIntroduced)?;
        let newcomer = Newcomer {
            commons: self.commons,
            endpoint: claim.endpoint,
            device: self.device,
            person: self.by(),
        };
        let message = endpoint_message(&newcomer);
        let proven = verify(&claim.endpoint.0, &message, &claim.endpoint_signature);
        require(proven, ActRefusal::EndpointProof)?;
        Ok(newcomer)
    }

    fn own_person_id(&self) -> Verdict {
        let own = person_id(self.commons, self.device);
        require(self.by() == own, ActRefusal::PersonTaken)
    }

    fn by_member(&self) -> Verdict {
        let Some((person, is_replica)) = self.seen.device(self.device) else {
            return Err(match self.written.act {
                Act::Unknown(_) => ActRefusal::NewerEntrance,
                _ => ActRefusal::NotIntroduced,
            });
        };
        require(person == self.by(), ActRefusal::WrongSpeaker)?;
        require(!is_replica, ActRefusal::ReplicaWrites)?;
        match &self.written.act {
            Act::Invited(act) => self.invited(act),
            Act::RoleGranted(act) => self.role_granted(act),
            Act::OrganisationDeclared(act) => self.organisation(act),
            Act::ActsFor(act) => self.acts_for(act),
            _ => Ok(()),
        }
    }

    fn invited(&self, act: &Invited) -> Verdict {
        match act.for_person {
            Some(person) => require(person == self.by(), ActRefusal::InvitationForAnother),
            None => self.may_grant(act.role),
        }
    }

    fn role_granted(&self, act: &RoleGranted) -> Verdict {
        self.may_grant(act.role)?;
        self.knows(act.person)
    }

    /// A steward grants at most the roles that are theirs.
    fn may_grant(&self, role: Role) -> Verdict {
        self.needs(Role::Steward)?;
        self.needs(role)
    }

    fn organisation(&self, act: &OrganisationDeclared) -> Verdict {
        self.needs(Role::Maker)?;
        let id = organisation_id(self.commons, self.device, &act.nonce);
        let is_new = !self.seen.knows_organisation(id);
        require(is_new, ActRefusal::OrganisationKnown)?;
        act.acting.iter().try_for_each(|person| self.knows(*person))
    }

    fn acts_for(&self, act: &ActsFor) -> Verdict {
        let known = self.seen.knows_organisation(act.organisation);
        require(known, ActRefusal::UnknownOrganisation)?;
        let is_acting = self.seen.acts_for(self.by(), act.organisation);
        let may = is_acting || self.seen.has_role(self.by(), Role::Steward);
        require(may, ActRefusal::NotActing)?;
        self.knows(act.person)
    }

    fn needs(&self, role: Role) -> Verdict {
        let has = self.seen.has_role(self.by(), role);
        require(has, ActRefusal::NeedsRole(role))
    }

    fn knows(&self, person: AgentId) -> Verdict {
        require(self.seen.knows_person(person), ActRefusal::UnknownPerson)
    }

    fn by(&self) -> AgentId {
        self.written.by
    }
}

fn require(holds: bool, refusal: ActRefusal) -> Verdict {
    if holds { Ok(()) } else { Err(refusal) }
}
