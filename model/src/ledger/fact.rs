//! Facts as bytes: the envelope around a typed body.

use crate::day::Day;
use crate::entry::{ENVELOPE_VERSION, Envelope, body_bytes};
use crate::id::{AgentId, ChangeHash};
use crate::ledger::problem::{Check, FactProblem, require};
use crate::ledger::{
    Affiliation, Agreement, Challenge, ClassAttestation, CoSign, Confirm, Contribution,
    ContributionReview, Control, DesignReview, Distribution, Payment, PaymentConfirmed, Received,
    Release, ReviewWithdrawn, Seal, SplitAgreement, Suspension, UseReport, Void,
};

/// A kind or version that a newer program writes. Inert here, and passed on as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownFact {
    /// The version of the envelope.
    pub version: u16,
    /// The kind.
    pub kind: u16,
    /// The body, one deterministic CBOR value.
    pub body: Vec<u8>,
}

/// A fact with who wrote it and the day they gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFact {
    /// The person whose device wrote it.
    pub by: AgentId,
    /// The day of the entry.
    pub day: Day,
    /// What it says.
    pub fact: Fact,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $kind:literal => $name:ident($body:ty),)*) => {
        /// What a fact says.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Fact {
            $($(#[$doc])* $name($body),)*
            /// What only a newer program understands.
            Unknown(UnknownFact),
        }

        impl Fact {
            /// The number of its kind in the envelope.
            pub fn kind(&self) -> u16 {
                match self {
                    $(Fact::$name(_) => $kind,)*
                    Fact::Unknown(fact) => fact.kind,
                }
            }

            fn body(&self) -> Vec<u8> {
                match self {
                    $(Fact::$name(body) => body_bytes(body),)*
                    Fact::Unknown(fact) => fact.body.clone(),
                }
            }

            fn read(kind: u16, body: &[u8]) -> Result<Option<Self>, minicbor::decode::Error> {
                Ok(Some(match kind {
                    $($kind => Fact::$name(minicbor::decode(body)?),)*
                    _ => return Ok(None),
                }))
            }

            fn check(&self, entry: Day) -> Check {
                match self {
                    $(Fact::$name(body) => body.check(entry),)*
                    Fact::Unknown(_) => Ok(()),
                }
            }
        }

        $(impl From<$body> for Fact {
            fn from(body: $body) -> Self {
                Fact::$name(body)
            }
        })*
    };
}

facts! {
    /// Somebody gave work, care, material.
    1 => Contribution(Contribution),
    /// A peer accepts a contribution, wholly, partly or not.
    2 => ContributionReview(ContributionReview),
    /// A review is taken back.
    3 => ReviewWithdrawn(ReviewWithdrawn),
    /// The person named in a fact confirms it.
    4 => Confirm(Confirm),
    /// A person belongs to an organisation.
    5 => Affiliation(Affiliation),
    /// What an agent is.
    6 => ClassAttestation(ClassAttestation),
    /// Somebody else stands behind a fact.
    7 => CoSign(CoSign),
    /// Somebody used designs.
    8 => UseReport(UseReport),
    /// Somebody paid.
    9 => Payment(Payment),
    /// The money arrived.
    10 => PaymentConfirmed(PaymentConfirmed),
    /// A state of a design was reviewed.
    11 => DesignReview(DesignReview),
    /// A state of a design was released.
    12 => Release(Release),
    /// Who controls an agent.
    13 => Control(Control),
    /// A fact shall not count.
    14 => Void(Void),
    /// A separate agreement with a user.
    15 => Agreement(Agreement),
    /// A period is closed.
    16 => Seal(Seal),
    /// How a deliverable is shared.
    17 => SplitAgreement(SplitAgreement),
    /// A fact is doubted.
    18 => Challenge(Challenge),
    /// An agent is paused.
    19 => Suspension(Suspension),
    /// An income is shared out.
    30 => Distribution(Distribution),
    /// A part of it has arrived.
    31 => Received(Received),
}

impl UnknownFact {
    /// Why it counts nowhere: a newer program wrote it, or it is not what its kind says.
    pub fn problem(&self) -> FactProblem {
        let is_known_form = self.version == ENVELOPE_VERSION;
        match Fact::read(self.kind, &self.body) {
            Err(_) if is_known_form => FactProblem::Unreadable,
            _ => FactProblem::Newer,
        }
    }
}

impl WrittenFact {
    /// The deterministic bytes.
    pub fn encode(&self) -> Vec<u8> {
        self.encode_after(None)
    }

    /// The bytes of the first entry of a ledger, after the last change of the one before.
    pub(super) fn encode_after(&self, follows: Option<ChangeHash>) -> Vec<u8> {
        let version = match &self.fact {
            Fact::Unknown(fact) => fact.version,
            _ => ENVELOPE_VERSION,
        };
        let envelope = Envelope {
            version,
            kind: self.fact.kind(),
            by: self.by,
            on_behalf: None,
            day: self.day,
            body: &self.fact.body(),
            follows,
        };
        envelope.encode()
    }

    /// Reads a fact as [`WrittenFact::decode`] does; what is not what its kind says is kept as it is, to be shown.
    pub fn kept(bytes: &[u8]) -> Result<Self, FactProblem> {
        let unread = |envelope: Envelope<'_>| Self {
            by: envelope.by,
            day: envelope.day,
            fact: Fact::Unknown(UnknownFact {
                version: envelope.version,
                kind: envelope.kind,
                body: envelope.body.to_vec(),
            }),
        };
        let whole = Self::decode(bytes);
        whole.or_else(|problem| Envelope::decode(bytes).map(unread).map_err(|_| problem))
    }

    /// Reads a fact. What it says is not judged yet: that is [`WrittenFact::check`].
    ///
    /// # Errors
    /// [`FactProblem::Unreadable`] where it is not what its kind says.
    pub fn decode(bytes: &[u8]) -> Result<Self, FactProblem> {
        let envelope = Envelope::decode(bytes).map_err(|_| FactProblem::Unreadable)?;
        let known = match envelope.version {
            ENVELOPE_VERSION => Fact::read(envelope.kind, envelope.body),
            _ => Ok(None),
        };
        let fact = known.map_err(|_| FactProblem::Unreadable)?;
        let unknown = || UnknownFact {
            version: envelope.version,
            kind: envelope.kind,
            body: envelope.body.to_vec(),
        };
        Ok(Self {
            by: envelope.by,
            day: envelope.day,
            fact: fact.unwrap_or_else(|| Fact::Unknown(unknown())),
        })
    }

    /// What is wrong with it by itself, without any other fact.
    ///
    /// The same check stands in the form that makes a fact and before the derivation.
    pub fn check(&self) -> Result<(), FactProblem> {
        require(self.day.is_in_calendar(), FactProblem::ImpossibleDay)?;
        self.fact.check(self.day)
    }
}
