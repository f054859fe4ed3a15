//! Facts as they are kept: names are numbers, and what comes by the hundred thousand is small.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Facts, No};
use crate::day::Day;
use crate::id::{AgentId, FactId, FileHash};
use crate::number::Ratio;
use crate::rsd1::Period;
use crate::rsd1::fact::{Agreement, Attestation, Body, Claim, Review, Seal, Split, Suspension};

/// A word that many facts share: a type of contribution, a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Word(u32);

/// All words, each once.
#[derive(Clone, Default, Debug)]
pub(super) struct Words {
    texts: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, Word>,
}

impl Words {
    pub(super) fn text(&self, word: Word) -> &str {
        &self.texts[word.0 as usize]
    }

    pub(super) fn find(&self, text: &str) -> Option<Word> {
        self.numbers.get(text).copied()
    }

    pub(super) fn number(&mut self, text: &str) -> Word {
        if let Some(word) = self.find(text) {
            return word;
        }
        let word = Word(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, word);
        word
    }
}

/// What a fact says.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// Nothing that the derivation reads.
    Plain,
    /// A contribution.
    Claim(Box<StoredClaim>),
    Review {
        claim: No,
        by: AgentId,
        quantity: i64,
        day: Day,
    },
    Withdrawn {
        review: No,
        by: AgentId,
    },
    Confirm {
        claim: No,
        by: AgentId,
    },
    CoSign {
        fact: No,
        by: AgentId,
    },
    Challenge {
        fact: No,
        by: AgentId,
    },
    Paid {
        payment: No,
        by: AgentId,
    },
    Void {
        fact: No,
        signers: Vec<AgentId>,
    },
    /// How a deliverable is shared.
    Split(Word, Box<Split>),
    /// What comes rarely, as it was given.
    Whole(Box<Body>),
}

/// A contribution as it was claimed; see [`Claim`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StoredClaim {
    pub(crate) provider: AgentId,
    pub(crate) by: AgentId,
    pub(crate) beneficiary: AgentId,
    pub(crate) quantity: i64,
    pub(crate) share: Ratio,
    pub(crate) evidence: Box<[FileHash]>,
    pub(crate) kind: Word,
    pub(crate) deliverable: Option<Word>,
    pub(crate) supersedes: Option<No>,
    pub(crate) day: Day,
    pub(crate) days: u32,
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
    /// The facts about which it says something.
    pub(crate) fn targets(&self) -> impl Iterator<Item = No> + use<> {
        let target = match self {
            Stored::Claim(claim) => claim.supersedes,
            Stored::Review { claim: no, .. }
            | Stored::Withdrawn { review: no, .. }
            | Stored::Confirm { claim: no, .. }
            | Stored::CoSign { fact: no, .. }
            | Stored::Challenge { fact: no, .. }
            | Stored::Paid { payment: no, .. }
            | Stored::Void { fact: no, .. } => Some(*no),
            Stored::Plain | Stored::Split(..) | Stored::Whole(_) => None,
        };
        target.into_iter()
    }

    pub(super) fn fill(&mut self, fill: Fill) -> bool {
        match (self, fill) {
            (Stored::Claim(claim), Fill::Claim(by, quantity)) => {
                let is_other = (claim.by, claim.quantity) != (by, quantity);
                (claim.by, claim.quantity) = (by, quantity);
                is_other
            }
            (Stored::Review { quantity, .. }, Fill::Quantity(new)) => {
                std::mem::replace(quantity, new) != new
            }
            (Stored::Confirm { by, .. }, Fill::By(new)) => std::mem::replace(by, new) != new,
            (stored, Fill::Signers(new)) => stored.sign(new),
            (stored, Fill::Seal(new, signers)) => {
                let is_other = match stored {
                    Stored::Whole(body) => match &mut **body {
                        Body::Seal(seal) => std::mem::replace(&mut seal.period, new) != new,
                        _ => false,
                    },
                    _ => false,
                };
                stored.sign(signers) || is_other
            }
            _ => false,
        }
    }

    fn sign(&mut self, new: Vec<AgentId>) -> bool {
        let Some(signers) = self.signers() else {
            return false;
        };
        let is_other = *signers != new;
        *signers = new;
        is_other
    }

    fn signers(&mut self) -> Option<&mut Vec<AgentId>> {
        match self {
            Stored::Void { signers, .. } => Some(signers),
            Stored::Split(_, split) => Some(&mut split.signers),
            Stored::Whole(body) => match &mut **body {
                Body::Attestation(Attestation {
                    attesters: signers, ..
                })
                | Body::Agreement(Agreement { signers, .. })
                | Body::Seal(Seal { signers, .. })
                | Body::Suspension(Suspension { signers, .. }) => Some(signers),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Facts {
    pub(super) fn store(&mut self, body: Body) -> Stored {
        match body {
            Body::Claim(claim) => Stored::Claim(Box::new(self.store_claim(claim))),
            Body::Review(Review {
                claim,
                by,
                quantity,
                day,
            }) => Stored::Review {
                claim: self.number(claim),
                by,
                quantity,
                day,
            },
            Body::ReviewWithdrawn { review, by } => Stored::Withdrawn {
                review: self.number(review),
                by,
            },
            Body::Confirm { claim, by } => Stored::Confirm {
                claim: self.number(claim),
                by,
            },
            Body::CoSign { fact, by } => Stored::CoSign {
                fact: self.number(fact),
                by,
            },
            Body::Challenge { fact, by } => Stored::Challenge {
                fact: self.number(fact),
                by,
            },
            Body::PaymentConfirmed { payment, by } => Stored::Paid {
                payment: self.number(payment),
                by,
            },
            Body::Void { fact, signers } => Stored::Void {
                fact: self.number(fact),
                signers,
            },
            Body::Split(split) => {
                Stored::Split(self.words.number(&split.deliverable), Box::new(split))
            }
            other => Stored::Whole(Box::new(other)),
        }
    }

    fn store_claim(&mut self, claim: Claim) -> StoredClaim {
        StoredClaim {
            beneficiary: claim.beneficiary(),
            provider: claim.provider,
            by: claim.by,
            quantity: claim.quantity,
            share: claim.share,
            kind: self.words.number(&claim.kind),
            deliverable: claim.deliverable.map(|thing| self.words.number(&thing)),
            supersedes: claim.supersedes.map(|earlier| self.number(earlier)),
            evidence: claim.evidence.into(),
            day: claim.day,
            days: claim.days,
        }
    }

    /// A fact as it was given.
    pub(super) fn body(&self, no: No) -> Option<Body> {
        let id = |no: &No| -> FactId { self.id(*no) };
        Some(match self.stored(no) {
            Stored::Plain => return None,
            Stored::Claim(claim) => Body::Claim(self.whole_claim(claim)),
            Stored::Review {
                claim,
                by,
                quantity,
                day,
            } => Body::Review(Review {
                claim: id(claim),
                by: *by,
                quantity: *quantity,
                day: *day,
            }),
            Stored::Withdrawn { review, by } => Body::ReviewWithdrawn {
                review: id(review),
                by: *by,
            },
            Stored::Confirm { claim, by } => Body::Confirm {
                claim: id(claim),
                by: *by,
            },
            Stored::CoSign { fact, by } => Body::CoSign {
                fact: id(fact),
                by: *by,
            },
            Stored::Challenge { fact, by } => Body::Challenge {
                fact: id(fact),
                by: *by,
            },
            Stored::Paid { payment, by } => Body::PaymentConfirmed {
                payment: id(payment),
                by: *by,
            },
            Stored::Void { fact, signers } => Body::Void {
                fact: id(fact),
                signers: signers.clone(),
            },
            Stored::Split(_, split) => Body::Split((**split).clone()),
            Stored::Whole(body) => (**body).clone(),
        })
    }

    fn whole_claim(&self, claim: &StoredClaim) -> Claim {
        Claim {
            provider: claim.provider,
            by: claim.by,
            on_behalf_of: (claim.beneficiary != claim.provider).then_some(claim.beneficiary),
            kind: self.word(claim.kind).to_owned(),
            quantity: claim.quantity,
            day: claim.day,
            days: claim.days,
            evidence: claim.evidence.to_vec(),
            deliverable: claim.deliverable.map(|thing| self.word(thing).to_owned()),
            share: claim.share,
            supersedes: claim.supersedes.map(|earlier| self.id(earlier)),
        }
    }
}
