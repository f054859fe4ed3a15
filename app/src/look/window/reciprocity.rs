//! Where each stands, as the window shows it.

use super::digest::Digest;
use crate::commons::Commons;
use crate::look::status::status;
use crate::look::timeline::timeline;
use crate::trouble::Trouble;
use crate::view::{AccountView, ReciprocityView};
use crate::words::{count, standing};
use model::day::Day;
use model::id::AgentId;
use model::rsd1::Policy;
use std::collections::BTreeSet;

/// The page, as of a day.
pub fn reciprocity(
    commons: &mut Commons,
    digest: &Digest,
    as_of: Day,
) -> Result<ReciprocityView, Trouble> {
    let mut mine: Vec<AgentId> = commons.me().into_iter().collect();
    if let Some(me) = commons.me() {
        let charter = commons.charter();
        mine.extend(
            charter
                .organisations_of(me)
                .map(|organisation| organisation.id),
        );
    }
    let known: BTreeSet<AgentId> = mine.iter().copied().collect();
    let others: Vec<AgentId> = digest.users.difference(&known).copied().collect();
    if let Err(newer) = commons.judges() {
        return Ok(ReciprocityView {
            ready: true,
            as_of: Some(as_of),
            rules: vec![format!("{}: {}.", newer.what, newer.why)],
            ..ReciprocityView::default()
        });
    }
    let rules = rules(&commons.policy(as_of));
    Ok(ReciprocityView {
        ready: true,
        as_of: Some(as_of),
        mine: accounts(commons, mine, as_of)?,
        others: accounts(commons, others, as_of)?,
        rules,
    })
}

fn accounts(
    commons: &mut Commons,
    agents: Vec<AgentId>,
    as_of: Day,
) -> Result<Vec<crate::view::AccountView>, Trouble> {
    agents
        .into_iter()
        .map(|agent| {
            let page = status(commons, agent, as_of)?;
            let timeline = timeline(commons, &page.status);
            Ok(AccountView {
                timeline,
                ..page.account
            })
        })
        .collect()
}

/// The rules in force, in words.
fn rules(policy: &Policy) -> Vec<String> {
    let money = |minor| standing::money(minor, policy.currency);
    let mut rules = vec![format!("Rules: {}.", policy.name)];
    if policy.fee_rate != model::number::Ratio::ZERO {
        rules.push(format!(
            "Fee: {} of the revenue made with designs that ask for it, due {} after the end of the period.",
            standing::percent(policy.fee_rate),
            count(u64::from(policy.due_days), "day", "days")
        ));
    }
    if policy.allowance > 0 {
        rules.push(format!("Free in each period: {}.", money(policy.allowance)));
    }
    if policy.small_allowance > policy.allowance {
        rules.push(format!(
            "Free for single persons: {}.",
            money(policy.small_allowance)
        ));
    }
    if policy.point_value > 0 {
        rules.push(format!(
            "A point from reviewed work pays {}.",
            money(policy.point_value)
        ));
    }
    rules.push(format!(
        "Work counts when {} accepted it.",
        count(
            u64::from(policy.reviews),
            "other person has",
            "other people have"
        )
    ));
    if !policy.binding {
        rules.push("Fees are suggestions: nobody is ever overdue.".to_owned());
    }
    rules
}
