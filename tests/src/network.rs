//! Networks made by a test: rooms with cards of their own, joined by switches, that nothing leaves.
//!
//! A test calls [`inside`] first. Outside it runs itself again in a network of its own and hands on how that ended;
//! where this machine gives none, it says so loudly and proves nothing.

use crate::process::{say_loudly, unshare};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Set for the test that runs inside.
const INSIDE: &str = "COMMONWRIGHT_TEST_NETWORK";
/// A network of its own and a place for the names of rooms. The system's own chatter about addresses of version 6 is off.
const OUTSIDE_IN: &str = "
set -e
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
mount -t tmpfs none /run
mkdir /run/netns
ip netns add probe
ip netns delete probe
ip link set lo up
exec \"$@\"
";

/// A network that nothing leaves, with its switches and rooms.
#[derive(Debug)]
pub struct Network(());

/// A room: what runs in it sees its cards and nothing else of this machine.
#[derive(Debug)]
pub struct Room {
    name: String,
}

/// Inside: the network. Outside: `None`, after the test of this name has passed inside, or cannot.
pub fn inside(test: &str) -> Option<Network> {
    if std::env::var_os(INSIDE).is_some() {
        return Some(Network(()));
    }
    if !in_a_network_of_its_own(&["true"], false).is_some_and(|probe| probe.status.success()) {
        say_loudly(&format!(
            "NOT PROVED HERE: {test}: this machine gives no network of one's own \
             (it needs unshare, ip and the right to use them)"
        ));
        return None;
    }
    let this = std::env::current_exe().expect("a test knows its program");
    let this = this.to_str().expect("its path is text");
    let ran = in_a_network_of_its_own(&[this, "--exact", test, "--nocapture"], true)
        .expect("it was there a moment ago");
    assert!(ran.status.success(), "{test} failed inside its network");
    None
}

fn in_a_network_of_its_own(words: &[&str], shown: bool) -> Option<Output> {
    let mut command = unshare(&["--net", "--mount"])?;
    let shown = if shown {
        Stdio::inherit()
    } else {
        Stdio::null()
    };
    command
        .args(["sh", "-c", OUTSIDE_IN, "sh"])
        .args(words)
        .env(INSIDE, "yes")
        .stdin(Stdio::null())
        .stderr(shown)
        .output()
        .ok()
}

impl Network {
    /// A switch that cards are plugged into.
    pub fn switch(&self, name: &str) {
        ip(&["link", "add", name, "type", "bridge", "mcast_snooping", "0"]);
        ip(&["link", "set", name, "up"]);
    }

    /// Gives the test itself an address on a switch.
    pub fn address(&self, switch: &str, address: &str) {
        ip(&["address", "add", address, "dev", switch]);
    }

    /// Everything else goes to a gateway that answers to no call: packets to it leave the card all the same.
    pub fn gateway(&self, switch: &str, gateway: &str) {
        let nobody = ["lladdr", "02:00:00:00:00:01", "dev", switch];
        ip(&[&["neigh", "add", gateway][..], &nobody].concat());
        ip(&["route", "add", "default", "via", gateway]);
    }

    /// A room without any card.
    pub fn room(&self, name: &str) -> Room {
        ip(&["netns", "add", name]);
        ip(&["-netns", name, "link", "set", "lo", "up"]);
        Room {
            name: name.to_owned(),
        }
    }
}

impl Room {
    /// The network of this room, for [`crate::process::Workshop::move_to`].
    pub fn network(&self) -> PathBuf {
        Path::new("/run/netns").join(&self.name)
    }

    /// Puts a card into the room, plugs it into a switch and gives it an address, like `192.168.7.1/24`.
    pub fn plug(&self, card: &str, switch: &str, address: &str) {
        let far = format!("{}-{card}", self.name);
        let pair = ["type", "veth", "peer", "name", card, "netns", &self.name];
        ip(&[&["link", "add", &far][..], &pair].concat());
        ip(&["link", "set", &far, "master", switch, "up"]);
        self.ip(&["address", "add", address, "dev", card]);
        self.ip(&["link", "set", card, "up"]);
    }

    /// Gives a card another address instead of the one it had.
    pub fn readdress(&self, card: &str, before: &str, after: &str) {
        self.ip(&["address", "delete", before, "dev", card]);
        self.ip(&["address", "add", after, "dev", card]);
    }

    /// Says which way everything else goes.
    pub fn route(&self, gateway: &str) {
        self.ip(&["route", "add", "default", "via", gateway]);
    }

    fn ip(&self, words: &[&str]) {
        ip(&[&["-netns", &self.name], words].concat());
    }
}

fn ip(words: &[&str]) {
    let done = Command::new("ip").args(words).output().expect("ip is here");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "ip {}: {said}", words.join(" "));
}
