//! Whatever a peer has admitted it can send on, however it came: in which pieces, in which order, and joined with what.

use super::*;
use crate::wire::{FRAME_BYTES_MAX, RunWriter, Segment, pack, unpack};
use model::admission::shape;
use model::change::{RUN_BYTES_MAX, RUN_CHANGES_MAX, SignedChange};
use model::document::Document;

/// A computer with a disk that has what its core has ordered to be stored, in that order.
struct Computer {
    core: Core,
    log: Vec<ToStore>,
    reasons: Vec<RefusalReason>,
    closed: Option<CloseReason>,
}

/// Two members and the acts by which they came.
struct Pair {
    ana: Home,
    ben: Home,
    acts: Vec<ToStore>,
}

fn pair() -> Pair {
    let (ana, ben) = (Home::new(1), Home::new(2));
    let name = ana.charter();
    let mut charter = Charter::empty(COMMONS, name.id(COMMONS));
    let mut acts = Vec::new();
    let mut act = |charter: &mut Charter, home: &Home, act: &[u8]| {
        let change = charter.next_change(&home.key, NOW as i64, act).unwrap();
        charter.admit_chunk(&change.bytes).unwrap();
        acts.push(to_store(name, change));
    };
    act(&mut charter, &ana, &founding(&ana));
    let invite = build::invite(ana.person, TODAY, invited(50, Role::Maker));
    act(&mut charter, &ana, &invite);
    let open = charter.invitations().next().unwrap().id;
    let invitation = charter.write_invitation([50; 32], vec![]).unwrap();
    let join = build::join(&invitation, open, &ben.device(), TODAY, "Ben").unwrap();
    act(&mut charter, &ben, &join);
    Pair { ana, ben, acts }
}

fn founding(ana: &Home) -> Vec<u8> {
    let new = NewCommons {
        nonce: [1; 16],
        name: "Hof",
        purpose: "",
        open: true,
        policy: &Policy::preset(Preset::CopyFair),
        person_name: "Ana",
    };
    build::found(COMMONS, &ana.device(), TODAY, &new).unwrap()
}

pub(super) fn to_store(name: DocumentName, change: SignedChange) -> ToStore {
    ToStore {
        name,
        document: name.id(COMMONS),
        header: shape(&change.bytes).unwrap(),
        bytes: change.bytes,
        signature: change.signature,
    }
}

impl Computer {
    /// Somebody who reads the commons, with the charter and these changes on the disk.
    fn reader(pair: &Pair, seed: u8, design: &[ToStore]) -> Self {
        let home = Home::new(seed);
        let config = CoreConfig {
            commons: COMMONS,
            me: home.key.device(),
            endpoint: home.at(),
            charter: pair.ana.charter(),
            invitation: None,
            program: "x".into(),
        };
        let log = [&pair.acts[..], design].concat();
        let mut computer = Self {
            core: Core::open(config, opening_of(&log, pair.ana.charter().id(COMMONS))).unwrap(),
            log,
            reasons: vec![],
            closed: None,
        };
        comes(&mut computer.core, &pair.ana, &home, LINK);
        computer
    }

    fn handle(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.core.handle(NOW, input) {
                match output {
                    Output::Store { batch, changes } => {
                        self.log.extend(changes);
                        inputs.push_back(Input::Stored { batch });
                    }
                    Output::Load { document } => inputs.push_back(Input::Loaded {
                        document,
                        changes: stored(
                            self.log.iter().filter(|change| change.document == document),
                        ),
                    }),
                    Output::Refused(refused) => self.reasons.push(refused.reason),
                    Output::Close { reason, .. } => self.closed = Some(reason),
                    _ => {}
                }
            }
        }
    }

    fn receive(&mut self, frame: Vec<u8>) {
        self.handle(Input::Received { link: LINK, frame });
    }

    /// What it sends of a document to somebody who has nothing of it.
    fn sends(&self, document: DocumentId, after: &Heights) -> Vec<Vec<u8>> {
        let mut writer = RunWriter::new();
        let lacks = |change: &&ToStore| {
            change.document == document && change.header.seq > after.seq(change.header.actor)
        };
        let tail: Vec<ToStore> = self.log.iter().filter(lacks).cloned().collect();
        let mut frames = writer.add(tail);
        frames.extend(writer.finish());
        for frame in &frames {
            assert!(frame.len() <= FRAME_BYTES_MAX, "{} bytes", frame.len());
            let Ok(Message::Runs(packed)) = Message::decode(frame) else {
                panic!("no runs");
            };
            for segment in unpack(&packed).unwrap() {
                let bytes: usize = segment.changes.iter().map(|change| change.len()).sum();
                assert!(segment.changes.len() <= RUN_CHANGES_MAX && bytes <= RUN_BYTES_MAX);
            }
        }
        frames
    }
}

fn stored<'a>(changes: impl Iterator<Item = &'a ToStore>) -> Vec<StoredChange> {
    let stored = |(position, change): (usize, &ToStore)| StoredChange {
        position: position as u64,
        change: change.clone(),
    };
    changes.enumerate().map(stored).collect()
}

fn opening_of(log: &[ToStore], charter: DocumentId) -> Opening {
    let mut summaries: BTreeMap<DocumentId, DocumentSummary> = BTreeMap::new();
    for change in log {
        let summary = summaries
            .entry(change.document)
            .or_insert_with(|| DocumentSummary {
                name: change.name,
                document: change.document,
                heights: Heights::new(),
                heads: vec![],
                changes: 0,
            });
        summary.heights.advance(&change.header);
        summary.changes += 1;
    }
    Opening {
        summaries: summaries.into_values().collect(),
        charter: stored(log.iter().filter(|change| change.document == charter)),
        ..Opening::default()
    }
}

/// A design of Ana's with nothing in it.
fn begun(pair: &Pair) -> (DocumentName, Document, Vec<ToStore>) {
    let name = DocumentName::new(DocumentKind::Design, pair.ana.key.device(), [7; 16]);
    let mut document = Document::empty(COMMONS, name.id(COMMONS));
    let first = model::design::create(&mut document, &[], &pair.ana.key, NOW as i64).unwrap();
    let first = first.into_iter().map(|change| to_store(name, change));
    (name, document, first.collect())
}

fn writes(document: &mut Document, name: DocumentName, by: &DeviceKey, word: &str) -> ToStore {
    let change = document.set_root_words(&[("x", word)], by, NOW as i64);
    to_store(name, change.unwrap().unwrap())
}

/// So many changes of one author on top of what is there, apart from all others.
fn chain(from: &Document, name: DocumentName, by: &DeviceKey, length: usize) -> Vec<ToStore> {
    let mut document = from.clone();
    let write = |n: usize| writes(&mut document, name, by, &n.to_string());
    (0..length).map(write).collect()
}

/// They reach a third and a fourth, whoever passes them on, and every one of them.
fn goes_on(pair: &Pair, from: &Computer, document: DocumentId) {
    let mut third = Computer::reader(pair, 5, &[]);
    for frame in from.sends(document, &Heights::new()) {
        third.receive(frame);
    }
    let all = from.core.heights(document);
    assert_eq!(third.core.heights(document), all);
    assert_eq!((&third.reasons[..], third.closed), (&[][..], None));
    let mut fourth = Computer::reader(pair, 6, &[]);
    for frame in third.sends(document, &Heights::new()) {
        fourth.receive(frame);
    }
    assert_eq!(fourth.core.heights(document), all);
}

#[test]
fn runs_of_two_that_come_together_stay_two() {
    let pair = pair();
    let (name, document, first) = begun(&pair);
    let ana = chain(&document, name, &pair.ana.key, 256);
    let ben = chain(&document, name, &pair.ben.key, 256);
    let mut here = Computer::reader(&pair, 4, &first);
    let runs = [Segment::bulk(name, &ana), Segment::bulk(name, &ben)];
    here.receive(pack(&runs).encode());
    let heights = here.core.heights(name.id(COMMONS));
    let (ana, ben) = (pair.ana.key.device(), pair.ben.key.device());
    assert_eq!((heights.seq(ana), heights.seq(ben)), (257, 256));
    goes_on(&pair, &here, name.id(COMMONS));
}

#[test]
fn runs_that_waited_for_the_same_stay_two() {
    let pair = pair();
    let (name, document, first) = begun(&pair);
    let ana = chain(&document, name, &pair.ana.key, 200);
    let ben = chain(&document, name, &pair.ben.key, 200);
    let mut here = Computer::reader(&pair, 4, &[]);
    let runs = [Segment::bulk(name, &ana), Segment::bulk(name, &ben)];
    here.receive(pack(&runs).encode());
    // What came again in other pieces, and alone, changes nothing.
    here.receive(pack(&[Segment::bulk(name, &ben[199..])]).encode());
    here.receive(pack(&[Segment::bulk(name, &ana[..100])]).encode());
    assert_eq!(here.core.waiting_counts(), (400, 0));
    here.receive(pack(&[Segment::bulk(name, &first)]).encode());
    assert_eq!(here.core.changes(name.id(COMMONS)), 401);
    goes_on(&pair, &here, name.id(COMMONS));
}

#[test]
fn a_run_beyond_its_limits_is_refused_by_name_and_closes_nothing() {
    let pair = pair();
    let (name, document, first) = begun(&pair);
    let long = chain(&document, name, &pair.ana.key, 257);
    let mut big = document.clone();
    let much = "x".repeat(60_000);
    let big: Vec<ToStore> = (0..18)
        .map(|n| writes(&mut big, name, &pair.ana.key, &format!("{n}{much}")))
        .collect();
    for run in [long, big] {
        let mut here = Computer::reader(&pair, 4, &first);
        here.receive(pack(&[Segment::bulk(name, &run)]).encode());
        assert_eq!(
            (&here.reasons[..], here.closed),
            (&[RefusalReason::LongRun][..], None)
        );
        assert_eq!(here.core.changes(name.id(COMMONS)), 1);
        // On a stick too.
        let frame = pack(&[Segment::bulk(name, &run)]).encode();
        here.handle(Input::Imported { frame });
        assert_eq!(
            here.reasons,
            [RefusalReason::LongRun, RefusalReason::LongRun]
        );
        // The same in two pieces is fine.
        let (one, two) = run.split_at(run.len() / 2);
        here.receive(pack(&[Segment::bulk(name, one), Segment::bulk(name, two)]).encode());
        assert_eq!(here.core.changes(name.id(COMMONS)), 1 + run.len() as u64);
        goes_on(&pair, &here, name.id(COMMONS));
    }
}

#[test]
fn a_frame_on_a_stick_that_cannot_be_read_is_told() {
    let pair = pair();
    let mut here = Computer::reader(&pair, 4, &[]);
    here.handle(Input::Imported { frame: vec![9; 10] });
    assert_eq!(
        here.reasons,
        [RefusalReason::Unreadable(WireError::Version(9))]
    );
}

/// A run of the largest size, of bytes that nothing makes smaller, fits into a frame.
#[test]
fn the_largest_run_fits_into_a_frame() {
    let name = DocumentName::new(
        DocumentKind::Design,
        DeviceKey::from_seed([1; 32]).device(),
        [7; 16],
    );
    let mut noise = blake3::Hasher::new().update(b"noise").finalize_xof();
    let change = |n: u64| {
        let mut bytes = vec![0; RUN_BYTES_MAX / RUN_CHANGES_MAX];
        noise.fill(&mut bytes);
        let mut header = model::change::Header {
            hash: ChangeHash(*blake3::hash(&bytes).as_bytes()),
            actor: DeviceId(invented(n as u32)),
            seq: 1,
            start_op: 1,
            max_op: 1,
            time_ms: 0,
            deps: vec![],
            other_actors: vec![],
        };
        header.seq = n + 1;
        let signature = Some(DeviceKey::from_seed([1; 32]).sign(&bytes));
        ToStore {
            name,
            document: name.id(COMMONS),
            header,
            bytes,
            signature,
        }
    };
    let run: Vec<ToStore> = (0..RUN_CHANGES_MAX as u64).map(change).collect();
    let frame = pack(&[Segment::live(name, &run)]).encode();
    assert!(frame.len() > RUN_BYTES_MAX && frame.len() <= FRAME_BYTES_MAX);
}

/// Two write at the same time and now and then read each other; what they wrote comes in whatever pieces and order.
#[test]
fn whatever_was_admitted_can_be_sent_on_however_it_was_cut() {
    let pair = pair();
    for seed in 0..6u32 {
        let mut dice = Dice(seed);
        let (name, document, first) = begun(&pair);
        let mut copies = [document.clone(), document];
        let mut unread: [Vec<Vec<u8>>; 2] = [vec![], vec![]];
        let mut all = Vec::new();
        for n in 0..300 {
            let who = dice.below(2);
            if dice.below(40) == 0 {
                copies[who].merge(std::mem::take(&mut unread[who])).unwrap();
            }
            let key = [&pair.ana.key, &pair.ben.key][who];
            let change = writes(&mut copies[who], name, key, &n.to_string());
            unread[1 - who].push(change.bytes.clone());
            all.push(change);
        }
        let mut runs = Vec::new();
        let mut rest = &all[..];
        while !rest.is_empty() {
            let (run, others) = rest.split_at((1 + dice.below(150)).min(rest.len()));
            // Of some runs each author's part comes alone.
            if dice.below(3) == 0 {
                for author in [pair.ana.key.device(), pair.ben.key.device()] {
                    let of = run.iter().filter(|change| change.header.actor == author);
                    let of: Vec<ToStore> = of.cloned().collect();
                    if !of.is_empty() {
                        runs.push(Segment::bulk(name, &of));
                    }
                }
            } else {
                runs.push(Segment::bulk(name, run));
            }
            rest = others;
        }
        for at in (1..runs.len()).rev() {
            runs.swap(at, dice.below(at + 1));
        }
        let begins = if seed % 2 == 0 { &first[..] } else { &[] };
        let mut here = Computer::reader(&pair, 4, begins);
        while !runs.is_empty() {
            let rest = runs.split_off((1 + dice.below(4)).min(runs.len()));
            here.receive(pack(&runs).encode());
            runs = rest;
        }
        here.receive(pack(&[Segment::bulk(name, &first)]).encode());
        let document = name.id(COMMONS);
        goes_on(&pair, &here, document);
        // What still waits came in pieces that build on each other: it comes again, as everything does that was not admitted.
        let mut whole = Computer::reader(&pair, 4, &first);
        for run in all.chunks(256) {
            whole.receive(pack(&[Segment::bulk(name, run)]).encode());
        }
        for frame in whole.sends(document, &here.core.heights(document)) {
            here.receive(frame);
        }
        assert_eq!(here.core.changes(document), 301, "seed {seed}");
        goes_on(&pair, &here, document);
    }
}

struct Dice(u32);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }
}
