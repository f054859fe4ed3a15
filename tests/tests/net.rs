//! Two homes meet over real connections on this machine, with no server.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;
use sync::address::PeerAddress;
use sync::drivers::net::{
    Closed, DialError, LINK_QUEUE_AMPLE, LINK_QUEUE_BYTES_MAX, NetEvent, SendError,
};
use sync::wire::FRAME_BYTES_MAX;
use tests::homes::Home;

#[test]
fn two_homes_meet_and_frames_arrive_whole_and_in_order() {
    let (ana, ben) = (Home::new(1), Home::new(2));
    let (hers, his) = ana.meet(&ben);
    let frames: Vec<Vec<u8>> = (0..500u32)
        .map(|n| vec![n as u8; (n * 37 % 5000 + 1) as usize])
        .collect();
    for frame in &frames {
        ana.net.send(hers, frame.clone()).unwrap();
    }
    ben.net.send(his, b"hello ana".to_vec()).unwrap();
    for frame in &frames {
        assert_eq!(&ben.frame(), frame);
    }
    assert_eq!(ana.frame(), b"hello ana");
    let status = ana.net.peers();
    assert_eq!(status.len(), 1);
    assert_eq!(status[0].peer, ben.net.endpoint());
    assert_eq!(status[0].address, Some(ben.net.address().addresses[0]));
}

#[test]
fn a_second_commons_gets_a_stream_of_its_own() {
    let (ana, ben) = (Home::new(3), Home::new(4));
    let (first, _) = ana.meet(&ben);
    let (second, his_second) = ana.meet(&ben);
    assert_ne!(first, second);
    ana.net.send(second, b"about tools".to_vec()).unwrap();
    let (link, frame) = ben.until("a frame", |event| match event {
        NetEvent::Frame { link, frame } => Some((link, frame.into_bytes())),
        _ => None,
    });
    assert_eq!((link, frame), (his_second, b"about tools".to_vec()));
    assert_eq!(ana.net.peers().len(), 1, "one connection carries both");
}

#[test]
fn a_slow_reader_makes_the_sender_wait_and_loses_nothing() {
    let (ana, ben) = (Home::new(5), Home::new(6));
    let (hers, _) = ana.meet(&ben);
    let mut sent = 0u32;
    // Ben does not look: his side, both windows and Ana's queue fill up.
    let full = loop {
        let mut frame = vec![7; FRAME_BYTES_MAX];
        frame[..4].copy_from_slice(&sent.to_be_bytes());
        match ana.net.send(hers, frame) {
            Ok(_) => sent += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full, SendError::Full);
    assert!(ana.net.queued(hers) > LINK_QUEUE_AMPLE);
    assert!(ana.net.queued(hers) <= LINK_QUEUE_BYTES_MAX);
    for expected in 0..sent {
        let frame = ben.frame();
        assert_eq!(frame.len(), FRAME_BYTES_MAX);
        assert_eq!(u32::from_be_bytes(frame[..4].try_into().unwrap()), expected);
    }
    ana.until("room", |event| {
        matches!(event, NetEvent::Drained { link } if link == hers).then_some(())
    });
    assert_eq!(ana.net.send(hers, vec![]), Err(SendError::Length));
    assert_eq!(
        ana.net.send(hers, vec![0; FRAME_BYTES_MAX + 1]),
        Err(SendError::Length)
    );
}

#[test]
fn thousands_of_small_frames_wait_for_a_slow_reader() {
    let (ana, ben) = (Home::new(7), Home::new(8));
    let (hers, _) = ana.meet(&ben);
    for n in 0..20_000u32 {
        ana.net.send(hers, n.to_be_bytes().to_vec()).unwrap();
        if n % 1000 == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    for n in 0..20_000u32 {
        assert_eq!(ben.frame(), n.to_be_bytes());
    }
}

#[test]
fn a_closed_stream_delivers_what_was_sent_before() {
    let (ana, ben) = (Home::new(9), Home::new(10));
    let (hers, _) = ana.meet(&ben);
    for _ in 0..20 {
        ana.net.send(hers, vec![1; 100_000]).unwrap();
    }
    ana.net.close(hers);
    for _ in 0..20 {
        assert_eq!(ben.frame().len(), 100_000);
    }
    assert_eq!(ben.closed(), Closed::ByPeer);
    assert_eq!(ana.closed(), Closed::ByUs);
    assert_eq!(ana.net.send(hers, vec![1]), Err(SendError::Ended));
    ana.meet(&ben);
}

#[test]
fn a_peer_that_leaves_is_noticed_and_met_again() {
    let ana = Home::new(11);
    let ben = Home::new(12);
    ana.meet(&ben);
    let place = ben.net.address().addresses[0].to_string();
    drop(ben);
    assert!(matches!(ana.closed(), Closed::ByPeer | Closed::Lost));
    let ben = Home::at(12, &place, false);
    assert_eq!(ben.net.port_taken(), None, "his port is free again");
    ana.meet(&ben);
}

#[test]
fn a_removed_member_is_cut_off_at_once() {
    let (ana, ben) = (Home::new(13), Home::new(14));
    ana.meet(&ben);
    ana.net.drop_peer(ben.net.endpoint());
    assert_eq!(ben.closed(), Closed::ByPeer);
    ana.closed();
    ana.connected_to_nobody();
}

#[test]
fn a_taken_port_is_said_and_another_one_is_used() {
    let ana = Home::new(15);
    let place = ana.net.address().addresses[0];
    let ben = Home::at(16, &place.to_string(), false);
    assert_eq!(ben.net.port_taken(), Some(place.port()));
    assert_eq!(ana.net.port_taken(), None);
    ana.meet(&ben);
}

#[test]
fn why_a_dial_came_to_nothing_is_said() {
    let ana = Home::new(17);
    ana.net.dial(ana.net.address());
    assert_eq!(ana.dial_failed(), DialError::Ourselves);
    let ben = Home::new(18).net.endpoint();
    ana.net.dial(PeerAddress {
        endpoint: ben,
        addresses: vec![],
    });
    assert_eq!(ana.dial_failed(), DialError::NoAddress);
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let addresses = vec![silent.local_addr().unwrap()];
    ana.net.dial(PeerAddress {
        endpoint: ben,
        addresses,
    });
    assert_eq!(ana.dial_failed(), DialError::NoAnswer);
}

#[test]
fn somebody_else_at_the_address_is_not_taken_for_the_peer() {
    let (ana, ben, mallory) = (Home::new(19), Home::new(20), Home::new(21));
    let addresses = mallory.net.address().addresses;
    ana.net.dial(PeerAddress {
        endpoint: ben.net.endpoint(),
        addresses,
    });
    assert_eq!(ana.dial_failed(), DialError::NoAnswer);
    assert!(mallory.events.try_recv().is_err(), "she hears nothing");
}

#[test]
fn neighbours_find_each_other_when_they_want_to_be_seen() {
    let ana = Home::at(22, "127.0.0.1:0", true);
    let ben = Home::at(23, "127.0.0.1:0", true);
    let found: PeerAddress = ana.until("ben nearby", |event| match event {
        NetEvent::Neighbour { address } if address.endpoint == ben.net.endpoint() => Some(address),
        _ => None,
    });
    assert_eq!(found, ben.net.address());
    // What was heard is remembered: a dial needs no address.
    ana.net.dial(PeerAddress {
        endpoint: ben.net.endpoint(),
        addresses: vec![],
    });
    assert_eq!(ana.opened().1, ben.net.endpoint());
}

/// Everything that can be a peer's place must be a real one on this machine.
#[test]
fn a_home_knows_where_it_can_be_reached() {
    let ana = Home::at(24, "0.0.0.0:0", false);
    let address = ana.net.address();
    assert!(!address.addresses.is_empty());
    for place in &address.addresses {
        assert_eq!(place.port(), ana.net.port(), "{place}");
        let card = SocketAddr::new(place.ip(), 0);
        assert!(
            UdpSocket::bind(card).is_ok(),
            "{place} is no address of this machine"
        );
    }
    assert_eq!(address.to_string().parse(), Ok(address));
}

/// Set for the child process that is met and then killed.
const BE_KILLED: &str = "COMMONWRIGHT_TEST_BE_KILLED";

#[test]
fn a_killed_peer_is_noticed_though_it_says_nothing() {
    use std::io::{BufRead, BufReader};
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_peer_that_is_killed", "--nocapture"])
        .env(BE_KILLED, "yes")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address: PeerAddress = lines
        .find_map(|line| {
            line.unwrap()
                .split_once("ready ")
                .map(|(_, text)| text.parse().unwrap())
        })
        .unwrap();
    let ana = Home::new(25);
    ana.net.dial(address.clone());
    assert_eq!(ana.opened().1, address.endpoint);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ana.closed(), Closed::Lost);
    ana.connected_to_nobody();
}

#[test]
fn the_peer_that_is_killed() {
    if std::env::var_os(BE_KILLED).is_none() {
        return;
    }
    let home = Home::new(26);
    println!("\nready {}", home.net.address());
    loop {
        std::thread::sleep(Duration::from_secs(60));
    }
}
