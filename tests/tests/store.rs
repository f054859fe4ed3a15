//! What was acknowledged survives a kill, and what is stored reaches a peer whole and in order.

use model::id::CommonsId;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use sync::core::Tail;
use sync::drivers::net::{LINK_QUEUE_BYTES_MAX, NetEvent};
use sync::drivers::outgoing::{Outgoing, Pumped};
use sync::drivers::store::Store;
use sync::log::{Heights, ToStore};
use sync::wire::{Message, unpack};
use tests::homes::Home;
use tests::records::{COMMONS, charter, device, entries, entry};

/// Set for the child process: the store that it writes to until it is killed.
const WRITE_TO: &str = "COMMONWRIGHT_TEST_WRITE_TO";
const LEDGERS: u64 = 400;

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.cw");
    drop(Store::create(&path, COMMONS, &charter()).unwrap());
    let mut acknowledged = 0;
    for round in 1..=8 {
        let last = killed_after(&path, round * 7);
        assert!(last > acknowledged, "every round stores something");
        acknowledged = last;
        let store = Store::open(&path).unwrap();
        let stored = store.position().unwrap();
        assert!(
            stored >= acknowledged,
            "{stored} stored, {acknowledged} acknowledged"
        );
        assert_eq!(store.check().unwrap().problems, []);
    }
}

/// Starts a writer, kills it after so many acknowledgements, and gives the last one it had sent.
fn killed_after(path: &Path, acknowledgements: usize) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_writer_that_is_killed", "--nocapture"])
        .env(WRITE_TO, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = 0;
    let mut heard = 0;
    for line in lines {
        if let Some(position) = line.unwrap().strip_prefix("stored ") {
            last = position.parse().unwrap();
            heard += 1;
            if heard == acknowledgements {
                // SIGKILL; what is still in the pipe was acknowledged too.
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    last
}

#[test]
fn the_writer_that_is_killed() {
    let Some(path) = std::env::var_os(WRITE_TO) else {
        return;
    };
    let mut store = Store::open(Path::new(&path)).unwrap();
    let (key, mut out) = (device(7), std::io::stdout());
    let begun = store.summaries().unwrap().len() as u64;
    for ledger in begun..LEDGERS {
        let mut last: Option<ToStore> = None;
        for _ in 0..20 {
            let batch = [entry(&key, ledger, last.as_ref().map(|last| &last.header))];
            store.append(&batch).unwrap();
            writeln!(out, "stored {}", store.position().unwrap()).unwrap();
            out.flush().unwrap();
            [last] = batch.map(Some);
        }
    }
}

#[test]
fn long_tails_reach_a_slow_peer_whole_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("records.cw"), COMMONS, &charter()).unwrap();
    let ledgers: Vec<Vec<ToStore>> = (0..12).map(|n| entries(&device(1), n, 1000)).collect();
    for ledger in &ledgers {
        store.append(ledger).unwrap();
    }
    let (ana, ben) = (Home::new(41), Home::new(42));
    let (link, _) = ana.meet(&ben);
    let mut outgoing = Outgoing::new();
    let tail = |ledger: &Vec<ToStore>| Tail {
        document: ledger[0].document,
        after: Heights::new(),
        until: None,
    };
    outgoing.send(link, b"before".to_vec()).unwrap();
    outgoing.send_tails(link, ledgers.iter().map(tail).collect());
    outgoing.send(link, b"after".to_vec()).unwrap();
    outgoing.close(link);
    loop {
        assert!(ana.net.queued(link) < LINK_QUEUE_BYTES_MAX);
        match outgoing.pump(link, &store, &ana.net).unwrap() {
            Pumped::Done => break,
            Pumped::More => {}
            Pumped::Waiting => {
                ana.until("room", |event| {
                    matches!(event, NetEvent::Drained { .. }).then_some(())
                });
            }
        }
    }
    assert_eq!(ben.frame(), b"before");
    let expected: Vec<&Vec<u8>> = ledgers
        .iter()
        .flatten()
        .map(|change| &change.bytes)
        .collect();
    let mut arrived = Vec::new();
    while arrived.len() < expected.len() {
        arrived.extend(changes_in(&ben.frame(), COMMONS));
    }
    assert!(arrived.iter().eq(expected), "every change, in order");
    assert_eq!(ben.frame(), b"after");
    assert!(outgoing.waiting().is_empty());
}

fn changes_in(frame: &[u8], commons: CommonsId) -> Vec<Vec<u8>> {
    let Ok(Message::Runs(packed)) = Message::decode(frame) else {
        panic!("not a frame of runs");
    };
    let segments = unpack(&packed).unwrap();
    let changes = segments
        .into_iter()
        .flat_map(|segment| segment.into_changes(commons));
    changes.map(|change| change.bytes).collect()
}
