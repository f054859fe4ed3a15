//! One of each fact, byte for byte: what is written today must open for ever.

use super::*;

#[test]
fn the_bytes_of_each_fact_stay() {
    let digests: Vec<String> = one_of_each()
        .into_iter()
        .map(|fact| {
            let (kind, bytes) = (fact.kind(), written(fact).encode());
            let digest = &blake3::hash(&bytes).to_hex()[..16];
            format!("{kind} {} {digest}", bytes.len())
        })
        .collect();
    assert_eq!(digests.join("\n"), include_str!("golden.txt").trim_end());
}

#[test]
fn one_fact_stands_here_in_full() {
    let fact = written(Payment {
        payer: ACME,
        amount: euro(125_000),
        day: TODAY,
        reference: "Q1".into(),
    });
    let hex: String = fact.encode().iter().map(|b| format!("{b:02x}")).collect();
    let expected = [
        "a5 00 01 01 09 02 50 01010101010101010101010101010101",
        "04 19 5018 05 a4 00 50 09090909090909090909090909090909",
        "01 a2 00 1a 0001e848 01 63 455552 02 19 5018 03 62 5131",
    ];
    assert_eq!(hex, expected.concat().replace(' ', ""));
}
