//! The contributions of one agent side by side, each with what it is worth in the views in which that was asked.
//!
//! A status goes over all of them, so they lie together, apart from the facts that decide about them.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::Roots;
use super::explain::Line;
use super::facts::{AgentNo, Facts, No, Stored, Touched, Word};
use super::status::{Flag, Pending};
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::Rational;

/// In what view something was judged, and by which policy, counted from the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct ViewKey {
    /// The first day of a sealed period.
    pub(super) sealed: Option<Day>,
    pub(super) policy: usize,
    /// The last rules that have begun: they may ask for more signers.
    pub(super) begun: usize,
}

/// All contributions of one agent.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) roots: Vec<Root>,
    pub(super) views: BTreeMap<ViewKey, Vec<Option<Row>>>,
    /// The first day of a contribution that counts for the agent, in any version.
    pub(super) first_day: Option<Day>,
    /// Contributions, in any version, that may be worth something else than before.
    touched: BTreeSet<No>,
}

/// A contribution, by its first version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) id: FactId,
    pub(super) no: No,
    /// Whether somebody said that it does not count.
    pub(super) is_doubted: bool,
}

/// What a contribution is worth in one view.
#[derive(Clone, Default, Debug)]
pub(super) struct Row {
    /// `None` for one that does not count there, and will not by reviews alone.
    pub(super) counting: Option<Counting>,
    /// What else there is to say of it.
    pub(super) notes: Option<Box<Notes>>,
}

/// A contribution that counts, or will.
#[derive(Clone, Debug)]
pub(super) struct Counting {
    /// The work day, of the version that counts.
    pub(super) day: Day,
    /// What that version claims.
    pub(super) quantity: i64,
    pub(super) provider: AgentNo,
    pub(super) kind: Word,
    pub(super) worth: Worth,
}

/// What a contribution is worth.
#[derive(Clone, Debug)]
pub(super) enum Worth {
    /// Accepted: the quantity and its points.
    Accepted(i64, Rational),
    /// Not accepted: the points that it counts until then, before the cap of the period.
    Claimed(Rational),
}

/// What is shown beside the points.
#[derive(Clone, Default, Debug)]
pub(super) struct Notes {
    pub(super) pending: Option<Pending>,
    pub(super) flags: Vec<Flag>,
    /// Reviews of a pending contribution that do not count, and why.
    pub(super) lines: Vec<Line>,
}

impl Rows {
    /// The contributions of an agent, of which nothing is known yet.
    pub(super) fn of(facts: &Facts, agent: AgentId) -> Rows {
        let agent = facts.find_agent(agent);
        let gains = || {
            agent
                .into_iter()
                .flat_map(|agent| facts.gains_of(agent).iter().copied())
        };
        let days = gains().filter(|no| facts.counts(*no));
        let first_day = days.filter_map(|no| Some(facts.claim(no)?.day)).min();
        let roots = Roots::all(facts, gains()).into_iter();
        Rows {
            roots: roots.map(|no| Root::of(facts, no)).collect(),
            views: BTreeMap::new(),
            first_day,
            touched: BTreeSet::new(),
        }
    }

    /// Notes what a fact touched.
    pub(super) fn touch(&mut self, touched: &Touched) {
        self.touched.extend(&touched.claims);
        self.touched.extend(&touched.near);
    }

    /// The same rows, to be rated again where these touch them.
    pub(super) fn tried(&self, touched: &[&Touched]) -> Rows {
        let mut rows = self.clone();
        touched.iter().for_each(|touched| rows.touch(touched));
        rows
    }

    /// Forgets what the touched contributions were worth, and takes in new ones.
    pub(super) fn refresh(&mut self, facts: &Facts, agent: AgentId) {
        let agent = facts.find_agent(agent);
        let mut roots = Roots::default();
        for no in std::mem::take(&mut self.touched) {
            let gains = facts.any_claim(no).map(|claim| claim.beneficiary) == agent;
            if let Some(claim) = facts.claim(no).filter(|_| gains && facts.counts(no)) {
                let first = self.first_day.get_or_insert(claim.day);
                *first = claim.day.min(*first);
            }
            if let Some(root) = roots.of(facts, no) {
                self.refresh_one(facts, root, gains);
            }
        }
    }

    fn refresh_one(&mut self, facts: &Facts, root: No, gains: bool) {
        let id = facts.id(root);
        let place = self.roots.binary_search_by(|other| other.id.cmp(&id));
        match place {
            Ok(at) => {
                self.roots[at] = Root::of(facts, root);
                for rows in self.views.values_mut() {
                    rows[at] = None;
                }
            }
            Err(at) if gains => {
                self.roots.insert(at, Root::of(facts, root));
                for rows in self.views.values_mut() {
                    rows.insert(at, None);
                }
            }
            Err(_) => {}
        }
    }
}

impl Root {
    fn of(facts: &Facts, no: No) -> Root {
        let is_doubt = |said: No| matches!(facts.stored(said), Stored::Void { .. });
        Root {
            id: facts.id(no),
            no,
            is_doubted: facts.said(no).any(is_doubt),
        }
    }
}
