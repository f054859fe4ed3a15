//! The collected inputs that harm Automerge 0.12, as they are and as a member could sign them.

use super::forge::{Forge, hash};
use super::history::{COMMONS, admit, device, judge};
use model::admission::{DocumentState, Refusal, Verdict, shape};
use model::name::{DocumentKind, DocumentName};
use std::collections::BTreeMap;
use sync::wire::Message;
use tests::corpus::assert_eq;

const COLLECTED: &str = include_str!("collected.txt");

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

/// Pairs of a name and its bytes, several in a line; what stands in brackets behind them is for readers.
fn attacks(text: &str) -> BTreeMap<String, Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut all = BTreeMap::new();
    for line in lines {
        let (line, _) = line.split_once('(').unwrap_or((line, ""));
        let words: Vec<&str> = line.split_whitespace().collect();
        let (pairs, rest) = words.as_chunks::<2>();
        assert!(rest.is_empty(), "a name without bytes: {rest:?}");
        all.extend(
            pairs
                .iter()
                .map(|[name, hex]| ((*name).to_owned(), bytes(hex))),
        );
    }
    all
}

/// A document of a kind that needs no fixed objects.
fn place() -> DocumentState {
    DocumentState::new(
        COMMONS,
        DocumentName::new(DocumentKind::Place, device(0), [1; 16]),
    )
}

#[test]
pub(super) fn the_collected_attacks_are_refused_as_they_are() {
    for (name, bytes) in attacks(COLLECTED) {
        let verdict = judge(&place(), &bytes);
        tests::corpus::saw(&verdict);
        assert!(matches!(verdict, Verdict::Refused(_)), "{name}");
    }
}

/// All that the collection names, so that none is passed over in silence.
const NAMES: [&str; 11] = [
    "badelem",
    "badobj",
    "base",
    "bloom/0",
    "bloom/probes",
    "counter",
    "overlap1",
    "overlap2",
    "rle10M",
    "seqgap",
    "startop",
];

#[test]
fn every_attack_of_the_collection_is_read() {
    assert!(attacks(COLLECTED).keys().eq(NAMES));
}

/// Messages of another protocol are no messages here: each is refused by the first look at its bytes.
#[test]
fn the_messages_of_another_protocol_are_none_on_our_wire() {
    let attacks = attacks(COLLECTED);
    for name in ["bloom/0", "bloom/probes"] {
        let bytes = &attacks[name];
        let decoded = Message::decode(bytes);
        assert!(decoded.is_err(), "{name}: {decoded:?}");
    }
}

#[test]
fn the_shared_collection_is_the_one_tested_here() {
    let shared = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/attacks/automerge-0.12-hostile-changes.txt"
    );
    let Ok(text) = std::fs::read_to_string(shared) else {
        println!("THE SHARED FOLDER IS NOT HERE: only the copied attacks are tested");
        return;
    };
    for (name, bytes) in attacks(&text) {
        assert!(
            matches!(judge(&place(), &bytes), Verdict::Refused(_)),
            "{name}"
        );
    }
}

/// The attacks with actors that are keys, so that what each is about is what has to be refused.
struct Signable {
    attacks: BTreeMap<String, Vec<u8>>,
    base: Vec<u8>,
}

impl Signable {
    fn collected() -> Self {
        let attacks = attacks(COLLECTED);
        let mut base = Forge::of(&attacks["base"]);
        base.actor = device(0).0.to_vec();
        let base = base.chunk();
        Self { attacks, base }
    }

    /// The attack by a second device, on top of the base and with these further changes to it.
    fn attack(&self, name: &str, change: impl FnOnce(&mut Forge)) -> Vec<u8> {
        let mut forge = Forge::of(&self.attacks[name]);
        forge.actor = device(1).0.to_vec();
        forge
            .others
            .iter_mut()
            .for_each(|other| *other = device(0).0.to_vec());
        forge
            .deps
            .iter_mut()
            .for_each(|dep| *dep = hash(&self.base).0);
        change(&mut forge);
        forge.chunk()
    }

    /// The number of the first operation on top of the base.
    fn next(&self) -> u64 {
        shape(&self.base).unwrap().max_op + 1
    }

    fn verdict(&self, attack: &[u8]) -> Verdict {
        let mut state = place();
        assert_eq!(admit(&mut state, &self.base), Verdict::Admitted);
        judge(&state, attack)
    }
}

#[test]
pub(super) fn each_collected_attack_is_refused_for_what_it_does() {
    let signable = Signable::collected();
    let refused = |name, refusal| {
        let verdict = signable.verdict(&signable.attack(name, |_| {}));
        assert_eq!(verdict, Verdict::Refused(refusal), "{name}");
    };
    refused("startop", Refusal::StartOfOperations);
    refused("overlap1", Refusal::StartOfOperations);
    refused("seqgap", Refusal::SequenceGap);
    refused("badobj", Refusal::StartOfOperations);
    refused("badelem", Refusal::StartOfOperations);
    refused("counter", Refusal::Counter);
    refused("rle10M", Refusal::TooManyRows);

    // The same in their right place.
    let next = signable.next();
    let placed = |name| signable.verdict(&signable.attack(name, |forge| forge.start_op = next));
    assert_eq!(placed("startop"), Verdict::Admitted);
    assert_eq!(placed("badobj"), Verdict::Refused(Refusal::UnknownObject));
    assert_eq!(placed("badelem"), Verdict::Refused(Refusal::UnknownElement));
}

#[test]
pub(super) fn operation_numbers_are_never_used_twice() {
    let signable = Signable::collected();
    let mut state = place();
    admit(&mut state, &signable.base);
    let first = signable.attack("overlap1", |forge| forge.start_op = signable.next());
    assert_eq!(admit(&mut state, &first), Verdict::Admitted);
    let mut deps = vec![hash(&signable.base).0, hash(&first).0];
    deps.sort_unstable();
    let second = signable.attack("overlap2", |forge| {
        forge.start_op = signable.next();
        forge.deps = deps;
    });
    assert_eq!(
        judge(&state, &second),
        Verdict::Refused(Refusal::StartOfOperations)
    );
}
