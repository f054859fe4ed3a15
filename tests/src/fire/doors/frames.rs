//! Frames: what another computer says.

use super::super::dice::Dice;
use super::super::honest::{hash, ledger};
use super::super::mutants::scatter;
use model::admission::shape;
use model::change::SignedChange;
use model::id::{CommonsId, DeviceId, DocumentId, EndpointId};
use model::key::{DeviceKey, Signature};
use sync::log::{Heights, Tip, ToStore};
use sync::wire::{
    Access, Child, Coming, Compare, DocumentHeights, DocumentVerdict, FRAME_BYTES_MAX, Held, Hello,
    Live, Message, Node, Packed, Place, Proof, Segment, Under, Verdicts, hello_tag, pack, unpack,
};

const COMMONS: CommonsId = CommonsId([0xc0; 16]);

/// One message of every kind, as honest programs send it.
pub fn honest() -> Vec<Message> {
    let changes = changes();
    let heights = Heights::from([
        Tip::new(DeviceId([1; 32]), 7, changes[0].header.hash),
        Tip::new(DeviceId([2; 32]), 300, changes[1].header.hash),
    ]);
    let reaches = DocumentHeights {
        document: DocumentId([3; 32]),
        heights: heights.clone(),
    };
    let place = Place {
        depth: 1,
        bits: 5 << 58,
    };
    let children = [0, 9, 63].map(|slot| Child {
        slot,
        documents: 9,
        digest: [slot; 16],
    });
    let name = changes[0].name;
    vec![
        Message::Hello(Hello {
            tag: hello_tag(COMMONS, EndpointId([1; 32]), EndpointId([2; 32])),
            program: "commonwright 0.1.0".into(),
            rule_set: 1,
            proof: Some(Proof {
                key: [2; 32],
                signature: Signature([3; 64]),
            }),
            access: Access::Everything,
            charter: [4; 16],
            root: [5; 32],
        }),
        Message::Access(Access::Charter),
        Message::CharterHeights(heights),
        Message::Compare(Compare {
            nodes: vec![Node {
                place,
                children: children.to_vec(),
            }],
            under: vec![Under {
                place,
                documents: vec![reaches.clone(), reaches.clone()],
            }],
            wanted: vec![reaches.clone()],
            more: true,
        }),
        Message::Coming(Coming {
            designs: 19,
            documents: 22,
            changes: 400,
        }),
        pack(&[Segment::bulk(name, &changes), Segment::live(name, &changes)]),
        Message::Live(Live {
            segment: Segment::live(name, &changes[..3]),
            sent_to: vec![7, 1 << 31],
        }),
        Message::Have(vec![reaches]),
        Message::Ping(Held {
            root: [1; 32],
            aside: Some([7; 16].into()),
        }),
        Message::Pong(Held::default()),
        Message::Bye,
        Message::Verdicts(Verdicts {
            root: [2; 32],
            documents: vec![DocumentVerdict {
                document: DocumentId([3; 32]),
                digest: [8; 16],
            }],
        }),
    ]
}

/// Entries of one ledger, with signatures.
pub fn changes() -> Vec<ToStore> {
    let honest = ledger(2, 12);
    let key = DeviceKey::from_seed([1; 32]);
    let document = honest.name.id(COMMONS);
    let signed = honest.changes.iter().map(|change| {
        let bytes = change.raw_bytes().to_vec();
        let signed = SignedChange::sign(&key, COMMONS, document, bytes, hash(change));
        ToStore {
            name: honest.name,
            document,
            header: shape(&signed.bytes).expect("an honest entry"),
            bytes: signed.bytes,
            signature: signed.signature,
        }
    });
    signed.collect()
}

/// A mutant of a frame; of packed changes mostly of what is packed.
pub fn mutant(message: &Message, dice: &mut Dice) -> Vec<u8> {
    if let (Message::Runs(packed), 1..) = (message, dice.roll(4)) {
        let plain = zstd::bulk::decompress(&packed.packed, packed.plain_bytes as usize);
        let mut plain = plain.expect("packed by an honest program");
        scatter(&mut plain, dice);
        return packed_frame(&plain);
    }
    let mut frame = message.encode();
    scatter(&mut frame, dice);
    frame
}

/// A frame of packed changes around these bytes.
pub fn packed_frame(plain: &[u8]) -> Vec<u8> {
    let packed = zstd::bulk::compress(plain, 1).expect("compressing into memory");
    let packed = Packed {
        plain_bytes: plain.len() as u32,
        packed,
    };
    Message::Runs(packed).encode()
}

/// What is read is written again as the same message; what is packed unpacks within its limits.
pub fn take(frame: &[u8]) -> bool {
    let Ok(message) = Message::decode(frame) else {
        return false;
    };
    let again = message.encode();
    assert!(again.len() <= frame.len() && again.len() <= FRAME_BYTES_MAX);
    assert_eq!(Message::decode(&again).as_ref(), Ok(&message));
    match message {
        Message::Runs(packed) => {
            let Ok(segments) = unpack(&packed) else {
                return false;
            };
            if segments.is_empty() {
                return true;
            }
            let Message::Runs(again) = pack(&segments) else {
                panic!("packing makes packed changes")
            };
            assert_eq!(unpack(&again).as_ref(), Ok(&segments));
            segments.into_iter().for_each(take_segment);
        }
        Message::Live(live) => take_segment(live.segment),
        Message::CharterHeights(heights) => assert_eq!(heights.told().told(), heights.told()),
        _ => {}
    }
    true
}

fn take_segment(segment: Segment) {
    let count = segment.changes.len();
    let changes = segment.into_changes(COMMONS);
    assert_eq!(changes.len(), count);
    for change in changes {
        let _ = shape(&change.bytes);
    }
}
