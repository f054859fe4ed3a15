//! Files of designs travel between homes, checked, resumed, and only to whom they may go.

use model::id::{EndpointId, FileHash};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use sync::drivers::files::{FetchError, FileError, FileEvent, Files, Reading};
use sync::drivers::net::NetEvent;
use tests::homes::Home;

struct Workshop {
    files: Files,
    home: Home,
    folder: tempfile::TempDir,
    members: Arc<Mutex<Vec<EndpointId>>>,
}

impl Workshop {
    fn new(seed: u8) -> Self {
        let (home, folder) = (Home::new(seed), tempfile::tempdir().unwrap());
        let members = Arc::<Mutex<Vec<EndpointId>>>::default();
        let known = members.clone();
        let may_read = move |peer, _: FileHash| match known.lock().unwrap().contains(&peer) {
            true => Reading::Allowed,
            false => Reading::Refused,
        };
        let files = Files::open(&home.net, &folder.path().join("files"), may_read).unwrap();
        Self {
            files,
            home,
            folder,
            members,
        }
    }

    fn trusts(&self, other: &Workshop) {
        self.members.lock().unwrap().push(other.home.net.endpoint());
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn fetch(&self, file: FileHash, size: u64, from: &Workshop) {
        self.files.fetch(file, size, from.home.net.address());
    }

    /// Waits for the end of a fetch: how many bytes it brought.
    fn fetched(&self) -> Result<u64, FetchError> {
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

    fn some_arrived(&self) -> u64 {
        self.home.until("some bytes", |event| match event {
            NetEvent::File {
                event: FileEvent::Progress { bytes, .. },
                ..
            } => Some(bytes),
            _ => None,
        })
    }
}

/// Bytes that do not repeat.
fn drawing(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn a_file_goes_from_one_folder_to_the_other_unchanged() {
    let (ana, ben) = (Workshop::new(101), Workshop::new(102));
    ana.trusts(&ben);
    let bytes = drawing(3_000_000);
    std::fs::write(ana.place("frame.step"), &bytes).unwrap();
    let (file, size) = ana.files.import(&ana.place("frame.step")).unwrap();
    assert_eq!(
        (file.0, size),
        (*blake3::hash(&bytes).as_bytes(), 3_000_000)
    );
    assert_eq!(ben.files.has(file).unwrap(), None);
    ben.fetch(file, size, &ana);
    assert_eq!(ben.fetched(), Ok(3_000_000));
    assert_eq!(ben.files.has(file).unwrap(), Some(size));
    assert_eq!(ben.files.read(file, size).unwrap(), bytes);
    assert!(matches!(
        ben.files.read(file, size - 1),
        Err(FileError::TooLong { size: 3_000_000 })
    ));
    assert_eq!(
        ben.files.export(file, &ben.place("out.step")).unwrap(),
        size
    );
    assert_eq!(std::fs::read(ben.place("out.step")).unwrap(), bytes);
    assert!(!ben.place("out.step.part").exists());
    ben.fetch(file, size, &ana);
    assert_eq!(ben.fetched(), Ok(0), "it is here already");
}

#[test]
fn a_stranger_gets_nothing_and_learns_nothing() {
    let (ana, mallory) = (Workshop::new(103), Workshop::new(104));
    let (file, size) = ana.files.import_bytes(b"only for members").unwrap();
    mallory.fetch(file, size, &ana);
    let refused = mallory.fetched();
    mallory.fetch(FileHash([7; 32]), size, &ana);
    assert_eq!(
        (refused, mallory.fetched()),
        (Err(FetchError::Refused), Err(FetchError::Refused))
    );
    ana.trusts(&mallory);
    mallory.fetch(file, size, &ana);
    assert_eq!(mallory.fetched(), Ok(size), "a member now");
    mallory.fetch(FileHash([7; 32]), size, &ana);
    assert_eq!(mallory.fetched(), Err(FetchError::NotThere));
}

#[test]
fn what_is_on_its_way_to_a_removed_member_ends() {
    let (ana, eva) = (Workshop::new(113), Workshop::new(114));
    ana.trusts(&eva);
    let bytes = drawing(200_000_000);
    let (file, size) = ana.files.import_bytes(&bytes).unwrap();
    eva.fetch(file, size, &ana);
    eva.some_arrived();
    ana.members.lock().unwrap().clear();
    ana.files.part_from(eva.home.net.endpoint());
    assert!(eva.fetched().is_err(), "the rest did not come");
    assert_eq!(eva.files.has(file).unwrap(), None);
    eva.fetch(file, size, &ana);
    assert_eq!(eva.fetched(), Err(FetchError::Refused));
}

#[test]
fn what_has_arrived_is_not_fetched_again_from_another_peer() {
    let (ana, ben, eva) = (Workshop::new(105), Workshop::new(106), Workshop::new(107));
    ana.trusts(&eva);
    ben.trusts(&eva);
    let bytes = drawing(200_000_000);
    let (file, size) = ana.files.import_bytes(&bytes).unwrap();
    ben.files.import_bytes(&bytes).unwrap();
    eva.fetch(file, size, &ana);
    let arrived = eva.some_arrived();
    ana.home.net.drop_peer(eva.home.net.endpoint());
    drop(ana);
    assert!(eva.fetched().is_err(), "ana left before the end");
    assert_eq!(eva.files.has(file).unwrap(), None);
    eva.fetch(file, size, &ben);
    let rest = eva.fetched().unwrap();
    assert!(
        rest > 0 && rest <= size - arrived,
        "{arrived} of {size} were here, {rest} came"
    );
    assert_eq!(eva.files.export(file, &eva.place("out")).unwrap(), size);
}

#[test]
fn a_file_of_another_size_than_promised_is_not_taken() {
    let (ana, ben) = (Workshop::new(108), Workshop::new(109));
    ana.trusts(&ben);
    let (file, size) = ana.files.import_bytes(&drawing(2_000_000)).unwrap();
    ben.fetch(file, size - 1, &ana);
    assert_eq!(ben.fetched(), Err(FetchError::WrongSize { is: size }));
}

#[test]
fn nothing_is_written_over_and_only_files_are_taken_in() {
    let ana = Workshop::new(110);
    let (file, _) = ana.files.import_bytes(b"a drawing").unwrap();
    std::fs::write(ana.place("mine.txt"), b"mine").unwrap();
    assert!(matches!(
        ana.files.export(file, &ana.place("mine.txt")),
        Err(FileError::AlreadyThere)
    ));
    assert_eq!(std::fs::read(ana.place("mine.txt")).unwrap(), b"mine");
    assert!(matches!(
        ana.files.export(FileHash([9; 32]), &ana.place("new")),
        Err(FileError::NotHere)
    ));
    assert!(!ana.place("new").exists());
    assert!(matches!(
        ana.files.import(ana.folder.path()),
        Err(FileError::NotAFile)
    ));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(ana.place("mine.txt"), ana.place("link")).unwrap();
        assert!(matches!(
            ana.files.import(&ana.place("link")),
            Err(FileError::NotAFile)
        ));
        std::os::unix::fs::symlink(ana.place("nowhere"), ana.place("dangling")).unwrap();
        assert!(matches!(
            ana.files.export(file, &ana.place("dangling")),
            Err(FileError::AlreadyThere)
        ));
        assert!(!ana.place("nowhere").exists());
    }
}

/// Whatever a kill or the disk left of the database: files that lie beside it stay, the rest comes again.
#[test]
fn a_damaged_store_of_files_begins_anew() {
    let (ana, ben) = (Workshop::new(111), Workshop::new(112));
    ben.trusts(&ana);
    let (large, small) = (drawing(400_000), b"a small note".to_vec());
    for bytes in [&large, &small] {
        ana.files.import_bytes(bytes).unwrap();
        ben.files.import_bytes(bytes).unwrap();
    }
    let Workshop {
        files,
        home,
        folder,
        members: _,
    } = ana;
    drop(files);
    let place = folder.path().join("files");
    let database = place.join("blobs.db");
    let whole = std::fs::read(&database).unwrap();
    let ruins = [
        vec![0; whole.len()],
        vec![0; 4096],
        b"rubbish".to_vec(),
        whole[..whole.len() / 2].to_vec(),
    ];
    for (turn, ruin) in ruins.iter().enumerate() {
        std::fs::write(&database, ruin).unwrap();
        let files = Files::open(&home.net, &place, |_, _| Reading::Refused).unwrap();
        assert!(files.began_anew(), "turn {turn}");
        for (bytes, was_beside) in [(&large, true), (&small, false)] {
            let file = FileHash(*blake3::hash(bytes).as_bytes());
            let size = bytes.len() as u64;
            assert_eq!(
                files.has(file).unwrap().is_some(),
                was_beside,
                "turn {turn}"
            );
            files.fetch(file, size, ben.home.net.address());
            home.until("the end of a fetch", |event| match event {
                NetEvent::File {
                    event: FileEvent::Fetched { .. },
                    ..
                } => Some(()),
                NetEvent::File {
                    event: FileEvent::Failed(why),
                    ..
                } => panic!("{why}"),
                _ => None,
            });
            assert_eq!(files.read(file, size).unwrap(), *bytes);
        }
        drop(files);
    }
    // Empty: a kill between making the file and writing to it.
    std::fs::write(&database, b"").unwrap();
    drop(Files::open(&home.net, &place, |_, _| Reading::Refused).unwrap());
}

/// Names that lead elsewhere, mean a device, hide, or turn around, and what they become.
const NAMES: [(&str, &str); 10] = [
    ("../../x", "x"),
    ("..\\..\\y.stl", "y.stl"),
    ("/etc/passwd", "etc-passwd"),
    ("C:\\z.txt", "C--z.txt"),
    ("CON", "_CON"),
    ("aux.txt", "_aux.txt"),
    (".profile", "profile"),
    ("a/b/../c.txt", "a-b-..-c.txt"),
    ("what?.txt", "what-.txt"),
    ("trailing. .", "trailing"),
];

#[test]
fn a_file_is_saved_under_a_plain_name_whatever_it_is_called_in_the_commons() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_commonwright_under_test");
    let ana = tests::process::Workshop::new(program, folder.path(), "ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    attach_as(ana.home(), &NAMES.map(|(name, _)| name));
    let (deep, copies) = (folder.path().join("a/b"), folder.path().join("a/b/copies"));
    std::fs::create_dir_all(&copies).unwrap();
    let to = copies.to_str().unwrap();
    for (name, plain) in NAMES {
        let saved = ana.json(&["design", "save", "Seed cleaner", name, to]);
        let place = copies.join(plain);
        assert_eq!(saved["to"], place.to_str().unwrap(), "{name}");
        assert_eq!(
            std::fs::read_to_string(place).unwrap(),
            format!("of {name}")
        );
        // Nothing is written over, however it is called.
        ana.refused(&["design", "save", "Seed cleaner", name, to]);
    }
    let inside = |folder: &std::path::Path| std::fs::read_dir(folder).unwrap().count();
    assert_eq!(inside(&copies), NAMES.len());
    assert_eq!(
        (inside(&deep), inside(folder.path())),
        (1, 2),
        "nothing lies elsewhere"
    );
}

/// Attaches files under names that no program of ours would give them.
fn attach_as(home: &std::path::Path, names: &[&str]) {
    let home = app::home::Home::open(home, [0; 32]).unwrap();
    let id = home.commons().unwrap()[0];
    let mut commons = app::commons::Commons::open(&home, id).unwrap();
    let design = commons.find_design("Seed cleaner").unwrap();
    let kept = app::files::open(&home).unwrap();
    for name in names {
        let file = kept.keep_bytes(name, format!("of {name}").as_bytes());
        let when = app::deed::When::now(None);
        commons.attach(design, &file.unwrap(), None, when).unwrap();
    }
}
