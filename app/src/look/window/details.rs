//! What an entry says beyond its line: days, designs with their versions and parts, how many, on what terms.

use crate::commons::Commons;
use crate::look::ledger::design_name;
use crate::words::details as w;
use model::ledger::{Agreement, Fact, UseReport, UsedDesign};

/// One sentence or a few words on each line.
pub fn details(commons: &Commons, fact: &Fact) -> Vec<String> {
    match fact {
        Fact::Contribution(work) => {
            let days = (work.from != work.to).then(|| w::days(work.from, Some(work.to)));
            let machine = work.machine_part.as_ref().map(|part| w::machine(part));
            days.into_iter().chain(machine).collect()
        }
        Fact::UseReport(used) => used_details(commons, used),
        Fact::Agreement(agreed) => agreed_details(commons, agreed),
        Fact::ClassAttestation(attested) => {
            let mut lines = vec![w::days(attested.from, attested.to)];
            if attested.all_surplus_to_workers {
                lines.push(crate::words::people::SURPLUS.to_owned());
            }
            lines
        }
        Fact::Affiliation(said) => vec![crate::words::belonging::works(
            &commons.called(said.person),
            said.from,
            said.to,
        )],
        Fact::Control(said) => vec![w::days(said.from, said.to)],
        Fact::Suspension(said) => vec![w::days(said.from, said.to)],
        Fact::Payment(paid) => vec![w::paid_on(paid.day)],
        _ => vec![],
    }
}

fn used_details(commons: &Commons, used: &UseReport) -> Vec<String> {
    let mut lines = vec![w::days(used.from, Some(used.to))];
    let one = |one: &UsedDesign| {
        let name = design_name(commons, one.state.design);
        w::used(&name, version(commons, one).as_deref(), one.part)
    };
    lines.extend(used.designs.iter().map(one));
    lines.extend(used.units.map(w::units));
    lines
}

/// The released version that was used, where it was one.
pub fn version(commons: &Commons, used: &UsedDesign) -> Option<String> {
    match commons.fact(used.release?).ok()?.fact {
        Fact::Release(release) => Some(release.version),
        _ => None,
    }
}

fn agreed_details(commons: &Commons, agreed: &Agreement) -> Vec<String> {
    let designs = agreed.designs.iter();
    let designs: Vec<String> = designs.map(|one| design_name(commons, *one)).collect();
    let terms = match agreed.rate {
        Some(_) => w::BY_RATE,
        None => w::BY_FLAT,
    };
    vec![
        w::days(agreed.from, agreed.to),
        terms.to_owned(),
        w::designs(&designs),
    ]
}
