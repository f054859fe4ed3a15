//! What was admitted and is not in effect: set aside by a removal or a fork, and kept.
//!
//! A pure function of the admitted changes of one document and of what the charter says about it, so every
//! peer that holds the same sets the same aside (replication.md, section 6). Nothing is deleted: what is set
//! aside stays on the disk, goes on to others, and may return.

mod foresee;

pub use foresee::foresee;

use crate::id::{AgentId, ChangeHash, DeviceId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Why a change is not in effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetAside {
    /// A removal or the end of a role names an earlier change of its author as the last that stays.
    Removed,
    /// Its author's key signed another change with the same number, and that one stays.
    OtherBranch,
    /// It builds on a change that is set aside.
    BuildsOnIt,
}

/// What the charter says about one document.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The last number that stays, of each device whose later changes are out of effect.
    pub last: BTreeMap<DeviceId, u64>,
    /// Changes that pins name: of two branches the one below a pin stays.
    pub pinned: BTreeSet<ChangeHash>,
    /// Whose each device is that wrote in a document in which somebody has forked.
    pub persons: BTreeMap<DeviceId, AgentId>,
    /// Changes that stewards have let in again by name, although they lie beyond what stays.
    pub again: BTreeSet<ChangeHash>,
}

impl Standing {
    /// Whether nothing in it can set anything aside by itself.
    pub fn is_plain(&self) -> bool {
        self.last.is_empty()
    }

    /// Whether this change lies beyond what stays of its author, and nobody let it in again.
    ///
    /// In a ledger this is the whole rule: entries do not lean on each other, and of a fork both branches count.
    pub fn cuts(&self, device: DeviceId, seq: u64, hash: ChangeHash) -> bool {
        self.last.get(&device).is_some_and(|last| seq > *last) && !self.again.contains(&hash)
    }
}

/// One change among those of its document.
#[derive(Clone, Copy, Debug)]
pub(super) struct GraphNode<'a> {
    pub(super) hash: ChangeHash,
    pub(super) device: DeviceId,
    pub(super) seq: u64,
    /// The places of the changes it builds on, all before its own.
    pub(super) deps: &'a [u32],
}

/// The changes of a document, causes first.
pub(super) trait Graph {
    fn len(&self) -> usize;
    fn node(&self, place: usize) -> GraphNode<'_>;
    fn place(&self, hash: ChangeHash) -> Option<usize>;
}

/// What of an edited document is not in effect.
///
/// First whatever lies beyond what stays, with everything that builds on it. Then fork by fork: among the
/// branches that still stand the one below a pin stays, else one that a steward let in again by name, else the one
/// that more other people build on, else the one with the smaller hash.
pub(super) fn set_aside(graph: &dyn Graph, standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
    let cut = |place: usize| {
        let node = graph.node(place);
        let is_cut = standing.cuts(node.device, node.seq, node.hash);
        is_cut.then_some(SetAside::Removed)
    };
    let mut why: Vec<Option<SetAside>> = (0..graph.len()).map(cut).collect();
    spread(graph, &mut why);
    let forks = forks(graph);
    if !forks.is_empty() {
        let mut weighing = Weighing {
            above: Above::of(graph, &standing.persons),
            pinned: below(graph, &standing.pinned),
            again: &standing.again,
            persons: &standing.persons,
            graph,
            why,
        };
        for branches in forks {
            weighing.decide(branches);
        }
        why = weighing.why;
    }
    let aside = why.into_iter().enumerate();
    aside
        .filter_map(|(place, why)| Some((graph.node(place).hash, why?)))
        .collect()
}

/// What is set aside as one fork after the other is decided.
///
/// Whoever forks at every number makes as many forks as changes, so deciding one costs what it sets aside, and what
/// builds on its branches only where other people build on more than one of them.
struct Weighing<'a> {
    graph: &'a dyn Graph,
    above: Above,
    pinned: Vec<bool>,
    again: &'a BTreeSet<ChangeHash>,
    persons: &'a BTreeMap<DeviceId, AgentId>,
    why: Vec<Option<SetAside>>,
}

impl Weighing<'_> {
    fn decide(&mut self, branches: Vec<usize>) {
        let stands = |place: &usize| self.why[*place].is_none();
        let standing: Vec<usize> = branches.into_iter().filter(stands).collect();
        if standing.len() < 2 {
            return;
        }
        let followers = self.followers(&standing);
        let stays = standing.iter().min_by_key(|place| {
            let hash = self.graph.node(**place).hash;
            let count = followers.get(place).copied().unwrap_or(0);
            let is_again = self.again.contains(&hash);
            (!self.pinned[**place], !is_again, Reverse(count), hash)
        });
        let stays = stays.copied();
        self.set_aside(
            standing
                .into_iter()
                .filter(|place| Some(*place) != stays)
                .collect(),
        );
    }

    /// Sets branches aside, with what builds on them.
    fn set_aside(&mut self, mut open: Vec<usize>) {
        for branch in &open {
            self.why[*branch] = Some(SetAside::OtherBranch);
        }
        while let Some(place) = open.pop() {
            for child in self.above.children(place) {
                if self.why[child].is_none() {
                    self.why[child] = Some(SetAside::BuildsOnIt);
                    open.push(child);
                }
            }
        }
    }

    /// How many other people build on each branch of a fork, as far as it matters. People are counted and not devices, for
    /// anybody can vouch for as many of their own as they like. Whoever forks what others have built
    /// on would otherwise set their work aside by trying until a hash is small. Who builds on two branches follows
    /// neither.
    fn followers(&self, standing: &[usize]) -> BTreeMap<usize, usize> {
        let has_any = |place: &&usize| self.above.other[**place].is_some();
        let followed: Vec<usize> = standing.iter().filter(has_any).copied().collect();
        match followed[..] {
            [] => BTreeMap::new(),
            // Nobody builds on the other ones, so one who builds on this one is enough.
            [one] if self.witness_stands(one) => BTreeMap::from([(one, 1)]),
            _ => self.count_followers(&followed),
        }
    }

    fn witness_stands(&self, place: usize) -> bool {
        let witness = self.above.other[place];
        let counts = |witness: u32| {
            let device = self.graph.node(witness as usize).device;
            self.persons.contains_key(&device) && self.why[witness as usize].is_none()
        };
        witness.is_some_and(counts)
    }

    fn count_followers(&self, branches: &[usize]) -> BTreeMap<usize, usize> {
        let mut on: BTreeMap<usize, On> = BTreeMap::new();
        // What stands builds on nothing that is set aside, so all ways up lead through what stands.
        let mut open: BTreeSet<usize> = branches.iter().copied().collect();
        let mut followers: BTreeMap<usize, BTreeSet<AgentId>> = BTreeMap::new();
        let author = branches.first().map(|place| self.graph.node(*place).device);
        let author = author.and_then(|device| self.persons.get(&device));
        while let Some(place) = open.pop_first() {
            let node = self.graph.node(place);
            let below = node.deps.iter();
            let below = below.filter_map(|dep| on.get(&(*dep as usize)).copied());
            let is_on = match branches.binary_search(&place) {
                Ok(_) => On::One(place),
                Err(_) => below.fold(On::None, On::and),
            };
            on.insert(place, is_on);
            let person = self.persons.get(&node.device);
            if let (On::One(branch), Some(person), true) = (is_on, person, person != author) {
                followers.entry(branch).or_default().insert(*person);
            }
            let children = self.above.children(place);
            open.extend(children.filter(|child| self.why[*child].is_none()));
        }
        let counts = followers.into_iter();
        counts
            .map(|(branch, people)| (branch, people.len()))
            .collect()
    }
}

/// What builds on each change.
struct Above {
    /// Where the children of each change begin among all of them, and where the last one's end.
    first: Vec<u32>,
    children: Vec<u32>,
    /// Of each change one that builds on it and is by somebody else, if there is any.
    other: Vec<Option<u32>>,
}

impl Above {
    fn of(graph: &dyn Graph, persons: &BTreeMap<DeviceId, AgentId>) -> Self {
        let mut first = vec![0u32; graph.len() + 1];
        for place in 0..graph.len() {
            for dep in graph.node(place).deps {
                first[*dep as usize + 1] += 1;
            }
        }
        for place in 0..graph.len() {
            first[place + 1] += first[place];
        }
        let mut next = first.clone();
        let mut children = vec![0u32; first.last().map_or(0, |all| *all as usize)];
        for place in 0..graph.len() {
            for dep in graph.node(place).deps {
                let next = &mut next[*dep as usize];
                children[*next as usize] = place as u32;
                *next += 1;
            }
        }
        let mut above = Self {
            first,
            children,
            other: vec![None; graph.len()],
        };
        for place in (0..graph.len()).rev() {
            let person = persons.get(&graph.node(place).device);
            let other = above.children(place).find_map(|child| {
                let is_own = persons.get(&graph.node(child).device) == person;
                if is_own {
                    above.other[child]
                } else {
                    Some(child as u32)
                }
            });
            above.other[place] = other;
        }
        above
    }

    fn children(&self, place: usize) -> impl Iterator<Item = usize> {
        let range = self.first[place] as usize..self.first[place + 1] as usize;
        self.children[range].iter().map(|child| *child as usize)
    }
}

/// Which branches of a fork a change builds on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    None,
    One(usize),
    Several,
}

impl On {
    fn and(self, other: On) -> On {
        match (self, other) {
            (On::None, on) | (on, On::None) => on,
            (one, other) if one == other => one,
            _ => On::Several,
        }
    }
}

/// Sets aside what builds on what is set aside.
fn spread(graph: &dyn Graph, why: &mut [Option<SetAside>]) {
    for place in 0..graph.len() {
        let leans = |dep: &u32| why[*dep as usize].is_some();
        if why[place].is_none() && graph.node(place).deps.iter().any(leans) {
            why[place] = Some(SetAside::BuildsOnIt);
        }
    }
}

/// The changes that share their author's number, fork by fork, in an order that is the same on every peer:
/// one fork before those that lie above it.
fn forks(graph: &dyn Graph) -> Vec<Vec<usize>> {
    let mut by_number: BTreeMap<(DeviceId, u64), Vec<usize>> = BTreeMap::new();
    for place in 0..graph.len() {
        let node = graph.node(place);
        let branches = by_number.entry((node.device, node.seq)).or_default();
        branches.push(place);
    }
    by_number.retain(|_, branches| branches.len() > 1);
    if by_number.is_empty() {
        return Vec::new();
    }
    let depths = depths(graph);
    let mut forks: Vec<_> = by_number.into_values().collect();
    forks.sort_by_cached_key(|branches| {
        let first = branches
            .iter()
            .map(|place| (depths[*place], graph.node(*place).hash));
        first.min()
    });
    forks
}

/// How long the longest way down from each change is.
fn depths(graph: &dyn Graph) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(graph.len());
    for place in 0..graph.len() {
        let below = graph.node(place).deps.iter();
        let below = below.map(|dep| depths[*dep as usize] + 1);
        depths.push(below.max().unwrap_or(0));
    }
    depths
}

/// Which changes are among these or below them.
fn below(graph: &dyn Graph, changes: &BTreeSet<ChangeHash>) -> Vec<bool> {
    let mut below = vec![false; graph.len()];
    for place in changes.iter().filter_map(|hash| graph.place(*hash)) {
        below[place] = true;
    }
    for place in (0..graph.len()).rev() {
        if below[place] {
            for dep in graph.node(place).deps {
                below[*dep as usize] = true;
            }
        }
    }
    below
}

#[cfg(test)]
mod tests;
