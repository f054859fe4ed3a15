//! What was admitted and is not in effect: set aside by a removal or a fork, and kept.
//!
//! A pure function of the admitted changes of one document and of what the charter says about it, so every
//! peer that holds the same sets the same aside (replication.md, section 6). Nothing is deleted: what is set
//! aside stays on the disk, goes on to others, and may return.

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
    let mut why: Vec<Option<SetAside>> = (0..graph.len())
        .map(|place| {
            let node = graph.node(place);
            let is_cut = standing.cuts(node.device, node.seq, node.hash);
            is_cut.then_some(SetAside::Removed)
        })
        .collect();
    spread(graph, &mut why);
    let forks = forks(graph);
    if !forks.is_empty() {
        let pinned = below(graph, &standing.pinned);
        let again = &standing.again;
        for branches in forks {
            let followers = followers(graph, &why, &branches, &standing.persons);
            let standing = branches.iter().filter(|place| why[**place].is_none());
            let stays = standing.min_by_key(|place| {
                let hash = graph.node(**place).hash;
                let count = followers.get(place).map_or(0, BTreeSet::len);
                (
                    !pinned[**place],
                    !again.contains(&hash),
                    Reverse(count),
                    hash,
                )
            });
            let Some(stays) = stays.copied() else {
                continue;
            };
            for place in branches.iter().filter(|place| **place != stays) {
                why[*place].get_or_insert(SetAside::OtherBranch);
            }
            spread(graph, &mut why);
        }
    }
    let aside = why.into_iter().enumerate();
    aside
        .filter_map(|(place, why)| Some((graph.node(place).hash, why?)))
        .collect()
}

/// The other people who build on each branch of a fork. Whoever forks what others have built on would otherwise
/// set their work aside by trying until a hash is small. Who builds on two branches follows neither. People are counted and
/// not devices, for anybody can vouch for as many of their own as they like.
fn followers(
    graph: &dyn Graph,
    why: &[Option<SetAside>],
    branches: &[usize],
    persons: &BTreeMap<DeviceId, AgentId>,
) -> BTreeMap<usize, BTreeSet<AgentId>> {
    let author = branches.first().map(|place| graph.node(*place).device);
    let author = author.and_then(|device| persons.get(&device));
    let mut followers: BTreeMap<usize, BTreeSet<AgentId>> = BTreeMap::new();
    let mut on = vec![On::None; graph.len()];
    for place in 0..graph.len() {
        let node = graph.node(place);
        if why[place].is_some() {
            continue;
        }
        let below = node.deps.iter().map(|dep| on[*dep as usize]);
        on[place] = match branches.binary_search(&place) {
            Ok(_) => On::One(place),
            Err(_) => below.fold(On::None, On::and),
        };
        let person = persons.get(&node.device);
        if let (On::One(branch), Some(person), true) = (on[place], person, person != author) {
            followers.entry(branch).or_default().insert(*person);
        }
    }
    followers
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
