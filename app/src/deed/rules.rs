//! The rules of a commons: what is in force, proposing others, and trying them out on all that happened.

use super::When;
use crate::commons::Commons;
use crate::look::status::page_of;
use crate::trouble::Trouble;
use crate::view::AccountView;
use crate::words::rules as w;
use model::charter::{Act, Role, build};
use model::day::Day;
use model::id::{AgentId, FactId};
use model::rsd1::{Period, Policies, Policy, Status};

/// Rules that wait for signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The act.
    pub act: FactId,
    /// Who proposed them.
    pub by: AgentId,
    /// The first day.
    pub from: Day,
    /// The rules.
    pub policy: Policy,
    /// Who has signed.
    pub signers: Vec<AgentId>,
    /// How many more have to.
    pub more: u32,
    /// Who could.
    pub could: Vec<AgentId>,
}

/// Where one would stand under other rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// Who.
    pub agent: AgentId,
    /// Where they stand.
    pub now: Status,
    /// The same in words.
    pub now_words: AccountView,
    /// Where they would.
    pub then: Status,
    /// The same in words.
    pub then_words: AccountView,
}

impl Commons {
    /// Proposes rules from a day on; they are in force when enough stewards have signed them.
    pub fn propose_rules(
        &mut self,
        policy: &Policy,
        from: Day,
        when: When,
    ) -> Result<FactId, Trouble> {
        // Whoever knows only older rules would put them in the place of the newer ones.
        self.judges()?;
        let me = self.writer(Role::Steward)?;
        let mut problems = self.rule_problems(policy);
        problems.extend(self.day_problems(policy, from, when.day));
        if !problems.is_empty() {
            return Err(w::refused(&problems));
        }
        let same = |proposal: &&Proposal| proposal.from == from && proposal.policy == *policy;
        if let Some(waits) = self.proposals().iter().find(same) {
            return Err(w::proposed_already(&waits.act.short()));
        }
        let known: Vec<FactId> = self.charter().acts().iter().map(|act| act.id).collect();
        self.write_act(&build::adopt_policy(me, when.day, from, policy), when)?;
        let written = self.charter().acts().iter().find(|act| {
            matches!(act.written.act, Act::PolicyAdopted(_)) && !known.contains(&act.id)
        });
        let written = written.map(|act| act.id);
        written.ok_or_else(|| w::refused(&[]))
    }

    /// What contradicts itself in some rules, or the rules before: every one by its name.
    pub fn rule_problems(&self, policy: &Policy) -> Vec<String> {
        let mut problems: Vec<String> = policy
            .contradictions()
            .iter()
            .map(ToString::to_string)
            .collect();
        let before = self.charter().policies();
        let before = before.and_then(|before| before.contradicted_by(policy));
        problems.extend(before.map(|how| how.to_string()));
        problems
    }

    fn day_problems(&self, policy: &Policy, from: Day, today: Day) -> Vec<String> {
        let mut problems = vec![];
        if from < today {
            problems.push(w::past(from, today));
        }
        let Some(policies) = self.charter().policies() else {
            return problems;
        };
        let now = policies.on(from);
        problems.extend(self.people_problems(policy, now));
        let begins = |period: Period| period.first() == from;
        let is_other_length = now.period != policy.period;
        let in_midst =
            !begins(policies.period_of(from)) || !begins(Period::of(from, policy.period));
        if is_other_length && in_midst {
            problems.push(w::midst(from));
        }
        if now == policy {
            problems.push(w::nothing_new(from));
        }
        problems
    }

    /// Where rules ask for more people than before, and than there are.
    fn people_problems(&self, policy: &Policy, now: &Policy) -> Vec<String> {
        let with = |role| {
            let persons = self.charter().persons();
            persons.filter(|person| person.has_role(role)).count()
        };
        let (stewards, makers) = (with(Role::Steward), with(Role::Maker));
        let asked = [
            (w::DECISIONS, policy.seal_quorum, now.seal_quorum, stewards),
            (w::OWNERSHIP, policy.attesters, now.attesters, stewards),
            (
                w::REVIEWING,
                policy.reviews,
                now.reviews,
                makers.saturating_sub(1),
            ),
        ];
        let too_few = asked
            .into_iter()
            .filter(|(_, needed, before, there)| needed > before && *needed as usize > *there);
        too_few
            .map(|(what, needed, _, there)| w::too_few(what, needed, there))
            .collect()
    }

    /// The first day of the period after the one of that day.
    pub fn next_period(&self, day: Day) -> Day {
        let policies = self.charter().policies();
        policies.map_or(day, |policies| policies.period_of(day).last().plus(1))
    }

    /// Rules that wait for signatures, oldest first.
    pub fn proposals(&self) -> Vec<Proposal> {
        let charter = self.charter();
        let waiting = charter.waiting().into_iter().filter_map(|waiting| {
            let record = charter.act(waiting.act)?;
            let Act::PolicyAdopted(adopted) = &record.written.act else {
                return None;
            };
            Some(Proposal {
                act: waiting.act,
                by: record.written.by,
                from: adopted.from,
                policy: Policy::from_bytes(&adopted.policy).ok()?,
                signers: waiting.signers.into_iter().collect(),
                more: waiting.more,
                could: waiting.could.into_iter().collect(),
            })
        });
        waiting.collect()
    }

    /// Where everybody would stand if these rules had held from the beginning, beside where they do.
    pub fn simulate(&mut self, policy: &Policy, as_of: Day) -> Result<Vec<Simulated>, Trouble> {
        self.judges()?;
        let problems = self.rule_problems(policy);
        if !problems.is_empty() {
            return Err(w::not_tried(&problems));
        }
        let charter = self.charter();
        let persons = charter.persons().map(|person| person.id);
        let organisations = charter.organisations().map(|one| one.id);
        let agents: Vec<AgentId> = persons.chain(organisations).collect();
        let mut trial = self.books_under(&Policies::founded(policy.clone()))?;
        let mut all = vec![];
        for agent in agents {
            let now = self.status(agent, as_of)?;
            let Some(then) = trial.status(self.charter(), agent, as_of).cloned() else {
                continue;
            };
            all.push(Simulated {
                agent,
                now_words: page_of(self, now.clone()).account,
                then_words: page_of(self, then.clone()).account,
                now,
                then,
            });
        }
        all.sort_by_key(|one| (one.now_words.name.to_lowercase(), one.agent));
        Ok(all)
    }
}
