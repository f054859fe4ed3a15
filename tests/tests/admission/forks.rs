//! One key on two computers: both branches come in, one stays in effect, and on every peer the same one.

use super::forge::rewritten;
use super::history::{
    COMMONS, admit, commit, design, device, forked_history, new_design, shuffled, state,
};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ROOT, ReadDoc};
use model::admission::{DocumentState, SetAside, Standing, Verdict, foresee, shape};
use model::change::Header;
use model::document::Document;
use model::id::{AgentId, ChangeHash};
use std::collections::{BTreeMap, BTreeSet};
use tests::corpus::assert_eq;
use tests::fire::dice::Dice;
use tests::fire::harm::check_reasons;

fn admitted(changes: &[Change], seed: u64) -> DocumentState {
    let mut state = state();
    for change in changes {
        let verdict = admit(&mut state, change.raw_bytes());
        assert_eq!(
            verdict,
            Verdict::Admitted,
            "seed {seed}: {:?}",
            change.decode()
        );
    }
    state
}

fn hash_of(change: &Change) -> ChangeHash {
    ChangeHash(change.hash().0)
}

/// The same told from headers alone, as it is foreseen.
fn foreseen(changes: &[Change], standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
    let headers = changes.iter().map(|change| {
        let signed = shape(change.raw_bytes());
        signed.expect("it was admitted")
    });
    let headers: Vec<Header> = headers.collect();
    foresee(&headers.iter().collect::<Vec<_>>(), standing)
}

/// What stays of the changes makes a document, and each change that is set aside has its reason.
fn check_effect(changes: &[Change], aside: &BTreeMap<ChangeHash, SetAside>, standing: &Standing) {
    let in_effect = |change: &&Change| !aside.contains_key(&hash_of(change));
    let stays = changes
        .iter()
        .filter(in_effect)
        .map(|change| change.raw_bytes());
    let id = design().id(COMMONS);
    let document = Document::load(COMMONS, id, stays).expect("what stays fits together");
    assert!(!document.is_empty());
    check_reasons(changes, aside, standing);
}

#[test]
pub(super) fn both_branches_come_in_and_everywhere_the_same_one_stays() {
    let mut forked = 0;
    for seed in 0..60 {
        let changes = forked_history(seed, 40);
        let mut dice = Dice::new(seed + 500);
        let mut first: Option<(DocumentState, BTreeMap<ChangeHash, SetAside>)> = None;
        for _ in 0..4 {
            let changes = shuffled(&changes, &mut dice);
            let state = admitted(&changes, seed);
            let aside = state.set_aside(&Standing::default());
            check_effect(&changes, &aside, &Standing::default());
            assert_eq!(foreseen(&changes, &Standing::default()), aside);
            let (state_before, aside_before) =
                first.get_or_insert_with(|| (state.clone(), aside.clone()));
            assert_eq!(&aside, aside_before, "seed {seed}");
            assert_eq!(state.heights(), state_before.heights());
            assert_eq!(state.heads(), state_before.heads());
        }
        let (state, aside) = first.expect("four rounds");
        if state.heights().is_forked(device(1)) {
            forked += 1;
            assert!(aside.values().any(|why| *why == SetAside::OtherBranch));
        } else {
            assert!(aside.is_empty());
        }
    }
    assert!(forked > 40, "the histories must fork: {forked}");
}

#[test]
fn a_pin_decides_which_branch_stays() {
    let mut turned = 0;
    for seed in 0..40 {
        let changes = forked_history(seed, 30);
        let state = admitted(&changes, seed);
        let plain = state.set_aside(&Standing::default());
        let branches = plain
            .iter()
            .filter(|(_, why)| **why == SetAside::OtherBranch);
        let Some((loser, _)) = branches.into_iter().next() else {
            continue;
        };
        let standing = Standing {
            pinned: BTreeSet::from([*loser]),
            ..Standing::default()
        };
        let aside = state.set_aside(&standing);
        check_effect(&changes, &aside, &standing);
        assert_eq!(foreseen(&changes, &standing), aside, "seed {seed}");
        turned += usize::from(!aside.contains_key(loser));
    }
    assert!(turned > 20, "pins must turn branches: {turned}");
}

#[test]
fn whoever_forks_what_others_build_on_does_not_set_their_work_aside() {
    let document = new_design();
    let first = document.clone().get_changes(&[]).remove(0);
    let named = |number: u8, name: &str| {
        let mut document = document
            .clone()
            .with_actor(ActorId::from(&device(number).0[..]));
        let fields = document.get(ROOT, "fields").unwrap().unwrap().1;
        document.put(&fields, "name", name).unwrap();
        commit(&mut document);
        document.get_last_local_change().expect("just written")
    };
    // Ben and Cleo work on it.
    let people = |puppets: &[u8]| {
        let of = |number: u8, person: u8| (device(number), AgentId([person; 16]));
        let puppets = puppets.iter().map(|number| of(*number, 0));
        let persons = [of(0, 0), of(1, 1), of(2, 2)].into_iter().chain(puppets);
        Standing {
            persons: persons.collect(),
            ..Standing::default()
        }
    };
    let work = [named(1, "lathe"), named(2, "mill")];
    // The creator begins the design anew, until the new beginning has a smaller hash.
    let began_anew = (1..).map(|later| {
        let bytes = rewritten(&first, |change| change.time += later);
        Change::from_bytes(bytes).unwrap()
    });
    let mut smaller = began_anew.filter(|anew| anew.hash() < first.hash());
    let anew = smaller.next().expect("one in two");
    let mut changes = vec![first.clone(), anew.clone()];
    changes.extend(work.iter().cloned());
    let state = admitted(&changes, 0);
    let plain = people(&[]);
    let aside = state.set_aside(&plain);
    check_effect(&changes, &aside, &plain);
    assert_eq!(
        aside,
        BTreeMap::from([(hash_of(&anew), SetAside::OtherBranch)])
    );
    // Further devices of the creator, however many build on the new beginning, count for nobody.
    let mut crowd = changes.clone();
    for puppet in 3..7 {
        let mut document = AutoCommit::new().with_actor(ActorId::from(&device(puppet).0[..]));
        document.apply_changes([anew.clone()]).unwrap();
        let fields = document.get(ROOT, "fields").unwrap().unwrap().1;
        document.put(&fields, "name", "mine").unwrap();
        commit(&mut document);
        crowd.push(document.get_last_local_change().expect("just written"));
    }
    let with_crowd = admitted(&crowd, 0).set_aside(&people(&[3, 4, 5, 6]));
    assert!(
        work.iter()
            .all(|change| !with_crowd.contains_key(&hash_of(change)))
    );
    assert_eq!(with_crowd.len(), 1 + 4);
    // A steward may choose the other one; a pin stands above that.
    let mut standing = Standing {
        again: BTreeSet::from([hash_of(&anew)]),
        ..plain
    };
    assert_eq!(state.set_aside(&standing).len(), 3);
    standing.pinned = BTreeSet::from([hash_of(&work[0])]);
    assert_eq!(state.set_aside(&standing), aside);
}

#[test]
pub(super) fn what_lies_beyond_a_removal_is_set_aside_with_what_builds_on_it() {
    for seed in 0..40 {
        let changes = forked_history(seed, 40);
        let state = admitted(&changes, seed);
        let mut dice = Dice::new(seed);
        let last = BTreeMap::from([(device(2), dice.roll(6) as u64)]);
        let mut standing = Standing {
            last,
            ..Standing::default()
        };
        let aside = state.set_aside(&standing);
        check_effect(&changes, &aside, &standing);
        let beyond = aside.iter().find(|(_, why)| **why == SetAside::Removed);
        let Some(beyond) = beyond.map(|(hash, _)| *hash) else {
            continue;
        };
        // A steward lets one of them in again; it stands if nothing below it is set aside.
        standing.again.insert(beyond);
        let after = state.set_aside(&standing);
        check_effect(&changes, &after, &standing);
        assert_eq!(foreseen(&changes, &standing), after, "seed {seed}");
        assert_ne!(after.get(&beyond), Some(&SetAside::Removed));
    }
}

#[test]
fn a_removal_that_takes_a_branch_lets_the_other_stay() {
    let document = new_design();
    let named = |document: &mut AutoCommit, name: &str| {
        let fields = document.get(ROOT, "fields").unwrap().unwrap().1;
        document.put(&fields, "name", name).unwrap();
        commit(document);
    };
    let mut ana = document.clone();
    named(&mut ana, "lathe");
    let mut cleo = document.clone().with_actor(ActorId::from(&device(2).0[..]));
    named(&mut cleo, "mill");
    // Ben's two computers: one has seen Cleo's edit, the other Ana's.
    let branch = |met: &mut AutoCommit| {
        let mut ben = document.clone().with_actor(ActorId::from(&device(1).0[..]));
        ben.merge(met).unwrap();
        named(&mut ben, "saw");
        ben.get_changes(&[])
    };
    let (on_cleo, on_ana) = (branch(&mut cleo), branch(&mut ana));
    let mut changes = on_cleo.clone();
    changes.extend(
        on_ana
            .iter()
            .filter(|c| !on_cleo.iter().any(|o| o.hash() == c.hash()))
            .cloned(),
    );
    let state = admitted(&changes, 0);
    let ben: Vec<ChangeHash> = changes
        .iter()
        .filter(|change| change.actor_id().to_bytes() == device(1).0)
        .map(hash_of)
        .collect();
    assert_eq!(ben.len(), 2);
    let standing = Standing {
        last: BTreeMap::from([(device(2), 0)]),
        pinned: BTreeSet::from([ben[0]]),
        ..Standing::default()
    };
    let aside = state.set_aside(&standing);
    assert_eq!(aside.get(&ben[0]), Some(&SetAside::BuildsOnIt));
    assert_eq!(
        aside.get(&ben[1]),
        None,
        "the branch that still stands stays"
    );
}
