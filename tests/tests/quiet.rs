//! A home that nobody knows sends no packet to anyone: counted on a card of its own, in a network of its own.

use std::time::Duration;
use tests::homes::Home;
use tests::network::inside;

const LISTENED_FOR: Duration = Duration::from_secs(12);
/// The card, a gateway that can be spoken to, and nobody behind it.
const CARD: &str = "card";
const PLACE: &str = "192.168.77.7";
const GATEWAY: &str = "192.168.77.1";

#[test]
fn a_hidden_home_sends_nothing_and_a_seen_one_announces_itself() {
    let test = "a_hidden_home_sends_nothing_and_a_seen_one_announces_itself";
    let Some(network) = inside(test) else {
        return;
    };
    network.switch(CARD);
    // A card is up while something is plugged in.
    network.room("wall").plug("end", CARD, "192.168.77.9/24");
    network.address(CARD, &format!("{PLACE}/24"));
    network.gateway(CARD, GATEWAY);
    assert!(sent_by(true) > 0, "the count would notice a packet");
    assert_eq!(sent_by(false), 0);
}

/// How many packets leave the card while a home is on.
fn sent_by(seen: bool) -> u64 {
    let before = sent_on(CARD);
    let home = Home::at(61, "0.0.0.0:0", seen);
    let places = home.net.address().addresses;
    assert!(
        places.iter().any(|place| place.ip().to_string() == PLACE),
        "{places:?}"
    );
    std::thread::sleep(LISTENED_FOR);
    drop(home);
    std::thread::sleep(Duration::from_secs(1));
    sent_on(CARD) - before
}

/// The packets that a card has sent, as the kernel counts them.
fn sent_on(card: &str) -> u64 {
    let table = std::fs::read_to_string("/proc/net/dev").unwrap();
    let line = table
        .lines()
        .find_map(|line| line.trim().strip_prefix(card))
        .unwrap();
    let numbers: Vec<u64> = line
        .trim_start_matches(':')
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    numbers[9]
}
