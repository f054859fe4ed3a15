//! Devices that signed two changes with one number.

use super::corpus::assert_eq;
use super::device::second;
use super::*;
use crate::charter::act::{Act, WrittenAct};
use crate::id::DocumentId;
use crate::key::Signature;
use crate::ledger::{LedgerWriter, UnknownFact, WrittenFact};

type Side = (Vec<Vec<u8>>, Signature);

/// A ledger entry of this home that is unlike others by `word`, in two branches after `before` ones.
pub(super) fn branch(home: &Home, before: usize, words: &[u8]) -> (DocumentId, Side) {
    let mut writer = LedgerWriter::new(COMMONS);
    let mut changes = Vec::new();
    let shared = vec![0; before];
    for word in shared.iter().chain(words) {
        let fact = WrittenFact {
            by: home.person,
            day: TODAY,
            fact: crate::ledger::Fact::Unknown(UnknownFact {
                version: 1,
                kind: 60_000,
                body: vec![*word],
            }),
        };
        let entry = writer.next_change(&home.key, NOW, &fact).unwrap();
        writer.advance(&entry);
        changes.push(entry.change);
    }
    let last = changes.last().expect("at least one");
    let (document, signature) = (last.document, last.signature.expect("just signed"));
    let chunks = changes.into_iter().skip(before).map(|change| change.bytes);
    (document, (chunks.collect(), signature))
}

pub(super) fn proof(home: &Home, document: DocumentId, one: Side, other: Side) -> Vec<u8> {
    build::prove_fork(home.person, TODAY, document, [one, other])
}

#[test]
fn anyone_who_holds_the_proof_records_it_and_the_device_is_retired() {
    let (mut ana, mut ben, mut cleo) = three();
    let (document, one) = branch(&ben, 2, &[1]);
    let (_, other) = branch(&ben, 2, &[2, 3, 4]);
    let act = proof(&cleo, document, one, other);
    cleo.act(&act).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        let charter = &home.charter;
        let device = charter.device(ben.key.device()).unwrap();
        assert_eq!(device.out, Some(OutOfEffect::Forked));
        let forks = charter.forks();
        assert_eq!(
            (forks.len(), forks[0].seq, forks[0].document),
            (1, 3, document)
        );
        // He is a member and is told; what he wrote is for each document's own rules.
        assert!(charter.endpoint_is_member(ben.endpoint.endpoint()) && home.is_steward(&ben));
        assert_eq!(
            charter.stays(
                ben.key.device(),
                crate::name::DocumentKind::Ledger,
                document
            ),
            None
        );
    }
    let invite = build::invite(ben.person, TODAY, invited(80, Role::Maker, 1, None));
    assert_eq!(
        ben.write(&invite),
        Err(ActRefusal::NoEffect(OutOfEffect::Forked))
    );
    let insisted = ben.insists(&invite).unwrap();
    assert_eq!(ben.charter.why_out(insisted), Some(OutOfEffect::Forked));
    // The forked key still vouches for the one that takes its place.
    let mut new = second(&ben, 20);
    new.act(&invite).unwrap();
    assert_eq!(new.charter.person(ben.person).unwrap().devices.len(), 1);
}

#[test]
pub(super) fn nothing_but_a_fork_proves_a_fork() {
    let (_, ben, cleo) = three();
    let (document, one) = branch(&ben, 0, &[1, 2]);
    let (_, other) = branch(&ben, 0, &[3]);
    let say = |act: &[u8]| cleo.write(act).map(|_| ());
    let unproven = Err(ActRefusal::ForkUnproven);
    assert_eq!(
        say(&proof(&cleo, document, one.clone(), other.clone())),
        Ok(())
    );
    // The same change twice, and two that follow each other.
    assert_eq!(
        say(&proof(&cleo, document, one.clone(), one.clone())),
        unproven
    );
    let first: Side = {
        let (_, side) = branch(&ben, 0, &[1]);
        side
    };
    let second: Side = (one.0[1..].to_vec(), one.1);
    assert_eq!(
        say(&proof(&cleo, document, first.clone(), second)),
        unproven
    );
    // One number, one change, though once alone and once with a later one.
    assert_eq!(
        say(&proof(&cleo, document, first.clone(), one.clone())),
        unproven
    );
    // A signature that another made, of another document, and a side with a gap.
    let forged: Side = (other.0.clone(), cleo.key.sign(b"Ben"));
    assert_eq!(say(&proof(&cleo, document, one.clone(), forged)), unproven);
    let elsewhere = DocumentId([7; 32]);
    assert_eq!(
        say(&proof(&cleo, elsewhere, one.clone(), other.clone())),
        unproven
    );
    let (_, long) = branch(&ben, 0, &[5, 6, 7]);
    let gap: Side = (vec![long.0[0].clone(), long.0[2].clone()], long.1);
    assert_eq!(say(&proof(&cleo, document, one.clone(), gap)), unproven);
    // Two people's changes.
    let (_, another) = branch(&cleo, 0, &[3]);
    assert_eq!(say(&proof(&cleo, document, one.clone(), another)), unproven);
    // The sides in the other order: one proof has one form.
    let swapped = proof(&cleo, document, one, other);
    let mut written = WrittenAct::decode(&swapped).unwrap();
    if let Act::ForkProven(act) = &mut written.act {
        std::mem::swap(&mut act.one, &mut act.other);
    }
    assert_eq!(say(&written.encode()), unproven);
}

#[test]
fn both_branches_of_a_fork_in_the_charter_stand_and_are_judged_alone() {
    let (mut ana, mut ben, mut cleo) = three();
    let mut twin = ben.clone();
    let grant = ben.grants(&cleo, Role::Treasurer);
    let removal = twin.removes(&cleo);
    meet_all(&mut [&mut ana, &mut cleo]);
    for other in [&ben, &twin] {
        ana.meet(other);
        cleo.meet(other);
    }
    for home in [&ana, &cleo] {
        let charter = &home.charter;
        assert_eq!(charter.tips(ben.key.device()).count(), 2);
        assert_eq!(
            (charter.why_out(grant), charter.why_out(removal)),
            (None, None)
        );
        assert!(!home.is_member(&cleo));
        let device = charter.device(ben.key.device()).unwrap();
        assert_eq!(device.out, Some(OutOfEffect::Forked));
        assert_eq!(charter.forks()[0].document, charter.document());
    }
    // Whoever has seen both writes nothing any more; each twin goes on until then.
    let mut more = twin.clone();
    more.grants(&ana, Role::Treasurer);
    twin.meet(&ben);
    let act = build::grant(ben.person, TODAY, ana.person, Role::Maker);
    assert_eq!(
        twin.write(&act),
        Err(ActRefusal::NoEffect(OutOfEffect::Forked))
    );
    ana.meet(&more);
    assert!(ana.charter.out_of_effect().is_empty());
    assert_eq!(ana.charter.tips(ben.key.device()).count(), 2);
}
