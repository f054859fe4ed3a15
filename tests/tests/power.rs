//! Whenever the power is cut: what was acknowledged is there, and the home opens or says what to do.

use app::commons::Commons;
use app::home::Home;
use app::trouble::Trouble;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use sync::drivers::store::Store;
use sync::log::{Heights, ToStore};
use tests::power::{Cut, Disk, Event, can_trace, read, traced};
use tests::process::Workshop;
use tests::records::{COMMONS, charter, device, entry};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
/// Set for the traced process: the store that it writes to.
const WRITE_TO: &str = "COMMONWRIGHT_TEST_POWER";
/// So many ways in which a cut keeps a part of what was not synced.
const PARTS: u64 = 3;

fn cuts(moment: usize) -> impl Iterator<Item = Cut> {
    let parts = (0..PARTS).map(move |part| Cut::Some(moment as u64 * 0x9e37_79b9 + part * 7919));
    [Cut::OnlySynced, Cut::All].into_iter().chain(parts)
}

/// Plays the events and looks at what every cut leaves; gives for how many something was lost.
fn lost(
    events: &[Event],
    root: &Path,
    every: usize,
    mut look: impl FnMut(&Path, &[String]) -> Result<(), String>,
) -> Vec<String> {
    let (mut disk, mut said, mut lost) = (Disk::default(), Vec::<String>::new(), vec![]);
    for (moment, event) in events.iter().enumerate() {
        disk.take(event);
        if let Event::Said(bytes) = event {
            let text = String::from_utf8_lossy(bytes).into_owned();
            said.extend(text.lines().map(str::to_owned));
        }
        if moment % every != 0 && moment + 1 != events.len() {
            continue;
        }
        for cut in cuts(moment) {
            let left = tempfile::tempdir().expect("a temporary folder");
            disk.cut(cut, root, left.path());
            if let Err(why) = look(left.path(), &said) {
                lost.push(format!("after event {moment}, {cut:?}: {why}"));
            }
        }
    }
    lost
}

#[test]
fn what_a_store_acknowledged_survives_every_power_cut() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, trace) = (folder.path().join("disk"), folder.path().join("trace"));
    std::fs::create_dir(&root).expect("the folder is writable");
    let itself = std::env::current_exe().expect("a test is a program");
    let ended = traced(&itself, &trace)
        .args(["--exact", "the_writer_that_loses_power", "--nocapture"])
        .env(WRITE_TO, root.join("records.cw"))
        .output()
        .expect("it starts");
    assert!(ended.status.success(), "{ended:?}");
    let events = read(&trace, &root);
    let syncs = |event: &&Event| matches!(event, Event::Synced(_));
    assert!(events.iter().filter(syncs).count() > 30, "it was traced");

    let look = |left: &Path, said: &[String]| look_at_store(&left.join("records.cw"), said);
    assert_eq!(lost(&events, &root, 1, look), Vec::<String>::new());

    // What `synchronous=NORMAL` does: the write-ahead log is not synced with each commit. It must be noticed.
    let is_of_log = |event: &Event| match event {
        Event::Synced(path) => path.to_string_lossy().ends_with("-wal"),
        _ => false,
    };
    let mutant: Vec<Event> = events
        .iter()
        .filter(|event| !is_of_log(event))
        .cloned()
        .collect();
    assert!(mutant.len() < events.len());
    assert!(!lost(&mutant, &root, 5, look).is_empty(), "it has no teeth");
}

fn look_at_store(path: &Path, said: &[String]) -> Result<(), String> {
    let acknowledged: Vec<u64> = said
        .iter()
        .filter_map(|line| line.strip_prefix("stored ")?.parse().ok())
        .collect();
    let acknowledged = acknowledged.last().copied().unwrap_or(0);
    if !path.exists() && acknowledged == 0 {
        return Ok(());
    }
    let store = Store::open(path).map_err(|error| error.to_string())?;
    let stored = store.position().map_err(|error| error.to_string())?;
    if stored < acknowledged {
        return Err(format!("{stored} stored, {acknowledged} acknowledged"));
    }
    match store.check() {
        Ok(report) if report.problems.is_empty() => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// Makes a store, writes to it in two sittings, and says what it has stored.
#[test]
fn the_writer_that_loses_power() {
    let Some(path) = std::env::var_os(WRITE_TO).map(PathBuf::from) else {
        return;
    };
    let (key, mut out) = (device(7), std::io::stdout());
    drop(Store::create(&path, COMMONS, &charter()).unwrap());
    let mut last: Option<ToStore> = None;
    for _ in 0..2 {
        let mut store = Store::open(&path).unwrap();
        for turn in 0..8 {
            let next = entry(&key, 0, last.as_ref().map(|last| &last.header));
            store.append(std::slice::from_ref(&next)).unwrap();
            writeln!(out, "stored {}", store.position().unwrap()).unwrap();
            out.flush().unwrap();
            if turn % 3 == 0 {
                // What may be lost must take nothing with it.
                let mut heights = Heights::new();
                heights.advance(&next.header);
                let peer = model::id::EndpointId([turn; 32]);
                store.remember(&[(peer, next.document, heights)]).unwrap();
            }
            last = Some(next);
        }
    }
}

#[test]
fn a_home_whose_power_is_cut_opens_or_says_what_to_do() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, trace) = (folder.path().join("home"), folder.path().join("trace"));
    let mut events = vec![];
    let mut run = |words: &[&str], done: &str| {
        let ended = traced(Path::new(PROGRAM), &trace)
            .args(words)
            .arg("--home")
            .arg(&root)
            .output()
            .expect("it starts");
        assert!(ended.status.success(), "{ended:?}");
        let traced = read(&trace, &root);
        events.extend(
            traced
                .into_iter()
                .filter(|event| !matches!(event, Event::Said(_))),
        );
        events.push(Event::Said(done.as_bytes().to_vec()));
    };
    run(&["new", "Valley Tools", "--person", "Ana"], "founded");
    for _ in 0..3 {
        let work = ["contribute", "--type", "care", "--quantity", "1h"];
        run(&work, "entry");
    }
    run(&["design", "new", "Seed cleaner"], "design");
    assert_eq!(lost(&events, &root, 3, look_at_home), Vec::<String>::new());

    // Without the syncs of folders a commons that was founded could be gone again.
    let mutant: Vec<Event> = events
        .iter()
        .filter(|event| !matches!(event, Event::Synced(path) if path.ends_with("commons")))
        .cloned()
        .collect();
    assert!(mutant.len() < events.len());
    assert!(
        !lost(&mutant, &root, 9, look_at_home).is_empty(),
        "it has no teeth"
    );
}

fn look_at_home(left: &Path, said: &[String]) -> Result<(), String> {
    let count = |what: &str| said.iter().filter(|line| *line == what).count() as u64;
    let plain = |trouble: Trouble| trouble.to_string();
    let home = Home::open(left, [9; 32]).map_err(|error| plain(error.into()))?;
    let all = home.commons().map_err(|error| plain(error.into()))?;
    let Some(id) = all.first() else {
        return match count("founded") {
            0 => Ok(()),
            _ => Err("the commons is gone".to_owned()),
        };
    };
    let commons = Commons::open(&home, *id).map_err(plain)?;
    let entries = commons
        .index()
        .entry_count()
        .map_err(|error| plain(error.into()))?;
    let designs = commons
        .index()
        .design_count()
        .map_err(|error| plain(error.into()))?;
    let is_whole = commons
        .store()
        .check()
        .is_ok_and(|report| report.problems.is_empty());
    let devices = commons.charter().devices().count();
    let is_right = all.len() == 1
        && commons.charter().name() == "Valley Tools"
        && commons.me().is_some()
        && entries >= count("entry")
        && designs >= count("design")
        && is_whole
        && devices == 1;
    is_right.then_some(()).ok_or_else(|| {
        format!("{entries} entries, {designs} designs, {devices} devices, whole: {is_whole}, after {said:?}")
    })
}

/// Whatever a cut leaves of a passphrase that is set, changed or taken away, the secret is there, as it was or as it
/// is to be, and never less than was acknowledged.
#[test]
fn a_passphrase_that_is_changed_while_the_power_is_cut() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, trace) = (folder.path().join("home"), folder.path().join("trace"));
    let words = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(words("one"), "four words of chaff").expect("it is writable");
    std::fs::write(words("two"), "four words of wheat").expect("it is writable");
    let (mut events, mut states) = (vec![], vec![]);
    let mut run = |arguments: &[&str]| {
        let ended = traced(Path::new(PROGRAM), &trace)
            .args(arguments)
            .arg("--home")
            .arg(&root)
            .output()
            .expect("it starts");
        assert!(ended.status.success(), "{ended:?}");
        let is_of_disk = |event: &Event| !matches!(event, Event::Said(_));
        events.extend(read(&trace, &root).into_iter().filter(is_of_disk));
        events.push(Event::Said(b"done".to_vec()));
        states.push(std::fs::read(root.join("secret")).expect("it is there"));
    };
    run(&["new", "Valley Tools", "--person", "Ana"]);
    let (one, two) = (words("one"), words("two"));
    run(&["passphrase", "set", "--new-from", &one]);
    let change = ["passphrase", "set", "--new-from", &two];
    run(&[&change[..], &["--passphrase-file", &one]].concat());
    run(&["passphrase", "remove", "--passphrase-file", &two]);
    assert_eq!(states[0], states[3]);
    assert!(states[1] != states[2] && states[1].len() > states[0].len());

    let look = |left: &Path, said: &[String]| {
        let secret = std::fs::read(left.join("secret")).unwrap_or_default();
        let least = said.len().saturating_sub(1);
        let allowed = &states[least..states.len().min(least + 2)];
        match said.is_empty() || allowed.contains(&secret) {
            true => Ok(()),
            false => Err(format!(
                "{} bytes after {} commands",
                secret.len(),
                said.len()
            )),
        }
    };
    assert_eq!(lost(&events, &root, 1, look), Vec::<String>::new());

    // Without the sync of the new file it could be empty.
    let mutant: Vec<Event> = events
        .iter()
        .filter(|event| !matches!(event, Event::Synced(path) if path.ends_with("secret.new")))
        .cloned()
        .collect();
    assert!(mutant.len() < events.len());
    assert!(!lost(&mutant, &root, 1, look).is_empty(), "it has no teeth");
}

/// The tracer is looked at too: what it says about a run is what lies on the disk afterwards.
#[test]
fn a_trace_tells_all_that_is_on_the_disk() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, trace) = (folder.path().join("home"), folder.path().join("trace"));
    let ended = traced(Path::new(PROGRAM), &trace)
        .args(["new", "Valley Tools", "--person", "Ana", "--home"])
        .arg(&root)
        .output()
        .expect("it starts");
    assert!(ended.status.success(), "{ended:?}");
    let mut disk = Disk::default();
    read(&trace, &root)
        .iter()
        .for_each(|event| disk.take(event));
    let left = folder.path().join("left");
    disk.cut(Cut::All, &root, &left);
    let (there, told) = (files(&root), files(&left));
    assert!(there.len() > 4, "{:?}", there.keys());
    assert_eq!(
        there.keys().collect::<Vec<_>>(),
        told.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &there {
        assert!(told[name] == *bytes, "{}", name.display());
    }
    let copy = Workshop::new(PROGRAM, folder.path(), "left");
    assert_eq!(copy.json(&["check"])["ok"], true);
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.path().strip_prefix(root).expect("below").to_owned();
            found.insert(name, std::fs::read(entry.path()).expect("it can be read"));
        }
    }
    found
}
