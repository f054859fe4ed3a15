//! What waits for a link is bounded, whatever its peer asks for.

use super::*;
use crate::core::Heights;
use crate::log::Tip;
use model::id::{ChangeHash, DeviceId};

const LINK: LinkId = LinkId(7);

fn tail(document: u32, seq: u64, until: Option<Heights>) -> Tail {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&document.to_be_bytes());
    let after = match seq {
        0 => Heights::new(),
        seq => Heights::from([Tip::new(
            DeviceId([1; 32]),
            seq,
            ChangeHash([seq as u8; 32]),
        )]),
    };
    Tail {
        document: DocumentId(id),
        after,
        until,
    }
}

#[test]
fn of_one_document_at_most_one_tail_waits() {
    let mut outgoing = Outgoing::new();
    for _ in 0..50 {
        outgoing.send_tails(LINK, (0..50_000).map(|n| tail(n, 3, None)).collect());
    }
    assert_eq!(outgoing.ordered(LINK).tails, 50_000);
    let queue = &outgoing.links[&LINK];
    assert_eq!(queue.orders.len(), 1, "the others add nothing");

    // Who lacks more by now gets more, and what was shown in part only stays apart.
    outgoing.send_tails(LINK, vec![tail(5, 2, None), tail(6, 0, None)]);
    let until = tail(0, 1, None).after;
    outgoing.send_tails(LINK, vec![tail(7, 0, Some(until.clone()))]);
    let queue = &outgoing.links[&LINK];
    let after = |n| &queue.tails[&(tail(n, 0, None).document, false)].after;
    assert_eq!(*after(5), tail(5, 2, None).after);
    assert_eq!(*after(6), Heights::new());
    assert_eq!(*after(7), tail(7, 3, None).after);
    assert_eq!(
        queue.tails[&(tail(7, 0, None).document, true)].until,
        Some(until)
    );
    assert_eq!(outgoing.ordered(LINK).tails, 50_001);
}

#[test]
fn who_does_not_take_what_is_sent_is_not_listened_to_and_parted_from_in_the_end() {
    let mut outgoing = Outgoing::new();
    let frame = vec![0; 1024 * 1024];
    let mut taken = 0;
    while !outgoing.is_ample(LINK) {
        outgoing.send(LINK, frame.clone()).unwrap();
        taken += 1;
    }
    assert_eq!(taken, ORDERED_BYTES_AMPLE / frame.len() + 1);
    while outgoing.send(LINK, frame.clone()).is_ok() {
        taken += 1;
    }
    assert_eq!(taken, ORDERED_BYTES_MAX / frame.len());
    let queue = &outgoing.links[&LINK];
    assert!(matches!(queue.orders.front(), Some(Order::Close)));
    assert_eq!((queue.orders.len(), queue.ordered), (1, Ordered::default()));

    let small = LinkId(8);
    let mut taken = 0;
    while outgoing.send(small, vec![0]).is_ok() {
        taken += 1;
        let is_ample = taken > ORDERED_FRAMES_AMPLE;
        assert_eq!(outgoing.is_ample(small), is_ample);
    }
    assert_eq!(taken, ORDERED_FRAMES_MAX);
    assert_eq!(outgoing.ordered(LinkId(9)), Ordered::default());
}

#[test]
fn who_may_read_nothing_any_more_gets_of_what_waits_only_the_acts() {
    use crate::wire::{Access, Denial, DocumentHeights, Live, Message, Segment, pack, unpack};
    use model::name::{DocumentKind, DocumentName};
    let commons = model::id::CommonsId([1; 16]);
    let charter = DocumentName::charter(DeviceId([1; 32]), commons);
    let design = DocumentName::new(DocumentKind::Design, DeviceId([1; 32]), [2; 16]);
    let segment = |name| Segment {
        name,
        changes: vec![vec![7; 100].into()],
        signatures: vec![],
    };
    let live = |name| {
        let sent_to = vec![];
        let segment = segment(name);
        Message::Live(Live { segment, sent_to })
    };
    let said = Message::Access(Access::Nothing(Denial::RightEnded));
    let have = Message::Have(vec![DocumentHeights {
        document: design.id(commons),
        heights: Heights::new(),
    }]);
    let mixed = pack(&[segment(design), segment(charter), segment(design)]);
    let mut outgoing = Outgoing::new();
    let all = [
        live(design),
        live(charter),
        have,
        mixed,
        pack(&[segment(design)]),
        said.clone(),
    ];
    for message in &all {
        outgoing.send(LINK, message.encode()).unwrap();
    }
    let of = |name: DocumentName| Tail {
        document: name.id(commons),
        after: Heights::new(),
        until: None,
    };
    outgoing.send_tails(LINK, vec![of(charter), of(design), tail(5, 0, None)]);
    let until = tail(0, 3, None).after;
    let withheld = Withheld {
        name: charter,
        document: charter.id(commons),
        until: until.clone(),
    };
    outgoing.withhold(LINK, &withheld);
    let queue = &outgoing.links[&LINK];
    let mut kept = vec![];
    for order in &queue.orders {
        match order {
            Order::Frame(frame) => kept.push(Message::decode(frame).unwrap()),
            Order::Tails(tails) => assert_eq!(tails.waiting, [(charter.id(commons), false)]),
            Order::Close => panic!("nobody closed it"),
        }
    }
    assert_eq!(kept.len(), 3);
    assert_eq!((&kept[0], &kept[2]), (&live(charter), &said));
    let Message::Runs(packed) = &kept[1] else {
        panic!("the acts of the mixed frame");
    };
    assert_eq!(unpack(packed).unwrap(), [segment(charter)]);
    let bytes = kept
        .iter()
        .map(|message| message.encode().len())
        .sum::<usize>();
    let ordered = Ordered {
        frames: 3,
        bytes,
        tails: 1,
    };
    assert_eq!(outgoing.ordered(LINK), ordered);
    let tails: Vec<_> = queue.tails.values().collect();
    assert_eq!(tails[0].until, Some(until), "and no act of later");
}
