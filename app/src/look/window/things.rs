//! Things that several delivered together, and the questions about an entry, as the window shows them.

use super::digest::Digest;
use super::signing::signing;
use crate::commons::Commons;
use crate::view::{QuestionState, QuestionView, ThingView};
use crate::words::{questions, sharing as w};
use model::id::{AgentId, FactId};
use model::ledger::{Fact, WrittenFact};
use model::number::{Ratio, Rational};

/// The thing of which a contribution is a share.
pub fn thing(commons: &Commons, digest: &Digest, fact: &Fact) -> Option<ThingView> {
    let Fact::Contribution(work) = fact else {
        return None;
    };
    let name = work.deliverable.as_ref()?;
    let claims = digest.things.get(name)?;
    let mut sum = Rational::zero();
    let mut claimants: Vec<(AgentId, String)> = vec![];
    for (agent, share) in claims {
        sum += &Rational::from(*share);
        if !claimants.iter().any(|(known, _)| known == agent) {
            claimants.push((*agent, commons.called(*agent)));
        }
    }
    claimants.sort_by_key(|(_, name)| name.to_lowercase());
    let shares = claims.iter();
    let shares = shares.map(|(agent, share)| format!("{} {share}", commons.called(*agent)));
    let shares: Vec<String> = shares.collect();
    let is_agreed = is_agreed(commons, digest, name, &claimants);
    let is_contested = sum > Rational::one() && !is_agreed;
    let me = commons.me();
    Some(ThingView {
        name: name.clone(),
        words: w::claims(name, &shares),
        contested: is_contested.then(|| w::contested(&sum.to_string())),
        may_split: claimants.len() > 1 && claimants.iter().any(|(agent, _)| Some(*agent) == me),
        claimants,
    })
}

/// Whether all who share a thing have signed how.
fn is_agreed(
    commons: &Commons,
    digest: &Digest,
    thing: &str,
    claimants: &[(AgentId, String)],
) -> bool {
    let mut splits = digest.splits.iter();
    splits.any(|(id, written)| {
        let Fact::SplitAgreement(split) = &written.fact else {
            return false;
        };
        let waits = signing(commons, *id, digest.signers.get(id), written);
        let has = |agent: &AgentId| split.shares.iter().any(|share| share.agent == *agent);
        split.deliverable == thing
            && waits.is_some_and(|waits| waits.more == 0)
            && claimants.iter().all(|(agent, _)| has(agent))
    })
}

/// A share as a contribution claims it.
pub fn share_of(written: &WrittenFact) -> Option<(String, AgentId, Ratio)> {
    let Fact::Contribution(work) = &written.fact else {
        return None;
    };
    let thing = work.deliverable.clone()?;
    Some((thing, work.provider, work.share.unwrap_or(Ratio::ONE)))
}

/// The questions about an entry.
pub fn questions_of(commons: &Commons, digest: &Digest, fact: FactId) -> Vec<QuestionView> {
    let asked = digest.questions.iter().filter(|one| one.about == fact);
    let view = |one: &crate::look::questions::Question| QuestionView {
        question: one.question,
        words: questions::asks(&commons.called(one.by), one.day, &one.reason),
        state: one.state,
        mine: one.state == QuestionState::Open && commons.me() == Some(one.by),
    };
    asked.map(view).collect()
}
