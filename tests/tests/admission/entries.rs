//! Ledgers and the charter: exactly the next entry, and nothing else.

use super::forge::{Forge, hash};
use super::history::{COMMONS, EVERYBODY, Everybody, TIME_MS, device};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, ROOT};
use model::admission::{Authority, Context, DocumentState, Missing, Refusal, Verdict, shape};
use model::change::Header;
use model::charter::{ActRefusal, Charter};
use model::day::Day;
use model::entry::{EntryChange, Envelope, EnvelopeError, act_key, ledger_key};
use model::id::{AgentId, ChangeHash, DeviceId};
use model::name::{DocumentKind, DocumentName};
use tests::corpus::assert_eq;

fn fact(follows: Option<ChangeHash>) -> Vec<u8> {
    fact_of(Day(20_494), follows)
}

fn other_fact() -> Vec<u8> {
    fact_of(Day(20_495), None)
}

fn fact_of(day: Day, follows: Option<ChangeHash>) -> Vec<u8> {
    let envelope = Envelope {
        version: 1,
        kind: 1,
        by: AgentId([1; 16]),
        on_behalf: None,
        day,
        body: &[0xa0],
        follows,
    };
    envelope.encode()
}

/// An entry of Ana's ledger as her program writes it.
fn entry(seq: u64, deps: Vec<ChangeHash>, value: &[u8]) -> Vec<u8> {
    keyed(&ledger_key(seq), seq, deps, value)
}

fn keyed(key: &str, seq: u64, deps: Vec<ChangeHash>, value: &[u8]) -> Vec<u8> {
    let change = EntryChange {
        actor: device(0),
        seq,
        start_op: seq,
        time_ms: TIME_MS,
        deps,
        key,
        value,
    };
    change.encode()
}

struct Ledger {
    state: DocumentState,
    last: Vec<ChangeHash>,
    written: Vec<Vec<u8>>,
}

impl Ledger {
    fn new(number: u64) -> Self {
        let state = DocumentState::new(COMMONS, DocumentName::ledger(device(0), number));
        Self {
            state,
            last: vec![],
            written: vec![],
        }
    }

    fn with(entries: u64) -> Self {
        let mut ledger = Self::new(0);
        for seq in 1..=entries {
            assert_eq!(
                ledger.write(&entry(seq, ledger.last.clone(), &fact(None))),
                Verdict::Admitted
            );
        }
        ledger
    }

    fn write(&mut self, bytes: &[u8]) -> Verdict {
        self.write_after(None, bytes)
    }

    fn write_after(&mut self, previous_ledger: Option<ChangeHash>, bytes: &[u8]) -> Verdict {
        let context = Context {
            previous_ledger: previous_ledger.as_slice(),
            ..EVERYBODY
        };
        let header = match shape(bytes) {
            Ok(header) => header,
            Err(refusal) => return Verdict::Refused(refusal),
        };
        let verdict = self.state.admit(&header, bytes, &context);
        if verdict == Verdict::Admitted {
            self.last = vec![header.hash];
            self.written.push(bytes.to_vec());
        }
        verdict
    }
}

fn refused(refusal: Refusal) -> Verdict {
    Verdict::Refused(refusal)
}

#[test]
pub(super) fn a_ledger_takes_exactly_the_next_entry() {
    let mut ledger = Ledger::with(2);
    let last = ledger.last.clone();
    let next = entry(3, last.clone(), &fact(None));

    let overwriting = keyed(&ledger_key(2), 3, last.clone(), &fact(None));
    assert_eq!(
        ledger.write(&overwriting),
        refused(Refusal::NotTheNextEntry)
    );
    let ahead = keyed(&ledger_key(4), 3, last.clone(), &fact(None));
    assert_eq!(ledger.write(&ahead), refused(Refusal::NotTheNextEntry));
    let elsewhere = keyed("notes/0003", 3, last.clone(), &fact(None));
    assert_eq!(ledger.write(&elsewhere), refused(Refusal::NotTheNextEntry));
    let on_nothing = entry(3, vec![], &fact(None));
    assert_eq!(ledger.write(&on_nothing), refused(Refusal::NotTheNextEntry));
    let on_another = entry(3, vec![ChangeHash([9; 32])], &fact(None));
    let missing = Missing::Changes(vec![ChangeHash([9; 32])]);
    assert_eq!(ledger.write(&on_another), Verdict::Pending(missing));
    let on_a_later = entry(2, last.clone(), &fact(None));
    assert_eq!(
        ledger.write(&on_a_later),
        refused(Refusal::PreviousNotNamed)
    );

    let after_next = entry(4, vec![hash(&next)], &fact(None));
    let missing = Missing::Changes(vec![hash(&next)]);
    assert_eq!(ledger.write(&after_next), Verdict::Pending(missing));
    assert_eq!(ledger.write(&next), Verdict::Admitted);
    assert_eq!(ledger.write(&next), refused(Refusal::AlreadyHere));
    assert_eq!(ledger.write(&after_next), Verdict::Admitted);
}

#[test]
pub(super) fn a_ledger_takes_nothing_but_entries() {
    let mut ledger = Ledger::new(0);
    let honest = entry(1, vec![], &fact(None));
    let mut document = AutoCommit::new().with_actor(ActorId::from(&device(0).0[..]));
    let mut change = |edit: &dyn Fn(&mut AutoCommit)| {
        let before = document.clone();
        edit(&mut document);
        document.commit_with(CommitOptions::default().with_time(TIME_MS));
        let bytes = document
            .get_last_local_change()
            .unwrap()
            .raw_bytes()
            .to_vec();
        document = before;
        bytes
    };
    let put = |document: &mut AutoCommit| document.put(ROOT, ledger_key(1), fact(None)).unwrap();
    assert_eq!(change(&put), honest);
    let two = change(&|document| {
        put(document);
        document.put(ROOT, ledger_key(2), fact(None)).unwrap();
    });
    assert_eq!(ledger.write(&two), refused(Refusal::NotTheNextEntry));
    let deleting = change(&|document| {
        put(document);
        document.delete(ROOT, ledger_key(1)).unwrap();
    });
    assert_eq!(ledger.write(&deleting), refused(Refusal::NotTheNextEntry));
    let text = change(&|document| document.put(ROOT, ledger_key(1), "text").unwrap());
    assert_eq!(ledger.write(&text), refused(Refusal::NotTheNextEntry));
    let mut footer = Forge::of(&honest);
    footer.message = b"hello".to_vec();
    assert_eq!(
        ledger.write(&footer.chunk()),
        refused(Refusal::NotTheNextEntry)
    );
    footer.message.clear();
    footer.actor = device(1).0.to_vec();
    assert_eq!(ledger.write(&footer.chunk()), refused(Refusal::OtherWriter));

    let mut odd = fact(None);
    odd.push(0);
    let not_canonical = ledger.write(&entry(1, vec![], &odd));
    tests::corpus::saw(&not_canonical);
    assert!(matches!(
        not_canonical,
        Verdict::Refused(Refusal::Entry(EnvelopeError::NotCanonical(_)))
    ));
    let incomplete = ledger.write(&entry(1, vec![], &[0xa0]));
    assert_eq!(
        incomplete,
        refused(Refusal::Entry(EnvelopeError::Incomplete))
    );
    assert_eq!(ledger.write(&honest), Verdict::Admitted);
}

#[test]
pub(super) fn a_full_ledger_goes_on_in_the_next_one() {
    let mut first = Ledger::with(1000);
    let end = first.last[0];
    let beyond = entry(1001, first.last.clone(), &fact(None));
    assert_eq!(first.write(&beyond), refused(Refusal::LedgerFull));
    assert_eq!(first.state.changes(), 1000);

    let mut second = Ledger::new(1);
    let previous = DocumentName::ledger(device(0), 0);
    let linked = entry(1, vec![], &fact(Some(end)));
    let before = |bytes: &[u8]| second.state.previous_ledger(&shape(bytes).unwrap());
    assert_eq!(before(&linked), Some(previous));
    assert_eq!(before(&entry(2, vec![hash(&linked)], &fact(None))), None);
    assert_eq!(
        second.write(&linked),
        Verdict::Pending(Missing::Ledger(previous))
    );
    let unlinked = entry(1, vec![], &fact(None));
    assert_eq!(
        second.write_after(Some(end), &unlinked),
        refused(Refusal::LedgerBroken)
    );
    // The end may be that of a branch which has not come yet.
    let elsewhere = entry(1, vec![], &fact(Some(ChangeHash([9; 32]))));
    assert_eq!(
        second.write_after(Some(end), &elsewhere),
        Verdict::Pending(Missing::Ledger(previous))
    );
    assert_eq!(second.write_after(Some(end), &linked), Verdict::Admitted);
    let again = entry(2, second.last.clone(), &fact(Some(end)));
    assert_eq!(second.write(&again), refused(Refusal::LedgerBroken));
    assert_eq!(
        Ledger::new(0).write(&linked),
        refused(Refusal::LedgerBroken)
    );
}

#[test]
fn a_ledger_needs_only_its_last_entry_to_go_on() {
    let ledger = Ledger::with(7);
    let name = DocumentName::ledger(device(0), 0);
    let heights = ledger.state.heights();
    let mut resumed = DocumentState::ledger(COMMONS, name, heights, 7).unwrap();
    assert_eq!(resumed.heights(), heights);
    let next = entry(8, ledger.last, &fact(None));
    let header = shape(&next).unwrap();
    assert!(resumed.can_judge(&header));
    assert_eq!(resumed.admit(&header, &next, &EVERYBODY), Verdict::Admitted);
    let design = DocumentName::new(DocumentKind::Design, device(0), [0; 16]);
    assert!(DocumentState::ledger(COMMONS, design, heights, 7).is_none());
}

#[test]
fn what_branches_off_below_needs_the_whole_ledger() {
    let mut ledger = Ledger::with(7);
    let fourth = ledger.written[3].clone();
    let beside = entry(5, vec![hash(&fourth)], &other_fact());
    let header = shape(&beside).unwrap();
    let name = DocumentName::ledger(device(0), 0);
    let resumed = DocumentState::ledger(COMMONS, name, ledger.state.heights(), 7).unwrap();
    assert!(!resumed.can_judge(&header));
    assert!(!resumed.can_judge(&shape(&fourth).unwrap()));
    // One that skips numbers would else wait for what is here.
    let skips = entry(9, vec![hash(&fourth)], &other_fact());
    assert!(!resumed.can_judge(&shape(&skips).unwrap()));
    assert_eq!(ledger.write(&skips), refused(Refusal::PreviousNotNamed));
    assert_eq!(ledger.write(&beside), Verdict::Admitted);
    let on_it = entry(6, vec![hash(&beside)], &fact(None));
    let resumed = DocumentState::ledger(COMMONS, name, ledger.state.heights(), 8).unwrap();
    assert!(resumed.can_judge(&shape(&on_it).unwrap()));
    assert_eq!(ledger.write(&on_it), Verdict::Admitted);
    assert!(ledger.state.heights().is_forked(device(0)));
    assert_eq!(ledger.state.heights().len(), 2);
    assert_eq!(ledger.state.changes(), 9);
}

/// Knows nobody, or knows everybody and allows nothing.
struct Strict {
    knows: bool,
}

impl Authority for Strict {
    fn knows(&self, _: DeviceId) -> bool {
        self.knows
    }
    fn may_write(&self, _: DeviceId, _: DocumentKind) -> bool {
        false
    }
    fn judge_act(&self, _: &Header, _: &[u8]) -> Result<(), ActRefusal> {
        Err(ActRefusal::NotIntroduced)
    }
}

#[test]
pub(super) fn who_is_not_known_yet_is_waited_for() {
    let ledger = Ledger::new(0);
    let bytes = entry(1, vec![], &fact(None));
    let header = shape(&bytes).unwrap();
    let judge = |authority: &dyn Authority| {
        let context = Context {
            authority,
            previous_ledger: &[],
        };
        ledger.state.judge(&header, &bytes, &context)
    };
    assert_eq!(judge(&Everybody), Verdict::Admitted);
    let stranger = judge(&Strict { knows: false });
    assert_eq!(stranger, Verdict::Pending(Missing::Author(device(0))));
    let guest = judge(&Strict { knows: true });
    assert_eq!(guest, Verdict::Pending(Missing::Right(device(0))));
    let charter = DocumentName::charter(device(0), COMMONS);
    let real = Charter::empty(COMMONS, charter.id(COMMONS));
    assert_eq!(judge(&real), Verdict::Pending(Missing::Author(device(0))));
}

#[test]
fn an_act_stands_under_its_author_and_number() {
    let state = DocumentState::new(COMMONS, DocumentName::charter(device(0), COMMONS));
    let judge =
        |bytes: &[u8], context: &Context<'_>| state.judge(&shape(bytes).unwrap(), bytes, context);
    let act = |key: &str| keyed(key, 1, vec![], &fact(None));
    let own = act(&act_key(device(0), 1));
    assert_eq!(judge(&own, &EVERYBODY), Verdict::Admitted);
    let another_author = act(&act_key(device(1), 1));
    assert_eq!(
        judge(&another_author, &EVERYBODY),
        refused(Refusal::NotTheNextEntry)
    );
    let another_number = act(&act_key(device(0), 2));
    assert_eq!(
        judge(&another_number, &EVERYBODY),
        refused(Refusal::NotTheNextEntry)
    );
    let strict = Strict { knows: true };
    let context = Context {
        authority: &strict,
        previous_ledger: &[],
    };
    assert_eq!(
        judge(&own, &context),
        refused(Refusal::Act(ActRefusal::NotIntroduced))
    );

    let mut by_another = Forge::of(&own);
    by_another.actor = device(1).0.to_vec();
    *by_another.column(0x15) = {
        let key = act_key(device(1), 1);
        [&[0x7f, key.len() as u8], key.as_bytes()].concat()
    };
    assert_eq!(
        judge(&by_another.chunk(), &EVERYBODY),
        refused(Refusal::OtherWriter)
    );
}
