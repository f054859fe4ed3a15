//! A home that nobody knows sends no packet to anyone: counted on a card of its own, in a network of its own.

use std::process::{Command, Stdio};
use std::time::Duration;
use tests::homes::Home;

/// Set for the child process that runs inside the network of its own: "hidden" or "seen".
const INSIDE: &str = "COMMONWRIGHT_TEST_INSIDE";
const LISTENED_FOR: Duration = Duration::from_secs(12);

/// A card with an address, a gateway that can be spoken to, and nobody behind it.
const NETWORK: &str = "
set -e
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
ip link set lo up
ip link add card type veth peer name wall
ip link set wall up
ip address add 192.168.77.7/24 dev card
ip link set card up
ip neigh add 192.168.77.1 lladdr 02:00:00:00:00:01 dev card
ip route add default via 192.168.77.1
exec \"$0\" --exact the_home_inside --nocapture
";

#[test]
fn a_hidden_home_sends_nothing_and_a_seen_one_announces_itself() {
    let Some(seen) = packets_of("seen") else {
        eprintln!(
            "NOT PROVED HERE: this machine gives no network namespace with a card, \
             so it was not counted that a hidden home sends nothing"
        );
        return;
    };
    assert!(seen > 0, "the count would notice a packet");
    assert_eq!(packets_of("hidden"), Some(0));
}

/// How many packets left the card; `None` where such a network cannot be made.
fn packets_of(home: &str) -> Option<u64> {
    let output = Command::new("unshare")
        .args(["--net", "--map-root-user", "sh", "-c", NETWORK])
        .arg(std::env::current_exe().unwrap())
        .env(INSIDE, home)
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = text
        .lines()
        .find_map(|line| line.split_once("packets sent: "))?;
    count.1.trim().parse().ok()
}

#[test]
fn the_home_inside() {
    let Ok(home) = std::env::var(INSIDE) else {
        return;
    };
    let home = Home::at(61, "0.0.0.0:0", home == "seen");
    let places = home.net.address().addresses;
    assert!(
        places
            .iter()
            .any(|place| place.ip().to_string() == "192.168.77.7"),
        "{places:?}"
    );
    std::thread::sleep(LISTENED_FOR);
    println!("\npackets sent: {}", sent_on("card"));
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
