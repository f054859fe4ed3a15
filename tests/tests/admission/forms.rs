//! Changes whose bytes, counters or lists are not what they have to be, each refused by name.

use super::forge::{Forge, rewritten, sealed};
use super::history::{admit, device, judge};
use super::scene::{Scene, last, put_name, put_other_name, refused};
use automerge::ROOT;
use automerge::transaction::Transactable;
use model::admission::{Missing, Refusal, Verdict};
use model::change::CHANGE_BYTES_MAX;
use model::id::ChangeHash;
use tests::corpus::assert_eq;

#[test]
pub(super) fn an_author_counts_without_gaps_and_repeats() {
    let mut scene = Scene::new();
    put_name(&mut scene.ben);
    let first = last(&mut scene.ben);
    assert_eq!(
        admit(&mut scene.state, first.raw_bytes()),
        Verdict::Admitted
    );
    assert_eq!(
        judge(&scene.state, first.raw_bytes()),
        refused(Refusal::AlreadyHere)
    );
    let beside = rewritten(&first, |change| change.time += 1);
    assert_eq!(judge(&scene.state, &beside), Verdict::Admitted);
    let mut split = scene.state.clone();
    assert_eq!(admit(&mut split, &beside), Verdict::Admitted);
    let mut joining = scene.ben.clone();
    put_other_name(&mut joining);
    let mut joined = Forge::of(last(&mut joining).raw_bytes());
    assert_eq!(judge(&split, &joined.chunk()), Verdict::Admitted);
    let other = automerge::Change::from_bytes(beside.clone()).expect("a change");
    joined.deps.push(other.hash().0);
    joined.deps.sort();
    assert_eq!(
        judge(&split, &joined.chunk()),
        refused(Refusal::TwoPrevious)
    );

    let forged = |forge: fn(&mut Forge)| scene.forged(forge);
    assert_eq!(forged(|_| {}), Verdict::Admitted);
    assert_eq!(
        forged(|change| change.seq += 1),
        refused(Refusal::SequenceGap)
    );
    assert_eq!(
        forged(|change| change.seq = u64::MAX),
        refused(Refusal::Counter)
    );
    assert_eq!(forged(|change| change.seq = 0), refused(Refusal::Counter));
    assert_eq!(
        forged(|change| change.start_op += 1),
        refused(Refusal::StartOfOperations)
    );
    assert_eq!(
        forged(|change| change.start_op = (1 << 31) - 1),
        refused(Refusal::StartOfOperations)
    );
    assert_eq!(
        forged(|change| change.start_op = 1 << 31),
        refused(Refusal::Counter)
    );
    let on_unknown = forged(|change| change.deps = vec![[7; 32]]);
    let missing = Missing::Changes(vec![ChangeHash([7; 32])]);
    assert_eq!(on_unknown, Verdict::Pending(missing));
    let beginning = scene.beginning();
    let without_own = scene.forged(|change| change.deps = vec![beginning.0]);
    assert_eq!(without_own, refused(Refusal::PreviousNotNamed));

    let mut later = scene.ben.clone();
    put_other_name(&mut later);
    last(&mut later);
    put_name(&mut later);
    let later = last(&mut later);
    let missing = later
        .deps()
        .iter()
        .map(|dep| model::id::ChangeHash(dep.0))
        .collect();
    let verdict = judge(&scene.state, later.raw_bytes());
    assert_eq!(verdict, Verdict::Pending(Missing::Changes(missing)));
}

#[test]
pub(super) fn operations_end_before_the_last_number() {
    let scene = Scene::new();
    let verdict = scene.verdict(put_name, |change| {
        change.start_op = ((1 << 31) - 2).try_into().unwrap();
        let put = change.operations[0].clone();
        change.operations.extend([put.clone(), put]);
    });
    assert_eq!(verdict, refused(Refusal::Counter));
}

#[test]
pub(super) fn a_change_names_the_devices_it_needs_and_no_other() {
    let scene = Scene::new();
    let others = |others: Vec<Vec<u8>>| scene.forged(|change| change.others = others);
    let (ana, stranger) = (device(0).0.to_vec(), device(9).0.to_vec());
    assert_eq!(others(vec![ana.clone()]), Verdict::Admitted);
    assert_eq!(
        others(vec![stranger.clone()]),
        refused(Refusal::UnknownActor)
    );
    assert_eq!(others(vec![]), refused(Refusal::UnknownActor));
    assert_eq!(
        others(vec![ana.clone(), stranger.clone()]),
        refused(Refusal::UnknownActor)
    );
    assert_eq!(
        others(vec![stranger, ana.clone()]),
        refused(Refusal::ActorOrder)
    );
    assert_eq!(
        others(vec![device(1).0.to_vec()]),
        refused(Refusal::ActorOrder)
    );
    assert_eq!(
        others(vec![ana[..31].to_vec()]),
        refused(Refusal::ActorLength)
    );
    let many = (0..257u16)
        .map(|n| [n.to_be_bytes().as_slice(), &[0; 30]].concat())
        .collect();
    assert_eq!(others(many), refused(Refusal::TooManyActors));

    // A change on Ben's own text does not need Ana, whom it may not list then.
    let mut ben = scene.ben.clone();
    ben.put(ROOT, "note", "mine").unwrap();
    let change = last(&mut ben);
    let mut parts = Forge::of(change.raw_bytes());
    assert_eq!(judge(&scene.state, &parts.chunk()), Verdict::Admitted);
    parts.others = vec![ana];
    assert_eq!(
        judge(&scene.state, &parts.chunk()),
        refused(Refusal::UnusedActor)
    );
}

#[test]
pub(super) fn a_change_has_one_form() {
    let scene = Scene::new();
    let forged = |forge: fn(&mut Forge)| scene.forged(forge);
    assert_eq!(
        forged(|change| change.kind = 2),
        refused(Refusal::Compressed)
    );
    assert_eq!(
        forged(|change| change.kind = 0),
        refused(Refusal::OtherChunk)
    );
    // The author footer of Automerge 0.12: a kind, a length, a name.
    assert_eq!(
        forged(|change| change.trailing = b"\x01\x03Ana".to_vec()),
        refused(Refusal::Trailing)
    );
    assert_eq!(forged(|change| change.time = -1), refused(Refusal::Time));
    assert_eq!(
        forged(|change| change.time = 1 << 42),
        refused(Refusal::Time)
    );
    assert_eq!(
        forged(|change| change.time = i64::MIN),
        refused(Refusal::Time)
    );
    assert_eq!(
        forged(|change| change.message = vec![0xff]),
        refused(Refusal::Message)
    );
    let many = |change: &mut Forge| change.deps = (0..65).map(|n| [n; 32]).collect();
    assert_eq!(scene.forged(many), refused(Refusal::TooManyDependencies));
    assert_eq!(
        forged(|change| change.deps = vec![[2; 32], [1; 32]]),
        refused(Refusal::DependencyOrder)
    );
    assert_eq!(
        forged(|change| change.columns.swap(0, 1)),
        refused(Refusal::ColumnOrder)
    );
    assert_eq!(
        forged(|change| change.columns[0].0 |= 8),
        refused(Refusal::ColumnCompressed)
    );
    assert_eq!(
        forged(|change| change.columns[0].0 = 0x93),
        refused(Refusal::ColumnUnknown)
    );
    assert_eq!(
        forged(|change| change.columns[0].1.clear()),
        refused(Refusal::ColumnOrder)
    );
    assert_eq!(
        forged(|change| *change.column(0x42) = vec![1, 1]),
        refused(Refusal::Form)
    );
    assert_eq!(
        forged(|change| *change.column(0x34) = vec![2]),
        refused(Refusal::Rows)
    );
    let bomb = |change: &mut Forge| *change.column(0x42) = vec![0x80, 0xad, 0xe2, 0x04, 1];
    assert_eq!(scene.forged(bomb), refused(Refusal::TooManyRows));
    let literal_bomb = |change: &mut Forge| *change.column(0x42) = vec![0x80, 0x80, 0x80, 0x7f, 1];
    assert_eq!(scene.forged(literal_bomb), refused(Refusal::TooManyRows));
}

#[test]
pub(super) fn a_change_is_at_most_64_kib_and_undamaged() {
    let scene = Scene::new();
    let with_message = |length| scene.forged(|change| change.message = vec![b'm'; length]);
    let mut ben = scene.ben.clone();
    put_other_name(&mut ben);
    let short = Forge::of(last(&mut ben).raw_bytes()).chunk().len();
    // The message's length and the chunk's take three bytes then, instead of one and two.
    let room = CHANGE_BYTES_MAX - short - 3;
    assert_eq!(with_message(room), Verdict::Admitted);
    assert_eq!(with_message(room + 1), refused(Refusal::TooLong));

    let mut bytes = last(&mut ben).raw_bytes().to_vec();
    bytes[4] ^= 1;
    assert_eq!(judge(&scene.state, &bytes), refused(Refusal::Checksum));
    bytes.push(0);
    assert_eq!(judge(&scene.state, &bytes), refused(Refusal::Length));
    assert_eq!(
        judge(&scene.state, b"Commonwright"),
        refused(Refusal::NotAChange)
    );
    assert_eq!(
        judge(&scene.state, &sealed(1, &[1])),
        refused(Refusal::Truncated)
    );
    assert_eq!(
        judge(&scene.state, &sealed(1, &[0x80, 0])),
        refused(Refusal::Number)
    );
}
