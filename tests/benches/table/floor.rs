//! The floor of a copy: what it costs without a single check (the smallest program that could do it).
//!
//! In one process: the changes packed by zstd, over one raw stream of iroh, parsed and applied by Automerge in one batch
//! a document, and put into SQLite with one insert a change and one transaction a frame.

use crate::measure::{Spent, Start};
use automerge::{Automerge, Change};
use iroh::endpoint::{Connection, presets};
use iroh::{Endpoint, EndpointAddr, RelayMode, TransportAddr};
use rusqlite::{Connection as Database, params};
use std::sync::mpsc::{Receiver, sync_channel};

const ALPN: &[u8] = b"commonwright/floor";
/// The same as the program's own frames and packing.
const FRAME_BYTES_AIM: usize = 768 * 1024;
const FRAME_BYTES_MAX: usize = 16 * 1024 * 1024;
const PACKING_LEVEL: i32 = 3;

/// Copies all documents from one end of this process to the other.
pub fn copy(documents: &[Vec<Vec<u8>>]) -> Spent {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("floor.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    let start = Start::now();
    let (sender, receiver) = sync_channel::<Vec<u8>>(4);
    let wanted: usize = documents.iter().map(Vec::len).sum();
    let taken = std::thread::scope(|scope| {
        let worker = scope.spawn(|| take_all(&path, receiver));
        runtime.block_on(async {
            let (ours, theirs) = (endpoint().await, endpoint().await);
            let place = theirs.bound_sockets().into_iter().map(TransportAddr::Ip);
            let address = EndpointAddr::from_parts(theirs.id(), place);
            let receiving = tokio::spawn(async move {
                let connection = theirs
                    .accept()
                    .await
                    .expect("somebody dials")
                    .await
                    .expect("it connects");
                receive(&connection, sender).await;
                connection.close(0u32.into(), b"done");
                theirs.close().await;
            });
            let connection = ours.connect(address, ALPN).await.expect("it connects");
            send(&connection, documents).await;
            connection.closed().await;
            receiving.await.expect("the receiver ends");
            ours.close().await;
        });
        worker.join().expect("the worker ends")
    });
    let spent = start.spent();
    assert_eq!(taken, wanted, "the floor copies everything too");
    spent
}

async fn endpoint() -> Endpoint {
    let builder = Endpoint::builder(presets::Minimal)
        .alpns(vec![ALPN.to_vec()])
        .relay_mode(RelayMode::Disabled);
    let builder = builder
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .expect("it is an address");
    builder.bind().await.expect("the loopback can be used")
}

async fn send(connection: &Connection, documents: &[Vec<Vec<u8>>]) {
    let mut stream = connection.open_uni().await.expect("a stream opens");
    let mut plain = Vec::new();
    for (number, changes) in documents.iter().enumerate() {
        plain.extend_from_slice(&(changes.len() as u32).to_be_bytes());
        for change in changes {
            plain.extend_from_slice(&(change.len() as u32).to_be_bytes());
            plain.extend_from_slice(change);
        }
        if plain.len() >= FRAME_BYTES_AIM || number + 1 == documents.len() {
            let packed = zstd::bulk::compress(&plain, PACKING_LEVEL).expect("it packs");
            stream
                .write_all(&(packed.len() as u32).to_be_bytes())
                .await
                .expect("the stream holds");
            stream.write_all(&packed).await.expect("the stream holds");
            plain.clear();
        }
    }
    stream.finish().expect("the stream holds");
}

async fn receive(connection: &Connection, frames: std::sync::mpsc::SyncSender<Vec<u8>>) {
    let mut stream = connection.accept_uni().await.expect("a stream opens");
    let mut length = [0; 4];
    while stream.read_exact(&mut length).await.is_ok() {
        let mut frame = vec![0; u32::from_be_bytes(length) as usize];
        stream
            .read_exact(&mut frame)
            .await
            .expect("the stream holds");
        tokio::task::block_in_place(|| frames.send(frame)).expect("the worker takes it");
    }
}

fn take_all(path: &std::path::Path, frames: Receiver<Vec<u8>>) -> usize {
    let mut database = Database::open(path).expect("the disk holds");
    database
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
             CREATE TABLE changes (position INTEGER PRIMARY KEY, document INTEGER NOT NULL, bytes BLOB NOT NULL)",
        )
        .expect("the disk holds");
    let (mut documents, mut taken) = (0, 0);
    for frame in frames {
        let plain = zstd::bulk::decompress(&frame, FRAME_BYTES_MAX).expect("it unpacks");
        let transaction = database.transaction().expect("the disk holds");
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO changes (document, bytes) VALUES (?1, ?2)")
                .expect("it is SQL");
            let mut rest = &plain[..];
            while !rest.is_empty() {
                documents += 1;
                let count = number(&mut rest);
                let mut changes = Vec::with_capacity(count);
                for _ in 0..count {
                    let length = number(&mut rest);
                    let (bytes, after) = rest.split_at(length);
                    rest = after;
                    insert
                        .execute(params![documents, bytes])
                        .expect("the disk holds");
                    changes.push(Change::from_bytes(bytes.to_vec()).expect("it is a change"));
                    taken += 1;
                }
                Automerge::new()
                    .apply_changes(changes)
                    .expect("they fit together");
            }
        }
        transaction.commit().expect("the disk holds");
    }
    taken
}

fn number(rest: &mut &[u8]) -> usize {
    let (number, after) = rest.split_at(4);
    *rest = after;
    u32::from_be_bytes(number.try_into().expect("four bytes")) as usize
}
