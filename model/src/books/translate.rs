//! What can be read from one ledger fact alone: whom it is about.

use super::Detail;
use crate::id::{AgentId, FactId};
use crate::ledger::{self, Fact as LedgerFact, WrittenFact};
use crate::number::{Money, Quantity, Ratio};
use crate::rsd1::fact::{
    Accepted, Affiliation, Agreement, Attestation, Claim, Control, Payment, Review, Seal, Split,
    Suspension, Terms, Use, UsedDesign,
};
use crate::rsd1::facts::Word;
use crate::rsd1::policy::PeriodLength;
use crate::rsd1::{Body, Period};

/// The fact about which one of the many says something.
pub(super) fn target(entry: &WrittenFact) -> Option<FactId> {
    match &entry.fact {
        LedgerFact::ContributionReview(said) => Some(said.contribution),
        LedgerFact::Confirm(said) => Some(said.fact),
        _ => None,
    }
}

/// The outline of a fact, for finding it; quantities, signers and the period of a seal are filled in by who judges it.
///
/// `None` for what the derivation does not read.
pub(super) fn outline(entry: WrittenFact) -> Option<Body> {
    let by = entry.by;
    Some(match entry.fact {
        LedgerFact::Contribution(said) => Body::Claim(claim(said, by)),
        LedgerFact::ContributionReview(said) => Body::Review(Review {
            claim: said.contribution,
            by,
            quantity: 0,
            day: entry.day,
        }),
        LedgerFact::ReviewWithdrawn(said) => Body::ReviewWithdrawn {
            review: said.review,
            by,
        },
        LedgerFact::Confirm(said) => Body::Confirm {
            claim: said.fact,
            by,
        },
        LedgerFact::Affiliation(said) => Body::Affiliation(Affiliation {
            person: said.person,
            organisation: said.organisation,
            from: Some(said.from),
            to: said.to,
        }),
        LedgerFact::ClassAttestation(said) => Body::Attestation(Attestation {
            agent: said.agent,
            class: said.class,
            all_surplus_to_workers: said.all_surplus_to_workers,
            from: said.from,
            to: said.to,
            attesters: vec![by],
        }),
        LedgerFact::CoSign(said) => Body::CoSign {
            fact: said.fact,
            by,
        },
        LedgerFact::UseReport(said) => Body::Use(report(said)),
        LedgerFact::Payment(said) => Body::Payment(Payment {
            agent: said.payer,
            amount: said.amount.minor,
            day: said.day,
        }),
        LedgerFact::PaymentConfirmed(said) => Body::PaymentConfirmed {
            payment: said.payment,
            by,
        },
        LedgerFact::Control(said) => Body::Control(Control {
            agent: said.agent,
            controller: said.controller,
            basis_points: said.basis_points,
            from: said.from,
            to: said.to,
        }),
        LedgerFact::Void(said) => Body::Void {
            fact: said.fact,
            signers: vec![by],
        },
        LedgerFact::Agreement(said) => Body::Agreement(agreement(said, by)),
        LedgerFact::SplitAgreement(said) => Body::Split(Split {
            deliverable: said.deliverable,
            shares: said
                .shares
                .iter()
                .map(|share| (share.agent, share.share))
                .collect(),
            signers: vec![by],
        }),
        LedgerFact::Challenge(said) => Body::Challenge {
            fact: said.fact,
            by,
        },
        LedgerFact::Suspension(said) => Body::Suspension(Suspension {
            agent: said.agent,
            from: said.from,
            to: said.to,
            signers: vec![by],
        }),
        LedgerFact::Seal(said) => Body::Seal(Seal {
            period: Period::of(said.from, PeriodLength::Month),
            day: Some(entry.day),
            accepts: Accepted::UpTo {
                ledgers: said
                    .ledgers
                    .iter()
                    .map(|to| (to.document, u64::from(to.entries)))
                    .collect(),
                except: said.exceptions.into_iter().collect(),
            },
            rules: Some(said.rules.0),
            signers: vec![by],
        }),
        LedgerFact::DesignReview(_)
        | LedgerFact::Release(_)
        | LedgerFact::Distribution(_)
        | LedgerFact::Received(_)
        | LedgerFact::Unknown(_) => return None,
    })
}

fn claim(said: ledger::Contribution, by: AgentId) -> Claim {
    let days = i64::from(said.to.0) - i64::from(said.from.0) + 1;
    Claim {
        provider: said.provider,
        by,
        on_behalf_of: said.on_behalf_of,
        kind: said.kind,
        quantity: 0,
        day: said.from,
        days: u32::try_from(days).unwrap_or(1),
        evidence: said.evidence,
        deliverable: said.deliverable,
        share: said.share.unwrap_or(Ratio::ONE),
        supersedes: said.supersedes,
    }
}

fn report(said: ledger::UseReport) -> Use {
    let used = |used: ledger::UsedDesign| UsedDesign {
        design: used.state.design,
        licence: used.state.licence,
        part: used.part,
    };
    Use {
        agent: said.user,
        commercial: said.commercial,
        revenue: said.revenue.map_or(0, |revenue| revenue.minor),
        units: said.units.unwrap_or(0),
        from: said.from,
        to: said.to,
        designs: said.designs.into_iter().map(used).collect(),
    }
}

fn agreement(said: ledger::Agreement, by: AgentId) -> Agreement {
    let flat = said.flat.map_or(0, |flat| flat.minor);
    Agreement {
        agent: said.licensee,
        designs: said.designs,
        terms: said.rate.map_or(Terms::Flat(flat), Terms::Rate),
        from: said.from,
        to: said.to,
        signers: vec![by],
    }
}

/// What is counted by the rules of the commons: quantities, currencies, periods. Units are named by `word`.
pub(super) fn detail(entry: &WrittenFact, mut word: impl FnMut(&str) -> Word) -> Detail {
    let mut measured =
        |quantity: &Quantity| Detail::Quantity(quantity.decimal(), word(&quantity.unit));
    let money = |money: Money| Detail::Money(money.currency);
    match &entry.fact {
        LedgerFact::Contribution(said) => measured(&said.quantity),
        LedgerFact::ContributionReview(said) => measured(&said.accepted),
        LedgerFact::UseReport(said) => said.revenue.map_or(Detail::None, money),
        LedgerFact::Payment(said) => money(said.amount),
        LedgerFact::Agreement(said) => said.flat.map_or(Detail::None, money),
        LedgerFact::Seal(said) => Detail::Days(said.from, said.to),
        LedgerFact::Distribution(said) => Detail::Shared(said.amount.currency, said.from, said.to),
        LedgerFact::Received(said) => Detail::Received(said.agent),
        _ => Detail::None,
    }
}

/// A name for what the charter says, as the derivation takes it.
pub(super) fn derived(what: &str, one: AgentId, other: AgentId) -> FactId {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 charter as fact v1");
    hasher.update(&one.0);
    hasher.update(&other.0);
    hasher.update(what.as_bytes());
    FactId(*hasher.finalize().as_bytes())
}
