//! What sharing out an income rests on: the points of work, and what designs came from.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::work::{self, Work};
use super::{Read, WorkState};
use crate::books::Backing;
use crate::day::Day;
use crate::id::{AgentId, DocumentId, FactId};
use crate::ledger::{Bucket, Fact, Parent, Source};
use crate::number::{Ratio, Rational};
use crate::rsd1::distribution::{Income, Origin, Sharing};
use crate::rsd1::lineage::Parents;
use crate::rsd1::{Policy, Status};

/// A release whose word about what a design came from does not count for a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncounted {
    /// The release.
    pub release: FactId,
    /// The design.
    pub design: DocumentId,
    /// Why: no steward stands behind it, or too late.
    pub backing: Backing,
    /// Whether the period is closed, so that nothing can be mended for it.
    pub is_closed: bool,
}

/// What something was made from, by weight.
type Lines = Vec<(Origin, Ratio)>;

/// What sharing out rests on: the points of work as of the last day of a period, and what designs came from.
#[derive(Clone, Debug)]
pub struct Basis {
    from: Day,
    to: Day,
    work: Vec<Work>,
    parents: Parents<Origin>,
    designs: BTreeMap<FactId, DocumentId>,
    /// The newest release of each design up to the last day, of those that count.
    newest: BTreeMap<DocumentId, (Day, FactId)>,
    /// Releases that do not count.
    uncounted: Vec<(Day, Uncounted, Lines)>,
    rules: Policy,
}

impl Basis {
    /// Shares out an income by these buckets.
    pub fn share(&self, amount: i64, buckets: &[Bucket], sources: &[(Origin, i64)]) -> Sharing {
        let ways: Vec<_> = buckets.iter().map(|it| (it.share, it.way)).collect();
        let mut all: BTreeMap<Origin, i64> = BTreeMap::new();
        for (origin, minor) in sources {
            let sum = all.entry(origin.clone()).or_default();
            *sum = sum.saturating_add(*minor);
        }
        Sharing::of(&Income {
            amount,
            buckets: &ways,
            sources: &all,
            parents: &self.parents,
            upstream: self.rules.upstream_share,
            points: &|origin| self.points_for(origin),
            work: &|place| self.points_of_kinds(&buckets[place].kinds),
        })
    }

    /// The design that an origin is of; none for what is elsewhere or not here.
    pub fn design(&self, origin: &Origin) -> Option<DocumentId> {
        match origin {
            Origin::Release(release) => self.designs.get(release).copied(),
            Origin::Design(design) => Some(*design),
            Origin::Elsewhere(_) => None,
        }
    }

    /// A design that brought an amount, in the version that counts: the one that was used, or else the newest.
    pub fn source(&self, design: DocumentId, used: Option<FactId>, minor: i64) -> Source {
        let counts = |release: &FactId| self.parents.contains_key(&Origin::Release(*release));
        let known = used.filter(|release| self.designs.get(release) == Some(&design));
        Source {
            design,
            release: known
                .filter(counts)
                .or_else(|| Some(self.newest.get(&design)?.1)),
            minor,
        }
    }

    /// Releases of the designs among which an income was shared out that would share it otherwise, and do not count.
    pub fn uncounted(&self, sharing: &Sharing) -> Vec<Uncounted> {
        let origins = sharing.origins.keys().map(|(_, origin)| origin);
        let designs: BTreeSet<DocumentId> =
            origins.filter_map(|origin| self.design(origin)).collect();
        let counted = |design: &DocumentId| -> &[(Origin, Ratio)] {
            let newest = self.newest.get(design);
            let newest = newest.and_then(|(_, id)| self.parents.get(&Origin::Release(*id)));
            newest.map_or(&[], Vec::as_slice)
        };
        let is_felt = |(day, one, parents): &&(Day, Uncounted, Lines)| {
            *day <= self.to && designs.contains(&one.design) && parents != counted(&one.design)
        };
        let felt = self.uncounted.iter().filter(is_felt);
        felt.map(|(_, one, _)| one.clone()).collect()
    }

    /// The rules of the period: those that its seal names, or else those of its first day.
    pub fn rules(&self) -> &Policy {
        &self.rules
    }

    /// The days of the period.
    pub(super) fn days(&self) -> RangeInclusive<Day> {
        self.from..=self.to
    }

    fn points_for(&self, origin: &Origin) -> BTreeMap<AgentId, Rational> {
        let design = self.design(origin);
        self.points(|work| {
            let on = work.said.state.as_ref().map(|state| state.design);
            on.is_some() && on == design
        })
    }

    /// What each release was made from, and of which design it is.
    fn read_releases(&mut self, read: &Read<'_>) {
        for fact in read.standing() {
            let Fact::Release(said) = &fact.fact.fact else {
                continue;
            };
            let backing = read.lineages.backing(fact.id, self.from);
            if backing == Backing::Voided {
                continue;
            }
            let (design, day) = (said.state.design, fact.fact.day);
            self.designs.insert(fact.id, design);
            let parents = said.parents.iter().filter_map(above).collect();
            if backing != Backing::Backed {
                let one = Uncounted {
                    release: fact.id,
                    design,
                    backing,
                    is_closed: read.lineages.is_closed(self.from),
                };
                self.uncounted.push((day, one, parents));
                continue;
            }
            if day <= self.to {
                let newest = self.newest.entry(design).or_insert((day, fact.id));
                *newest = (*newest).max((day, fact.id));
            }
            self.parents.insert(Origin::Release(fact.id), parents);
        }
    }

    fn points_of_kinds(&self, kinds: &[String]) -> BTreeMap<AgentId, Rational> {
        self.points(|work| kinds.contains(&work.said.kind) && work.said.from >= self.from)
    }

    /// The accepted points of some work, by whom they are for. Work after the last day is of another period.
    fn points(&self, which: impl Fn(&Work) -> bool) -> BTreeMap<AgentId, Rational> {
        let mut points: BTreeMap<AgentId, Rational> = BTreeMap::new();
        let counted = self
            .work
            .iter()
            .filter(|work| work.state == WorkState::Accepted && work.said.from <= self.to);
        for work in counted.filter(|work| which(work)) {
            *points.entry(work.said.beneficiary()).or_default() += &work.points;
        }
        points
    }
}

fn above(parent: &Parent) -> Option<(Origin, Ratio)> {
    let origin = match (parent.release, &parent.address) {
        (Some(release), _) => Origin::Release(release),
        (None, Some(address)) => Origin::Elsewhere(address.clone()),
        (None, None) => return None,
    };
    Some((origin, parent.weight))
}

/// What sharing out a period rests on, computed once for each period.
pub(super) struct Bases<'a, 'r> {
    pub(super) read: &'r Read<'a>,
    agents: BTreeSet<AgentId>,
    known: BTreeMap<(Day, Day), Basis>,
}

impl<'a, 'r> Bases<'a, 'r> {
    pub(super) fn of(read: &'r Read<'a>) -> Bases<'a, 'r> {
        Bases {
            agents: read.agents(),
            read,
            known: BTreeMap::new(),
        }
    }

    pub(super) fn basis(
        &mut self,
        (from, to): (Day, Day),
        status: &mut dyn FnMut(AgentId, Day) -> Option<Status>,
    ) -> &Basis {
        let (read, agents) = (self.read, &self.agents);
        self.known.entry((from, to)).or_insert_with(|| {
            let statuses = agents
                .iter()
                .filter_map(|agent| Some((*agent, status(*agent, to)?)))
                .collect();
            let mut basis = Basis {
                from,
                to,
                work: work::work(read, &statuses),
                parents: Parents::new(),
                designs: BTreeMap::new(),
                newest: BTreeMap::new(),
                uncounted: Vec::new(),
                rules: read.rules.of(from).clone(),
            };
            basis.read_releases(read);
            basis
        })
    }
}
