//! What writes into the history and needs nothing but the commons.

use super::Done;
use crate::action::{self, Acceptance, Request};
use crate::chance;
use crate::commons::Commons;
use crate::deed::entries::{Attested, Used, UsedPart, state_of_view};
use crate::deed::export::design::DesignFormat;
use crate::deed::{self, When};
use crate::look::since::{look_at, look_at_shown};
use crate::trouble::Trouble;
use crate::view::Outcome;
use crate::words;
use model::design::{Edit, Position, View as Content};
use model::id::{AgentId, ChangeHash, DocumentId, LineId};
use model::okh::Written;
use model::rsd1::AgentClass;

/// What needs nothing but the commons.
pub(super) fn write(commons: &mut Commons, request: Request, when: When) -> Done {
    if let Some(done) = super::devices::write(commons, &request, when) {
        return done;
    }
    if let Some(done) = super::recovery::write(commons, &request, when) {
        return done;
    }
    if let Some(done) = super::books::write(commons, &request, when) {
        return done;
    }
    if let Some(done) = super::govern::write(commons, &request, when) {
        return done;
    }
    match request {
        Request::NewDesign(new) => {
            let new = deed::designs::NewDesign {
                name: &new.name,
                function: &new.function,
                licence: &new.licence,
                kind: Some(new.kind),
            };
            return Ok(Outcome::Design(commons.new_design(&new, when)?));
        }
        Request::Edit(design, edits) => {
            commons.edit_design(design, &edits, when)?;
        }
        Request::AddLine(design, table, cells) => {
            let edit = Edit::AddLine {
                table,
                line: LineId(chance::bytes()),
                position: Position::Last,
                cells,
            };
            commons.edit_design(design, &[edit], when)?;
        }
        Request::Settle {
            design,
            place,
            value,
        } => {
            commons.edit_design(design, &[Edit::Settle { place, value }], when)?;
        }
        Request::Release {
            design,
            heads,
            version,
            note,
        } => {
            still_stands(commons, design, &heads)?;
            commons.release(design, &version, &note, when)?;
        }
        Request::ReviewState {
            design,
            heads,
            verdict,
            note,
        } => {
            let seen = Content::at(commons.document(design)?, &heads).ok_or_else(gone)?;
            commons.review_state(state_of_view(&seen), verdict, &note, when)?;
        }
        Request::Fork {
            design,
            name,
            reason,
        } => {
            let made = commons.fork_design(design, &name, &reason, when)?;
            return Ok(Outcome::Design(made));
        }
        Request::ExportDesign(design, is_page, to) => {
            let format = match is_page {
                true => DesignFormat::Page,
                false => DesignFormat::Manifest(Written::V2),
            };
            let exported = commons.export_design(design, format, &to, false)?;
            return Ok(Outcome::Said(words::export::exported(&exported)));
        }
        Request::Looked(design, heads) => {
            still_stands(commons, design, &heads)?;
            look_at(commons, design)?;
        }
        Request::LookedAtThese(shown) => look_at_shown(commons, &shown, when.day)?,
        other => write_entry(commons, other, when)?,
    }
    Ok(Outcome::Written)
}

fn write_entry(commons: &mut Commons, request: Request, when: When) -> Result<(), Trouble> {
    match request {
        Request::Review(fact, acceptance) => {
            let accepted = match &acceptance {
                Acceptance::Accept(quantity) => Ok(quantity.as_str()),
                Acceptance::Reject(reason) => Err(reason.as_str()),
            };
            commons.review(fact, accepted, when)?;
        }
        Request::WithdrawReview(fact) => {
            commons.withdraw(fact, when)?;
        }
        Request::Confirm(fact) | Request::CoSign(fact) | Request::ConfirmPayment(fact) => {
            commons.confirm(fact, when)?;
        }
        Request::Organisation {
            name,
            class,
            acting,
        } => organisation(commons, &name, class, acting, when)?,
        Request::ActFor(person, organisation) => {
            commons.let_act_for(organisation, person, when)?;
        }
        Request::GrantRole(person, role) => commons.grant(person, role, when)?,
        Request::Use(used) => {
            commons.report_use(&deed_of(&used)?, when)?;
        }
        Request::Pay {
            agent,
            amount,
            reference,
            day,
        } => {
            commons.pay(agent, &amount, day, &reference, when)?;
        }
        other => unreachable_request(&other)?,
    }
    Ok(())
}

/// A report of use as the form has it.
pub(super) fn deed_of(used: &action::UseReport) -> Result<Used<'_>, Trouble> {
    let units = match used.units.trim() {
        "" => 0,
        units => units.parse().map_err(|_| words::ledger::no_units(units))?,
    };
    let designs = used.designs.iter().map(|one| UsedPart {
        design: one.design,
        version: one.version.as_deref(),
        part: &one.part,
    });
    Ok(Used {
        user: used.agent,
        designs: designs.collect(),
        commercial: used.commercial,
        from: used.from,
        to: used.to,
        revenue: &used.revenue,
        units,
        note: &used.note,
    })
}

fn organisation(
    commons: &mut Commons,
    name: &str,
    class: Option<AgentClass>,
    acting: Vec<AgentId>,
    when: When,
) -> Result<(), Trouble> {
    let agent = commons.declare_organisation(name, acting, when)?;
    if let Some(class) = class {
        let attested = Attested {
            agent,
            class,
            all_surplus_to_workers: class == AgentClass::WorkerOwned,
            source: "",
            evidence: vec![],
            from: when.day,
            to: None,
        };
        commons.attest(&attested, when)?;
    }
    Ok(())
}

/// A release and a look are about exactly what was on the screen.
fn still_stands(
    commons: &mut Commons,
    design: DocumentId,
    heads: &[ChangeHash],
) -> Result<(), Trouble> {
    if commons.view_design(design)?.heads == heads {
        return Ok(());
    }
    Err(Trouble::new(
        "Nothing was written",
        "the design changed while you looked at it",
        "look at the newest changes and do it again",
    ))
}

fn gone() -> Trouble {
    Trouble::new(
        "Nothing was written",
        "the state that you looked at is not here any more",
        "look at the design again",
    )
}

/// A request that should have gone another way.
pub(super) fn unreachable(request: &Request) -> Done {
    unreachable_request(request)?;
    Ok(Outcome::Written)
}

fn unreachable_request(request: &Request) -> Result<(), Trouble> {
    tracing::error!(?request, "a request went the wrong way");
    Err(not_there("Nothing was done"))
}

fn not_there(what: &str) -> Trouble {
    Trouble::new(
        what,
        "this version cannot do it from the window",
        "do it from the command line: see `commonwright --help`",
    )
}
