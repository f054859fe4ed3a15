//! Judging an act by what its author had seen: once, finally, and on every peer alike.
//!
//! Asked is what acts in its causal past have given. Endings make no act fall here: whether it is in
//! effect is for the fold to say (`effect`), so a verdict never depends on what is ended.

mod ending;
mod refusal;
mod several;

pub use refusal::ActRefusal;
pub(super) use several::signer_roles;

use crate::charter::act::{
    Act, ActsFor, DeviceClaim, DeviceVouched, Founding, Invited, Joined, KeeperNamed,
    OrganisationDeclared, Role, RoleGranted, WrittenAct,
};
use crate::charter::proof::{
    Newcomer, commons_id, endpoint_message, join_message, organisation_id, person_id, vouch_message,
};
use crate::charter::record::Seen;
use crate::charter::right::{Need, Right, needs};
use crate::id::{AgentId, CommonsId, DeviceId, DocumentId};
use crate::key::verify;
use crate::name::{DocumentKind, DocumentName};

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
            self.founding(act)?;
            return self.newcomer(&act.device).map(|_| ());
        }
        require(self.seen.is_founded(), ActRefusal::NotFounded)?;
        match &self.written.act {
            Act::Joined(act) => self.joined(act),
            Act::DeviceVouched(act) => self.vouched(act),
            _ => self.by_member(),
        }
    }

    fn founding(&self, act: &Founding) -> Verdict {
        let charter = DocumentName::charter(self.device, self.commons);
        let is_founder = self.is_very_first && charter.id(self.commons) == self.charter;
        require(is_founder, ActRefusal::NotTheFounder)?;
        let named = commons_id(self.written.day, act);
        require(named == self.commons, ActRefusal::OtherFounding)?;
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
        // A device whose disk forgot its join joins once more; that is no second guest.
        let joined = self.seen.joined_with(act.invitation);
        require(
            joined.len() < invitation.uses as usize,
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

    /// What every device that enters by itself must show.
    fn newcomer(&self, claim: &DeviceClaim) -> Result<Newcomer, ActRefusal> {
        self.enters(self.device, self.by(), claim)
    }

    fn enters(
        &self,
        device: DeviceId,
        person: AgentId,
        claim: &DeviceClaim,
    ) -> Result<Newcomer, ActRefusal> {
        let is_new = self.seen.device(device).is_none();
        require(is_new, ActRefusal::AlreadyIntroduced)?;
        let newcomer = Newcomer {
            commons: self.commons,
            endpoint: claim.endpoint,
            device,
            person,
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
        self.may()?;
        match &self.written.act {
            Act::Invited(act) => self.invited(act),
            Act::RoleGranted(act) => self.role_granted(act),
            Act::OrganisationDeclared(act) => self.organisation(act),
            Act::ActsFor(act) => self.acts_for(act),
            Act::KeeperNamed(act) => self.keeper_named(act),
            act => self.ending(act).unwrap_or_else(|| self.several(act)),
        }
    }

    /// Whether something has given the author one of the rights that the act needs.
    fn may(&self) -> Verdict {
        let needs = needs(self.commons, self.written);
        if needs.is_empty() || needs.iter().any(|need| self.was_given(*need)) {
            return Ok(());
        }
        Err(match (&self.written.act, needs[0]) {
            (Act::ActsFor(act), _) => self.lacks_organisation(act.organisation),
            (Act::ActsForEnded(act), _) => self.lacks_organisation(act.organisation),
            (_, Need::Role(role)) => ActRefusal::NeedsRole(role),
            (_, Need::Right(_) | Need::Made(_)) => ActRefusal::NotKeeper,
        })
    }

    fn was_given(&self, need: Need) -> bool {
        match need {
            Need::Role(role) => self.seen.has_role(self.by(), role),
            Need::Right(right) => self.seen.was_given(right),
            Need::Made(device) => {
                let made = self.seen.was_given(Right::Device(device, self.by()));
                made && self.seen.has_role(self.by(), Role::Maker)
            }
        }
    }

    fn lacks_organisation(&self, organisation: AgentId) -> ActRefusal {
        if self.seen.knows_organisation(organisation) {
            ActRefusal::NotActing
        } else {
            ActRefusal::UnknownOrganisation
        }
    }

    fn invited(&self, act: &Invited) -> Verdict {
        let is_own = act.for_person.is_none_or(|person| person == self.by());
        require(is_own, ActRefusal::InvitationForAnother)
    }

    fn role_granted(&self, act: &RoleGranted) -> Verdict {
        self.knows(act.person)
    }

    fn organisation(&self, act: &OrganisationDeclared) -> Verdict {
        let id = organisation_id(self.commons, self.device, &act.nonce);
        let is_new = !self.seen.knows_organisation(id);
        require(is_new, ActRefusal::OrganisationKnown)?;
        act.acting.iter().try_for_each(|person| self.knows(*person))
    }

    fn acts_for(&self, act: &ActsFor) -> Verdict {
        let known = self.seen.knows_organisation(act.organisation);
        require(known, ActRefusal::UnknownOrganisation)?;
        self.knows(act.person)
    }

    fn keeper_named(&self, act: &KeeperNamed) -> Verdict {
        let is_place = act.place.kind == DocumentKind::Place;
        require(is_place, ActRefusal::NotAPlace)?;
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
