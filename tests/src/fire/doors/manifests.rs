//! Open Know-How manifests: files from anywhere.

use super::super::dice::Dice;
use super::super::history::judge;
use super::super::mutants::scatter;
use model::admission::{DocumentState, Verdict};
use model::design::{self, View};
use model::document::Document;
use model::id::{CommonsId, LineId};
use model::key::DeviceKey;
use model::name::{DocumentKind, DocumentName};
use model::okh::{self, LINE_BYTES_MAX, Manifest, WARNINGS_MAX};

/// Manifests in every notation and dialect.
pub const HONEST: [(&str, &[u8]); 7] = [
    (
        "okh.yml",
        include_bytes!("../../../data/okh/seed-cleaner.okh.yml"),
    ),
    (
        "okh.toml",
        include_bytes!("../../../data/okh/rocket-stove.okh.toml"),
    ),
    (
        "okh.toml",
        include_bytes!("../../../data/okh/potentiostat.okh.toml"),
    ),
    (
        "okh.json",
        include_bytes!("../../../data/okh/wheel-hoe.json"),
    ),
    (
        "okh.yml",
        include_bytes!("../../../data/okh/lists-everywhere.okh.yml"),
    ),
    (
        "okh.yml",
        include_bytes!("../../../data/okh/aliased.okh.yml"),
    ),
    (
        "okh.json",
        include_bytes!("../../../data/okh/index-page.json"),
    ),
];

const FILE_NAMES: [&str; 3] = ["okh.yml", "okh.toml", "okh.json"];

/// The file name of a manifest that claims to be in this notation.
pub fn file_name(notation: u8) -> &'static str {
    FILE_NAMES[usize::from(notation) % FILE_NAMES.len()]
}

/// The notation that a file name stands for.
pub fn notation(file_name: &str) -> u8 {
    let place = FILE_NAMES.iter().position(|name| *name == file_name);
    place.unwrap_or_default() as u8
}

/// A mutant of a manifest: of its bytes, or of its lines.
pub fn mutant(manifest: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = manifest.to_vec();
    if dice.roll(2) == 0 {
        scatter(&mut bytes, dice);
        return bytes;
    }
    let mut lines: Vec<&[u8]> = manifest.split_inclusive(|byte| *byte == b'\n').collect();
    for _ in 0..=dice.roll(3) {
        let (at, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
        match dice.roll(4) {
            _ if lines.is_empty() => lines.push(ODD_LINES[0]),
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[other]),
            2 => lines.insert(at, ODD_LINES[dice.roll(ODD_LINES.len())]),
            _ => lines.swap(at, other),
        }
    }
    lines.concat()
}

const ODD_LINES: [&[u8]; 12] = [
    b"- - - [{[{\n",
    b"a: &a [*a, *a]\n",
    b"? {x: y}\n: z\n",
    b"license: [1, {a: b}, null]\n",
    b"  bom: |\n\t\n",
    b"[[part]]\n",
    b"part.part.part = {a = 1}\n",
    b"outer-dimensions: {width: 1e999, unit: furlong}\n",
    b"\"k\": \"\\ud800\",\n",
    b"--- !!binary |\n",
    b"name = '''\n",
    b"<<: {name: x}\n",
];

/// What can be read keeps its limits and makes a design that comes in.
pub fn take(file_name: &str, bytes: &[u8]) -> bool {
    let manifest = match okh::read(file_name, bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            assert!(error.line() != Some(0) && !error.to_string().is_empty());
            return false;
        }
    };
    assert!(manifest.name.len() <= LINE_BYTES_MAX && manifest.warnings.len() <= WARNINGS_MAX);
    take_design(&manifest);
    true
}

fn take_design(manifest: &Manifest) {
    let commons = CommonsId([0xc0; 16]);
    let key = DeviceKey::from_seed([7; 32]);
    let name = DocumentName::new(DocumentKind::Design, key.device(), [5; 16]);
    let mut document = Document::empty(commons, name.id(commons));
    let mut lines = 0_u64;
    let edits = manifest.edits(|| {
        lines += 1;
        LineId(lines.to_be_bytes())
    });
    let changes = design::create(&mut document, &edits, &key, 1_770_000_000_000);
    let changes = changes.expect("whatever can be read makes a design");
    let _ = View::of(&document);
    let mut state = DocumentState::new(commons, name);
    for change in changes {
        let verdict = super::super::history::admit(&mut state, &change.bytes);
        assert_eq!(
            verdict,
            Verdict::Admitted,
            "{:?}",
            judge(&state, &change.bytes)
        );
    }
}
