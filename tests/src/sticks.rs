//! Bundles: files from a stick. They are one more door like those in `fire::doors`, but a driver
//! reads them, with all libraries of the network, which the other fuzz targets do without.

use super::fire::dice::Dice;
use super::fire::doors::frames;
use super::fire::mutants::scatter;
use model::id::{CommonsId, FileHash};
use model::key::DeviceKey;
use model::name::DocumentName;
use std::path::Path;
use sync::drivers::bundle::{Bundle, BundleHead, BundleWriter};

const COMMONS: CommonsId = CommonsId([0xc0; 16]);
const HEAD_BYTES: usize = 11;
const END: u8 = 255;

/// A bundle of a few entries and two files, made at that place.
pub fn honest(at: &Path) -> Vec<u8> {
    let head = BundleHead {
        commons: COMMONS,
        charter: DocumentName::charter(DeviceKey::from_seed([1; 32]).device(), COMMONS),
    };
    let mut writer = BundleWriter::create(at, &head, None).expect("nothing is there yet");
    writer.add_changes(frames::changes()).expect("room");
    for file in [&b"a drawing"[..], &[7; 3000]] {
        let hash = FileHash(*blake3::hash(file).as_bytes());
        writer
            .add_file(hash, file.len() as u64, file)
            .expect("room");
    }
    writer.finish().expect("room");
    let bytes = std::fs::read(at).expect("just written");
    std::fs::remove_file(at).expect("just written");
    bytes
}

/// A mutant of a bundle; mostly its end fits again, so that it is looked into.
pub fn mutant(bundle: &[u8], dice: &mut Dice) -> Vec<u8> {
    if dice.roll(4) == 0 {
        let mut bytes = bundle.to_vec();
        scatter(&mut bytes, dice);
        return bytes;
    }
    let mut sections = sections(bundle).expect("a whole bundle");
    let (at, other) = (dice.roll(sections.len()), dice.roll(sections.len()));
    match dice.roll(6) {
        0 => drop(sections.remove(at)),
        1 => sections.swap(at, other),
        2 => sections[at].0 = [0, 1, 2, 3, 4, 5, 16, 17][dice.roll(8)],
        3 => sections.insert(at, sections[other].clone()),
        _ => scatter(&mut sections[at].1, dice),
    }
    sealed(&sections)
}

/// The sections of a bundle, as far as it is one.
pub fn sections(bundle: &[u8]) -> Option<Vec<(u8, Vec<u8>)>> {
    let mut rest = bundle.get(HEAD_BYTES..)?;
    let mut sections = Vec::new();
    while *rest.first()? != END {
        let (head, after) = rest.split_first_chunk::<5>()?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let (content, after) = after.split_at_checked(length)?;
        sections.push((head[0], content.to_vec()));
        rest = after;
    }
    Some(sections)
}

/// A bundle of these sections, with an end that fits (docs/storage.md).
pub fn sealed(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"cwbundle\x00\x01\x00".to_vec();
    for (tag, content) in sections {
        bytes.push(*tag);
        bytes.extend((content.len() as u32).to_be_bytes());
        bytes.extend(content);
    }
    let (before, digest) = (bytes.len() as u64, *blake3::hash(&bytes).as_bytes());
    bytes.push(END);
    bytes.extend(48_u32.to_be_bytes());
    bytes.extend((sections.len() as u64).to_be_bytes());
    bytes.extend(before.to_be_bytes());
    bytes.extend(digest);
    bytes
}

/// A file with these bytes at that place is read to its end as a bundle.
pub fn take(at: &Path, bytes: &[u8]) -> bool {
    std::fs::write(at, bytes).expect("room");
    let Ok(bundle) = Bundle::open(at, None) else {
        return false;
    };
    assert!(Bundle::open_for(at, None, bundle.head().commons).is_ok());
    let mut all_read = true;
    for frame in bundle.frames().expect("it was just opened") {
        all_read &= frames::take(&frame.expect("it was read before"));
    }
    let files = bundle.files();
    let mut copied = Vec::new();
    let place = |_, _| Ok(Some(Vec::new()));
    let done = |file: FileHash, content: Vec<u8>| {
        assert_eq!(*blake3::hash(&content).as_bytes(), file.0);
        copied.push(file);
        Ok(())
    };
    if let Ok(count) = bundle.copy_files(place, done) {
        let named = files.expect("they could be copied");
        assert_eq!(count, copied.len() as u64);
        assert!(named.iter().map(|(file, _)| file).eq(&copied));
    }
    all_read
}
