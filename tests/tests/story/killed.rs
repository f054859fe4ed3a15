//! Step 7: one of three is killed at 20 moments while it receives, and ends equal.

use super::PROGRAM;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant, SystemTime};
use tests::process::{LOOPBACK, Running, Workshop, string};

/// So many moments are asked for.
const MOMENTS: u64 = 20;
/// A moment counts when so much of the whole lies on its disk, in percent.
const FIRST_PERCENT: u64 = 10;
const LAST_PERCENT: u64 = 90;
/// Moments are aimed at so far before the last one that counts: some of what is on its way still lands.
const AIMED_PERCENT_MAX: u64 = 80;
/// A moment that was missed is tried again, and so many may be missed: on a busy machine a copy runs ahead.
const MISSED_MOMENTS_MAX: u64 = 5;
/// What Ana has, what Cleo has, and how much more there is after a moment was missed.
const ANAS_DESIGNS: usize = 300;
const ANAS_ENTRIES: usize = 15_000;
const CLEOS_ENTRIES: usize = 7_000;
const MORE_ENTRIES: usize = 12_000;
/// The copy runs on for so long between two looks at the disk; during a look it stands still.
const LOOK_EVERY: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(60);
const SIGKILL: i32 = 9;

#[test]
fn one_of_three_is_killed_at_twenty_moments_while_receiving_and_ends_equal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut three = Three::begin(folder.path());
    let mut sources = three.sources();
    let (mut killed_at, mut missed) = (vec![], 0);
    while (killed_at.len() as u64) < MOMENTS {
        let (moment, total) = (killed_at.len() as u64, three.total);
        let aimed = FIRST_PERCENT + moment * (AIMED_PERCENT_MAX - FIRST_PERCENT) / (MOMENTS - 1);
        let before = tests::bulk::changes_on_disk(three.ben.home());
        let wanted = (total * aimed / 100).max(before + 1);
        match receive_until(&three.ben, &sources, wanted) {
            Some(held) if held * 100 <= total * LAST_PERCENT => killed_at.push((held, total)),
            ran_ahead => {
                missed += 1;
                assert!(
                    missed <= MISSED_MOMENTS_MAX,
                    "missed again, {ran_ahead:?} of {total}, after {killed_at:?}"
                );
                drop(sources);
                three.ana_logs_more();
                sources = three.sources();
            }
        }
    }
    for (held, total) in &killed_at {
        let percent = held * 100 / total;
        assert!(
            (FIRST_PERCENT..=LAST_PERCENT).contains(&percent),
            "{percent} % of {total}: {killed_at:?}"
        );
    }
    three.end_equal(sources);
}

struct Three {
    ana: Workshop,
    ben: Workshop,
    cleo: Workshop,
    /// How many changes Ben will hold in the end: what all three shared when each went on alone, and what came since.
    total: u64,
}

impl Three {
    /// Ana and Cleo have much that Ben has not; he receives it from both at once.
    fn begin(folder: &Path) -> Three {
        let at = |name: &str| Workshop::new(PROGRAM, folder, name);
        let (ana, ben, cleo) = (at("ana"), at("ben"), at("cleo"));
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        let invitation = string(&ana.json(&["invite", "--uses", "2"])["invitation"]);
        let running = ana.running();
        ben.join(&invitation, "Ben", &running.address);
        cleo.join(&invitation, "Cleo", &running.address);
        ben.sync(&running.address);
        drop(running);
        let shared = changes(&ana);
        assert_eq!([changes(&ben), changes(&cleo)], [shared, shared]);
        tests::bulk::fill(ana.home(), ANAS_DESIGNS, ANAS_ENTRIES);
        tests::bulk::fill(cleo.home(), 0, CLEOS_ENTRIES);
        Three {
            ana,
            ben,
            cleo,
            total: shared + (2 * ANAS_DESIGNS + ANAS_ENTRIES + CLEOS_ENTRIES) as u64,
        }
    }

    /// Those from whom Ben receives.
    fn sources(&self) -> [Running; 2] {
        [self.ana.running(), self.cleo.running()]
    }

    fn ana_logs_more(&mut self) {
        tests::bulk::fill(self.ana.home(), 0, MORE_ENTRIES);
        self.total += MORE_ENTRIES as u64;
    }

    fn end_equal(self, [ana, cleo]: [Running; 2]) {
        let Three {
            ana: at_ana,
            ben,
            cleo: at_cleo,
            total,
        } = self;
        let words = ["sync", "--peer", &ana.address, "--peer", &cleo.address];
        let met = ben.json(&[&words[..], &LOOPBACK].concat());
        assert_eq!(met["peers"], 2, "who names two meets both: {met}");
        drop(cleo);
        at_cleo.sync(&ana.address);
        drop(ana);
        let print = at_ana.json(&["fingerprint"]);
        assert_eq!(print["changes"], total);
        for workshop in [&ben, &at_cleo] {
            assert_eq!(workshop.json(&["fingerprint"]), print);
            assert_eq!(workshop.json(&["check"])["ok"], true);
        }
    }
}

fn changes(workshop: &Workshop) -> u64 {
    let print = workshop.json(&["fingerprint"]);
    print["changes"].as_u64().expect("a number")
}

/// Lets `workshop` receive until it holds `wanted` changes on its disk, and kills it there. Gives how many it held;
/// `None` where it was done before.
///
/// It stands still while its disk is looked at, so that what is counted is what it held when it was killed.
fn receive_until(workshop: &Workshop, sources: &[Running], wanted: u64) -> Option<u64> {
    let mut words = vec!["sync"];
    for source in sources {
        words.extend(["--peer", &source.address]);
    }
    words.extend(LOOPBACK);
    let mut child = workshop.start(&words);
    let start = Instant::now();
    let mut written_before = None;
    loop {
        std::thread::sleep(LOOK_EVERY);
        assert!(start.elapsed() < PATIENCE, "the copy does not go on");
        if child.try_wait().expect("it was started").is_some() {
            return None;
        }
        let written = written(workshop.home());
        if written == written_before {
            continue;
        }
        written_before = written;
        signal(&child, "-STOP");
        let held = tests::bulk::changes_on_disk(workshop.home());
        if held >= wanted {
            break;
        }
        signal(&child, "-CONT");
    }
    let is_alive = child.try_wait().expect("it was started").is_none();
    child.kill().expect("it was started");
    let ended = child.wait().expect("it was started");
    // It may have come to its end between the two looks.
    if !is_alive || ended.signal() != Some(SIGKILL) {
        return None;
    }
    Some(tests::bulk::changes_on_disk(workshop.home()))
}

/// When something was last written of the history, which tells cheaply whether to look at it.
fn written(home: &Path) -> Option<SystemTime> {
    let mut commons = std::fs::read_dir(home.join("commons")).ok()?;
    let history = commons.next()?.ok()?.path().join("history.sqlite-wal");
    history.metadata().ok()?.modified().ok()
}

fn signal(child: &Child, name: &str) {
    // Whoever ended meanwhile hears nothing; that is found out afterwards.
    let _ = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
}
