//! A turn of comparing makes bounded work, however it is written.

use super::*;
use crate::core::compare::{HEARD_ITEMS_MAX, TURN_PARTS_MAX};
use crate::wire::{Compare, DocumentHeights, Node, Place, Under};

fn invented_heights(document: DocumentId, authors: u32) -> DocumentHeights {
    let tip = |n| Tip::new(DeviceId(invented(n)), 1, ChangeHash(invented(n)));
    DocumentHeights {
        document,
        heights: (0..authors).map(tip).collect(),
    }
}

fn tails(outputs: &[Output]) -> Vec<&Tail> {
    let tails = outputs.iter().filter_map(|output| match output {
        Output::SendTails { tails, .. } => Some(tails),
        _ => None,
    });
    tails.flatten().collect()
}

#[test]
fn a_place_is_answered_once_in_a_turn() {
    let (_, _, ana) = founded(true);
    let mut core = with_designs(&ana, 1000);
    comes(&mut core, &Home::new(3), &ana, LINK);
    core.links.get_mut(&LINK).unwrap().given = Access::Everything; // It has no charter that says so.
    let root = |_| Node {
        place: Place::ROOT,
        children: vec![],
    };
    let under = |_| Under {
        place: Place::ROOT,
        documents: vec![],
    };
    let part = Compare {
        nodes: (0..4096).map(root).collect(),
        under: (0..4096).map(under).collect(),
        ..Compare::default()
    };
    let out = receive(&mut core, &Message::Compare(part));
    assert_eq!(tails(&out).len(), 1000);
    // What differs below it is named once too.
    let child = crate::wire::Child {
        slot: 0,
        documents: 9,
        digest: [9; 16],
    };
    let differs = |_| Node {
        place: Place::ROOT,
        children: (0..64)
            .map(|slot| crate::wire::Child {
                slot,
                ..child.clone()
            })
            .collect(),
    };
    let part = Compare {
        nodes: (0..100).map(differs).collect(),
        ..Compare::default()
    };
    let out = receive(&mut core, &Message::Compare(part));
    let named = out.iter().filter_map(|output| match output {
        Output::Send { frame, .. } => match Message::decode(frame) {
            Ok(Message::Compare(turn)) => Some(turn),
            _ => None,
        },
        _ => None,
    });
    let named: usize = named
        .flat_map(|turn| turn.under)
        .map(|under| under.documents.len())
        .sum();
    assert_eq!(named, 1000);
}

#[test]
fn a_turn_without_end_closes_the_stream() {
    let (mut core, _, ana) = founded(true);
    comes(&mut core, &Home::new(3), &ana, LINK);
    let mut named = 0;
    for part in 0u32.. {
        let below = |n| invented_heights(DocumentId(invented(part * 4096 + n)), 1);
        let under = Under {
            place: Place::ROOT,
            documents: (0..4096).map(below).collect(),
        };
        named += 1 + under.documents.len();
        let compare = Compare {
            under: vec![under],
            more: true,
            ..Compare::default()
        };
        let out = receive(&mut core, &Message::Compare(compare));
        if named <= HEARD_ITEMS_MAX {
            assert_eq!(closed(&out), None);
        } else {
            assert_eq!(closed(&out), Some(CloseReason::TooMuch));
            break;
        }
    }
    // Empty parts name nothing, and come to an end too.
    comes(&mut core, &Home::new(4), &ana, LINK);
    let empty = Message::Compare(Compare {
        more: true,
        ..Compare::default()
    });
    for _ in 0..TURN_PARTS_MAX {
        assert_eq!(closed(&receive(&mut core, &empty)), None);
    }
    let out = receive(&mut core, &empty);
    assert_eq!(closed(&out), Some(CloseReason::TooMuch));
}

#[test]
fn places_where_nothing_is_and_authors_whom_nobody_knows_are_not_kept() {
    let (mut core, _, ana) = founded(true);
    comes(&mut core, &Home::new(3), &ana, LINK);
    let sums = core.tree.sums();
    let place = |n: u64| Place {
        depth: 3,
        bits: n << 46,
    };
    let node = |n| Node {
        place: place(n),
        children: vec![],
    };
    let charter = ana.charter().id(COMMONS);
    let part = Compare {
        nodes: (0..4096).map(node).collect(),
        wanted: vec![invented_heights(charter, 4096)],
        ..Compare::default()
    };
    let out = receive(&mut core, &Message::Compare(part));
    let kept = core.tree.sums() - sums;
    assert!(kept <= 4, "the path to the one document: {kept}");
    let [tail] = tails(&out)[..] else {
        panic!("one tail");
    };
    assert_eq!((tail.document, tail.after.len()), (charter, 0));
}

/// Few bytes that ask for everything.
fn all_of_it() -> Message {
    let root = Node {
        place: Place::ROOT,
        children: vec![],
    };
    Message::Compare(Compare {
        nodes: vec![root],
        ..Compare::default()
    })
}

#[test]
fn who_asks_for_everything_again_and_again_waits() {
    use crate::core::walks::{LATE_PARTS_MAX, WALKED_IN_A_S_MAX, WALKED_MAX};
    let documents = 5000;
    let (_, _, ana) = founded(true);
    let mut core = with_designs(&ana, documents);
    comes(&mut core, &Home::new(3), &ana, LINK);
    core.links.get_mut(&LINK).unwrap().given = Access::Everything; // It has no charter that says so.
    let answered = |out: &[Output]| tails(out).len() / documents as usize;
    let at_once = WALKED_MAX as usize / documents as usize;
    for _ in 0..at_once {
        assert_eq!(answered(&receive(&mut core, &all_of_it())), 1);
    }
    for _ in 0..10 {
        assert_eq!(receive(&mut core, &all_of_it()), []);
    }
    // Another one is answered meanwhile.
    let other = LinkId(8);
    comes(&mut core, &Home::new(4), &ana, other);
    core.links.get_mut(&other).unwrap().given = Access::Everything;
    let frame = all_of_it().encode();
    let out = handle(&mut core, Input::Received { link: other, frame });
    assert_eq!(answered(&out), 1);
    // With time some of it is forgotten, and no more than that is walked.
    let a_s = WALKED_IN_A_S_MAX as usize / documents as usize;
    let out = handle_at(&mut core, NOW + 1000, Input::Tick);
    assert_eq!(answered(&out), a_s);
    assert_eq!(handle_at(&mut core, NOW + 1000, Input::Tick), []);
    // A new stream of the same peer begins with what was walked for it.
    core.links.get_mut(&LINK).unwrap().late.clear();
    let again = LinkId(9);
    comes(&mut core, &Home::new(3), &ana, again);
    core.links.get_mut(&again).unwrap().given = Access::Everything;
    let frame = all_of_it().encode();
    for _ in 0..LATE_PARTS_MAX {
        let frame = frame.clone();
        let out = handle_at(
            &mut core,
            NOW + 1000,
            Input::Received { link: again, frame },
        );
        assert_eq!(answered(&out), 0);
        assert_eq!(closed(&out), None);
    }
    let out = handle_at(
        &mut core,
        NOW + 1000,
        Input::Received { link: again, frame },
    );
    assert_eq!(closed(&out), Some(CloseReason::TooMuch));
}
