//! Everybody's status, kept up as facts come in: what a fact does not touch is not derived again.
//!
//! Four things are kept. Facts stand in lists by what they are about ([`Facts`]). What was judged stays known until a
//! fact touches it: each contribution, and the minutes of each provider and day, in the view and under the policy in
//! which they were judged. For each agent of whom was asked there is a [`Page`]: which facts are about it, and what its
//! contributions are worth. And a status stays known until a fact touches its agent, or another day is asked.

mod derived;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use derived::{Derived, Tried};

use super::fact::{Body, Fact};
use super::facts::{About, Facts, Fill, No, Standing, Touched, Verdict, Word};
use super::fingerprint::fingerprint;
use super::policies::{PeriodRules, Policies};
use super::remedy::remedies;
use super::rows::Rows;
use super::seal::{SealStanding, dated};
use super::status::Status;
use crate::day::Day;
use crate::id::{AgentId, CommonsId, DocumentId, FactId};
use crate::number::Rational;

/// So many facts are named on all pages together; beyond that all pages are made anew when they are asked for.
pub const PAGES_FACTS_MAX: usize = 4_000_000;
/// A page that so many facts touched since it was asked for is made anew.
const CHANGED_MAX: usize = 4096;

/// The facts and policies of one commons, and where everybody stands.
#[derive(Clone, Debug)]
pub struct Accounts {
    commons: CommonsId,
    policies: Policies,
    derived: Derived,
    pages: BTreeMap<AgentId, Page>,
    /// How many facts are named on all pages.
    paged: usize,
}

/// What is kept of one agent.
#[derive(Clone, Debug)]
struct Page {
    about: About,
    rows: Rows,
    /// What came or changed since.
    changed: Vec<No>,
    /// The newest status. It holds the names of the facts that were used while it is the newest.
    status: Option<Status>,
    is_old: bool,
}

impl Accounts {
    /// Accounts without facts.
    pub fn new(commons: CommonsId, policies: Policies) -> Accounts {
        Accounts::of(commons, policies, Facts::default())
    }

    /// Accounts without facts, which spread names by a seed.
    pub(crate) fn seeded(commons: CommonsId, policies: Policies, seed: u64) -> Accounts {
        Accounts::of(commons, policies, Facts::seeded(seed))
    }

    pub(super) fn of(commons: CommonsId, policies: Policies, facts: Facts) -> Accounts {
        Accounts {
            commons,
            policies,
            derived: Derived::of(facts),
            pages: BTreeMap::new(),
            paged: 0,
        }
    }

    /// Takes in one fact; says whether it was new. Order does not matter.
    pub fn add(&mut self, fact: Fact) -> bool {
        let (id, is_signed) = (fact.id, fact.signed.is_some());
        if !self.derived.facts.add(fact) {
            return false;
        }
        if is_signed {
            // Every status lists what was signed with a wrong key.
            self.pages.values_mut().for_each(|page| page.is_old = true);
        }
        if let Some(no) = self.derived.facts.find(id) {
            self.touch(no);
        }
        true
    }

    /// Where one agent stands on a day, and why.
    pub fn status(&mut self, agent: AgentId, as_of: Day) -> &Status {
        let mut page = self.take_page(agent);
        let is_known = |status: &Status| status.as_of == as_of;
        if page.is_old || !page.status.as_ref().is_some_and(is_known) {
            if let Some(old) = page.status.take() {
                page.about.used = old.used;
            }
            let changed = std::mem::take(&mut page.changed);
            page.about.extend(&self.derived.facts, agent, &changed);
            page.status = Some(self.derive(&mut page, agent, as_of));
            page.is_old = false;
        }
        let page = self.keep_page(agent, page);
        page.status.as_ref().expect("derived above")
    }

    /// Every seal, by period and id, and what became of it.
    pub fn seals(&mut self) -> Vec<SealStanding> {
        self.derived.seals(&self.policies)
    }

    /// The first day of work or use that counts.
    pub fn first_day(&self) -> Option<Day> {
        dated(&self.derived.facts).map(|(_, day)| day).min()
    }

    fn take_page(&mut self, agent: AgentId) -> Page {
        if let Some(page) = self.pages.remove(&agent) {
            self.paged -= page.len();
            return page;
        }
        Page {
            about: self.derived.facts.about(agent),
            rows: Rows::of(&self.derived.facts, agent),
            changed: Vec::new(),
            status: None,
            is_old: true,
        }
    }

    fn keep_page(&mut self, agent: AgentId, page: Page) -> &Page {
        if self.paged + page.len() > PAGES_FACTS_MAX {
            self.forget_pages();
        }
        self.paged += page.len();
        self.pages.entry(agent).or_insert(page)
    }

    fn forget_pages(&mut self) {
        self.pages.clear();
        self.paged = 0;
    }

    fn derive(&mut self, page: &mut Page, agent: AgentId, as_of: Day) -> Status {
        let (policies, derived) = (&self.policies, &mut self.derived);
        let policy = policies.on(as_of);
        let asked = (agent, as_of);
        let outcome = derived.outcome(policies, asked, &mut page.rows);
        let disputes = derived.disputes(policies, asked, &outcome, page);
        let waiting = page.about.waiting(&derived.facts, policies.index_on(as_of));
        let remedies = remedies(derived, policies, asked, &outcome, &page.rows, &waiting);
        let facts = &derived.facts;
        let refused = page.about.refused(facts).into_iter();
        let refused = refused.map(|no| facts.id(no));
        let waiting = waiting.into_iter().filter_map(|no| facts.waiting(no));
        let mut status = Status {
            agent,
            as_of,
            code: outcome.code,
            owed: outcome.owed,
            currency: policy.currency,
            binding: outcome.binding,
            due: outcome.due,
            accruing: outcome.accruing,
            points: outcome.balance.max(Rational::zero()),
            recent_points: outcome.recent,
            lines: outcome.lines,
            flags: outcome.flags.into_iter().chain(disputes).collect(),
            pending: outcome.pending,
            unconfirmed: outcome.unconfirmed,
            waiting: waiting.collect(),
            quarantine: refused.chain(facts.quarantine()).collect(),
            remedies,
            used: std::mem::take(&mut page.about.used),
            fingerprint: [0; 32],
        };
        status.flags.sort();
        status.fingerprint = fingerprint(self.commons, policies, &status);
        status
    }

    /// Forgets what a fact touches, after it came or is judged otherwise.
    pub(crate) fn touch(&mut self, no: No) {
        let Some(touched) = self.touched_by(no) else {
            return;
        };
        for agent in &touched.agents {
            let agent = self.derived.facts.agent(*agent);
            let Some(page) = self.pages.get_mut(&agent) else {
                continue;
            };
            page.rows.touch(&touched);
            page.changed.push(no);
            page.is_old = true;
            if page.changed.len() > CHANGED_MAX {
                self.forget_page(agent);
            }
        }
    }

    /// Forgets what a fact touched that counts no more: the pages on which it stands are made anew.
    fn lose(&mut self, no: No) {
        let touched = self.touched_by(no);
        for agent in touched.into_iter().flat_map(|touched| touched.agents) {
            let agent = self.derived.facts.agent(agent);
            self.forget_page(agent);
        }
    }

    /// What is touched and not everything; its judgements are forgotten.
    fn touched_by(&mut self, no: No) -> Option<Touched> {
        if self.pages.is_empty() && self.derived.knows_nothing() {
            return None;
        }
        let touched = self.derived.facts.touched_by(no);
        self.derived.forget(&touched);
        if touched.everything {
            self.forget_pages();
            return None;
        }
        Some(touched)
    }

    fn forget_page(&mut self, agent: AgentId) {
        if let Some(page) = self.pages.remove(&agent) {
            self.paged -= page.len();
        }
    }
}

impl Page {
    /// How many facts it names.
    fn len(&self) -> usize {
        let in_status = self.status.as_ref().map_or(0, |status| status.used.len());
        in_status + self.about.used.len()
    }
}

/// For the books, which judge what counts.
impl Accounts {
    pub(crate) fn facts(&self) -> &Facts {
        &self.derived.facts
    }

    /// Makes room for so many facts.
    pub(crate) fn expect(&mut self, count: usize) {
        self.derived.facts.expect(count);
    }

    /// The number for a fact that is to be put in; `None` where it has arrived.
    pub(crate) fn number_of_new(&mut self, id: FactId) -> Option<No> {
        self.derived.facts.number_of_new(id)
    }

    /// Puts in a fact under its number; it counts for nothing until it is settled.
    pub(crate) fn put_as(&mut self, no: No, body: Option<Body>) {
        self.derived.facts.put_as(no, body, Standing::Inert);
    }

    /// Puts in a fact; it counts for nothing until [`Accounts::settle_new`].
    pub(crate) fn put(&mut self, id: FactId, body: Option<Body>) -> No {
        self.derived.facts.put(id, body, Standing::Inert)
    }

    /// Notes in which ledger a fact stands, and where.
    pub(crate) fn put_at(&mut self, no: No, document: DocumentId, seq: u64) -> bool {
        let is_new = self.derived.facts.put_at(no, document, seq);
        if is_new {
            // Seals may name a ledger before its first entry arrives.
            self.derived.forget_seals();
        }
        is_new
    }

    /// Which of these facts lie in a seal that holds.
    pub(crate) fn in_seals(&mut self, of: &[No]) -> BTreeSet<No> {
        self.derived.in_seals(&self.policies, of)
    }

    /// The rules of each period.
    pub(crate) fn rules(&mut self) -> PeriodRules {
        self.derived.rules(&self.policies)
    }

    /// Facts that enough stewards have taken out, as of a day.
    pub(crate) fn voided(&self, as_of: Day) -> BTreeSet<FactId> {
        self.derived.voided(&self.policies, as_of)
    }

    /// The decisions of enough stewards that take a fact out.
    pub(crate) fn voids(&self, no: No) -> Vec<No> {
        self.derived.voids(&self.policies, no).collect()
    }

    /// The first day of the earliest closed period that knows a fact.
    pub(crate) fn sealed_since(&mut self, no: No) -> Option<Day> {
        self.derived.sealed_since(&self.policies, no)
    }

    /// What stands in a ledger and no closed period before that day knows.
    pub(crate) fn unknown_before(&mut self, first: Day) -> Vec<No> {
        self.derived.unknown_before(&self.policies, first)
    }

    /// The first days of the closed periods.
    pub(crate) fn closed(&mut self) -> BTreeSet<Day> {
        self.derived.closed(&self.policies)
    }

    /// The number of a word.
    pub(crate) fn word(&mut self, text: &str) -> Word {
        self.derived.facts.word_number(text)
    }

    /// Lets a fact stand as it was judged again, with what was found out about it.
    pub(crate) fn settle(&mut self, no: No, fill: Fill, verdict: Verdict) {
        let facts = &mut self.derived.facts;
        let did_count = facts.standing(no) == Standing::Counts;
        let is_filled = facts.fill(no, fill);
        if !facts.judge(no, verdict) && !is_filled {
            return;
        }
        if did_count && (facts.standing(no) != Standing::Counts || facts.has_end(no)) {
            self.lose(no);
        } else {
            self.touch(no);
        }
    }

    /// Lets a fact stand that has just come.
    pub(crate) fn settle_new(&mut self, no: No, fill: Fill, verdict: Verdict) {
        self.derived.facts.fill(no, fill);
        self.derived.facts.judge(no, verdict);
        self.touch(no);
    }

    /// Takes over the rules and roles of the charter; what changes with them is derived anew.
    pub(crate) fn govern(
        &mut self,
        commons: CommonsId,
        policies: Policies,
        stewards: &[AgentId],
        treasurers: &[AgentId],
    ) {
        let is_same = (self.commons, &self.policies) == (commons, &policies);
        if self.derived.facts.set_roles(stewards, treasurers) || !is_same {
            (self.commons, self.policies) = (commons, policies);
            self.forget_pages();
            self.derived.forget_all();
        }
    }
}
