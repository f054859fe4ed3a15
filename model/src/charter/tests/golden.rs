//! One of each act, byte for byte: what is written today must open for ever.

use super::*;
use crate::charter::act::{Act, WrittenAct};

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
fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let mut ana = Home::founder();
    let stewards = ana.invite(50, Role::Steward, 2);
    let mut ben = Home::new(2);
    ben.meet(&ana);
    let founding = Home::founder();
    let policy = Policy::preset(Preset::CopyFair);
    let new = NewCommons {
        commons: COMMONS,
        name: "Hofwerkstatt",
        purpose: "Tools for small farms",
        open: false,
        policy: &policy,
        person_name: "Ana",
    };
    let open = FactId([4; 32]);
    let device = ben.device();
    let id = (COMMONS, ana.key.device());
    let acting = vec![ana.person, ben.person];
    let found = build::found(&founding.device(), TODAY, &new).unwrap();
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
