//! What can be read from one ledger fact alone: whom it is about.

use super::BookEntry;
use crate::id::AgentId;
use crate::ledger::{self, Fact as LedgerFact};
use crate::number::Ratio;
use crate::rsd1::Body;
use crate::rsd1::fact::{
    Affiliation, Agreement, Attestation, Claim, Control, Payment, Review, Split, Suspension, Terms,
    Use, UsedDesign,
};

/// The outline of a fact, for finding it; quantities and signers are filled in later.
///
/// Seals have no outline: they are asked for by period.
pub(super) fn outline(entry: &BookEntry) -> Option<Body> {
    let by = entry.fact.by;
    Some(match &entry.fact.fact {
        LedgerFact::Contribution(said) => Body::Claim(claim(said, by, 0)),
        LedgerFact::ContributionReview(said) => Body::Review(Review {
            claim: said.contribution,
            by,
            quantity: 0,
            day: entry.fact.day,
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
            deliverable: said.deliverable.clone(),
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
        LedgerFact::DesignReview(_)
        | LedgerFact::Release(_)
        | LedgerFact::Seal(_)
        | LedgerFact::Unknown(_) => {
            return None;
        }
    })
}

/// A contribution of so many units of its type.
pub(super) fn claim(said: &ledger::Contribution, by: AgentId, quantity: i64) -> Claim {
    let days = i64::from(said.to.0) - i64::from(said.from.0) + 1;
    Claim {
        provider: said.provider,
        by,
        on_behalf_of: said.on_behalf_of,
        kind: said.kind.clone(),
        quantity,
        day: said.from,
        days: u32::try_from(days).unwrap_or(1),
        evidence: said.evidence.clone(),
        deliverable: said.deliverable.clone(),
        share: said.share.unwrap_or(Ratio::ONE),
        supersedes: said.supersedes,
    }
}

fn report(said: &ledger::UseReport) -> Use {
    let used = |used: &ledger::UsedDesign| UsedDesign {
        design: used.state.design,
        licence: used.state.licence.clone(),
        part: used.part,
    };
    Use {
        agent: said.user,
        commercial: said.commercial,
        revenue: said.revenue.map_or(0, |revenue| revenue.minor),
        units: said.units.unwrap_or(0),
        from: said.from,
        to: said.to,
        designs: said.designs.iter().map(used).collect(),
    }
}

fn agreement(said: &ledger::Agreement, by: AgentId) -> Agreement {
    let flat = said.flat.map_or(0, |flat| flat.minor);
    Agreement {
        agent: said.licensee,
        terms: said.rate.map_or(Terms::Flat(flat), Terms::Rate),
        from: said.from,
        to: said.to,
        signers: vec![by],
    }
}
