use super::backup::{self, Content, Part};
use super::*;
use crate::wire::{Message, unpack};
use model::change::{Header, SignedChange, chunk_hash};
use model::entry::{EntryChange, ledger_key};
use model::id::ChangeHash;
use model::key::DeviceKey;
use std::fs;
use std::path::PathBuf;

const COMMONS: CommonsId = CommonsId([3; 16]);

struct Stick(PathBuf);

impl Stick {
    fn new(story: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("commonwright-stick-{story}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ana() -> DeviceKey {
    DeviceKey::from_seed([1; 32])
}

fn head() -> BundleHead {
    BundleHead {
        commons: COMMONS,
        charter: DocumentName::charter(ana().device(), COMMONS),
    }
}

fn entries(count: u64) -> Vec<ToStore> {
    let name = DocumentName::ledger(ana().device(), 0);
    let document = name.id(COMMONS);
    let mut changes: Vec<ToStore> = Vec::new();
    for seq in 1..=count {
        let deps: Vec<ChangeHash> = changes
            .last()
            .map(|last| last.header.hash)
            .into_iter()
            .collect();
        let entry = EntryChange {
            actor: ana().device(),
            seq,
            start_op: seq,
            time_ms: 0,
            deps: deps.clone(),
            key: &ledger_key(seq),
            value: &[7; 90],
        };
        let bytes = entry.encode();
        let hash = chunk_hash(&bytes).unwrap();
        let signature = SignedChange::sign(&ana(), COMMONS, document, vec![], hash).signature;
        let header = Header {
            hash,
            actor: ana().device(),
            seq,
            start_op: seq,
            max_op: seq,
            time_ms: 0,
            deps,
            other_actors: vec![],
        };
        changes.push(ToStore {
            name,
            document,
            header,
            bytes,
            signature,
        });
    }
    changes
}

fn drawing() -> (FileHash, Vec<u8>) {
    let bytes = vec![5; 2_500_000];
    (FileHash(*blake3::hash(&bytes).as_bytes()), bytes)
}

fn written(stick: &Stick) -> PathBuf {
    let (path, (file, bytes)) = (stick.file("workshop.cwb"), drawing());
    let mut writer = BundleWriter::create(&path, &head(), None).unwrap();
    writer.add_changes(entries(600)).unwrap();
    writer
        .add_file(file, bytes.len() as u64, bytes.as_slice())
        .unwrap();
    let written = writer.finish().unwrap();
    assert_eq!((written.changes, written.files), (600, 1));
    assert_eq!(written.bytes, fs::metadata(&path).unwrap().len());
    path
}

#[test]
fn a_bundle_brings_changes_and_files() {
    let stick = Stick::new("whole");
    let bundle = Bundle::open_for(&written(&stick), None, COMMONS).unwrap();
    assert_eq!(bundle.head(), head());
    let mut changes = Vec::new();
    for frame in bundle.frames().unwrap() {
        let Ok(Message::Runs(packed)) = Message::decode(&frame.unwrap()) else {
            panic!("not a frame of runs");
        };
        for segment in unpack(&packed).unwrap() {
            changes.extend(segment.into_changes(COMMONS));
        }
    }
    let bytes: Vec<Vec<u8>> = changes.into_iter().map(|change| change.bytes).collect();
    assert_eq!(
        bytes,
        entries(600)
            .into_iter()
            .map(|change| change.bytes)
            .collect::<Vec<_>>()
    );
    let (file, drawn) = drawing();
    assert_eq!(bundle.files().unwrap(), [(file, 2_500_000)]);
    let mut copies = Vec::new();
    let copied = bundle.copy_files(
        |_, _| Ok(Some(Vec::new())),
        |file, bytes| {
            copies.push((file, bytes));
            Ok(())
        },
    );
    assert_eq!(copied.unwrap(), 1);
    assert_eq!(copies, [(file, drawn)]);
    assert_eq!(stick.names(), ["workshop.cwb"]);
}

#[test]
fn a_cut_bundle_is_noticed_wherever_it_was_cut() {
    let stick = Stick::new("cut");
    let whole = fs::read(written(&stick)).unwrap();
    let path = stick.file("cut.cwb");
    let cuts = (0..whole.len())
        .step_by(20_011)
        .chain(whole.len() - 60..whole.len());
    for end in cuts {
        fs::write(&path, &whole[..end]).unwrap();
        let error = Bundle::open(&path, None).unwrap_err();
        let is_named = match end {
            0..11 => matches!(error, BundleError::NotABundle),
            _ => matches!(error, BundleError::Truncated),
        };
        assert!(is_named, "cut at {end}: {error}");
    }
}

#[test]
fn a_changed_byte_anywhere_is_noticed() {
    let stick = Stick::new("changed");
    let whole = fs::read(written(&stick)).unwrap();
    let path = stick.file("changed.cwb");
    for at in (0..whole.len())
        .step_by(49_999)
        .chain(0..20)
        .chain(whole.len() - 60..whole.len())
    {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, &bytes).unwrap();
        assert!(Bundle::open(&path, None).is_err(), "byte {at}");
    }
    let mut longer = whole;
    longer.push(0);
    fs::write(&path, &longer).unwrap();
    assert!(matches!(
        Bundle::open(&path, None),
        Err(BundleError::Damaged)
    ));
}

#[test]
fn every_wrong_file_gets_its_own_answer() {
    let stick = Stick::new("wrong");
    let path = written(&stick);
    let other = CommonsId([9; 16]);
    assert!(matches!(
        Bundle::open_for(&path, None, other),
        Err(BundleError::WrongCommons { found: COMMONS })
    ));
    assert!(matches!(
        backup::read(&path, None),
        Err(BundleError::OtherKind)
    ));
    assert!(matches!(
        BundleWriter::create(&path, &head(), None),
        Err(BundleError::AlreadyThere)
    ));
    let mut newer = fs::read(&path).unwrap();
    newer[9] = 8;
    fs::write(stick.file("newer.cwb"), newer).unwrap();
    assert!(matches!(
        Bundle::open(&stick.file("newer.cwb"), None),
        Err(BundleError::Newer {
            found: 8,
            known: BUNDLE_VERSION
        })
    ));
    fs::write(stick.file("photo.jpg"), [0xff; 4000]).unwrap();
    assert!(matches!(
        Bundle::open(&stick.file("photo.jpg"), None),
        Err(BundleError::NotABundle)
    ));
    assert!(matches!(
        Bundle::open(&stick.0, None),
        Err(BundleError::NotABundle)
    ));
    assert!(matches!(
        Bundle::open(&stick.file("none"), None),
        Err(BundleError::Io(_))
    ));
}

#[test]
fn an_unfinished_bundle_leaves_nothing_behind() {
    let stick = Stick::new("unfinished");
    let mut writer = BundleWriter::create(&stick.file("half.cwb"), &head(), None).unwrap();
    writer.add_changes(entries(10)).unwrap();
    let (file, _) = drawing();
    let wrong = writer.add_file(file, 4, b"else".as_slice());
    assert!(matches!(wrong, Err(BundleError::WrongFile { file: named }) if named == file));
    drop(writer);
    assert!(stick.names().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stick_is_named() {
    let stick = Stick::new("full");
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let out = Writer::over(
        full,
        stick.file("making"),
        stick.file("never.cwb"),
        Kind::Bundle,
        None,
    )
    .unwrap();
    let mut writer = BundleWriter::begin(out, &head()).unwrap();
    writer.add_changes(entries(10)).unwrap();
    assert!(matches!(writer.finish(), Err(BundleError::Full)));
    assert!(stick.names().is_empty());
}

#[test]
fn a_backup_holds_a_whole_home() {
    let stick = Stick::new("backup");
    let (path, large) = (stick.file("home.cwbackup"), vec![9; 3_000_000]);
    fs::write(stick.file("records"), &large).unwrap();
    let part = |name: &str, content| Part {
        name: name.into(),
        content,
    };
    let length = backup::write(
        &path,
        [
            part("secret", Content::Bytes(vec![1; 32])),
            part(
                "commons/a1/records.cw",
                Content::File(stick.file("records")),
            ),
            part("empty", Content::Bytes(vec![])),
        ],
        None,
    );
    assert_eq!(length.unwrap(), fs::metadata(&path).unwrap().len());
    let backup = backup::read(&path, None).unwrap();
    let parts: Vec<(&str, u64)> = backup
        .parts()
        .iter()
        .map(|(name, size)| (name.as_str(), *size))
        .collect();
    assert_eq!(
        parts,
        [
            ("commons/a1/records.cw", 3_000_000),
            ("empty", 0),
            ("secret", 32)
        ]
    );
    assert_eq!(backup.part("secret").unwrap(), [1; 32]);
    backup
        .extract("commons/a1/records.cw", &stick.file("restored"))
        .unwrap();
    assert_eq!(fs::read(stick.file("restored")).unwrap(), large);
    assert!(matches!(
        backup.part("nothing"),
        Err(BundleError::NotInside)
    ));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    for name in [
        "../secret",
        "/etc/passwd",
        "a//b",
        "",
        "a\\b",
        "c:d",
        ".hidden",
    ] {
        let written = backup::write(
            &stick.file("bad"),
            [part(name, Content::Bytes(vec![]))],
            None,
        );
        assert!(matches!(written, Err(BundleError::PartName(_))), "{name}");
    }
    assert!(matches!(
        Bundle::open(&path, None),
        Err(BundleError::OtherKind)
    ));
}

fn passphrase(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned()).unwrap()
}

fn seal() -> Seal {
    Seal {
        passphrase: passphrase("four words of chaff"),
        salt: [0xa7; 16],
    }
}

#[test]
fn a_sealed_bundle_shows_nothing_and_opens_with_its_passphrase_only() {
    let stick = Stick::new("sealed");
    let (path, (file, bytes)) = (stick.file("sealed.cwb"), drawing());
    let mut writer = BundleWriter::create(&path, &head(), Some(&seal())).unwrap();
    writer.add_changes(entries(600)).unwrap();
    writer
        .add_file(file, bytes.len() as u64, bytes.as_slice())
        .unwrap();
    let written = writer.finish().unwrap();
    let sealed = fs::read(&path).unwrap();
    assert_eq!(written.bytes, sealed.len() as u64);
    for plain in [&b"cwbundle"[..], &file.0, &COMMONS.0, &bytes[..32]] {
        assert!(!sealed.windows(plain.len()).any(|part| part == plain));
    }
    assert!(is_sealed(&path).unwrap());

    let right = passphrase("four words of chaff");
    let wrong = passphrase("four words of wheat");
    assert!(opens(&path, &right) && !opens(&path, &wrong));
    assert!(matches!(
        Bundle::open(&path, None),
        Err(BundleError::Sealed)
    ));
    assert!(matches!(
        Bundle::open(&path, Some(&wrong)),
        Err(BundleError::WrongPassphrase)
    ));
    let bundle = Bundle::open_for(&path, Some(&right), COMMONS).unwrap();
    assert!(bundle.is_sealed());
    assert_eq!(bundle.files().unwrap(), [(file, 2_500_000)]);
    let frames: Vec<_> = bundle.frames().unwrap().map(Result::unwrap).collect();
    let plain = Bundle::open(&self::written(&stick), None).unwrap();
    let expected: Vec<_> = plain.frames().unwrap().map(Result::unwrap).collect();
    assert_eq!(frames, expected);
}

#[test]
fn a_sealed_bundle_that_was_cut_or_changed_is_not_opened() {
    let stick = Stick::new("sealed-cut");
    let path = stick.file("sealed.cwb");
    let mut writer = BundleWriter::create(&path, &head(), Some(&seal())).unwrap();
    writer.add_changes(entries(600)).unwrap();
    writer.finish().unwrap();
    let whole = fs::read(&path).unwrap();
    let right = passphrase("four words of chaff");
    for at in [60, 70, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..at]).unwrap();
        let cut = Bundle::open(&path, Some(&right)).unwrap_err();
        assert!(
            matches!(cut, BundleError::Truncated | BundleError::Damaged),
            "{at}: {cut}"
        );
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        let changed = Bundle::open(&path, Some(&right)).unwrap_err();
        assert!(matches!(changed, BundleError::Damaged), "{at}: {changed}");
    }
    fs::write(&path, &whole[..20]).unwrap();
    assert!(Bundle::open(&path, Some(&right)).is_err());
}

#[test]
fn a_sealed_backup_holds_the_secret_where_nobody_reads_it() {
    let stick = Stick::new("sealed-backup");
    let path = stick.file("home.cwbackup");
    let secret = Part {
        name: "secret".into(),
        content: Content::Bytes(vec![0x5e; 32]),
    };
    backup::write(&path, [secret], Some(&seal())).unwrap();
    let sealed = fs::read(&path).unwrap();
    assert!(!sealed.windows(8).any(|part| part == [0x5e; 8]));
    assert!(matches!(
        backup::read(&path, None),
        Err(BundleError::Sealed)
    ));
    let right = passphrase("four words of chaff");
    let backup = backup::read(&path, Some(&right)).unwrap();
    assert_eq!(backup.part("secret").unwrap(), [0x5e; 32]);
    assert!(matches!(
        Bundle::open(&path, Some(&right)),
        Err(BundleError::OtherKind)
    ));
}

/// What a closed commons wrote lies in it, whatever others may do with new files of this account.
#[cfg(unix)]
#[test]
fn a_bundle_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let stick = Stick::new("mode");
    let path = stick.file("valley.bundle");
    let writer = BundleWriter::create(&path, &head(), None).unwrap();
    writer.finish().unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
