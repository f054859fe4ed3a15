//! All that the status of one agent can depend on: found once, and then extended by what comes or changes.

use std::collections::{BTreeMap, BTreeSet};

use super::gathering::{Gathering, Reach, is_role};
use super::{Facts, No, Standing, Stored};
use crate::id::{AgentId, FactId};
use crate::rsd1::fact::Fact;

/// The facts about one agent.
#[derive(Clone, Default, Debug)]
pub(crate) struct About {
    /// What counts, and so is looked at, by id; keys and roles are not named.
    pub(crate) used: Vec<FactId>,
    /// Questions, by id: what is questioned, and who does.
    pub(crate) questions: BTreeMap<FactId, (No, AgentId)>,
    counting: Reach,
    /// The same by way of what does not count, where there is something: that may be of the agent too, and is listed.
    all: Option<Reach>,
    /// What of it waits, or does not count and is listed.
    others: BTreeSet<No>,
}

impl Facts {
    /// What there is about one agent.
    pub(crate) fn about(&self, agent: AgentId) -> About {
        let mut about = About::default();
        let found = Gathering::of(self, agent, &mut about.counting, false).all();
        about.take(self, &found);
        about.widen(self, agent);
        about
    }

    /// The same facts as a set of their own.
    pub(crate) fn only_about(&self, agent: AgentId) -> Facts {
        let mut facts = Facts::default();
        for no in Gathering::of(self, agent, &mut Reach::default(), false).all() {
            if let Some(body) = self.body(no) {
                let (id, signed) = (self.id(no), self.roles.signed.get(&no).copied());
                facts.add(Fact { id, signed, body });
            }
        }
        facts
    }
}

impl About {
    /// Takes in what came, and what counts, waits or is refused now and did not before. What counts no more cannot be
    /// taken out again: then everything is found anew.
    pub(crate) fn extend(&mut self, facts: &Facts, agent: AgentId, changed: &[No]) {
        let found = Gathering::of(facts, agent, &mut self.counting, false).more(changed);
        self.take(facts, &found);
        let Some(all) = &mut self.all else {
            return self.widen(facts, agent);
        };
        let found = Gathering::of(facts, agent, all, true).more(changed);
        let met = changed.iter().filter(|no| all.marks.of(**no).is_some());
        for no in found.iter().chain(met) {
            match is_listed(facts, *no) {
                true => self.others.insert(*no),
                false => self.others.remove(no),
            };
        }
    }

    /// Goes by way of what does not count too, if something was met that does not.
    fn widen(&mut self, facts: &Facts, agent: AgentId) {
        if !self.counting.is_more {
            return;
        }
        let mut all = Reach::default();
        let found = Gathering::of(facts, agent, &mut all, true).all();
        let listed = found.into_iter().filter(|no| is_listed(facts, *no));
        self.others = listed.collect();
        self.all = Some(all);
    }

    fn take(&mut self, facts: &Facts, found: &[No]) {
        let mut used = Vec::with_capacity(found.len());
        for no in found.iter().copied().filter(|no| facts.counts(*no)) {
            match facts.stored(no) {
                Stored::Whole(body) if is_role(body) => continue,
                Stored::Challenge { fact, by } => {
                    let question = (*fact, facts.agent(*by));
                    self.questions.insert(facts.id(no), question);
                }
                _ => {}
            }
            used.push(no);
        }
        let used = facts.by_id(used.into_iter());
        let is_first = self.used.is_empty();
        self.used.extend(used.iter().map(|no| facts.id(*no)));
        if !is_first && !used.is_empty() {
            // Two sorted runs are merged.
            self.used.sort();
        }
    }

    /// What waits for a signature or a confirmation by the rules that have begun, of which this is the last; by id.
    pub(crate) fn waiting(&self, facts: &Facts, begun: usize) -> Vec<No> {
        let others = self.others.iter().copied();
        facts.by_id(others.filter(|no| facts.waits_by(*no, begun)))
    }

    /// What does not count and is listed, by id.
    pub(crate) fn refused(&self, facts: &Facts) -> Vec<No> {
        let others = self.others.iter().copied();
        facts.by_id(others.filter(|no| facts.standing(*no) == Standing::Refused))
    }
}

/// Whether it is shown as waiting or refused, now or once later rules have begun.
fn is_listed(facts: &Facts, no: No) -> bool {
    matches!(facts.standing(no), Standing::Waits | Standing::Refused) || facts.has_end(no)
}
