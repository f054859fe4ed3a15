use super::*;
use crate::log::Tip;
use model::change::{SignedChange, chunk_hash};
use model::entry::{EntryChange, ledger_key};
use model::id::ChangeHash;
use model::key::DeviceKey;
use model::name::DocumentKind;
use rusqlite::Connection;
use std::path::PathBuf;

const COMMONS: CommonsId = CommonsId([9; 16]);

struct Folder(PathBuf);

impl Folder {
    fn new(story: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("commonwright-{story}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("records.cw")
    }

    fn store(&self) -> Store {
        Store::create(&self.file(), COMMONS, &charter()).unwrap()
    }

    /// Changes the file behind the program's back, as a failing disk does.
    fn tamper(&self, sql: &str) {
        let connection = Connection::open(self.file()).unwrap();
        assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn charter() -> DocumentName {
    DocumentName::charter(ana().device(), COMMONS)
}

fn ana() -> DeviceKey {
    DeviceKey::from_seed([1; 32])
}

fn ben() -> DeviceKey {
    DeviceKey::from_seed([2; 32])
}

/// A change that builds on `deps`, signed when `signed`.
fn change(
    key: &DeviceKey,
    name: DocumentName,
    seq: u64,
    deps: &[ChangeHash],
    signed: bool,
) -> ToStore {
    let mut deps = deps.to_vec();
    deps.sort();
    let value = format!("{seq} hours");
    let bytes = EntryChange {
        actor: key.device(),
        seq,
        start_op: seq,
        time_ms: 1_770_000_000_000,
        deps,
        key: &ledger_key(seq),
        value: value.as_bytes(),
    }
    .encode();
    let (document, hash) = (name.id(COMMONS), chunk_hash(&bytes).unwrap());
    let signature = SignedChange::sign(key, COMMONS, document, vec![], hash).signature;
    ToStore {
        name,
        document,
        header: record::header(&bytes).unwrap(),
        bytes,
        signature: signature.filter(|_| signed),
    }
}

/// So many changes of one author, one after another.
fn chain(
    key: &DeviceKey,
    name: DocumentName,
    count: u64,
    signed: impl Fn(u64) -> bool,
) -> Vec<ToStore> {
    let mut changes: Vec<ToStore> = Vec::new();
    for seq in 1..=count {
        let deps: Vec<ChangeHash> = changes
            .last()
            .map(|last| last.header.hash)
            .into_iter()
            .collect();
        changes.push(change(key, name, seq, &deps, signed(seq)));
    }
    changes
}

fn ledger(key: &DeviceKey) -> DocumentName {
    DocumentName::ledger(key.device(), 0)
}

fn design() -> DocumentName {
    DocumentName::new(DocumentKind::Design, ana().device(), [5; 16])
}

fn plain(stored: Vec<StoredChange>) -> Vec<ToStore> {
    stored.into_iter().map(|stored| stored.change).collect()
}

fn whole_tail(
    store: &Store,
    document: DocumentId,
    after: &Heights,
    limit: TailLimit,
) -> Vec<Vec<ToStore>> {
    let mut tail = store.tail(document, after).unwrap();
    let mut pieces = Vec::new();
    loop {
        let piece = tail.next(store, limit).unwrap();
        if piece.is_empty() {
            return pieces;
        }
        pieces.push(piece);
    }
}

const ROOMY: TailLimit = TailLimit {
    changes: 1000,
    bytes: 1 << 20,
};

#[test]
fn what_was_appended_is_there_after_opening_again() {
    let folder = Folder::new("again");
    let changes = chain(&ana(), ledger(&ana()), 20, |_| true);
    let mut store = folder.store();
    store.append(&changes[..12]).unwrap();
    store.append(&changes[10..]).unwrap();
    drop(store);
    let store = Store::open(&folder.file()).unwrap();
    assert_eq!(store.commons(), COMMONS);
    assert_eq!(store.charter(), charter());
    assert_eq!(plain(store.load(changes[0].document).unwrap()), changes);
    assert_eq!(plain(store.since(15, 3).unwrap()), changes[15..18]);
    assert_eq!(store.position().unwrap(), 20);
    assert_eq!(
        store.check().unwrap(),
        Report {
            documents: 1,
            changes: 20,
            problems: vec![],
            orphans: 0
        }
    );
}

#[test]
fn a_summary_tells_heads_and_heights_without_reading_changes() {
    let folder = Folder::new("summary");
    let mut store = folder.store();
    let first = change(&ana(), design(), 1, &[], true);
    let hers = change(&ana(), design(), 2, &[first.header.hash], true);
    let his = change(&ben(), design(), 1, &[first.header.hash], true);
    store.append(&[first, hers.clone()]).unwrap();
    store.append(std::slice::from_ref(&his)).unwrap();
    let mut heads = vec![hers.header.hash, his.header.hash];
    heads.sort();
    let heights = Heights::from([
        Tip::new(ana().device(), 2, hers.header.hash),
        Tip::new(ben().device(), 1, his.header.hash),
    ]);
    let summary = DocumentSummary {
        name: design(),
        document: design().id(COMMONS),
        heights,
        heads,
        changes: 3,
    };
    assert_eq!(store.summaries().unwrap(), [summary]);
}

#[test]
fn a_tail_is_what_the_peer_lacks_in_causal_order() {
    let folder = Folder::new("tail");
    let mut store = folder.store();
    let changes = chain(&ana(), design(), 10, |_| true);
    let his = change(&ben(), design(), 1, &[changes[4].header.hash], true);
    store.append(&changes[..5]).unwrap();
    store.append(std::slice::from_ref(&his)).unwrap();
    store.append(&changes[5..]).unwrap();
    let document = design().id(COMMONS);
    let after = Heights::from([Tip::new(ana().device(), 3, changes[2].header.hash)]);
    let expected: Vec<ToStore> = changes[3..5]
        .iter()
        .chain([&his])
        .chain(&changes[5..])
        .cloned()
        .collect();
    let pieces = whole_tail(
        &store,
        document,
        &after,
        TailLimit {
            changes: 3,
            bytes: 1 << 20,
        },
    );
    assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 2]);
    assert_eq!(pieces.concat(), expected);
    let all = store.summaries().unwrap().remove(0).heights;
    assert!(whole_tail(&store, document, &all, ROOMY).is_empty());
    assert!(whole_tail(&store, DocumentId([0; 32]), &all, ROOMY).is_empty());
}

#[test]
fn a_piece_ends_where_a_signature_proves_it() {
    let folder = Folder::new("proved");
    let mut store = folder.store();
    let changes = chain(&ana(), ledger(&ana()), 10, |seq| seq % 4 == 0 || seq == 10);
    store.append(&changes).unwrap();
    let limit = TailLimit {
        changes: 2,
        bytes: 1 << 20,
    };
    let pieces = whole_tail(&store, changes[0].document, &Heights::new(), limit);
    assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
    assert!(
        pieces
            .iter()
            .all(|piece| piece.last().unwrap().signature.is_some())
    );
    assert!(store.check().unwrap().problems.is_empty());
}

#[test]
fn both_branches_of_a_fork_are_kept_and_sent() {
    let folder = Folder::new("fork");
    let mut store = folder.store();
    let changes = chain(&ana(), ledger(&ana()), 3, |_| true);
    let mut other = change(
        &ana(),
        ledger(&ana()),
        3,
        &[changes[0].header.hash, changes[1].header.hash],
        true,
    );
    other.name = ledger(&ana());
    store.append(&changes).unwrap();
    store.append(std::slice::from_ref(&other)).unwrap();
    store.append(std::slice::from_ref(&other)).unwrap();
    assert_eq!(store.position().unwrap(), 4);
    let theirs = Heights::from([Tip::new(ana().device(), 2, changes[1].header.hash)]);
    let sent = whole_tail(&store, changes[0].document, &theirs, ROOMY).concat();
    assert_eq!(sent.len(), 4);
    let ours = store.summaries().unwrap().remove(0).heights;
    assert!(whole_tail(&store, changes[0].document, &ours, ROOMY).is_empty());
}

#[test]
fn a_summary_does_not_grow_with_the_branches_of_one_device() {
    let folder = Folder::new("split");
    let mut store = folder.store();
    let first = change(&ana(), design(), 1, &[], true);
    let his = change(&ben(), design(), 1, &[first.header.hash], true);
    // Each builds on the first one, and on his for a hash of its own.
    let mut last = his.header.hash;
    let mut all = vec![first.clone(), his];
    for seq in 2..40 {
        let deps = [first.header.hash, last];
        let branch = change(&ana(), design(), 2, &deps, true);
        let goes_on = change(&ben(), design(), seq, &[branch.header.hash, last], true);
        last = goes_on.header.hash;
        all.extend([branch, goes_on]);
    }
    let document = design().id(COMMONS);
    let mut sizes = Vec::new();
    for change in &all {
        store.append(std::slice::from_ref(change)).unwrap();
        // Once more is passed over, whichever of them it is.
        store.append(&all[1..2]).unwrap();
        let sql = "SELECT length(heads) + length(heights) FROM documents";
        let size = store
            .connection
            .query_row(sql, [], |row| row.get::<_, i64>(0));
        sizes.push(size.unwrap());
    }
    assert!(
        sizes.iter().all(|size| *size <= 72 * 9 + 32 * 9),
        "{sizes:?}"
    );
    assert_eq!(sizes.last(), Some(&2));
    store.append(&all).unwrap();
    assert_eq!(store.position().unwrap() as usize, all.len());
    let mut heights = Heights::new();
    all.iter()
        .for_each(|change| heights.advance(&change.header));
    for _ in 0..2 {
        let summary = store.summaries().unwrap().remove(0);
        assert_eq!(
            (&summary.heights, summary.changes),
            (&heights, all.len() as u64)
        );
        assert_eq!(summary.heads, [last]);
        assert!(whole_tail(&store, document, &heights.told(), ROOMY).is_empty());
        assert_eq!(store.check().unwrap().problems, []);
        drop(store);
        store = Store::open(&folder.file()).unwrap();
    }
    store.append(&all).unwrap();
    assert_eq!(store.position().unwrap() as usize, all.len());
}

#[test]
fn a_second_program_is_refused_while_the_first_runs() {
    let folder = Folder::new("second");
    let store = folder.store();
    assert!(matches!(
        Store::open(&folder.file()),
        Err(StoreError::InUse)
    ));
    drop(store);
    assert!(Store::open(&folder.file()).is_ok());
}

#[test]
fn a_newer_programs_store_is_refused_and_left_as_it_is() {
    let folder = Folder::new("newer");
    drop(folder.store());
    Connection::open(folder.file())
        .unwrap()
        .pragma_update(None, "user_version", 7)
        .unwrap();
    let before = std::fs::read(folder.file()).unwrap();
    let error = Store::open(&folder.file()).unwrap_err();
    assert!(matches!(
        error,
        StoreError::Newer {
            found: 7,
            known: STORE_VERSION
        }
    ));
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
    assert_eq!(
        std::fs::read_dir(&folder.0).unwrap().count(),
        1,
        "nothing was put beside it"
    );
}

#[test]
fn another_file_is_no_store() {
    let folder = Folder::new("foreign");
    std::fs::write(folder.file(), b"a shopping list").unwrap();
    assert!(matches!(
        Store::open(&folder.file()),
        Err(StoreError::NotAStore)
    ));
    assert!(matches!(
        Store::create(&folder.file(), COMMONS, &charter()),
        Err(StoreError::AlreadyThere)
    ));
    std::fs::remove_file(folder.file()).unwrap();
    Connection::open(folder.file())
        .unwrap()
        .execute_batch("CREATE TABLE songs (name)")
        .unwrap();
    assert!(matches!(
        Store::open(&folder.file()),
        Err(StoreError::NotAStore)
    ));
    assert!(matches!(
        Store::open(&folder.0.join("none")),
        Err(StoreError::Io(_))
    ));
}

#[test]
fn a_full_disk_stores_nothing_of_the_batch_and_loses_nothing_else() {
    let folder = Folder::new("full");
    let mut store = folder.store();
    let changes = chain(&ana(), ledger(&ana()), 900, |_| true);
    store.append(&changes[..10]).unwrap();
    store
        .connection
        .pragma_update(None, "max_page_count", 40)
        .unwrap();
    assert!(matches!(
        store.append(&changes[10..]),
        Err(StoreError::Full)
    ));
    assert_eq!(
        plain(store.load(changes[0].document).unwrap()),
        changes[..10]
    );
    store
        .connection
        .pragma_update(None, "max_page_count", 1 << 30)
        .unwrap();
    store.append(&changes[10..]).unwrap();
    drop(store);
    let store = Store::open(&folder.file()).unwrap();
    assert_eq!(plain(store.load(changes[0].document).unwrap()), changes);
}

#[test]
fn a_damaged_record_is_named_dropped_and_brought_again() {
    let folder = Folder::new("damaged");
    let mut store = folder.store();
    let (hers, his) = (
        chain(&ana(), ledger(&ana()), 9, |_| true),
        chain(&ben(), ledger(&ben()), 9, |_| true),
    );
    store.append(&hers).unwrap();
    store.append(&his).unwrap();
    drop(store);
    folder.tamper(
        "UPDATE changes SET bytes = substr(bytes, 1, 60) || x'00' || substr(bytes, 62) WHERE position = 5",
    );
    let mut store = Store::open(&folder.file()).unwrap();
    let document = hers[0].document;
    assert!(matches!(
        store.load(document),
        Err(StoreError::DamagedRecord { document: named, position: 5 }) if named == document
    ));
    let report = store.check().unwrap();
    let problem = |position, kind| Problem {
        document: Some(document),
        position: Some(position),
        author: Some(ana().device()),
        kind,
    };
    let mut expected = vec![problem(5, ProblemKind::Damaged)];
    expected.extend((6..=9).map(|position| problem(position, ProblemKind::Dangling)));
    assert_eq!(report.problems, expected);
    assert_eq!(store.repair().unwrap(), report);
    assert!(store.check().unwrap().problems.is_empty());
    assert_eq!(plain(store.load(document).unwrap()), hers[..4]);
    assert_eq!(plain(store.load(his[0].document).unwrap()), his);
    store.append(&hers).unwrap();
    assert_eq!(plain(store.load(document).unwrap()), hers);
    assert_eq!(
        store.since(18, 10).unwrap().len(),
        5,
        "positions are never used again"
    );
}

#[test]
fn a_forged_signature_and_a_wrong_summary_are_found() {
    let folder = Folder::new("forged");
    let mut store = folder.store();
    let changes = chain(&ana(), ledger(&ana()), 3, |seq| seq != 2);
    store.append(&changes).unwrap();
    drop(store);
    folder.tamper("UPDATE documents SET changes = 7");
    let mut store = Store::open(&folder.file()).unwrap();
    let kinds = |report: Report| {
        report
            .problems
            .into_iter()
            .map(|problem| problem.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(store.check().unwrap()), [ProblemKind::Summary]);
    store.repair().unwrap();
    assert!(store.check().unwrap().problems.is_empty());
    drop(store);
    folder.tamper("UPDATE changes SET signature = zeroblob(64) WHERE position = 3");
    let mut store = Store::open(&folder.file()).unwrap();
    assert_eq!(
        kinds(store.check().unwrap()),
        [ProblemKind::Unsigned, ProblemKind::Unsigned]
    );
    store.repair().unwrap();
    assert_eq!(
        plain(store.load(changes[0].document).unwrap()),
        changes[..1]
    );
}

#[test]
fn what_peers_have_and_what_this_home_keeps_is_remembered() {
    let folder = Folder::new("remember");
    let mut store = folder.store();
    let (peer, document) = (EndpointId([3; 32]), DocumentId([4; 32]));
    let heights = Heights::from([Tip::new(ana().device(), 7, ChangeHash([1; 32]))]);
    store.remember(&[(peer, document, Heights::new())]).unwrap();
    store
        .remember(&[(peer, document, heights.clone())])
        .unwrap();
    store.local_set("port", b"4433").unwrap();
    store.local_set("peer/ben", b"there").unwrap();
    drop(store);
    let mut store = Store::open(&folder.file()).unwrap();
    assert_eq!(
        store.remembered(peer).unwrap(),
        BTreeMap::from([(document, heights)])
    );
    assert_eq!(store.remembered_peers().unwrap(), [peer]);
    assert_eq!(store.local_get("port").unwrap(), Some(b"4433".to_vec()));
    assert_eq!(
        store.local_all("peer/").unwrap(),
        [("peer/ben".to_string(), b"there".to_vec())]
    );
    store.local_remove("port").unwrap();
    assert_eq!(store.local_get("port").unwrap(), None);
}

/// Flips one bit of the file, as a failing disk does.
fn flip(path: &std::path::Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1 << (at % 8);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn wherever_a_bit_flips_the_store_is_whole_again_after_repair_and_a_peer() {
    let folder = Folder::new("flips");
    let ledgers: Vec<Vec<ToStore>> = (0..6)
        .map(|n| {
            chain(&ana(), DocumentName::ledger(ana().device(), n), 40, |_| {
                true
            })
        })
        .collect();
    let mut store = folder.store();
    for ledger in &ledgers {
        store.append(ledger).unwrap();
    }
    drop(store);
    let whole = std::fs::read(folder.file()).unwrap();
    let mut found = 0;
    for at in (100..whole.len()).step_by(1237) {
        std::fs::write(folder.file(), &whole).unwrap();
        flip(&folder.file(), at);
        let mut store = match Store::open(&folder.file()) {
            Ok(mut store) => match store.repair() {
                Ok(report) => {
                    found += usize::from(!report.problems.is_empty());
                    store
                }
                Err(error) => salvaged(&folder, store, error, &mut found),
            },
            Err(StoreError::InUse) => panic!("nobody uses it"),
            Err(_) => {
                found += 1;
                Store::salvage(&folder.file(), COMMONS, &charter(), &[]).unwrap()
            }
        };
        // A peer brings everything; what is here already is passed over.
        for ledger in &ledgers {
            store.append(ledger).unwrap();
        }
        assert_eq!(store.check().unwrap().problems, [], "bit at {at}");
        for ledger in &ledgers {
            let loaded = plain(store.load(ledger[0].document).unwrap());
            assert!(&loaded == ledger, "bit at {at}");
        }
        drop(store);
        let _ = std::fs::remove_file(folder.0.join("records.cw.damaged"));
    }
    assert!(found > 10, "the check notices most of them: {found}");
}

fn salvaged(folder: &Folder, store: Store, error: StoreError, found: &mut usize) -> Store {
    assert!(
        !matches!(error, StoreError::InUse | StoreError::Full),
        "{error}"
    );
    *found += 1;
    drop(store);
    Store::salvage(&folder.file(), COMMONS, &charter(), &[]).unwrap()
}

#[test]
fn what_only_a_lost_record_proved_is_lost_with_it_and_asked_for_again() {
    let folder = Folder::new("unproved");
    // One signature for each run of five.
    let hers = chain(&ana(), ledger(&ana()), 20, |seq| seq % 5 == 0);
    let mut store = folder.store();
    store.append(&hers).unwrap();
    drop(store);
    folder.tamper("UPDATE changes SET bytes = x'00' WHERE position = 10");
    let mut store = Store::salvage(&folder.file(), COMMONS, &charter(), &[]).unwrap();
    assert_eq!(store.check().unwrap().problems, []);
    let document = hers[0].document;
    assert_eq!(plain(store.load(document).unwrap()), hers[..5]);
    store.append(&hers[5..]).unwrap();
    assert_eq!(plain(store.load(document).unwrap()), hers);
}

#[test]
fn a_rescue_that_was_killed_before_its_last_move_is_only_moved() {
    let folder = Folder::new("rescued");
    let changes = chain(&ana(), ledger(&ana()), 8, |_| true);
    let mut store = folder.store();
    store.append(&changes).unwrap();
    store.local_set(salvage::WHOLE, b"yes").unwrap();
    drop(store);
    std::fs::rename(folder.file(), folder.0.join("records.cw.rescued")).unwrap();
    // Once with the damaged file moved away already, and once with it still there.
    for damaged in [None, Some(b"rubbish")] {
        if let Some(damaged) = damaged {
            std::fs::copy(folder.file(), folder.0.join("records.cw.rescued")).unwrap();
            let mut rescued = Store::open(&folder.0.join("records.cw.rescued")).unwrap();
            rescued.local_set(salvage::WHOLE, b"yes").unwrap();
            drop(rescued);
            std::fs::write(folder.file(), damaged).unwrap();
        }
        let store = Store::salvage(&folder.file(), COMMONS, &charter(), &[]).unwrap();
        assert_eq!(plain(store.load(changes[0].document).unwrap()), changes);
        assert_eq!(store.local_get(salvage::WHOLE).unwrap(), None);
    }
    // One that was killed before it was whole begins anew.
    std::fs::rename(folder.file(), folder.0.join("records.cw.rescued")).unwrap();
    let store = Store::salvage(&folder.file(), COMMONS, &charter(), &[]).unwrap();
    assert_eq!(store.position().unwrap(), 0);
}
