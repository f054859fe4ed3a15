//! Facts as they are kept: names are numbers, and what comes by the hundred thousand is small.

use super::{AgentNo, Facts, No, Word};
use crate::day::Day;
use crate::id::{AgentId, FactId, FileHash};
use crate::number::Ratio;
use crate::rsd1::Period;
use crate::rsd1::fact::{Agreement, Attestation, Body, Claim, Review, Seal, Split, Suspension};

/// The number of a contribution among all versions of all contributions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct ClaimNo(u32);

impl ClaimNo {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a fact says.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// Nothing that the derivation reads.
    Plain,
    /// A contribution.
    Claim(ClaimNo),
    Review {
        claim: No,
        by: AgentNo,
        day: Day,
        quantity: i64,
    },
    Withdrawn {
        review: No,
        by: AgentNo,
    },
    Confirm {
        claim: No,
        by: AgentNo,
    },
    CoSign {
        fact: No,
        by: AgentNo,
    },
    Challenge {
        fact: No,
        by: AgentNo,
    },
    Paid {
        payment: No,
        by: AgentNo,
    },
    Void {
        fact: No,
        signers: Box<[AgentId]>,
    },
    /// How a deliverable is shared.
    Split(Word, Box<Split>),
    /// What comes rarely, as it was given.
    Whole(Box<Body>),
}

/// A contribution as it was claimed; see [`Claim`].
#[derive(Clone, Debug)]
pub(crate) struct StoredClaim {
    pub(crate) provider: AgentNo,
    pub(crate) by: AgentNo,
    pub(crate) beneficiary: AgentNo,
    pub(crate) kind: Word,
    pub(crate) supersedes: Option<No>,
    pub(crate) day: Day,
    pub(crate) days: u32,
    /// All work of the provider on that day, by the number of that list.
    pub(crate) day_list: u32,
    /// What was listed before on that day.
    pub(super) before_on_day: Option<No>,
    pub(crate) quantity: i64,
    more: Option<Box<More>>,
}

/// What most contributions have not.
#[derive(Clone, Debug)]
struct More {
    share: Ratio,
    evidence: Box<[FileHash]>,
    deliverable: Option<Word>,
}

impl StoredClaim {
    pub(crate) fn evidence(&self) -> &[FileHash] {
        self.more.as_ref().map_or(&[], |more| &more.evidence)
    }

    pub(crate) fn deliverable(&self) -> Option<Word> {
        self.more.as_ref()?.deliverable
    }

    pub(crate) fn share(&self) -> Ratio {
        self.more.as_ref().map_or(Ratio::ONE, |more| more.share)
    }
}

/// What is written into a fact after it was put in.
pub(crate) enum Fill {
    Nothing,
    /// In whose voice a contribution was written down, and how many units it has.
    Claim(AgentId, i64),
    /// How many units a review accepts.
    Quantity(i64),
    /// In whose voice somebody confirms.
    By(AgentId),
    /// Who has signed.
    Signers(Vec<AgentId>),
    /// Which period a seal closes, and who has signed it.
    Seal(Period, Vec<AgentId>),
}

impl Stored {
    fn sign(&mut self, new: Vec<AgentId>) -> bool {
        let signers = match self {
            Stored::Void { signers, .. } => {
                let is_other = **signers != *new;
                *signers = new.into();
                return is_other;
            }
            Stored::Split(_, split) => &mut split.signers,
            Stored::Whole(body) => match &mut **body {
                Body::Attestation(Attestation {
                    attesters: signers, ..
                })
                | Body::Agreement(Agreement { signers, .. })
                | Body::Seal(Seal { signers, .. })
                | Body::Suspension(Suspension { signers, .. }) => signers,
                _ => return false,
            },
            _ => return false,
        };
        let is_other = *signers != new;
        *signers = new;
        is_other
    }

    fn seal(&mut self, new: Period) -> bool {
        match self {
            Stored::Whole(body) => match &mut **body {
                Body::Seal(seal) => std::mem::replace(&mut seal.period, new) != new,
                _ => false,
            },
            _ => false,
        }
    }
}

impl Facts {
    /// The fact about which something is said.
    pub(crate) fn target_of(&self, stored: &Stored) -> Option<No> {
        match stored {
            Stored::Claim(claim) => self.claims[claim.index()].supersedes,
            Stored::Review { claim: no, .. }
            | Stored::Withdrawn { review: no, .. }
            | Stored::Confirm { claim: no, .. }
            | Stored::CoSign { fact: no, .. }
            | Stored::Challenge { fact: no, .. }
            | Stored::Paid { payment: no, .. }
            | Stored::Void { fact: no, .. } => Some(*no),
            Stored::Plain | Stored::Split(..) | Stored::Whole(_) => None,
        }
    }

    /// Writes into a fact what was not known when it was put in; says whether it is another now.
    pub(crate) fn fill(&mut self, no: No, fill: Fill) -> bool {
        match (&mut self.kept[no.index()].stored, fill) {
            (Stored::Claim(claim), Fill::Claim(by, quantity)) => {
                let (claim, by) = (&mut self.claims[claim.index()], self.agents.number(by));
                let is_other = (claim.by, claim.quantity) != (by, quantity);
                (claim.by, claim.quantity) = (by, quantity);
                is_other
            }
            (Stored::Review { quantity, .. }, Fill::Quantity(new)) => {
                std::mem::replace(quantity, new) != new
            }
            (Stored::Confirm { by, .. }, Fill::By(new)) => {
                let new = self.agents.number(new);
                std::mem::replace(by, new) != new
            }
            (stored, Fill::Signers(new)) => stored.sign(new),
            (stored, Fill::Seal(period, signers)) => {
                let is_other = stored.seal(period);
                stored.sign(signers) || is_other
            }
            _ => false,
        }
    }

    pub(super) fn store(&mut self, body: Body) -> Stored {
        match body {
            Body::Claim(claim) => self.store_claim(claim),
            Body::Review(said) => Stored::Review {
                claim: self.number(said.claim),
                by: self.agent_number(said.by),
                day: said.day,
                quantity: said.quantity,
            },
            Body::ReviewWithdrawn { review, by } => Stored::Withdrawn {
                review: self.number(review),
                by: self.agent_number(by),
            },
            Body::Confirm { claim, by } => Stored::Confirm {
                claim: self.number(claim),
                by: self.agent_number(by),
            },
            Body::CoSign { fact, by } => Stored::CoSign {
                fact: self.number(fact),
                by: self.agent_number(by),
            },
            Body::Challenge { fact, by } => Stored::Challenge {
                fact: self.number(fact),
                by: self.agent_number(by),
            },
            Body::PaymentConfirmed { payment, by } => Stored::Paid {
                payment: self.number(payment),
                by: self.agent_number(by),
            },
            Body::Void { fact, signers } => Stored::Void {
                fact: self.number(fact),
                signers: signers.into(),
            },
            Body::Split(split) => {
                let word = self.words.number(&split.deliverable);
                Stored::Split(word, Box::new(split))
            }
            other => Stored::Whole(Box::new(other)),
        }
    }

    fn store_claim(&mut self, claim: Claim) -> Stored {
        let (provider, beneficiary) = (claim.provider, claim.beneficiary());
        let provider = self.agent_number(provider);
        let deliverable = claim.deliverable.map(|thing| self.words.number(&thing));
        let is_plain =
            claim.evidence.is_empty() && deliverable.is_none() && claim.share == Ratio::ONE;
        let more = More {
            share: claim.share,
            evidence: claim.evidence.into(),
            deliverable,
        };
        let stored = StoredClaim {
            provider,
            by: self.agent_number(claim.by),
            beneficiary: self.agent_number(beneficiary),
            kind: self.words.number(&claim.kind),
            supersedes: claim.supersedes.map(|earlier| self.number(earlier)),
            day: claim.day,
            days: claim.days,
            day_list: self.lists.day(provider, claim.day),
            before_on_day: None,
            quantity: claim.quantity,
            more: (!is_plain).then(|| Box::new(more)),
        };
        let next = ClaimNo(u32::try_from(self.claims.len()).unwrap_or(u32::MAX));
        self.claims.push(stored);
        Stored::Claim(next)
    }

    /// A fact as it was given.
    pub(super) fn body(&self, no: No) -> Option<Body> {
        let id = |no: &No| -> FactId { self.id(*no) };
        let agent = |agent: &AgentNo| -> AgentId { self.agent(*agent) };
        Some(match self.stored(no) {
            Stored::Plain => return None,
            Stored::Claim(claim) => Body::Claim(self.whole_claim(&self.claims[claim.index()])),
            Stored::Review {
                claim,
                by,
                quantity,
                day,
            } => Body::Review(Review {
                claim: id(claim),
                by: agent(by),
                quantity: *quantity,
                day: *day,
            }),
            Stored::Withdrawn { review, by } => Body::ReviewWithdrawn {
                review: id(review),
                by: agent(by),
            },
            Stored::Confirm { claim, by } => Body::Confirm {
                claim: id(claim),
                by: agent(by),
            },
            Stored::CoSign { fact, by } => Body::CoSign {
                fact: id(fact),
                by: agent(by),
            },
            Stored::Challenge { fact, by } => Body::Challenge {
                fact: id(fact),
                by: agent(by),
            },
            Stored::Paid { payment, by } => Body::PaymentConfirmed {
                payment: id(payment),
                by: agent(by),
            },
            Stored::Void { fact, signers } => Body::Void {
                fact: id(fact),
                signers: signers.to_vec(),
            },
            Stored::Split(_, split) => Body::Split((**split).clone()),
            Stored::Whole(body) => (**body).clone(),
        })
    }

    fn whole_claim(&self, claim: &StoredClaim) -> Claim {
        let is_behalf = claim.beneficiary != claim.provider;
        let thing = claim.deliverable();
        Claim {
            provider: self.agent(claim.provider),
            by: self.agent(claim.by),
            on_behalf_of: is_behalf.then(|| self.agent(claim.beneficiary)),
            kind: self.word(claim.kind).to_owned(),
            quantity: claim.quantity,
            day: claim.day,
            days: claim.days,
            evidence: claim.evidence().to_vec(),
            deliverable: thing.map(|thing| self.word(thing).to_owned()),
            share: claim.share(),
            supersedes: claim.supersedes.map(|earlier| self.id(earlier)),
        }
    }
}
