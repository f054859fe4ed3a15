//! Why an act does not stand in the charter: one name for each reason.

use crate::charter::act::{ActError, Role};
use crate::charter::effect::OutOfEffect;

/// Why an act does not stand in the charter, or why this device does not write it.
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
    /// A founding with other words than those to which the commons' id commits.
    #[error("the id of the commons names another founding than this one")]
    OtherFounding,
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
    /// The new device did not sign.
    #[error("the new device did not sign that it is to be this person's")]
    ConsentProof,
    /// The older device is not known as one of this person.
    #[error("the older device is not known as one of this person's")]
    OlderDeviceUnknown,
    /// It joins by, or takes back, an invitation that its author has not seen.
    #[error("it names an invitation that its author has not seen")]
    InvitationUnseen,
    /// As many as may had joined, and its author knew.
    #[error("the invitation was used up")]
    InvitationUsedUp,
    /// The invitation is for a device of another person.
    #[error("the invitation is for another person")]
    InvitationForAnother,
    /// A withdrawal names as standing what is no join by the invitation, or one that its author
    /// has not seen.
    #[error("it names a join by this invitation that its author has not seen")]
    JoinUnseen,
    /// Nobody of that id had come.
    #[error("it names a person whom its author has not seen")]
    UnknownPerson,
    /// No device of that id had come.
    #[error("it names a device that its author has not seen")]
    UnknownDevice,
    /// No organisation of that id had been declared.
    #[error("it names an organisation that its author has not seen")]
    UnknownOrganisation,
    /// No act of that id stood.
    #[error("it names an act that its author has not seen")]
    UnknownAct,
    /// The organisation is declared already.
    #[error("the organisation is declared already")]
    OrganisationKnown,
    /// Its author had not the role that it needs.
    #[error("it needs the role {0:?}")]
    NeedsRole(Role),
    /// Its author neither acts for the organisation nor is a steward.
    #[error("its author does not act for the organisation")]
    NotActing,
    /// The person never acted for the organisation.
    #[error("the person did not act for the organisation")]
    NeverActed,
    /// Its author neither keeps or made the place nor is a steward.
    #[error("its author does not keep the place")]
    NotKeeper,
    /// The person never kept the place.
    #[error("the person did not keep the place")]
    NeverKept,
    /// The document is no place.
    #[error("only places have keepers")]
    NotAPlace,
    /// A replica reads and relays and writes nothing.
    #[error("a replica writes nothing")]
    ReplicaWrites,
    /// The person never had the role that is to end.
    #[error("the person did not have the role {0:?}")]
    RoleNotHeld(Role),
    /// The role of a guest belongs to everyone; it ends with a removal.
    #[error("everyone has at least the role of a guest: remove the person instead")]
    GuestStays,
    /// Nobody removes themself: they leave.
    #[error("nobody removes themself; leave instead")]
    RemovesThemself,
    /// A device retires another one, never itself.
    #[error("a device is retired by another one")]
    RetiresItself,
    /// The commons would have no steward any more.
    #[error("the commons would be left without a steward")]
    LastSteward,
    /// The act is of a kind that one person's word is enough for, or that each signs alone.
    #[error("the act is not of a kind that several people sign")]
    NotToBeSigned,
    /// Who wrote an act stands behind it already.
    #[error("its author signs an act of their own")]
    SignsOwnAct,
    /// The person has signed it before.
    #[error("its author has signed the act before")]
    AlreadySigned,
    /// Nobody vouches for a new device of their own.
    #[error("nobody vouches for a recovery of their own")]
    RecoversThemself,
    /// The rule set is not higher than that of the founding.
    #[error("the rule set is not higher than the one of the founding")]
    RuleSetNotHigher,
    /// An ending, a signature or a decision: a new one is written instead.
    #[error("an act of this kind is not admitted again; write a new one")]
    NotReadmitted,
    /// The two sides do not prove a fork.
    #[error("the two changes do not prove that a device signed one number twice")]
    ForkUnproven,
    /// The person belongs to the commons no more: not written by this device, though others would
    /// take it.
    #[error("the person does not belong to this commons any more")]
    NoMember,
    /// It would stand without effect: not written by this device, though others would take it.
    #[error("it would have no effect: {0}")]
    NoEffect(OutOfEffect),
}

impl ActRefusal {
    /// Whether it may still become admitted, so that it waits instead of being refused.
    pub fn is_pending(&self) -> bool {
        matches!(self, ActRefusal::PastMissing | ActRefusal::NewerEntrance)
    }
}
