//! Heights by their rules.

use super::*;

const ANA: DeviceId = DeviceId([1; 32]);
const BEN: DeviceId = DeviceId([2; 32]);

fn tip(device: DeviceId, seq: u64, branch: u8) -> Tip {
    let hash = hash(seq, branch);
    Tip { device, seq, hash }
}

fn hash(seq: u64, branch: u8) -> ChangeHash {
    let mut hash = [branch; 32];
    hash[..8].copy_from_slice(&seq.to_be_bytes());
    ChangeHash(hash)
}

fn change(device: DeviceId, seq: u64, branch: u8, before: Option<u8>) -> Header {
    Header {
        hash: hash(seq, branch),
        actor: device,
        seq,
        start_op: seq,
        max_op: seq,
        time_ms: 0,
        deps: before
            .into_iter()
            .map(|before| hash(seq - 1, before))
            .collect(),
        other_actors: vec![],
    }
}

#[test]
fn a_fork_leaves_a_tip_for_each_branch_in_any_order() {
    let trunk = [change(ANA, 1, 0, None), change(ANA, 2, 0, Some(0))];
    let left = [change(ANA, 3, 1, Some(0)), change(ANA, 4, 1, Some(1))];
    let right = [change(ANA, 3, 2, Some(0))];
    let one = trunk.iter().chain(&left).chain(&right);
    let other = trunk.iter().chain(&right).chain(&left);
    let raised = |changes: &mut dyn Iterator<Item = &Header>| {
        let mut heights = Heights::new();
        changes.for_each(|change| heights.advance(change));
        heights
    };
    let heights = raised(&mut one.clone());
    assert_eq!(heights, raised(&mut other.into_iter()));
    assert_eq!(heights, Heights::from([tip(ANA, 3, 2), tip(ANA, 4, 1)]));
    assert!(heights.is_forked(ANA));
    assert_eq!(heights.top(ANA), Some(tip(ANA, 4, 1)));
    let both = BTreeSet::from([hash(3, 1), hash(3, 2)]);
    assert_eq!(forks(one), BTreeMap::from([((ANA, 3), both)]));
}

#[test]
fn more_covers_less_and_a_branch_covers_only_itself() {
    let five = Heights::from([tip(ANA, 5, 0), tip(BEN, 2, 0)]);
    let three = Heights::from([tip(ANA, 3, 0)]);
    assert!(five.cover(&three) && !three.cover(&five));
    assert_eq!(five.ahead_of(&three), 4);
    assert_eq!(three.ahead_of(&five), 0);
    let forked = Heights::from([tip(ANA, 5, 0), tip(ANA, 4, 1), tip(BEN, 2, 0)]);
    assert!(forked.cover(&five) && !five.cover(&forked));
    assert!(five.ahead_of(&forked) == 0 && forked.ahead_of(&five) > 0);
}

#[test]
fn what_is_learnt_later_replaces_less_and_never_more() {
    let mut known = Heights::from([tip(ANA, 5, 0)]);
    known.learn(&Heights::from([tip(ANA, 3, 0), tip(BEN, 1, 0)]));
    assert_eq!(known, Heights::from([tip(ANA, 5, 0), tip(BEN, 1, 0)]));
    let forked = Heights::from([tip(ANA, 6, 0), tip(ANA, 4, 1)]);
    known.learn(&forked);
    assert_eq!(known.of(ANA).count(), 2);
    known.learn(&Heights::from([tip(ANA, 7, 0), tip(ANA, 4, 1)]));
    assert_eq!(
        known.of(ANA).copied().collect::<Vec<_>>(),
        [tip(ANA, 4, 1), tip(ANA, 7, 0)]
    );
}

#[test]
fn very_many_branches_are_told_by_one_digest() {
    let many: Heights = (0..20).map(|branch| tip(ANA, 3, branch)).collect();
    let told = many.told();
    assert_eq!(told.len(), 1);
    assert!(told.cover(&many) && many.cover(&told.told()));
    let more: Heights = (0..21).map(|branch| tip(ANA, 3, branch)).collect();
    assert!(!told.cover(&more) && !more.told().cover(&many));
}

#[test]
fn very_many_branches_are_told_alike_in_whatever_order_they_came() {
    let all: Vec<Tip> = (0..=40).map(|branch| tip(ANA, 3, branch)).collect();
    let read: Heights = all.iter().copied().collect();
    let mut grown = Heights::new();
    all.iter().rev().for_each(|tip| grown.insert(*tip));
    assert_eq!((&grown, grown.told()), (&read, read.told()));
    // A branch that goes on is another one, and fewer are told one by one again.
    grown.advance(&change(ANA, 4, 7, Some(7)));
    assert_ne!(grown.told(), read.told());
    assert_eq!(
        grown.told(),
        grown.iter().copied().collect::<Heights>().told()
    );
    all.iter().skip(8).for_each(|tip| grown.remove(tip));
    assert_eq!(grown.told(), grown);
    assert!(grown.len() <= BRANCHES_TOLD_MAX);
}

#[test]
fn of_a_peer_no_more_branches_are_noted_than_are_told() {
    let mut known = Heights::from([tip(ANA, 2, 0), tip(ANA, 2, 1)]);
    for branch in 2..100 {
        known.learn_change(&change(ANA, 2, branch, Some(0)));
    }
    assert_eq!(known.len(), BRANCHES_TOLD_MAX);
}
