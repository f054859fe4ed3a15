//! What people decide together: agreements, rules, periods, questions, shares and pauses.

use super::Done;
use crate::action::Request;
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::belonging::Belonging;
use crate::deed::correcting::Asked;
use crate::deed::shares::{Held, Paused};
use crate::look::window::rules;
use crate::trouble::Trouble;
use crate::view::Outcome;
use model::id::FactId;

/// Carries it out; `None` where it is something else.
pub(super) fn write(commons: &mut Commons, request: &Request, when: When) -> Option<Done> {
    let written = match request {
        Request::CallWrong(fact, reason) => {
            let asked = commons.call_wrong(*fact, reason, when);
            asked.map(Asked::fact)
        }
        Request::LeaveOut(fact, reason) => commons.leave_out(*fact, reason, when),
        Request::Question(fact, reason) => commons.challenge(*fact, reason, when),
        Request::ProposeRules(policy, from) => commons.propose_rules(policy, *from, when),
        Request::EndBelonging(person, organisation, last) => {
            let ended = commons.end_affiliation(*person, *organisation, *last, when);
            return Some(ended.map(|_| Outcome::Written));
        }
        Request::Simulate(policy) => return Some(simulate(commons, policy, when)),
        Request::Seal {
            period,
            left_out,
            anew,
        } => commons.seal(*period, left_out, *anew, when),
        other => return shared(commons, other, when).map(done),
    };
    Some(done(written))
}

/// Who shares what, and pauses.
fn shared(commons: &mut Commons, request: &Request, when: When) -> Option<Result<FactId, Trouble>> {
    Some(match request {
        Request::Split(thing, shares) => commons.split(thing, shares, when),
        Request::Hold {
            agent,
            holder,
            percent,
            from,
            to,
        } => {
            let held = Held {
                agent: *agent,
                holder: *holder,
                percent,
                from: *from,
                to: *to,
            };
            commons.hold(&held, when)
        }
        Request::Belong {
            person,
            organisation,
            from,
            to,
        } => {
            let belonging = Belonging {
                person: *person,
                organisation: *organisation,
                from: *from,
                to: *to,
            };
            commons.affiliate(&belonging, when)
        }
        Request::Pause {
            agent,
            reason,
            from,
            to,
        } => {
            let paused = Paused {
                agent: *agent,
                reason,
                from: *from,
                to: *to,
            };
            commons.pause(&paused, when)
        }
        _ => return None,
    })
}

fn done(written: Result<FactId, Trouble>) -> Done {
    written.map(|_| Outcome::Written)
}

fn simulate(commons: &mut Commons, policy: &model::rsd1::Policy, when: When) -> Done {
    let all = commons.simulate(policy, when.day)?;
    let tried = rules::simulation(&all, when.day);
    Ok(Outcome::Simulated(Box::new(tried)))
}
