//! Rules of a newer version of the program are in force: no page, command or export says what follows from older ones.

use super::desk::Desk;
use app::deed::When;
use app::words::{NOT_JUDGED, NOT_JUDGED_WHY};
use model::charter::act::RULE_SET;
use model::charter::build;
use std::collections::{BTreeMap, BTreeSet};
use sync::address::PeerAddress;
use sync::wire::{Access, Hello, Message, hello_tag};
use tests::process::{Workshop, home_of, string, text};
use tests::strangers::{Stranger, Wire, open, runtime};
use tests::valley::{AS_OF, Valley};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
/// Pages on which everything follows from the rules.
const JUDGED: [&str; 4] = ["Reciprocity", "Periods", "Rules", "Books"];
/// What the ledger says of entries that are judged.
const STATES: [&str; 6] = [
    " count",
    "Confirmed",
    "Recorded",
    "Waits for",
    "Not counted",
    "Closed by",
];

type Words = BTreeMap<&'static str, BTreeSet<String>>;

/// Everything that a screen reader would read on every page.
fn walk(desk: &mut Desk) -> Words {
    let mut all = Words::new();
    let mut note = |desk: &mut Desk, page: &'static str| {
        desk.until(page, |screen| screen.state().is_caught_up());
        for _ in 0..4 {
            desk.screen.step();
        }
        all.insert(page, desk.words().into_iter().collect());
    };
    for page in [
        "Catalogue",
        "What is new",
        "Ledger",
        "Reciprocity",
        "Books",
        "Settings",
    ] {
        desk.go(page);
        note(desk, page);
    }
    for tab in ["Periods", "Rules"] {
        desk.go("Reciprocity");
        desk.press(tab);
        note(desk, tab);
    }
    desk.go("People and devices");
    note(desk, "People and devices");
    for tab in ["Who may do what", "What does not count"] {
        desk.press(tab);
        note(desk, tab);
    }
    desk.go("Catalogue");
    desk.press_starting("Seeder, ");
    note(desk, "A design");
    all
}

/// Both stewards of the demo put rules into force that only a newer program knows.
fn raise(ana: &Workshop, ben: &Workshop, stick: &str) {
    {
        let home = home_of(ana);
        let id = home.commons().expect("readable")[0];
        let mut commons = app::commons::Commons::open(&home, id).expect("it opens");
        let (me, when) = (commons.me().expect("Ana"), When::now(None));
        let raised = build::raise_rule_set(me, when.day, RULE_SET + 1);
        commons.write_act(&raised, when).expect("she is a steward");
    }
    ana.json(&["bundle", "write", stick]);
    ben.json(&["bundle", "read", stick]);
    let waiting = ben.json(&["decide"]);
    let acts = waiting["waiting"].as_array().expect("a list");
    let raised = acts
        .iter()
        .find(|one| one["kind"] == "act")
        .expect("it waits");
    ben.json(&["cosign", &string(&raised["id"])]);
    std::fs::remove_file(stick).expect("it is there");
    ben.json(&["bundle", "write", stick]);
    ana.json(&["bundle", "read", stick]);
}

#[test]
fn under_rules_of_a_newer_program_no_page_command_or_export_judges() {
    let mut valley = Valley::begin(PROGRAM);
    valley.works("10h", "2026-03-20", "2026-04-02");
    valley
        .dev
        .json(&["pay", "--agent", "Acme", "100.00", "--reference", "x"]);
    let sealed = string(&valley.ana.json(&["seal", "2026-Q1"])["fact"]);
    valley.meet();
    valley.ben.json(&["confirm", &sealed]);
    valley.on(AS_OF);
    valley.meet();
    let (ana, ben, folder) = (&valley.ana, &valley.ben, &valley.folder);
    let (home, day) = (ana.home().to_owned(), AS_OF.to_owned());
    let rules = folder.path().join("rules.json");
    let shown = ana.json(&["policy", "show"]);
    std::fs::write(&rules, shown["rules"].to_string()).expect("writable");

    let mut desk = Desk::open_on(&home, Some(&day));
    desk.sees("Catalogue");
    let before = walk(&mut desk);
    desk.close();
    // The walk would find it: with rules that are known all of it stands there.
    assert!(
        before["Periods"]
            .iter()
            .any(|word| word.contains("Closed by"))
    );
    assert!(
        before["Reciprocity"]
            .iter()
            .any(|word| word.contains("EUR") || word.contains('€'))
    );
    for state in [" count", "Waits"] {
        assert!(
            before["Ledger"].iter().any(|word| word.contains(state)),
            "{state}"
        );
    }

    raise(ana, ben, text(&folder.path().join("stick")));
    let mut desk = Desk::open_on(&home, Some(&day));
    desk.sees("uses rules of a newer version");
    let after = walk(&mut desk);
    // What stands on every page is the frame; beside it pages that judge hold no number at all.
    let frame = after["Settings"].intersection(&after["Catalogue"]);
    let frame: BTreeSet<String> = frame.cloned().collect();
    for page in JUDGED {
        assert!(
            after[page].contains(NOT_JUDGED) && after[page].contains(NOT_JUDGED_WHY),
            "{page}: {:?}",
            after[page]
        );
        let more = after[page].difference(&frame);
        let numbers: Vec<&String> = more
            .filter(|word| **word != day && word.contains(|c: char| c.is_ascii_digit()))
            .collect();
        assert!(numbers.is_empty(), "{page}: {numbers:?}");
    }
    assert!(after["Ledger"].contains(NOT_JUDGED));
    for (page, words) in &after {
        let judged = words.iter().find(|word| {
            // One of the choices of what is listed.
            let is_choice = word.as_str() == "Waits for me";
            let is_of_ledger = *page == "Ledger" && !frame.contains(*word) && !is_choice;
            is_of_ledger && STATES.iter().any(|state| word.contains(state))
        });
        assert_eq!(judged, None, "{page}");
        let sealed = words.iter().find(|word| word.contains("is reported here"));
        assert_eq!(sealed, None, "{page}");
        // Nothing waits for anybody by rules that are not known.
        let waits = words
            .iter()
            .find(|word| word.contains("entries of the ledger wait"));
        assert_eq!(waits, None, "{page}");
    }
    desk.close();

    let out = folder.path().join("books");
    let (rules, out) = (text(&rules).to_owned(), text(&out).to_owned());
    let refused: [&[&str]; 11] = [
        &["status"],
        &["quarter"],
        &["distribute", "2026-Q1", "--dry-run"],
        &["seal"],
        &["policy", "show"],
        &["policy", "simulate", &rules],
        &["policy", "propose", &rules, "--from", "2027-01-01"],
        &["challenge"],
        &["ledger", "--export", "csv", "--to", &out],
        &["ledger", "--export", "jsonld", "--to", &out],
        &["ledger", "--export", "facts", "--to", &out],
    ];
    for words in refused {
        let said = ana.refused(words);
        assert!(
            said.contains("uses rules of a newer version"),
            "{words:?}: {said}"
        );
    }
    assert!(!std::path::Path::new(&out).join("statement.csv").exists());
    // Reading and writing go on, and say no number that the rules would give.
    let worked = ana.end(&["contribute", "--type", "care", "--quantity", "2h"]);
    assert!(worked.out.contains("will see it."), "{worked:?}");
    let decided = ana.end(&["decide"]);
    assert!(decided.out.contains(NOT_JUDGED_WHY), "{decided:?}");
    assert_eq!(
        ana.json(&["refused"])["not_counted"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_peer_whose_program_knows_newer_rules_is_named_on_the_page_of_people() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    super::found(&mut ana);
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.close();
    ana.go("People and devices");
    ana.sees_no("newer version");
    let home =
        app::home::Home::open(&folder.path().join("ben"), [0; 32]).expect("nobody has it open");
    let commons = home.commons().expect("readable")[0];
    let address: PeerAddress = ana.address().parse().expect("an address");
    let (knocks, seen) = (
        knocks(&home, commons, &address),
        "uses a program that knows rules of a newer version",
    );
    // A program that knows the same rules is nothing to be told.
    let same = knocks(RULE_SET);
    ana.until("Ben is met", |screen| {
        screen.state().view().status.connected == 1
    });
    ana.sees_no(seen);
    same.leave();
    ana.until("Ben is gone", |screen| {
        screen.state().view().status.connected == 0
    });
    let newer = knocks(RULE_SET + 1);
    ana.sees(seen);
    ana.sees("update this program before stewards put them into force");
    newer.leave();
    ana.sees_no(seen);
    ana.close();
}

/// Ben's computer, with a program of another version.
struct OtherProgram {
    runtime: tokio::runtime::Runtime,
    held: (Stranger, iroh::endpoint::Connection, Wire),
}

impl OtherProgram {
    fn leave(self) {
        let (stranger, connection, _) = self.held;
        connection.close(0u8.into(), b"bye");
        self.runtime.block_on(stranger.leave());
    }
}

/// Ben's computer says hello with a program that knows these rules, and stays.
fn knocks(
    home: &app::home::Home,
    commons: model::id::CommonsId,
    to: &PeerAddress,
) -> impl Fn(u16) -> OtherProgram {
    let (seed, from, to) = (home.endpoint_seed(), home.endpoint(), to.clone());
    move |rule_set| {
        let hello = Hello {
            tag: hello_tag(commons, from, to.endpoint),
            program: "newer".to_owned(),
            rule_set,
            proof: None,
            access: Access::Everything,
            charter: [0; 16],
            root: [0; 32],
        };
        let frame = Message::Hello(hello).encode();
        let runtime = runtime();
        let held = runtime.block_on(async {
            let stranger = Stranger::with_key(seed).await;
            let connection = stranger.connect(&to).await.expect("Ana answers");
            let mut wire = open(&connection).await.expect("she serves it");
            let length = (frame.len() as u32).to_be_bytes();
            wire.send.write_all(&length).await.expect("she reads");
            wire.send.write_all(&frame).await.expect("she reads");
            (stranger, connection, wire)
        });
        OtherProgram { runtime, held }
    }
}
