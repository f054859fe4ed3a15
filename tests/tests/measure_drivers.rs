//! How fast the drivers are here. Prints, asserts no timing: `cargo test -p tests --test measure_drivers -- --ignored --nocapture`.

use std::time::Instant;
use sync::drivers::net::{LINK_QUEUE_AMPLE, NetEvent};
use sync::drivers::store::Store;
use sync::wire::FRAME_BYTES_MAX;
use tests::homes::Home;
use tests::records::{COMMONS, charter, device, entries};

#[test]
#[ignore = "prints timings"]
fn the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.cw");
    let mut store = Store::create(&path, COMMONS, &charter()).unwrap();
    let ledgers: Vec<_> = (0..100).map(|n| entries(&device(1), n, 1000)).collect();
    let designs: Vec<_> = (1000..11_000)
        .flat_map(|n| entries(&device(1), n, 1))
        .collect();
    let start = Instant::now();
    for ledger in &ledgers {
        store.append(ledger).unwrap();
    }
    let bulk = start.elapsed();
    store.append(&designs).unwrap();
    let start = Instant::now();
    for change in entries(&device(2), 0, 100) {
        store.append(&[change]).unwrap();
    }
    let single = start.elapsed() / 100;
    drop(store);
    let disk = std::fs::metadata(&path).unwrap().len();
    let start = Instant::now();
    let store = Store::open(&path).unwrap();
    let opened = start.elapsed();
    let summaries = store.summaries().unwrap().len();
    let listed = start.elapsed() - opened;
    let start = Instant::now();
    let mut position = 0;
    while let Some(last) = store.since(position, 1000).unwrap().last() {
        position = last.position;
    }
    let read = start.elapsed();
    let start = Instant::now();
    assert_eq!(store.check().unwrap().problems, []);
    let checked = start.elapsed();
    println!(
        "append in batches of 1,000: {:.0} changes/s; one at a time: {single:?} each; {} B a change on disk; \
         open {opened:?}; {summaries} summaries {listed:?}; read all {:.0} changes/s; check all {checked:?}",
        100_000.0 / bulk.as_secs_f64(),
        disk / 110_100,
        110_100.0 / read.as_secs_f64(),
    );
}

#[test]
#[ignore = "prints timings"]
fn the_network() {
    const FRAMES: usize = 512;
    let (ana, ben) = (Home::new(51), Home::new(52));
    let (link, _) = ana.meet(&ben);
    let start = Instant::now();
    let received = std::thread::scope(|scope| {
        let reader = scope.spawn(move || (0..FRAMES).map(|_| ben.frame().len()).sum::<usize>());
        for _ in 0..FRAMES {
            if ana.net.send(link, vec![7; FRAME_BYTES_MAX]).unwrap() > LINK_QUEUE_AMPLE {
                ana.until("room", |event| {
                    matches!(event, NetEvent::Drained { .. }).then_some(())
                });
            }
        }
        reader.join().unwrap()
    });
    let mebibytes = received as f64 / 1_048_576.0;
    println!(
        "one stream on loopback: {:.0} MiB/s",
        mebibytes / start.elapsed().as_secs_f64()
    );
}
