//! What the derivation is given: facts, already decoded and with the signers they need (RSD-1, sections 0 and 2).

use std::collections::{BTreeMap, BTreeSet};

use super::period::Period;
use super::policy::AgentClass;
use crate::day::Day;
use crate::id::{AgentId, DeviceId, DocumentId, FactId, FileHash};
use crate::number::Ratio;

/// One fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name; facts are a set keyed by it.
    pub id: FactId,
    /// Whose key was to sign it, and the key that did; `None` where that was settled before.
    pub signed: Option<(AgentId, DeviceId)>,
    /// What it says.
    pub body: Body,
}

/// What a fact says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// An agent is a steward.
    Steward(AgentId),
    /// An agent is a treasurer, who sees payments arrive.
    Treasurer(AgentId),
    /// A key belongs to an agent.
    Key(AgentId, DeviceId),
    /// A class of an agent, attested by enough people.
    Attestation(Attestation),
    /// Somebody else holds a part of an agent.
    Control(Control),
    /// A person belongs to an organisation.
    Affiliation(Affiliation),
    /// A person acts for an organisation, as the charter says.
    Acting(Acting),
    /// A contribution.
    Claim(Claim),
    /// A review of a contribution.
    Review(Review),
    /// A review is withdrawn by who wrote it.
    ReviewWithdrawn {
        /// The review.
        review: FactId,
        /// Who withdraws it.
        by: AgentId,
    },
    /// A person confirms what was written in their name.
    Confirm {
        /// The contribution.
        claim: FactId,
        /// Who confirms it.
        by: AgentId,
    },
    /// Claimants of one deliverable agree how to share it.
    Split(Split),
    /// A use of designs.
    Use(Use),
    /// A written licence.
    Agreement(Agreement),
    /// A payment, as reported.
    Payment(Payment),
    /// A payment has arrived.
    PaymentConfirmed {
        /// The payment.
        payment: FactId,
        /// Who has seen it.
        by: AgentId,
    },
    /// A period is closed.
    Seal(Seal),
    /// An agent's account is paused by decision.
    Suspension(Suspension),
    /// One more person stands behind a fact. Inert here: signers are counted before.
    CoSign {
        /// The fact.
        fact: FactId,
        /// Who co-signs it.
        by: AgentId,
    },
    /// A decision that a fact does not count.
    Void {
        /// The fact.
        fact: FactId,
        /// Author and co-signers.
        signers: Vec<AgentId>,
    },
    /// Somebody questions a fact.
    Challenge {
        /// The fact.
        fact: FactId,
        /// Who questions it.
        by: AgentId,
    },
}

/// A class of an agent for a span of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attestation {
    /// Whose class.
    pub agent: AgentId,
    /// The class.
    pub class: AgentClass,
    /// Whether all surplus goes to those who work there.
    pub all_surplus_to_workers: bool,
    /// The first day.
    pub from: Day,
    /// The last day, where it was named; the policy cuts it.
    pub to: Option<Day>,
    /// Who attests it.
    pub attesters: Vec<AgentId>,
}

/// A part of an agent that somebody else holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Control {
    /// What is held.
    pub agent: AgentId,
    /// Who holds it.
    pub controller: AgentId,
    /// How much of it, of 10,000.
    pub basis_points: u32,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
}

/// A person belongs to an organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Affiliation {
    /// The person.
    pub person: AgentId,
    /// The organisation.
    pub organisation: AgentId,
    /// The first day, where it was named.
    pub from: Option<Day>,
    /// The last day, where it was named.
    pub to: Option<Day>,
}

/// A person acts for an organisation, or has acted for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acting {
    /// The person.
    pub person: AgentId,
    /// The organisation.
    pub organisation: AgentId,
    /// The day of the act that said so first.
    pub since: Day,
}

/// A contribution as it was claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// Who did the work.
    pub provider: AgentId,
    /// Who wrote it down.
    pub by: AgentId,
    /// On whose behalf, if not the provider's.
    pub on_behalf_of: Option<AgentId>,
    /// The type, as the policy names it.
    pub kind: String,
    /// How many units of the type.
    pub quantity: i64,
    /// The (first) work day.
    pub day: Day,
    /// Over how many days, at least one.
    pub days: u32,
    /// What proves it.
    pub evidence: Vec<FileHash>,
    /// The thing that it is a share of.
    pub deliverable: Option<String>,
    /// The share of it.
    pub share: Ratio,
    /// The contribution that this one corrects.
    pub supersedes: Option<FactId>,
}

impl Claim {
    /// Who gets the points.
    pub fn beneficiary(&self) -> AgentId {
        self.on_behalf_of.unwrap_or(self.provider)
    }
}

/// A review of a contribution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// The contribution.
    pub claim: FactId,
    /// Who reviews it.
    pub by: AgentId,
    /// The accepted quantity; 0 rejects it.
    pub quantity: i64,
    /// The day of the review.
    pub day: Day,
}

/// How claimants share a deliverable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Split {
    /// The deliverable.
    pub deliverable: String,
    /// The share of each provider.
    pub shares: BTreeMap<AgentId, Ratio>,
    /// Author and co-signers.
    pub signers: Vec<AgentId>,
}

/// A use of designs inside one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// Who used them.
    pub agent: AgentId,
    /// Whether to earn money.
    pub commercial: bool,
    /// Revenue in minor units.
    pub revenue: i64,
    /// Units built.
    pub units: u32,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// The designs, each with its licence on that day.
    pub designs: Vec<UsedDesign>,
}

/// A design in a use report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsedDesign {
    /// The design.
    pub design: DocumentId,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// The part of the product that it makes up.
    pub part: Ratio,
}

/// A written licence between the stewards and one agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// The agent.
    pub agent: AgentId,
    /// For which designs; empty for all.
    pub designs: Vec<DocumentId>,
    /// What it costs.
    pub terms: Terms,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
    /// Author and co-signers.
    pub signers: Vec<AgentId>,
}

/// What a use under an agreement costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Terms {
    /// Minor units per use report.
    Flat(i64),
    /// A share of the attributable revenue.
    Rate(Ratio),
}

/// A payment as it was reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// For whom.
    pub agent: AgentId,
    /// Minor units.
    pub amount: i64,
    /// The day of the payment.
    pub day: Day,
}

/// A closed period and all that it saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// The period.
    pub period: Period,
    /// The day of its entry; `None` where the facts do not say.
    pub day: Option<Day>,
    /// The facts that it accepts.
    pub accepts: Accepted,
    /// The rules of the period as its author knew them, by their bytes; `None` where the facts do not say.
    pub rules: Option<[u8; 32]>,
    /// Author and co-signers.
    pub signers: Vec<AgentId>,
}

/// What a seal accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Accepted {
    /// These facts.
    These(Vec<FactId>),
    /// Of each ledger the entries up to a place, from 1, less some facts.
    UpTo {
        /// The last place in each ledger.
        ledgers: BTreeMap<DocumentId, u64>,
        /// What is left out all the same.
        except: BTreeSet<FactId>,
    },
}

/// An account is paused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suspension {
    /// Whose account.
    pub agent: AgentId,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
    /// Author and co-signers.
    pub signers: Vec<AgentId>,
}

/// Whether an open-ended span holds that day.
pub(super) fn spans(from: Day, to: Option<Day>, day: Day) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}
