//! What a person can do about an entry of their own that has no corrections, and how its form begins anew.

use super::digest::Digest;
use crate::action;
use crate::commons::Commons;
use crate::look::ledger::{design_name, subject};
use crate::view::{Anew, QuestionState};
use model::id::FactId;
use model::ledger::{Agreement, Contribution, Fact, UseReport, WrittenFact};
use model::number::Money;

/// What the form begins with that writes the entry again; `None` where this person cannot say that it is wrong.
pub fn again(
    commons: &Commons,
    digest: &Digest,
    id: FactId,
    written: &WrittenFact,
) -> Option<Box<Anew>> {
    let me = commons.me()?;
    let is_mine = |agent| commons.charter().speaks_for(me, agent);
    if written.by != me && !subject(&written.fact).is_some_and(is_mine) {
        return None;
    }
    let is_over = digest.refused.contains_key(&id) || digest.voided.contains(&id);
    let mut asked = digest.questions.iter();
    let is_asked = asked.any(|one| one.about == id && one.state == QuestionState::Open);
    if is_over || is_asked {
        return None;
    }
    Some(Box::new(match &written.fact {
        Fact::Contribution(said) => {
            if digest.versions.current(id) != id {
                return None;
            }
            Anew::Work(worked(said))
        }
        Fact::UseReport(said) => Anew::Use(used(commons, said)),
        Fact::Payment(said) => Anew::Paid {
            agent: said.payer,
            name: commons.called(said.payer),
            amount: typed(said.amount),
            reference: said.reference.clone(),
            day: said.day,
        },
        Fact::Agreement(said) => agreed(commons, said),
        Fact::Affiliation(said) => Anew::Belongs {
            person: said.person,
            organisation: said.organisation,
            name: commons.called(said.organisation),
            from: said.from,
            to: said.to,
        },
        Fact::Control(said) => Anew::Holds {
            agent: said.agent,
            name: commons.called(said.agent),
            holder: said.controller,
            percent: crate::words::decide::percent(said.basis_points),
            from: said.from,
            to: said.to,
        },
        Fact::ClassAttestation(said) => Anew::Is {
            agent: said.agent,
            class: said.class,
            all_surplus_to_workers: said.all_surplus_to_workers,
            source: said.source.clone(),
            from: said.from,
            to: said.to,
        },
        _ => return None,
    }))
}

fn worked(said: &Contribution) -> action::Contribution {
    let share = said.share.map(|share| share.to_string());
    action::Contribution {
        design: said.state.as_ref().map(|state| state.design),
        work: said.kind.clone(),
        quantity: super::ledger::quantity_typed(&said.quantity),
        for_whom: said.on_behalf_of,
        day: said.to,
        from: (said.from != said.to).then_some(said.from),
        part_of: said.deliverable.clone().zip(share),
        machine: said.machine_part.clone().unwrap_or_default(),
        note: said.note.clone(),
        evidence: None,
        corrects: None,
    }
}

fn used(commons: &Commons, said: &UseReport) -> action::UseReport {
    let designs = said.designs.iter().map(|one| action::UsedDesign {
        design: one.state.design,
        version: super::details::version(commons, one),
        part: one.part.to_string(),
    });
    action::UseReport {
        agent: said.user,
        designs: designs.collect(),
        commercial: said.commercial,
        from: said.from,
        to: said.to,
        units: said
            .units
            .map(|units| units.to_string())
            .unwrap_or_default(),
        revenue: said.revenue.map(typed).unwrap_or_default(),
        note: said.note.clone(),
    }
}

fn agreed(commons: &Commons, said: &Agreement) -> Anew {
    let terms = match (said.flat, said.rate) {
        (Some(flat), _) => action::AgreedTerms::Flat(typed(flat)),
        (None, rate) => {
            let rate = rate.map(|rate| rate.to_string());
            action::AgreedTerms::Rate(rate.unwrap_or_default())
        }
    };
    let named = said.designs.iter();
    let named = named.map(|design| (*design, design_name(commons, *design)));
    Anew::Agreed {
        name: commons.called(said.licensee),
        designs: named.collect(),
        agreed: action::Agreed {
            agent: said.licensee,
            terms,
            designs: said.designs.clone(),
            from: said.from,
            to: said.to,
            text: None,
            note: said.note.clone(),
        },
    }
}

/// An amount as somebody would type it.
fn typed(money: Money) -> String {
    money.amount().to_string()
}
