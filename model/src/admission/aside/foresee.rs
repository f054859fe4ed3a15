//! What would be set aside, told from headers alone.

use super::{Graph, GraphNode, SetAside, Standing, set_aside};
use crate::change::Header;
use crate::id::ChangeHash;
use std::collections::BTreeMap;

/// What of an edited document would not be in effect if the charter said this of it, and why.
///
/// `headers` are those of its admitted changes, causes first; what one of them builds on and is not among them is
/// left out. With what the charter does say it is what [`crate::admission::DocumentState::set_aside`] says.
pub fn foresee(headers: &[&Header], standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
    let mut graph = Headers::default();
    for header in headers {
        let deps = header.deps.iter().filter_map(|dep| graph.places.get(dep));
        let deps = deps.map(|place| *place as u32).collect();
        graph.places.insert(header.hash, graph.changes.len());
        graph.changes.push((header, deps));
    }
    set_aside(&graph, standing)
}

#[derive(Default)]
struct Headers<'a> {
    changes: Vec<(&'a Header, Vec<u32>)>,
    places: BTreeMap<ChangeHash, usize>,
}

impl Graph for Headers<'_> {
    fn len(&self) -> usize {
        self.changes.len()
    }

    fn node(&self, place: usize) -> GraphNode<'_> {
        let (header, deps) = &self.changes[place];
        GraphNode {
            hash: header.hash,
            device: header.actor,
            seq: header.seq,
            deps,
        }
    }

    fn place(&self, hash: ChangeHash) -> Option<usize> {
        self.places.get(&hash).copied()
    }
}
