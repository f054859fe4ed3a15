//! What is set aside, by the rule as it is told, and how often the graph is looked at for it.

use super::*;
use std::cell::Cell;

/// One who forks at every number, and others.
const FORKER: DeviceId = DeviceId([1; 32]);

#[derive(Default)]
struct Drawn {
    nodes: Vec<(DeviceId, u64, Vec<u32>, ChangeHash)>,
    looks: Cell<u64>,
}

impl Drawn {
    fn add(&mut self, device: DeviceId, seq: u64, deps: &[u32], chance: u32) -> u32 {
        let place = self.nodes.len() as u32;
        let hash = blake3::hash(&[place.to_be_bytes(), chance.to_be_bytes()].concat());
        let hash = ChangeHash(*hash.as_bytes());
        self.nodes.push((device, seq, deps.to_vec(), hash));
        place
    }
}

impl Graph for Drawn {
    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, place: usize) -> GraphNode<'_> {
        self.looks.set(self.looks.get() + 1);
        let (device, seq, deps, hash) = &self.nodes[place];
        GraphNode {
            hash: *hash,
            device: *device,
            seq: *seq,
            deps,
        }
    }

    fn place(&self, hash: ChangeHash) -> Option<usize> {
        self.nodes.iter().position(|node| node.3 == hash)
    }
}

/// The rule word for word: for each fork everything is looked at.
fn word_for_word(graph: &dyn Graph, standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
    let cut = |place: usize| {
        let node = graph.node(place);
        let is_cut = standing.cuts(node.device, node.seq, node.hash);
        is_cut.then_some(SetAside::Removed)
    };
    let mut why: Vec<Option<SetAside>> = (0..graph.len()).map(cut).collect();
    spread(graph, &mut why);
    let pinned = below(graph, &standing.pinned);
    for branches in forks(graph) {
        let author = standing.persons.get(&graph.node(branches[0]).device);
        let mut followers: BTreeMap<usize, BTreeSet<AgentId>> = BTreeMap::new();
        let mut on = vec![On::None; graph.len()];
        for place in (0..graph.len()).filter(|place| why[*place].is_none()) {
            let node = graph.node(place);
            on[place] = match branches.contains(&place) {
                true => On::One(place),
                false => {
                    let below = node.deps.iter().map(|dep| on[*dep as usize]);
                    below.fold(On::None, On::and)
                }
            };
            let person = standing.persons.get(&node.device);
            if let (On::One(branch), Some(person), true) = (on[place], person, person != author) {
                followers.entry(branch).or_default().insert(*person);
            }
        }
        let stands = branches.iter().filter(|place| why[**place].is_none());
        let stays = stays_of(stands, graph, standing, &pinned, &followers);
        for place in branches.iter().filter(|place| Some(**place) != stays) {
            if stays.is_some() {
                why[*place].get_or_insert(SetAside::OtherBranch);
            }
        }
        spread(graph, &mut why);
    }
    let aside = why.into_iter().enumerate();
    let aside = aside.filter_map(|(place, why)| Some((graph.node(place).hash, why?)));
    aside.collect()
}

fn stays_of<'a>(
    stands: impl Iterator<Item = &'a usize>,
    graph: &dyn Graph,
    standing: &Standing,
    pinned: &[bool],
    followers: &BTreeMap<usize, BTreeSet<AgentId>>,
) -> Option<usize> {
    let rank = |place: &&usize| {
        let hash = graph.node(**place).hash;
        let count = followers.get(place).map_or(0, BTreeSet::len);
        let is_again = standing.again.contains(&hash);
        (!pinned[**place], !is_again, Reverse(count), hash)
    };
    stands.min_by_key(rank).copied()
}

fn persons(whose: &[(u8, u8)]) -> BTreeMap<DeviceId, AgentId> {
    let pair = |(device, person): &(u8, u8)| (DeviceId([*device; 32]), AgentId([*person; 16]));
    whose.iter().map(pair).collect()
}

/// Histories of four devices that fork wherever they like and build on each other's branches.
fn drawn(seed: u32) -> (Drawn, Standing) {
    let mut dice = seed;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (dice >> 8) as usize % sides
    };
    let mut graph = Drawn::default();
    for _ in 0..40 {
        let device = DeviceId([roll(4) as u8; 32]);
        let own = |(_, node): &(usize, &(DeviceId, u64, Vec<u32>, ChangeHash))| node.0 == device;
        let own: Vec<usize> = graph
            .nodes
            .iter()
            .enumerate()
            .filter(own)
            .map(|(at, _)| at)
            .collect();
        let before = match own.as_slice() {
            [] => None,
            own if roll(4) == 0 => Some(own[roll(own.len())]),
            own => own.last().copied(),
        };
        let seq = before.map_or(1, |before| graph.nodes[before].1 + 1);
        let mut deps: BTreeSet<u32> = before.map(|before| before as u32).into_iter().collect();
        for _ in 0..roll(3) {
            let other = roll(graph.nodes.len().max(1));
            if graph.nodes.get(other).is_some_and(|node| node.0 != device) {
                deps.insert(other as u32);
            }
        }
        let deps: Vec<u32> = deps.into_iter().collect();
        graph.add(device, seq, &deps, seed);
    }
    // Two of the devices are one person's, and of one nobody knows whose it is.
    let mut standing = Standing {
        persons: persons(
            &[(0, 7), (1, 8), (2, 8 + seed as u8 % 2), (3, 9)][..3 + seed as usize % 2],
        ),
        ..Standing::default()
    };
    if roll(3) == 0 {
        standing.pinned.insert(graph.nodes[roll(40)].3);
    }
    if roll(3) == 0 {
        standing.again.insert(graph.nodes[roll(40)].3);
    }
    if roll(3) == 0 {
        standing
            .last
            .insert(DeviceId([roll(4) as u8; 32]), roll(5) as u64);
    }
    (graph, standing)
}

#[test]
fn it_is_what_the_rule_says_word_for_word() {
    let mut forks_seen = 0;
    for seed in 0..3000 {
        let (graph, standing) = drawn(seed);
        let aside = set_aside(&graph, &standing);
        assert_eq!(aside, word_for_word(&graph, &standing), "seed {seed}");
        forks_seen += forks(&graph).len();
    }
    assert!(forks_seen > 6000, "{forks_seen}");
}

fn of_two() -> Standing {
    Standing {
        persons: persons(&[(1, 7), (2, 8)]),
        ..Standing::default()
    }
}

/// A chain that is forked at each of its numbers; another device builds on its end.
fn forked_everywhere(forks: u64) -> Drawn {
    let mut graph = Drawn::default();
    let mut last = graph.add(FORKER, 1, &[], 0);
    for seq in 2..forks + 2 {
        let before = last;
        graph.add(FORKER, seq, &[before], 0);
        last = graph.add(FORKER, seq, &[before], 0);
    }
    graph.add(DeviceId([2; 32]), 1, &[last], 0);
    graph
}

#[test]
fn twice_the_forks_cost_twice_as_much() {
    let looks = [500, 1000, 2000].map(|forks| {
        let graph = forked_everywhere(forks);
        let aside = set_aside(&graph, &of_two());
        assert_eq!(aside.len() as u64, forks);
        graph.looks.get()
    });
    assert!(
        looks[2] <= 2 * looks[1] && looks[1] <= 2 * looks[0],
        "{looks:?}"
    );
}

#[test]
fn twice_the_branches_of_one_number_cost_twice_as_much() {
    let looks = [500, 1000, 2000].map(|branches| {
        let mut graph = Drawn::default();
        let first = graph.add(FORKER, 1, &[], 0);
        for _ in 0..branches {
            let branch = graph.add(FORKER, 2, &[first], 0);
            graph.add(DeviceId([2; 32]), u64::from(branch), &[branch], 0);
        }
        set_aside(&graph, &of_two());
        graph.looks.get()
    });
    assert!(
        looks[2] <= 2 * looks[1] + 100 && looks[1] <= 2 * looks[0] + 100,
        "{looks:?}"
    );
}
