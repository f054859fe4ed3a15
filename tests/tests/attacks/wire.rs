//! Bytes on a real connection: frames without end, without number, without sense, and callers without number.

use std::time::{Duration, Instant};
use sync::address::PeerAddress;
use sync::drivers::net::{
    CALLERS_PER_PEER_MAX, Closed, FIRST_FRAME_TIMEOUT, LINKS_MAX, LINKS_PER_PEER_MAX, NetEvent,
};
use sync::wire::FRAME_BYTES_MAX;
use tests::homes::Home;
use tests::strangers::{SIGN_OF_LIFE, Stranger, Wire, open, runtime};

/// A stranger with a stream to a home.
async fn wire(seed: u8, to: &PeerAddress) -> (Stranger, iroh::endpoint::Connection, Wire) {
    let stranger = Stranger::new(seed).await;
    let connection = stranger.connect(to).await.expect("the home answers");
    let wire = open(&connection).await.expect("the home serves it");
    (stranger, connection, wire)
}

#[test]
fn a_frame_longer_than_any_is_not_read() {
    let (ana, runtime) = (Home::new(150), runtime());
    for (seed, length) in [(151, FRAME_BYTES_MAX as u32 + 1), (152, u32::MAX)] {
        let address = ana.net.address();
        let told = runtime.block_on(async {
            let (_stranger, _connection, mut wire) = wire(seed, &address).await;
            wire.send.write_all(&length.to_be_bytes()).await.unwrap();
            let _ = wire.send.write_all(&[7; 4096]).await;
            // Nothing is said to it: the stream ends.
            wire.receive.read_to_end(1024).await
        });
        drop(told);
        assert_eq!(ana.closed(), Closed::NotUnderstood);
    }
}

#[test]
fn a_frame_that_never_ends_holds_no_more_than_what_came() {
    let (ana, runtime) = (Home::new(153), runtime());
    let address = ana.net.address();
    let started = Instant::now();
    let held = runtime.block_on(async {
        let (_stranger, _connection, mut wire) = wire(154, &address).await;
        let length = (FRAME_BYTES_MAX as u32).to_be_bytes();
        wire.send.write_all(&length).await.unwrap();
        // A byte now and then, so that it is never silent.
        loop {
            if wire.send.write_all(&[7]).await.is_err() {
                return started.elapsed();
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    assert_eq!(ana.closed(), Closed::ByUs);
    assert!(held >= FIRST_FRAME_TIMEOUT, "it had its time: {held:?}");
}

#[test]
fn signs_of_life_alone_hold_no_place() {
    let (ana, runtime) = (Home::new(155), runtime());
    let address = ana.net.address();
    runtime.block_on(async {
        let (_stranger, _connection, mut wire) = wire(156, &address).await;
        while wire.send.write_all(&SIGN_OF_LIFE).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    assert_eq!(ana.closed(), Closed::ByUs);
}

/// A million frames of one byte, and as many signs of life: the reader takes its time, and the writer waits.
#[test]
fn a_million_tiny_frames_wait_for_who_reads_them() {
    const FRAMES: u32 = 1_000_000;
    let (ana, runtime) = (Home::new(157), runtime());
    let address = ana.net.address();
    let (ready, is_ready) = std::sync::mpsc::channel();
    let writer = std::thread::spawn(move || {
        runtime.block_on(async {
            let (_stranger, _connection, mut wire) = wire(158, &address).await;
            let tiny = [&SIGN_OF_LIFE[..], &[0, 0, 0, 1, 7]]
                .concat()
                .repeat(10_000);
            ready.send(()).unwrap();
            for _ in 0..FRAMES / 10_000 {
                wire.send.write_all(&tiny).await.expect("the home reads on");
            }
            let _ = wire.send.finish();
            let _ = wire.send.stopped().await;
        });
    });
    is_ready.recv().unwrap();
    ana.opened();
    // Nobody looks for a while: what is not read does not grow.
    std::thread::sleep(Duration::from_secs(1));
    assert!(!writer.is_finished(), "the writer has to wait");
    let mut taken = 0;
    while taken < FRAMES {
        taken += ana.until("a tiny frame", |event| match event {
            NetEvent::Frame { frame, .. } => {
                assert_eq!(frame.into_bytes(), [7]);
                Some(1)
            }
            _ => None,
        });
    }
    writer.join().unwrap();
}

/// A thousand connections by few strangers, each with as many streams as it may have: a member gets in.
#[test]
fn a_thousand_callers_leave_room_for_a_member() {
    const STRANGERS: u8 = 10;
    const CALLS: usize = 100;
    const STREAMS: usize = 16;
    const HELD_MAX: usize = STRANGERS as usize * CALLERS_PER_PEER_MAX;
    let (ana, runtime) = (Home::new(159), runtime());
    let address = ana.net.address();
    let (connections, streams) = runtime.block_on(async {
        let mut all = tokio::task::JoinSet::new();
        for number in 0..STRANGERS {
            let address = address.clone();
            all.spawn(async move {
                let stranger = Stranger::new(160 + number).await;
                let (mut connections, mut streams) = (Vec::new(), Vec::new());
                for call in 0..CALLS {
                    let Some(connection) = stranger.connect(&address).await else {
                        continue;
                    };
                    // Of one peer the oldest give way, so the last ones carry what it may have.
                    if call + 4 >= CALLS {
                        for _ in 0..STREAMS {
                            streams.extend(open(&connection).await);
                        }
                    }
                    connections.push(connection);
                }
                (stranger, connections, streams)
            });
        }
        let mut all = all.join_all().await;
        let held = || {
            let all = all.iter().flat_map(|(_, connections, _)| connections);
            all.filter(|connection| connection.close_reason().is_none())
                .count()
        };
        // Who is sent away learns so a moment later.
        let begin = Instant::now();
        while held() > HELD_MAX && begin.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let held = held();
        let mut streams = Vec::new();
        for (.., wires) in &mut all {
            let mut open = 0;
            for wire in wires {
                open += usize::from(is_open(wire).await);
            }
            streams.push(open);
        }
        // They stay until the member is in.
        let ben = tokio::task::spawn_blocking({
            let address = address.clone();
            move || {
                let ben = Home::new(190);
                ben.net.dial(address);
                ben.opened()
            }
        });
        ben.await.expect("a member gets in");
        (held, streams)
    });
    assert!(connections <= HELD_MAX, "{connections} are held");
    let most = streams.iter().max().copied().unwrap_or_default();
    assert!(most > 0 && most <= LINKS_PER_PEER_MAX, "{streams:?}");
    assert!(streams.iter().sum::<usize>() <= LINKS_MAX, "{streams:?}");
}

/// Whoever was killed and started again leaves connections behind on which nobody listens any more: they shut nobody out.
#[test]
fn who_was_killed_again_and_again_is_let_in() {
    let (ana, runtime) = (Home::new(192), runtime());
    let address = ana.net.address();
    runtime.block_on(async {
        let ben = Stranger::new(193).await;
        let mut left = Vec::new();
        for _ in 0..2 * CALLERS_PER_PEER_MAX {
            let connection = ben.connect(&address).await.expect("the home answers");
            let mut wire = open(&connection).await.expect("the home serves it");
            // Something was said on each: one byte in a frame.
            wire.send
                .write_all(&[0, 0, 0, 1, 7])
                .await
                .expect("it listens");
            assert!(is_open(&mut wire).await, "the newest is let in");
            left.push((connection, wire));
        }
    });
}

/// Whether the home still serves a stream on which it says nothing but signs of life.
async fn is_open(wire: &mut Wire) -> bool {
    let mut sign = [0; 64];
    let read = tokio::time::timeout(Duration::from_millis(20), wire.receive.read(&mut sign)).await;
    matches!(read, Err(_) | Ok(Ok(Some(_))))
}
