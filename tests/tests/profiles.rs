//! What people are called: everybody sees the newest, nobody writes it for another, and two names are told apart.

use model::admission::{Authority, Context, DocumentState, Refusal, Verdict, shape};
use model::change::Header;
use model::charter::ActRefusal;
use model::document::Document;
use model::id::{AgentId, CommonsId, DeviceId};
use model::key::DeviceKey;
use model::name::DocumentKind;
use model::profile::Profile;
use std::path::Path;
use tests::process::{Workshop, string};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// Everybody belongs to the commons.
struct Everybody;

impl Authority for Everybody {
    fn knows(&self, _: DeviceId) -> bool {
        true
    }
    fn may_write(&self, _: DeviceId, _: DocumentKind) -> bool {
        true
    }
    fn judge_act(&self, _: &Header, _: &[u8]) -> Result<(), ActRefusal> {
        Ok(())
    }
}

#[test]
fn only_the_device_that_began_a_profile_writes_in_it() {
    let (ana, ben) = (DeviceKey::from_seed([1; 32]), DeviceKey::from_seed([2; 32]));
    let commons = CommonsId([7; 16]);
    let name = Profile::document(ana.device(), AgentId([3; 16]));
    let mut document = Document::empty(commons, name.id(commons));
    let mut state = DocumentState::new(commons, name);
    let context = Context {
        authority: &Everybody,
        previous_ledger: &[],
    };
    let write = |document: &mut Document, key: &DeviceKey, turn: u64, name: &str| {
        let profile = Profile {
            turn,
            name: name.into(),
            ..Profile::default()
        };
        let written = profile.write(document, key, 1_770_000_000_000);
        written.unwrap().expect("something is new")
    };
    let first = write(&mut document, &ana, 1, "Ana");
    let header = shape(&first.bytes).unwrap();
    assert_eq!(
        state.admit(&header, &first.bytes, &context),
        Verdict::Admitted
    );
    assert_eq!(Profile::of(&document).name, "Ana");
    let theirs = write(&mut document, &ben, 2, "Somebody else");
    let header = shape(&theirs.bytes).unwrap();
    let verdict = state.judge(&header, &theirs.bytes, &context);
    assert_eq!(verdict, Verdict::Refused(Refusal::OtherWriter));
}

#[test]
fn what_could_not_have_been_written_here_is_not_shown() {
    let ana = DeviceKey::from_seed([1; 32]);
    let commons = CommonsId([7; 16]);
    let name = Profile::document(ana.device(), AgentId([3; 16]));
    let mut document = Document::empty(commons, name.id(commons));
    let long = "n".repeat(model::profile::NOTE_BYTES_MAX + 1);
    let words = [
        ("turn", "soon"),
        ("name", "An\u{202e}a"),
        ("note", long.as_str()),
        ("picture", "not a picture"),
        ("picture-size", "18446744073709551615"),
    ];
    document
        .set_root_words(&words, &ana, 1_770_000_000_000)
        .unwrap();
    assert_eq!(Profile::of(&document), Profile::default());
}

#[test]
fn a_new_name_is_seen_by_everybody_and_two_of_one_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben) = (at("ana"), at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["organisation", "new", "Acme"]);
    let invitation = ana.json(&["invite"])["invitation"]
        .as_str()
        .unwrap()
        .to_owned();
    let running = ana.running();
    ben.join(&invitation, "Ben", &running.address);
    drop(running);

    // Ben is called otherwise from now on, with a note and a picture.
    let picture = folder.path().join("ben.png");
    std::fs::write(
        &picture,
        app::demo::pictures::picture("seed-cleaner").unwrap(),
    )
    .unwrap();
    let note = "Mends bicycles";
    ben.json(&[
        "profile",
        "--name",
        " Benno  Berg ",
        "--note",
        note,
        "--picture",
        text(&picture),
    ]);
    let running = ben.running();
    let met = ana.sync(&running.address);
    drop(running);
    assert_eq!(met["files"], 1, "the picture comes with it: {met}");
    let shown = ana.json(&["profile", "Benno Berg"]);
    assert_eq!(shown["name"], "Benno Berg");
    assert_eq!(shown["note"], note);
    let hash = shown["picture"].as_str().expect("the picture is named");
    // The name by which he came still finds him.
    assert_eq!(ana.json(&["profile", "Ben"])["picture"], hash);
    let people = ana.text(&["person", "list"]);
    assert!(people.contains("Benno Berg"), "{people}");

    // Nobody writes for another, and an organisation is written of by those who act for it.
    let refused = ben.refused(&["profile", "Ana", "--name", "Anna"]);
    assert!(refused.contains("you do not act for Ana"), "{refused}");
    ben.refused(&["profile", "Acme", "--note", "Ours"]);
    ana.json(&["profile", "Acme", "--note", "Farm tools"]);

    // Who takes a name that is there gets a mark, and so does the other one.
    ben.json(&["profile", "--name", "ana", "--no-picture"]);
    meet(&ana, &ben);
    for workshop in [&ana, &ben] {
        let people = workshop.text(&["person", "list"]);
        let marked = |line: &&str| line.to_lowercase().starts_with("ana (");
        assert_eq!(people.lines().filter(marked).count(), 2, "{people}");
        assert_eq!(workshop.json(&["profile", "Acme"])["note"], "Farm tools");
    }
    let refused = ben.refused(&["profile", "--name", "\u{202e}"]);
    assert!(refused.contains("cannot be seen"), "{refused}");
}

#[test]
fn two_devices_that_write_apart_are_shown_alike_until_one_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (laptop, phone) = (at("laptop"), at("phone"));
    laptop.json(&["new", "Valley Tools", "--person", "Ana"]);
    let second = laptop.json(&["device", "add"])["invitation"]
        .as_str()
        .unwrap()
        .to_owned();
    let running = laptop.running();
    phone.join(&second, "Ana", &running.address);
    drop(running);
    laptop.json(&["profile", "--name", "Ana Lima"]);
    phone.json(&["profile", "--name", "Ana Moreira"]);
    meet(&laptop, &phone);
    let shown = laptop.json(&["profile"]);
    assert_eq!(shown, phone.json(&["profile"]));
    let other = shown["others"][0]
        .as_str()
        .expect("the other name is kept")
        .to_owned();
    assert_ne!(shown["name"].as_str(), Some(other.as_str()));
    phone.json(&["profile", "--name", &other]);
    meet(&laptop, &phone);
    for device in [&laptop, &phone] {
        let shown = device.json(&["profile"]);
        assert_eq!(shown["name"].as_str(), Some(other.as_str()));
        assert_eq!(shown["others"].as_array().map(Vec::len), Some(0));
    }
    assert_eq!(laptop.json(&["fingerprint"]), phone.json(&["fingerprint"]));
}

fn meet(one: &Workshop, other: &Workshop) {
    let running = one.running();
    other.sync(&running.address);
    other.sync(&running.address);
    drop(running);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}

#[test]
fn a_name_on_a_branch_that_does_not_stay_is_written_again_or_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Which branch stays is told by hashes: both ways are seen sooner or later, and each ends with all that was written.
    for round in 0..3 {
        let at = |name: &str| Workshop::new(PROGRAM, folder.path(), &format!("{name}{round}"));
        let (ana, ben, copy) = (at("ana"), at("ben"), at("copy"));
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        let line = string(&ana.json(&["invite"])["invitation"]);
        let running = ana.running();
        ben.join(&line, "Ben", &running.address);
        drop(running);
        ben.json(&["profile", "--note", "In the barn"]);
        meet(&ana, &ben);
        copy_folder(ben.home(), copy.home());
        ben.json(&["profile", "--name", "Benjamin"]);
        copy.json(&["profile", "--note", "In the tower"]);
        meet(&ana, &ben);
        meet(&ana, &copy);
        meet(&ana, &ben);
        meet(&ana, &copy);
        for who in [&ana, &ben, &copy] {
            let people = who.json(&["person", "list"]).to_string();
            assert!(people.contains("Benjamin"), "round {round}: {people}");
            let profile = ben.json(&["profile"]).to_string();
            assert!(profile.contains("In the tower"), "round {round}: {profile}");
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is writable");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &place),
            false => {
                std::fs::copy(entry.path(), place).expect("it can be copied");
            }
        }
    }
}
