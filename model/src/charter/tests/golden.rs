//! One of each act, byte for byte: what is written today must open for ever.

use super::forked::branch;
use super::*;
use crate::charter::act::{Act, WrittenAct};
use crate::id::{ChangeHash, DeviceId, DocumentId};
use crate::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_string()
}

/// The policy has golden bytes of its own.
fn without_policy(founding: &[u8]) -> Vec<u8> {
    let mut written = WrittenAct::decode(founding).unwrap();
    let Act::Founding(act) = &mut written.act else {
        unreachable!("just built");
    };
    act.policy = vec![0xa0];
    written.encode()
}

/// Each kind of act as its builder writes it.
pub(crate) fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = first_acts();
    all.extend(endings());
    all.extend(of_several());
    all
}

fn endings() -> Vec<(&'static str, Vec<u8>)> {
    let (by, day) = (AgentId([1; 16]), TODAY);
    let (person, device) = (AgentId([2; 16]), DeviceId([3; 32]));
    let document = DocumentId([4; 32]);
    let named = BTreeMap::from([(document, 7), (DocumentId([5; 32]), 1000)]);
    let stays = WhatStays::from([(device, named.clone())]);
    let place = DocumentName::new(DocumentKind::Place, device, [6; 16]);
    let (act, join) = (FactId([7; 32]), FactId([8; 32]));
    let ended = (person, Role::Maker);
    vec![
        (
            "role ended",
            build::end_role((by, day), ended, &stays, "moved away"),
        ),
        (
            "removed",
            build::remove_person((by, day), person, &stays, ""),
        ),
        (
            "stolen",
            build::retire_device((by, day), device, Some(&named), "train"),
        ),
        (
            "replaced",
            build::retire_device((by, day), device, None, ""),
        ),
        ("left", build::leave((by, day), &stays, true)),
        (
            "withdrawn",
            build::withdraw_invitation(by, day, act, vec![join]),
        ),
        (
            "acting ended",
            build::end_acting_for((by, day), AgentId([9; 16]), person, &stays),
        ),
        (
            "keeping ended",
            build::end_keeping((by, day), place, person, &stays),
        ),
    ]
}

fn of_several() -> Vec<(&'static str, Vec<u8>)> {
    let (by, day) = (AgentId([1; 16]), TODAY);
    let (ben, new) = (Home::new(2), Home::new(3));
    let request = build::recovery_request(COMMONS, ben.person, &new.device(), &new.key).unwrap();
    let place = DocumentName::new(DocumentKind::Place, ben.key.device(), [6; 16]);
    let document = DocumentId([4; 32]);
    let heads = BTreeMap::from([(document, BTreeSet::from([ChangeHash([5; 32])]))]);
    let (ledger, one) = branch(&ben, 0, &[1]);
    let (_, other) = branch(&ben, 0, &[2]);
    let named = (ben.key.device(), 7, ChangeHash([5; 32]));
    let mut policy = WrittenAct::decode(&build::adopt_policy(
        by,
        day,
        day,
        &Policy::preset(Preset::Lenient),
    ))
    .unwrap();
    if let Act::PolicyAdopted(act) = &mut policy.act {
        act.policy = vec![0xa0];
    }
    vec![
        ("recovery", build::recover(by, day, request)),
        ("co-signed", build::co_sign(by, day, FactId([7; 32]))),
        ("policy", policy.encode()),
        ("rule set", build::raise_rule_set(by, day, 2)),
        ("keeper", build::keep(by, day, place, ben.person)),
        ("admitted again", build::readmit(by, day, document, named)),
        ("pin", build::pin(by, day, &heads)),
        ("fork", build::prove_fork(by, day, ledger, [one, other])),
    ]
}

fn first_acts() -> Vec<(&'static str, Vec<u8>)> {
    let mut ana = Home::founder();
    let stewards = ana.invite(50, Role::Steward, 2);
    let mut ben = Home::new(2);
    ben.meet(&ana);
    let founding = Home::founder();
    let open = FactId([4; 32]);
    let device = ben.device();
    let id = (COMMONS, ana.key.device());
    let acting = vec![ana.person, ben.person];
    let found = found_by(&founding);
    vec![
        ("founding", without_policy(&found)),
        (
            "invitation",
            build::invite(ana.person, TODAY, invited(50, Role::Steward, 2, None)),
        ),
        (
            "join",
            build::join(&stewards, open, &device, TODAY, "Ben").unwrap(),
        ),
        (
            "vouched",
            build::vouch(COMMONS, &ana.key, ana.person, &device, TODAY).unwrap(),
        ),
        (
            "grant",
            build::grant(ana.person, TODAY, ben.person, Role::Treasurer),
        ),
        (
            "organisation",
            build::declare_organisation(id, ana.person, TODAY, [5; 16], "Acme", acting)
                .unwrap()
                .1,
        ),
        (
            "acts for",
            build::act_for(ana.person, TODAY, AgentId([6; 16]), ben.person),
        ),
    ]
}

#[test]
fn the_bytes_of_each_act_stay() {
    let digests: Vec<String> = one_of_each()
        .iter()
        .map(|(kind, bytes)| format!("{kind} {} {}", bytes.len(), digest(bytes)))
        .collect();
    assert_eq!(digests.join("\n"), include_str!("golden.txt").trim_end());
}

#[test]
fn each_act_survives_writing_and_reading() {
    for (kind, bytes) in one_of_each() {
        assert!(crate::cbor::is_canonical(&bytes), "{kind}");
        let written = WrittenAct::decode(&bytes).unwrap();
        assert!(!matches!(written.act, Act::Unknown(_)), "{kind}");
        assert_eq!(written.encode(), bytes, "{kind}");
    }
}

#[test]
fn the_smallest_act_stands_here_in_full() {
    let act = build::grant(AgentId([1; 16]), Day(20_494), AgentId([2; 16]), Role::Maker);
    let hex: String = act.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = [
        "a5 00 01 01 05 02 50 01010101010101010101010101010101",
        "04 19 500e 05 a2 00 50 02020202020202020202020202020202 01 01",
    ];
    assert_eq!(hex, expected.concat().replace(' ', ""));
}
