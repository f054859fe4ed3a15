//! Signatures: who made a change, and where it belongs.

use super::history::{COMMONS, TIME_MS, commit, design, new_design};
use automerge::transaction::Transactable;
use automerge::{ActorId, ROOT};
use model::admission::{Refusal, shape, verify_run};
use model::change::{Header, signing_message};
use model::id::CommonsId;
use model::key::{DeviceKey, Signature};
use model::name::{DocumentKind, DocumentName};
use tests::corpus::assert_eq;

fn ana() -> DeviceKey {
    DeviceKey::from_seed([1; 32])
}

fn ben() -> DeviceKey {
    DeviceKey::from_seed([2; 32])
}

/// Four changes of Ana's, one on the other, and one of Ben's on top.
fn changes() -> Vec<Header> {
    let mut document = new_design();
    for count in 0..5 {
        let key = if count < 4 { ana() } else { ben() };
        document.set_actor(ActorId::from(&key.device().0[..]));
        document.put(ROOT, "count", TIME_MS + count).unwrap();
        commit(&mut document);
    }
    let changes = document.get_changes(&[]);
    changes[1..]
        .iter()
        .map(|change| shape(change.raw_bytes()).unwrap())
        .collect()
}

fn sign(key: &DeviceKey, header: &Header) -> Signature {
    key.sign(&signing_message(COMMONS, design().id(COMMONS), header.hash))
}

fn verify(headers: &[&Header], signature: &Signature) -> Result<(), Refusal> {
    let document = design().id(COMMONS);
    verify_run(COMMONS, document, headers.iter().copied(), signature)
}

#[test]
pub(super) fn one_signature_proves_an_unbroken_run() {
    let changes = changes();
    let [one, two, three, four, bens] = &changes[..] else {
        panic!("five changes were made");
    };
    let signature = sign(&ana(), four);
    assert_eq!(verify(&[four], &signature), Ok(()));
    assert_eq!(verify(&[one, two, three, four], &signature), Ok(()));
    assert_eq!(
        verify(&[one, two, three], &signature),
        Err(Refusal::Signature)
    );
    assert_eq!(
        verify(&[one, two, four], &signature),
        Err(Refusal::BrokenRun)
    );
    assert_eq!(
        verify(&[two, one], &sign(&ana(), one)),
        Err(Refusal::BrokenRun)
    );
    assert_eq!(
        verify(&[four, bens], &sign(&ben(), bens)),
        Err(Refusal::BrokenRun)
    );
    assert_eq!(verify(&[], &signature), Err(Refusal::BrokenRun));

    // Three under a fourth of the same number that names another past.
    let mut strange = four.clone();
    strange.deps = bens.deps.clone();
    assert_eq!(
        verify(&[three, &strange], &sign(&ana(), &strange)),
        Err(Refusal::BrokenRun)
    );
    let many: Vec<_> = (1..=257)
        .map(|seq| Header {
            seq,
            deps: vec![four.hash],
            ..four.clone()
        })
        .collect();
    let many: Vec<_> = many.iter().collect();
    assert_eq!(verify(&many[..256], &signature), Ok(()));
    assert_eq!(verify(&many, &signature), Err(Refusal::BrokenRun));
}

#[test]
pub(super) fn nobody_signs_for_another_or_for_another_place() {
    let changes = changes();
    let (mine, document) = (&changes[0], design().id(COMMONS));
    let signature = sign(&ana(), mine);
    assert_eq!(
        verify(&[mine], &sign(&ben(), mine)),
        Err(Refusal::Signature)
    );
    assert_eq!(verify(&[&changes[1]], &signature), Err(Refusal::Signature));
    assert_eq!(
        verify(&[mine], &Signature([0; 64])),
        Err(Refusal::Signature)
    );
    let place = |commons, document| verify_run(commons, document, [mine], &signature);
    assert_eq!(place(COMMONS, document), Ok(()));
    let other_commons = CommonsId([0xcc; 16]);
    assert_eq!(place(other_commons, document), Err(Refusal::Signature));
    let other = DocumentName::new(DocumentKind::Design, design().creator, [6; 16]);
    assert_eq!(place(COMMONS, other.id(COMMONS)), Err(Refusal::Signature));
}

#[test]
pub(super) fn a_signature_with_any_flipped_bit_is_forged() {
    let changes = changes();
    let signature = sign(&ana(), &changes[0]);
    for bit in 0..512 {
        let mut forged = signature;
        forged.0[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            verify(&[&changes[0]], &forged),
            Err(Refusal::Signature),
            "bit {bit}"
        );
    }
}
