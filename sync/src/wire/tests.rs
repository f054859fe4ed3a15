use super::*;
use crate::log::{Tip, ToStore};
use model::change::Header;
use model::id::{ChangeHash, CommonsId, DeviceId, EndpointId};
use model::key::Signature;
use model::name::{DocumentKind, DocumentName};

fn log(authors: &[u8]) -> Vec<ToStore> {
    let name = DocumentName::new(DocumentKind::Design, DeviceId([1; 32]), [9; 16]);
    let mut seqs = [0u64; 256];
    authors
        .iter()
        .map(|author| {
            seqs[*author as usize] += 1;
            let seq = seqs[*author as usize];
            ToStore {
                name,
                document: name.id(CommonsId([0; 16])),
                header: Header {
                    hash: hash(*author, seq),
                    actor: DeviceId([*author; 32]),
                    seq,
                    start_op: 1,
                    max_op: 1,
                    time_ms: 0,
                    deps: (1..seq)
                        .last()
                        .map(|before| hash(*author, before))
                        .into_iter()
                        .collect(),
                    other_actors: vec![],
                },
                bytes: vec![*author; 100],
                signature: Some(Signature([*author; 64])),
            }
        })
        .collect()
}

fn hash(author: u8, seq: u64) -> ChangeHash {
    let mut hash = [author; 32];
    hash[..8].copy_from_slice(&seq.to_be_bytes());
    ChangeHash(hash)
}

fn messages() -> Vec<Message> {
    let heights = Heights::from([Tip::new(DeviceId([1; 32]), 7, ChangeHash([2; 32]))]);
    let document = DocumentHeights {
        document: DocumentId([3; 32]),
        heights: heights.clone(),
    };
    let place = Place {
        depth: 1,
        bits: 5 << 58,
    };
    vec![
        Message::Hello(Hello {
            tag: [1; 32],
            program: "commonwright 0.1.0".into(),
            rule_set: 1,
            proof: Some(Proof {
                key: [2; 32],
                signature: Signature([3; 64]),
            }),
            access: Access::Nothing(Denial::NotArrivedYet),
            charter: [4; 16],
            root: [5; 32],
        }),
        Message::Access(Access::Everything),
        Message::CharterHeights(heights),
        Message::Compare(Compare {
            nodes: vec![Node {
                place,
                children: vec![Child {
                    slot: 63,
                    documents: 9,
                    digest: [1; 16],
                }],
            }],
            under: vec![Under {
                place,
                documents: vec![document.clone()],
            }],
            wanted: vec![document.clone()],
            more: true,
        }),
        Message::Coming(Coming {
            designs: 19,
            documents: 22,
            changes: 400,
        }),
        pack(&[Segment::bulk(log(&[1])[0].name, &log(&[1, 2, 1]))]),
        Message::Live(Live {
            segment: Segment::live(log(&[1])[0].name, &log(&[1])),
            sent_to: vec![7],
        }),
        Message::Have(vec![document]),
        Message::Ping(Held {
            root: [1; 32],
            aside: Some([7; 16].into()),
        }),
        Message::Pong(Held {
            root: [2; 32],
            aside: None,
        }),
        Message::Verdicts(Verdicts {
            root: [2; 32],
            documents: vec![DocumentVerdict {
                document: DocumentId([3; 32]),
                digest: [8; 16],
            }],
        }),
        Message::Bye,
    ]
}

#[test]
fn every_message_survives_the_wire() {
    for message in messages() {
        assert_eq!(Message::decode(&message.encode()), Ok(message));
    }
}

#[test]
fn bytes_that_are_no_message_are_an_error() {
    assert_eq!(Message::decode(&[]), Err(WireError::Length));
    assert_eq!(
        Message::decode(&vec![1; FRAME_BYTES_MAX + 1]),
        Err(WireError::Length)
    );
    assert_eq!(Message::decode(&[9, 0]), Err(WireError::Version(9)));
    for message in messages() {
        let frame = message.encode();
        for end in 0..frame.len() {
            assert!(
                Message::decode(&frame[..end]).is_err(),
                "{message:?} cut at {end}"
            );
        }
        let mut longer = frame.clone();
        longer.push(0);
        assert!(Message::decode(&longer).is_err());
    }
}

#[test]
fn a_segment_in_bulk_carries_one_signature_an_author() {
    let changes = log(&[1, 2, 1, 1, 2, 1]);
    let segment = Segment::bulk(changes[0].name, &changes);
    assert_eq!(
        segment
            .signatures
            .iter()
            .map(|(at, _)| *at)
            .collect::<Vec<_>>(),
        [4, 5]
    );
    let signed = segment.into_changes(CommonsId([0; 16]));
    assert_eq!(signed.len(), 6);
    assert_eq!(signed[5].signature, Some(Signature([1; 64])));
    assert_eq!(signed[0].signature, None);
    assert_eq!(signed[0].document, changes[0].document);
}

#[test]
fn what_is_packed_comes_out_again_in_order() {
    let changes = log(&[1; 600]);
    let mut writer = RunWriter::new();
    let mut frames = writer.add(changes[..500].to_vec());
    frames.extend(writer.add(changes[500..].to_vec()));
    frames.extend(writer.finish());
    assert_eq!(frames.len(), 1, "they all fit");
    let Ok(Message::Runs(packed)) = Message::decode(&frames[0]) else {
        panic!("not packed changes");
    };
    let segments = unpack(&packed).expect("they unpack");
    let sizes: Vec<usize> = segments
        .iter()
        .map(|segment| segment.changes.len())
        .collect();
    assert_eq!(sizes, [256, 244, 100]);
    assert!(segments.iter().all(|segment| segment.signatures.len() == 1));
}

#[test]
fn a_small_frame_cannot_unpack_to_much() {
    let plain = vec![0; 64 * 1024 * 1024];
    let packed = zstd::bulk::compress(&plain, 3).expect("in memory");
    assert!(packed.len() < 10_000);
    for (claim, error) in [
        (plain.len() as u32, WireError::TooMuch),
        (UNPACKED_BYTES_MAX as u32, WireError::Packing),
        (1, WireError::Packing),
    ] {
        let packed = Packed {
            plain_bytes: claim,
            packed: packed.clone(),
        };
        assert_eq!(unpack(&packed), Err(error));
    }
}

#[test]
fn a_hello_names_its_commons_to_its_receiver_only() {
    let (ana, ben) = (EndpointId([1; 32]), EndpointId([2; 32]));
    let tag = hello_tag(CommonsId([7; 16]), ana, ben);
    assert_ne!(tag, hello_tag(CommonsId([7; 16]), ben, ana));
    assert_ne!(tag, hello_tag(CommonsId([8; 16]), ana, ben));
}
