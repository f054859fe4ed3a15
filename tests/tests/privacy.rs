//! What belongs to a commons goes to its members' devices and to nobody else: not by asking, not by listening.

use app::commons::Commons;
use app::deed::When;
use model::charter::build::{self, WhatStays};
use model::design::{Edit, Field, FileRole};
use model::id::{FileHash, LineId};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use sync::address::PeerAddress;
use sync::core::Message;
use sync::drivers::files::{FetchError, FileEvent, Files, Reading};
use sync::drivers::net::NetEvent;
use tests::capture::{Capture, Needles, Packet};
use tests::homes::Home;
use tests::network::inside;
use tests::process::{LOOPBACK, Running, Workshop, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const ANYWHERE: [&str; 2] = ["--listen", "0.0.0.0:0"];
const NOTE: &str = "swept the workshop and oiled the lathe";
const FUNCTION: &str = "Cleans seed with moving air from a fan";

struct Street {
    folder: tempfile::TempDir,
}

impl Street {
    fn new() -> Street {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Street { folder }
    }

    fn workshop(&self, name: &str) -> Workshop {
        Workshop::new(PROGRAM, self.folder.path(), name)
    }

    /// A file that is nowhere else.
    fn drawing(&self, name: &str) -> (PathBuf, FileHash) {
        let place = self.folder.path().join(name);
        let lines = (0..400).map(|line| format!("{name}: hole {line} at {} mm\n", line * 7));
        let bytes = lines.collect::<String>().into_bytes();
        fs::write(&place, &bytes).expect("the folder is writable");
        (place, FileHash(*blake3::hash(&bytes).as_bytes()))
    }
}

/// A design with that file in a commons of Ana's.
fn design(ana: &Workshop, commons: &str, name: &str, file: &Path) {
    let here = ["--commons", commons];
    let new = ["design", "new", name, "--function", FUNCTION];
    ana.json(&[&new[..], &here].concat());
    ana.json(&[&["design", "attach", name, text(file)][..], &here].concat());
}

fn invitation(ana: &Workshop, commons: &str) -> String {
    string(&ana.json(&["invite", "--commons", commons])["invitation"])
}

/// Somebody who knows where Ana is and what her files are called.
struct Asker {
    // Dropped in this order.
    files: Files,
    home: Home,
    _folder: tempfile::TempDir,
}

impl Asker {
    /// With the network key of that home, or a stranger's.
    fn as_home(home: Option<&Workshop>) -> Asker {
        let secret = match home {
            Some(home) => app::home::Home::open(home.home(), [0; 32])
                .expect("nobody has it open")
                .endpoint_seed(),
            None => [77; 32],
        };
        let home = Home::with_secret(secret, "127.0.0.1:0", false);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = folder.path().join("files");
        let files = Files::open(&home.net, &place, |_, _| Reading::Refused).expect("they open");
        Asker {
            files,
            home,
            _folder: folder,
        }
    }

    fn fetch(&self, file: FileHash, size: u64, from: &Running) -> Result<u64, FetchError> {
        let from: PeerAddress = from.address.parse().expect("an address");
        self.files.fetch(file, size, from);
        self.home.until("the end of a fetch", |event| match event {
            NetEvent::File {
                event: FileEvent::Fetched { bytes },
                ..
            } => Some(Ok(bytes)),
            NetEvent::File {
                event: FileEvent::Failed(why),
                ..
            } => Some(Err(why)),
            _ => None,
        })
    }
}

#[test]
fn who_knows_a_file_and_is_no_member_of_its_commons_gets_nothing() {
    let street = Street::new();
    let (ana, ben, eve) = (
        street.workshop("ana"),
        street.workshop("ben"),
        street.workshop("eve"),
    );
    for (name, open) in [
        ("Valley Tools", false),
        ("Orchard", false),
        ("Library", true),
    ] {
        let new = ["new", name, "--person", "Ana"];
        let open: &[&str] = if open { &["--open"] } else { &[] };
        ana.json(&[&new[..], open].concat());
    }
    let (frame, frame_hash) = street.drawing("frame.txt");
    let (press, press_hash) = street.drawing("press.txt");
    let (shelf, shelf_hash) = street.drawing("shelf.txt");
    design(&ana, "Valley Tools", "Seed cleaner", &frame);
    design(&ana, "Orchard", "Cider press", &press);
    design(&ana, "Library", "Bookshelf", &shelf);
    // A file that shows work is named by an entry, and by no design.
    let (paper, paper_hash) = street.drawing("paper.txt");
    let work = ["contribute", "--type", "care", "--quantity", "1h"];
    let shows = ["--evidence", text(&paper), "--commons", "Valley Tools"];
    ana.json(&[&work[..], &shows].concat());
    let to_valley = invitation(&ana, "Valley Tools");
    let to_orchard = invitation(&ana, "Orchard");
    let running = ana.running();
    ben.join(&to_valley, "Ben", &running.address);
    eve.join(&to_orchard, "Eve", &running.address);
    let size = |file: &Path| fs::metadata(file).expect("it is there").len();
    let (frame_size, press_size, shelf_size) = (size(&frame), size(&press), size(&shelf));
    let paper_size = size(&paper);
    let nothing = FileHash([7; 32]);

    // A stranger gets what is open to anyone, and learns nothing of the rest: not even whether it is here.
    let stranger = Asker::as_home(None);
    assert_eq!(
        stranger.fetch(shelf_hash, shelf_size, &running),
        Ok(shelf_size)
    );
    for (file, size) in [
        (frame_hash, frame_size),
        (press_hash, press_size),
        (paper_hash, paper_size),
        (nothing, 5),
    ] {
        let refused = stranger.fetch(file, size, &running);
        assert_eq!(refused, Err(FetchError::Refused), "{file}");
    }
    // A member gets the files of their own commons, and of another one as little as a stranger.
    let (ben, eve) = (Asker::as_home(Some(&ben)), Asker::as_home(Some(&eve)));
    assert_eq!(ben.fetch(paper_hash, paper_size, &running), Ok(paper_size));
    let refused = eve.fetch(paper_hash, paper_size, &running);
    assert_eq!(refused, Err(FetchError::Refused));
    for (who, theirs, other) in [
        (&ben, (frame_hash, frame_size), (press_hash, press_size)),
        (&eve, (press_hash, press_size), (frame_hash, frame_size)),
    ] {
        let refused = who.fetch(other.0, other.1, &running);
        assert_eq!(refused, Err(FetchError::Refused));
        assert_eq!(who.fetch(theirs.0, theirs.1, &running), Ok(theirs.1));
        assert_eq!(
            who.fetch(nothing, 5, &running),
            Err(FetchError::Refused),
            "what no commons names and what another names look the same"
        );
    }
}

/// A home keeps the files of all its commons in one place, and a maker can name any file in a design.
#[test]
fn who_names_a_file_of_another_commons_gets_it_only_where_it_came_by_this_one_too() {
    let street = Street::new();
    let (ana, eve) = (street.workshop("ana"), street.workshop("eve"));
    for name in ["Valley Tools", "Orchard"] {
        ana.json(&["new", name, "--person", "Ana"]);
    }
    let (frame, frame_hash) = street.drawing("frame.txt");
    let frame_size = fs::metadata(&frame).expect("it is there").len();
    design(&ana, "Valley Tools", "Seed cleaner", &frame);
    let invited = invitation(&ana, "Orchard");
    let running = ana.running();
    eve.join(&invited, "Eve", &running.address);
    // She knows how it is called, and names it in a design of her own.
    names(&eve, "Hers", frame_hash, frame_size);
    eve.sync(&running.address);
    let asker = Asker::as_home(Some(&eve));
    let refused = asker.fetch(frame_hash, frame_size, &running);
    assert_eq!(refused, Err(FetchError::Refused));
    drop((asker, running));
    // On a stick neither.
    let written = |name: &str, commons: &str| {
        let stick = street.folder.path().join(name);
        let files = ["--files", "--plain", "--commons", commons];
        let write = [&["bundle", "write", text(&stick)][..], &files].concat();
        ana.json(&write)["files"].as_u64()
    };
    assert_eq!(written("orchard", "Orchard"), Some(0));
    assert_eq!(written("valley", "Valley Tools"), Some(1));

    // Once it has come by this commons as well, it is as any of its files, though it was here before.
    eve.json(&["design", "attach", "Hers", text(&frame)]);
    let at_eves = eve.running();
    let meet = ["sync", "--peer", &at_eves.address, "--commons", "Orchard"];
    ana.json(&[&meet[..], &LOOPBACK].concat());
    drop(at_eves);
    assert_eq!(written("orchard 2", "Orchard"), Some(1));
    let running = ana.running();
    let asker = Asker::as_home(Some(&eve));
    let came = asker.fetch(frame_hash, frame_size, &running);
    assert_eq!(came, Ok(frame_size));
}

/// Makes a design in the only commons of a home that names a file which is not there.
fn names(who: &Workshop, design: &str, file: FileHash, size: u64) {
    let home = app::home::Home::open(who.home(), [0; 32]).expect("nobody has it open");
    let id = home.commons().expect("a folder")[0];
    let mut commons = Commons::open(&home, id).expect("it opens");
    let named = Edit::attach_file(
        LineId([5; 8]),
        "frame.txt",
        FileRole::Auxiliary,
        file,
        size,
        "text/plain",
    );
    let name = Edit::SetField {
        field: Field::Name,
        value: design.to_owned(),
    };
    commons
        .begin_design(&[name, named], When::now(None))
        .expect("she is a maker");
}

#[test]
fn who_was_removed_gets_nothing_of_what_came_after_and_no_file_any_more() {
    let street = Street::new();
    let (ana, ben) = (street.workshop("ana"), street.workshop("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let (frame, frame_hash) = street.drawing("frame.txt");
    design(&ana, "Valley Tools", "Seed cleaner", &frame);
    let frame_size = fs::metadata(&frame).expect("it is there").len();
    let invited = invitation(&ana, "Valley Tools");
    let running = ana.running();
    ben.join(&invited, "Ben", &running.address);
    let before = ben.json(&["fingerprint"]);
    drop(running);
    remove(&ana, "Ben");
    ana.json(&["design", "new", "Wheel hoe", "--function", FUNCTION]);

    let running = ana.running();
    let words = ["sync", "--peer", &running.address, "--wait", "3"];
    let told = ben.end(&[&words[..], &LOOPBACK].concat());
    assert!(!told.err.contains("panicked"), "{told:?}");
    let designs = ben.json(&["design", "list"]);
    assert_eq!(designs["designs"].as_array().map(Vec::len), Some(1));
    let device = Asker::as_home(Some(&ben));
    let refused = device.fetch(frame_hash, frame_size, &running);
    assert_eq!(refused, Err(FetchError::Refused));
    drop((device, running));
    // What he had stays his: nothing can make him forget it.
    assert_eq!(
        ben.json(&["design", "show", "Seed cleaner"])["name"],
        "Seed cleaner"
    );
    assert!(before["documents"].is_number(), "{before}");
}

/// Where members are is kept; strangers, whose keys cost nothing, push nobody out and write nothing to the disk.
#[test]
fn of_strangers_who_come_by_nothing_is_kept() {
    let street = Street::new();
    let (ana, ben) = (street.workshop("ana"), street.workshop("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let invited = invitation(&ana, "Valley Tools");
    let running = ana.running();
    ben.join(&invited, "Ben", &running.address);
    ben.sync(&running.address);
    let settings = ana.home().join("settings.json");
    let before = fs::read(&settings).expect("it is there");
    let met = |bytes: &[u8]| {
        let all: serde_json::Value = serde_json::from_slice(bytes).expect("settings");
        all["met"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(met(&before), 1, "Ben");
    for n in 0..4 {
        let stranger = Home::with_secret([100 + n; 32], "127.0.0.1:0", false);
        let address: PeerAddress = running.address.parse().expect("an address");
        stranger.net.dial(address);
        let link = stranger.until("a stream", |event| match event {
            NetEvent::Opened { link, .. } => Some(link),
            _ => None,
        });
        let nothing = Message::Bye.encode();
        stranger.net.send(link, nothing).expect("it is open");
        stranger.until("the end", |event| {
            matches!(event, NetEvent::Closed { .. }).then_some(())
        });
    }
    let after = fs::read(&settings).expect("it is there");
    assert_eq!(met(&after), 1, "nobody else");
    assert_eq!(before, after);
}

fn remove(ana: &Workshop, person: &str) {
    let home = app::home::Home::open(ana.home(), [0; 32]).expect("nobody has it open");
    let id = home.commons().expect("a folder")[0];
    let mut commons = Commons::open(&home, id).expect("it opens");
    let when = When::now(None);
    let by = (commons.me().expect("she is somebody here"), when.day);
    let person = commons.find_agent(person).expect("he is here");
    let act = build::remove_person(by, person, &WhatStays::new(), "");
    commons.write_act(&act, when).expect("she is the steward");
    assert!(
        !commons
            .charter()
            .person(person)
            .expect("he was")
            .is_member()
    );
}

/// What is on the wire while two homes exchange all of a commons, its files and its people included.
#[test]
fn nothing_of_a_commons_can_be_read_on_the_wire() {
    let Some(network) = inside("nothing_of_a_commons_can_be_read_on_the_wire") else {
        return;
    };
    let street = Street::new();
    let (mut ana, mut ben) = (street.workshop("ana"), street.workshop("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana Albrecht"]);
    let (frame, _) = street.drawing("frame.txt");
    design(&ana, "Valley Tools", "Seed cleaner", &frame);
    let work = ["contribute", "--type", "care", "--quantity", "1h"];
    ana.json(&[&work[..], &["--note", NOTE]].concat());
    let invited = invitation(&ana, "Valley Tools");

    network.switch("wall");
    network.address("wall", "192.168.77.3/24");
    let (anas_room, bens_room) = (network.room("ana"), network.room("ben"));
    anas_room.plug("card", "wall", "192.168.77.1/24");
    bens_room.plug("card", "wall", "192.168.77.2/24");
    ana.move_to(anas_room.network());
    ben.move_to(bens_room.network());
    let mut capture = Capture::begin();
    let listening = std::thread::spawn(move || {
        let packets = capture.listen(Duration::from_secs(25));
        (capture, packets)
    });
    let running = ana.running_as(&ANYWHERE);
    let join = [
        "join",
        &invited,
        "--person",
        "Ben Bauer",
        "--peer",
        &running.address,
    ];
    ben.json(&[&join[..], &ANYWHERE].concat());
    ben.json(&[&["sync", "--peer", &running.address][..], &ANYWHERE].concat());
    drop(running);
    let copy = street.folder.path().join("copy.txt");
    ben.json(&["design", "save", "Seed cleaner", "frame.txt", text(&copy)]);
    assert_eq!(fs::read(&copy).ok(), fs::read(&frame).ok(), "it came over");
    let (mut capture, packets) = listening.join().expect("it listens");

    let mut needles = Needles::default();
    for words in [
        "Valley Tools",
        "Ana Albrecht",
        "Ben Bauer",
        "Seed cleaner",
        "frame.txt",
    ] {
        needles.add(words);
    }
    for words in [NOTE, FUNCTION, &invited] {
        needles.add(words);
    }
    for one in fs::read_dir(ana.home().join("commons")).expect("a folder") {
        let id = one.expect("a commons").file_name();
        needles.add_id(&id.to_string_lossy());
    }
    needles.add_windows(&fs::read(&frame).expect("it is there"));
    let said: Vec<&Vec<u8>> = packets.iter().filter_map(Packet::says).collect();
    let bytes: usize = said.iter().map(|says| says.len()).sum();
    assert!(bytes > 10_000, "{bytes} bytes were heard");
    let found: Vec<String> = said
        .iter()
        .filter_map(|says| needles.found_in(says))
        .collect();
    assert_eq!(found, Vec::<String>::new());
    let others: Vec<&Packet> = packets
        .iter()
        .filter(|packet| packet.says().is_none())
        .collect();
    let is_igmp = |packet: &&Packet| matches!(packet, Packet::Other { protocol: 2, .. });
    assert!(others.iter().all(is_igmp), "{others:?}");

    // It would have been heard: the same said aloud on the same wire.
    let aloud = std::net::UdpSocket::bind("192.168.77.3:0").expect("a socket");
    let says = format!("the {} is ready", "Seed cleaner");
    aloud
        .send_to(says.as_bytes(), "192.168.77.2:9")
        .expect("it goes out");
    let heard = capture.listen(Duration::from_secs(2));
    let heard = heard.iter().filter_map(Packet::says);
    assert!(
        heard
            .filter_map(|says| needles.found_in(says))
            .next()
            .is_some()
    );
}
