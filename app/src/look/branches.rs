//! The branches of designs that a fork has set aside: what each holds, and what letting it stand would do.

use crate::commons::Commons;
use crate::commons::offering::views_around;
use crate::trouble::Trouble;
use crate::view::FieldChange;
use crate::words::since;
use model::admission::{SetAside, Standing, foresee};
use model::change::Header;
use model::design::{Field, View, compare};
use model::document::Document;
use model::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use std::collections::{BTreeMap, BTreeSet};
use sync::core::standing;
use sync::log::StoredChange;

/// A branch of a design that its device's other branch has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The change that begins it, by its author, its number and its name.
    pub first: (DeviceId, u64, ChangeHash),
    /// The changes of it, and what others built on it.
    pub changes: BTreeSet<ChangeHash>,
    /// When the newest of them was written, in milliseconds since 1970.
    pub last_ms: i64,
    /// Who else wrote in it, by name.
    pub others: Vec<String>,
    /// What it says that the design did not say before the two parted.
    pub holds: Vec<FieldChange>,
    /// What would come of letting it stand.
    pub effect: Result<BranchEffect, NoChoice>,
}

/// What would come of letting a branch stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BranchEffect {
    /// So many changes would be in effect again.
    pub comes: usize,
    /// So many that are in effect would be set aside.
    pub goes: usize,
    /// What the design would say otherwise than now.
    pub changes: Vec<FieldChange>,
}

/// Why a steward's choice would not let a branch stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoChoice {
    /// History is pinned on the other branch.
    Pinned,
    /// Both were chosen already.
    ChosenBefore,
    /// What it builds on is set aside by a removal.
    OnRemoved,
}

impl Commons {
    /// The branches of a design that forks have set aside, so many at most.
    pub fn branches_aside(&self, design: DocumentId, limit: usize) -> Result<Vec<Branch>, Trouble> {
        self.branches_that(design, limit, |_| true)
    }

    /// The branch of a design that begins with this change, where a fork has set it aside.
    pub fn branch_aside(
        &self,
        design: DocumentId,
        first: ChangeHash,
    ) -> Result<Option<Branch>, Trouble> {
        let mut found = self.branches_that(design, 1, |hash| hash == first)?;
        Ok(found.pop())
    }

    fn branches_that(
        &self,
        design: DocumentId,
        limit: usize,
        is_meant: impl Fn(ChangeHash) -> bool,
    ) -> Result<Vec<Branch>, Trouble> {
        let (Some(aside), Some(name)) = (self.core().aside(design), self.name_of(design)) else {
            return Ok(vec![]);
        };
        let aside = &aside.changes;
        let begins = |hash: &ChangeHash| aside.get(hash) == Some(&SetAside::OtherBranch);
        if limit == 0 || !aside.keys().any(|hash| begins(hash) && is_meant(*hash)) {
            return Ok(vec![]);
        }
        let stored = self.store().load(design)?;
        let heights = self.core().heights(design);
        let standing = standing(self.charter(), name, design, &heights);
        let now = view_without(design, &stored, aside)?;
        let firsts = stored.iter().filter(|first| {
            let hash = &first.change.header.hash;
            begins(hash) && is_meant(*hash)
        });
        firsts
            .take(limit)
            .map(|first| self.branch(&stored, first, aside, &standing, &now))
            .collect()
    }

    fn branch(
        &self,
        stored: &[StoredChange],
        first: &StoredChange,
        aside: &BTreeMap<ChangeHash, SetAside>,
        standing: &Standing,
        now: &View,
    ) -> Result<Branch, Trouble> {
        let header = &first.change.header;
        let of_it = changes_of(stored, header);
        let mine = stored
            .iter()
            .filter(|stored| of_it.contains(&stored.change.header.hash));
        let mine: Vec<&StoredChange> = mine.collect();
        let others: BTreeSet<String> = mine
            .iter()
            .filter(|stored| stored.change.header.actor != header.actor)
            .map(|stored| self.device_and_owner(stored.change.header.actor).1)
            .collect();
        let heads = super::since::heads_of(&mine);
        let (before, after) = views_around(stored, &header.deps, &heads)?;
        let last = mine.iter().map(|stored| stored.change.header.time_ms).max();
        Ok(Branch {
            first: (header.actor, header.seq, header.hash),
            last_ms: last.unwrap_or(header.time_ms),
            others: others.into_iter().collect(),
            holds: since::changes(&compare(&before, &after), &after),
            effect: effect(stored, header, aside, standing, now)?,
            changes: of_it,
        })
    }
}

/// A branch's first change and all that builds on it, and on no other branch of the same fork.
fn changes_of(stored: &[StoredChange], first: &Header) -> BTreeSet<ChangeHash> {
    let (mut mine, mut others) = (BTreeSet::new(), BTreeSet::new());
    for stored in stored {
        let header = &stored.change.header;
        let is_of_fork = header.actor == first.actor && header.seq == first.seq;
        let builds_on =
            |set: &BTreeSet<ChangeHash>| header.deps.iter().any(|dep| set.contains(dep));
        if header.hash == first.hash {
            mine.insert(header.hash);
        } else if is_of_fork || builds_on(&others) {
            others.insert(header.hash);
        } else if builds_on(&mine) {
            mine.insert(header.hash);
        }
    }
    mine
}

/// What would come of it if a steward let the branch stand that begins with this change.
fn effect(
    stored: &[StoredChange],
    first: &Header,
    aside: &BTreeMap<ChangeHash, SetAside>,
    standing: &Standing,
    now: &View,
) -> Result<Result<BranchEffect, NoChoice>, Trouble> {
    let headers: Vec<&Header> = stored.iter().map(|stored| &stored.change.header).collect();
    let mut chosen = standing.clone();
    chosen.again.insert(first.hash);
    let then = foresee(&headers, &chosen);
    match then.get(&first.hash) {
        None => {}
        Some(SetAside::OtherBranch) => {
            let was_chosen = standing.again.contains(&first.hash);
            return Ok(Err(match was_chosen || standing.pinned.is_empty() {
                true => NoChoice::ChosenBefore,
                false => pinned_or_chosen(&headers, &chosen, first),
            }));
        }
        Some(SetAside::Removed | SetAside::BuildsOnIt) => return Ok(Err(NoChoice::OnRemoved)),
    }
    let comes = aside.keys().filter(|hash| !then.contains_key(hash));
    let goes = then.keys().filter(|hash| !aside.contains_key(hash));
    let after = view_without(now.document, stored, &then)?;
    Ok(Ok(BranchEffect {
        comes: comes.count(),
        goes: goes.count(),
        changes: since::changes(&compare(now, &after), &after),
    }))
}

/// Whether it is a pin that keeps the choice from having an effect.
fn pinned_or_chosen(headers: &[&Header], chosen: &Standing, first: &Header) -> NoChoice {
    let unpinned = Standing {
        pinned: BTreeSet::new(),
        ..chosen.clone()
    };
    match foresee(headers, &unpinned).contains_key(&first.hash) {
        true => NoChoice::ChosenBefore,
        false => NoChoice::Pinned,
    }
}

/// What a design says when this is set aside.
fn view_without(
    design: DocumentId,
    stored: &[StoredChange],
    aside: &BTreeMap<ChangeHash, SetAside>,
) -> Result<View, Trouble> {
    let stays = |stored: &&StoredChange| !aside.contains_key(&stored.change.header.hash);
    let bytes = stored.iter().filter(stays).map(|one| &one.change.bytes);
    // The view is of this document's own changes, whatever commons they are in.
    let document = Document::load(CommonsId([0; 16]), design, bytes);
    let document = document.map_err(|error| unreadable(&error.to_string()))?;
    Ok(View::of(&document))
}

fn unreadable(why: &str) -> Trouble {
    Trouble::new(
        "A branch that is set aside could not be read",
        why,
        "run `check --repair`, then meet a peer",
    )
}

impl Branch {
    /// What the design is called, with this branch where it stands in none.
    pub fn design_name(&self, now: &str) -> String {
        let name = || {
            self.holds
                .iter()
                .find(|one| one.what == crate::words::design::field(Field::Name))
        };
        match now {
            "" => name().and_then(|one| one.after.clone()).unwrap_or_default(),
            now => now.to_owned(),
        }
    }
}
