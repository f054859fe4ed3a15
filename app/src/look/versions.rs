//! Which entries of work correct which, and which of them counts (RSD-1, section 5, rule 1).

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::id::{AgentId, FactId};
use model::ledger::{Contribution, Fact, WrittenFact, counted};
use model::rsd1::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of entries that it takes to know: work, and what confirms it (model/src/ledger/fact.rs).
const KINDS: [u16; 2] = [1, 4];

/// Entries of work that were corrected, and their corrections. An entry that was never corrected is its own only version.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    /// The first version of each correction that stands.
    first: BTreeMap<FactId, FactId>,
    /// The version that counts, by the first one.
    current: BTreeMap<FactId, FactId>,
    /// The corrections of each version.
    next: BTreeMap<FactId, Vec<(i64, FactId)>>,
    /// Corrections written by another than who did the work, who has not confirmed them.
    unconfirmed: BTreeMap<FactId, AgentId>,
}

/// One contribution with who wrote it.
struct Work<'a> {
    by: AgentId,
    said: &'a Contribution,
}

impl Versions {
    /// Reads them off these entries; those that are `out` count for nothing.
    pub fn of<'a>(
        entries: impl Iterator<Item = (FactId, &'a WrittenFact)>,
        out: impl Fn(FactId) -> bool,
        policy: &Policy,
    ) -> Versions {
        let mut works: BTreeMap<FactId, Work<'a>> = BTreeMap::new();
        let mut confirmed: BTreeSet<(FactId, AgentId)> = BTreeSet::new();
        for (id, written) in entries.filter(|(id, _)| !out(*id)) {
            match &written.fact {
                Fact::Contribution(said) => {
                    let by = written.by;
                    works.insert(id, Work { by, said });
                }
                Fact::Confirm(confirm) => {
                    confirmed.insert((confirm.fact, written.by));
                }
                _ => {}
            }
        }
        let mut versions = Versions::default();
        for (id, work) in &works {
            let Some(earlier) = work.said.supersedes else {
                continue;
            };
            let provider = work.said.provider;
            let corrects = works.get(&earlier).is_some_and(|earlier| {
                earlier.said.provider == provider
                    && earlier.said.beneficiary() == work.said.beneficiary()
            });
            if !corrects {
                continue;
            }
            if work.by != provider && !confirmed.contains(&(*id, provider)) {
                versions.unconfirmed.insert(*id, provider);
                continue;
            }
            let quantity = (amount(work.said, policy), *id);
            versions.next.entry(earlier).or_default().push(quantity);
        }
        let roots = works
            .iter()
            .filter(|(_, work)| work.said.supersedes.is_none());
        let roots: Vec<FactId> = roots.map(|(id, _)| *id).collect();
        for root in roots {
            if versions.next.contains_key(&root) {
                versions.follow(root);
            }
        }
        versions
    }

    /// Takes all versions of one contribution, and walks to the one that counts: of corrections written at the same time
    /// the smallest, then the smaller id.
    fn follow(&mut self, root: FactId) {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if self.first.insert(id, root).is_none() {
                let next = self.next.get(&id).into_iter().flatten();
                open.extend(next.map(|(_, id)| *id));
            }
        }
        let (mut at, mut seen) = (root, BTreeSet::new());
        while seen.insert(at) {
            match self.next.get(&at).and_then(|next| next.iter().min()) {
                Some((_, id)) => at = *id,
                None => break,
            }
        }
        self.current.insert(root, at);
    }

    /// The entry as it was first written.
    pub fn first(&self, id: FactId) -> FactId {
        self.first.get(&id).copied().unwrap_or(id)
    }

    /// The version that counts.
    pub fn current(&self, id: FactId) -> FactId {
        let first = self.first(id);
        self.current.get(&first).copied().unwrap_or(first)
    }

    /// Who has yet to confirm this correction, where another wrote it.
    pub fn waits_for(&self, id: FactId) -> Option<AgentId> {
        self.unconfirmed.get(&id).copied()
    }

    /// All versions of one contribution that stand.
    pub fn all(&self, id: FactId) -> Vec<FactId> {
        let root = self.first(id);
        let versions = self.first.iter().filter(|(_, first)| **first == root);
        let mut all: Vec<FactId> = versions.map(|(id, _)| *id).collect();
        if all.is_empty() {
            all.push(id);
        }
        all
    }
}

/// Whether reviews of one version still say something of a later one: only where all but the amount and what describes it
/// is the same, and all is still shown that was.
pub fn keeps_reviews(one: &Contribution, other: &Contribution) -> bool {
    let terms = |said: &Contribution| {
        let thing = said.deliverable.clone();
        (said.kind.clone(), thing, said.share, said.from, said.to)
    };
    let mut shown = one.evidence.iter();
    one.beneficiary() == other.beneficiary()
        && terms(one) == terms(other)
        && shown.all(|file| other.evidence.contains(file))
}

fn amount(said: &Contribution, policy: &Policy) -> i64 {
    let unit = policy.contribution_type(&said.kind).map(|kind| kind.unit);
    unit.and_then(|unit| counted(&said.quantity, unit, policy.currency))
        .unwrap_or(said.quantity.mantissa)
}

impl Commons {
    /// Which entries of work correct which.
    pub fn versions(&mut self, policy: &Policy) -> Result<Versions, Trouble> {
        let mut out = self.voided()?;
        out.extend(self.quarantine()?.into_iter().map(|refused| refused.fact));
        let rows = self.index().entries(&KINDS, 0, u64::from(u32::MAX))?;
        let read = rows.iter().filter_map(|row| {
            let written = WrittenFact::decode(&row.bytes).ok()?;
            Some((row.fact, written))
        });
        let read: Vec<(FactId, WrittenFact)> = read.collect();
        let entries = read.iter().map(|(id, written)| (*id, written));
        Ok(Versions::of(entries, |id| out.contains(&id), policy))
    }
}
