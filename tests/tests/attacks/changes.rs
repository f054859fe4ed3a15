//! Changes that are right in their bytes and wrong in whose they are, or in what they hang from.

use super::forge::{Forge, hash};
use super::history::state;
use super::history::{
    COMMONS, EVERYBODY, TIME_MS, admit, commit, design, device, judge, new_design,
};
use automerge::transaction::Transactable;
use automerge::{ActorId, ROOT};
use model::admission::{DocumentState, Missing, Refusal, Verdict, shape};
use model::change::{CHANGE_BYTES_MAX, SignedChange};
use model::entry::{EntryChange, ledger_key};
use model::id::ChangeHash;
use model::key::DeviceKey;
use model::name::DocumentName;
use tests::corpus::assert_eq;

/// A design that Ana began, and Ben's first change to it, which has not come in.
fn begun() -> (DocumentState, Vec<u8>) {
    let mut document = new_design();
    let mut state = state();
    let first = document.get_changes(&[]).remove(0);
    assert_eq!(admit(&mut state, first.raw_bytes()), Verdict::Admitted);
    document.set_actor(ActorId::from(&device(1).0[..]));
    document.put(ROOT, "note", "mine").unwrap();
    commit(&mut document);
    let bens = document.get_last_local_change().unwrap();
    (state, bens.raw_bytes().to_vec())
}

#[test]
pub(super) fn another_authors_change_is_not_mine_by_signing_it() {
    let (state, bens) = begun();
    let header = shape(&bens).unwrap();
    // Eva signs Ben's bytes: the signature has to hold for who made them.
    let eva = DeviceKey::from_seed([9; 32]);
    let document = design().id(COMMONS);
    let signed = SignedChange::sign(&eva, COMMONS, document, bens.clone(), header.hash);
    let signature = signed.signature.unwrap();
    let verified = model::admission::verify_run(COMMONS, document, [&header], &signature);
    assert_eq!(verified, Err(Refusal::Signature));
    // Eva puts her own name into them: then they do not go on from anything of hers, and the operations
    // that they replace are named as another's.
    let mut taken_over = Forge::of(&bens);
    taken_over.actor = device(3).0.to_vec();
    taken_over.seq = 2;
    let verdict = judge(&state, &taken_over.chunk());
    assert_eq!(verdict, Verdict::Refused(Refusal::SequenceGap));
}

#[test]
pub(super) fn nothing_hangs_from_itself() {
    let (mut state, bens) = begun();
    let chunk = |deps: Vec<ChangeHash>, message: &str| {
        let mut forge = Forge::of(&bens);
        forge.deps.extend(deps.iter().map(|dep| dep.0));
        forge.deps.sort_unstable();
        forge.message = message.as_bytes().to_vec();
        forge.chunk()
    };
    // Each claims to build on the other. Whoever names a change by its hash had it, so one of the two names
    // is always of something else, which never comes.
    let first = chunk(vec![ChangeHash([1; 32])], "first");
    let second = chunk(vec![hash(&first)], "second");
    let first_again = chunk(vec![hash(&second)], "first");
    assert_ne!(hash(&first_again), hash(&first));
    for (bytes, missing) in [
        (&first, ChangeHash([1; 32])),
        (&second, hash(&first)),
        (&first_again, hash(&second)),
    ] {
        let verdict = admit(&mut state, bytes);
        assert_eq!(verdict, Verdict::Pending(Missing::Changes(vec![missing])));
    }
}

#[test]
pub(super) fn an_entry_is_at_most_64_kib_whatever_is_in_it() {
    let ledger = DocumentName::ledger(device(0), 0);
    let state = DocumentState::new(COMMONS, ledger);
    let entry = |bytes: usize| {
        let value = vec![0x41; bytes];
        let entry = EntryChange {
            actor: device(0),
            seq: 1,
            start_op: 1,
            time_ms: TIME_MS,
            deps: vec![],
            key: &ledger_key(1),
            value: &value,
        };
        entry.encode()
    };
    let frame = entry(60_000).len() - 60_000;
    let fits = entry(CHANGE_BYTES_MAX - frame);
    assert_eq!(fits.len(), CHANGE_BYTES_MAX);
    assert!(shape(&fits).is_ok());
    let too_long = entry(CHANGE_BYTES_MAX - frame + 1);
    assert_eq!(shape(&too_long), Err(Refusal::TooLong));
    // Long enough to be read, and then it is no envelope.
    let header = shape(&fits).unwrap();
    let verdict = state.judge(&header, &fits, &EVERYBODY);
    assert!(matches!(verdict, Verdict::Refused(Refusal::Entry(_))));
}
