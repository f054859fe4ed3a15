//! Very many counters, of which copies share what is equal in them.
//!
//! A change beside an author's first strand has seen what the one before it has, and one strand more. With a list of its
//! own for each, fifty thousand of them would hold ten gigabytes.

use std::sync::Arc;

/// Children of a node, and counters of a leaf.
const WIDTH: usize = 16;
const WIDTH_BITS: u32 = 4;

/// Counters by their places; 0 where none was set.
#[derive(Clone, Default, Debug)]
pub(super) struct Counters {
    root: Option<Arc<Node>>,
    /// How many levels of nodes lie above the leaves.
    height: u32,
}

#[derive(Debug)]
enum Node {
    Leaf([u32; WIDTH]),
    Inner([Option<Arc<Node>>; WIDTH]),
}

impl Counters {
    pub(super) fn at(&self, place: u32) -> u32 {
        if !fits(place, self.height) {
            return 0;
        }
        let (mut node, mut height) = (self.root.as_deref(), self.height);
        loop {
            match node {
                None => return 0,
                Some(Node::Leaf(counters)) => return counters[slot(place, 0)],
                Some(Node::Inner(children)) => node = children[slot(place, height)].as_deref(),
            }
            height = height.saturating_sub(1);
        }
    }

    /// The same with this counter at this place.
    pub(super) fn with(&self, place: u32, counter: u32) -> Counters {
        let mut height = self.height;
        while !fits(place, height) {
            height += 1;
        }
        let root = raised(self.root.clone(), self.height, height);
        Counters {
            root: Some(set(root.as_deref(), height, place, counter)),
            height,
        }
    }

    /// The higher counter of each place. What is the same in both, or as in one of them, is shared with it.
    pub(super) fn joined(&self, other: &Counters) -> Counters {
        let height = self.height.max(other.height);
        let one = raised(self.root.clone(), self.height, height);
        let two = raised(other.root.clone(), other.height, height);
        Counters {
            root: join(one.as_ref(), two.as_ref()),
            height,
        }
    }

    /// The places with a counter, in their order.
    pub(super) fn places(&self) -> Vec<u32> {
        let mut places = Vec::new();
        if let Some(root) = &self.root {
            list(root, self.height, 0, &mut places);
        }
        places
    }
}

fn fits(place: u32, height: u32) -> bool {
    let bits = WIDTH_BITS * (height + 1);
    place.checked_shr(bits).unwrap_or(0) == 0
}

fn slot(place: u32, height: u32) -> usize {
    (place >> (WIDTH_BITS * height)) as usize % WIDTH
}

/// The same below as many more nodes as make this height.
fn raised(mut root: Option<Arc<Node>>, from: u32, to: u32) -> Option<Arc<Node>> {
    for _ in from..to {
        root = root.map(|root| {
            let mut children = [const { None }; WIDTH];
            children[0] = Some(root);
            Arc::new(Node::Inner(children))
        });
    }
    root
}

fn set(node: Option<&Node>, height: u32, place: u32, counter: u32) -> Arc<Node> {
    if height == 0 {
        let mut counters = match node {
            Some(Node::Leaf(counters)) => *counters,
            _ => [0; WIDTH],
        };
        counters[slot(place, 0)] = counter;
        return Arc::new(Node::Leaf(counters));
    }
    let mut children = match node {
        Some(Node::Inner(children)) => children.clone(),
        _ => [const { None }; WIDTH],
    };
    let child = &mut children[slot(place, height)];
    *child = Some(set(child.as_deref(), height - 1, place, counter));
    Arc::new(Node::Inner(children))
}

fn join(one: Option<&Arc<Node>>, two: Option<&Arc<Node>>) -> Option<Arc<Node>> {
    let (Some(one), Some(two)) = (one, two) else {
        return one.or(two).cloned();
    };
    if Arc::ptr_eq(one, two) {
        return Some(one.clone());
    }
    match (&**one, &**two) {
        (Node::Leaf(a), Node::Leaf(b)) => {
            let joined: [u32; WIDTH] = std::array::from_fn(|slot| a[slot].max(b[slot]));
            Some(if joined == *a {
                one.clone()
            } else if joined == *b {
                two.clone()
            } else {
                Arc::new(Node::Leaf(joined))
            })
        }
        (Node::Inner(a), Node::Inner(b)) => {
            let joined: [Option<Arc<Node>>; WIDTH] =
                std::array::from_fn(|slot| join(a[slot].as_ref(), b[slot].as_ref()));
            Some(if is_as(&joined, a) {
                one.clone()
            } else if is_as(&joined, b) {
                two.clone()
            } else {
                Arc::new(Node::Inner(joined))
            })
        }
        // Both are equally high.
        _ => Some(one.clone()),
    }
}

fn is_as(one: &[Option<Arc<Node>>; WIDTH], two: &[Option<Arc<Node>>; WIDTH]) -> bool {
    one.iter().zip(two).all(|pair| match pair {
        (Some(one), Some(two)) => Arc::ptr_eq(one, two),
        (one, two) => one.is_none() && two.is_none(),
    })
}

fn list(node: &Node, height: u32, first: u32, places: &mut Vec<u32>) {
    match node {
        Node::Leaf(counters) => {
            let set = (first..).zip(counters).filter(|(_, counter)| **counter > 0);
            places.extend(set.map(|(place, _)| place));
        }
        Node::Inner(children) => {
            for (slot, child) in (0..).zip(children) {
                if let Some(child) = child {
                    list(
                        child,
                        height - 1,
                        first + (slot << (WIDTH_BITS * height)),
                        places,
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Nodes in all of these, each counted once.
    fn nodes(all: &[Counters]) -> usize {
        fn visit(node: &Arc<Node>, seen: &mut BTreeSet<*const Node>) {
            if !seen.insert(Arc::as_ptr(node)) {
                return;
            }
            if let Node::Inner(children) = &**node {
                children
                    .iter()
                    .flatten()
                    .for_each(|child| visit(child, seen));
            }
        }
        let mut seen = BTreeSet::new();
        let roots = all.iter().filter_map(|counters| counters.root.as_ref());
        roots.for_each(|root| visit(root, &mut seen));
        seen.len()
    }

    #[test]
    fn they_hold_what_a_map_holds() {
        let mut dice = 1u32;
        let mut roll = |sides: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 8) % sides
        };
        for round in 0..50 {
            let mut pairs = [(); 2].map(|()| (Counters::default(), BTreeMap::new()));
            for _ in 0..200 {
                let (counters, map) = &mut pairs[roll(2) as usize];
                let (place, counter) = (roll([20, 300, 70_000][round % 3]), roll(1000) + 1);
                *counters = counters.with(place, counter);
                map.insert(place, counter);
            }
            let [(one, ones), (two, twos)] = pairs;
            let mut both = ones.clone();
            for (place, counter) in &twos {
                let counter = both
                    .get(place)
                    .map_or(*counter, |other| *other.max(counter));
                both.insert(*place, counter);
            }
            let joined = one.joined(&two);
            for (counters, map) in [(one, ones), (two, twos), (joined, both)] {
                assert!(map.keys().copied().eq(counters.places()));
                assert!(
                    (0..70_000)
                        .all(|place| counters.at(place) == map.get(&place).copied().unwrap_or(0))
                );
            }
        }
    }

    #[test]
    fn ten_thousand_that_follow_each_other_share_all_but_one_path() {
        let mut all = vec![Counters::default()];
        for place in 0..10_000 {
            let last = &all[all.len() - 1];
            all.push(last.with(place, place + 1));
        }
        assert!(nodes(&all) <= 4 * 10_000);
        // Joining one with another that it contains makes nothing new.
        let joined = all[10_000].joined(&all[5_000]);
        let before = nodes(&all);
        all.push(joined);
        assert_eq!(nodes(&all), before);
    }
}
