//! Open Know-How manifests come in: own samples of every dialect, and the real ones of the shared folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::design::{self, Column, Field, LinkRole, LongText, Table, View, WordSet};
use model::document::Document;
use model::id::{CommonsId, DocumentId, LineId};
use model::key::DeviceKey;
use model::licence::{Certainty, Doubt};
use model::okh::{self, Dialect, Manifest, ManifestError, Reason, Size, Written};

#[test]
fn a_manifest_of_the_first_dialect_comes_in_whole() {
    let cleaner = sample("seed-cleaner.okh.yml").unwrap();
    assert_eq!(cleaner.dialect, Dialect::V1);
    assert_eq!(cleaner.name, "Hand-cranked seed cleaner");
    assert_eq!(
        cleaner.version.as_deref(),
        Some("1.10"),
        "a version keeps its digits"
    );
    assert_eq!(
        cleaner.licence().as_deref(),
        Some("CERN-OHL-1.2 AND CC-BY-SA-4.0")
    );
    assert!(
        cleaner
            .licences
            .iter()
            .all(|licence| licence.found.certainty == Certainty::Reworded)
    );
    assert_eq!(cleaner.languages, ["de-DE"]);
    assert_eq!(cleaner.keywords, ["seed", "harvest", "hand power"]);
    assert_eq!(
        (cleaner.made, cleaner.made_independently),
        (Some(true), Some(false))
    );
    assert_eq!(cleaner.files.len(), 6);
    assert_eq!(
        cleaner.picture().and_then(|file| file.path()),
        Some("pictures/cleaner.jpg")
    );
    let roles: Vec<_> = cleaner.links.iter().map(|link| link.role).collect();
    assert_eq!(
        roles,
        [LinkRole::Parent, LinkRole::SubDesign, LinkRole::Standard]
    );
    assert_eq!(kept(&cleaner), ["contact", "license", "our-own-key"]);
    assert_eq!(
        cleaner.other[2].1.to_json(),
        r#"{"sieve-widths-mm":[4.50,7,"0x0A"]}"#
    );
}

#[test]
fn a_manifest_becomes_a_design_and_addresses_wait_for_consent() {
    let shown = view(&sample("seed-cleaner.okh.yml").unwrap());
    assert!(shown.field(Field::SafetyNotice).starts_with("Keep fingers"));
    assert_eq!(shown.field(Field::Licence), "CERN-OHL-1.2");
    assert_eq!(shown.field(Field::DocumentationLicence), "CC-BY-SA-4.0");
    assert!(
        shown.field(Field::Function).ends_with("a fan."),
        "the first paragraph says what it is for"
    );
    assert!(shown.text(LongText::Description).contains("village smith"));
    assert_eq!(shown.lines(Table::People).len(), 4);
    assert!(
        shown
            .lines(Table::People)
            .iter()
            .all(|line| !line.cells.contains_key(&Column::Email))
    );
    assert!(!format!("{shown:?}").contains("ana@example.org"));
    assert_eq!(shown.words[&WordSet::Keywords].len(), 3);
    let picture = shown.field(Field::Picture).to_owned();
    assert!(
        shown
            .lines(Table::Files)
            .iter()
            .any(|line| line.id.to_string() == picture)
    );
    assert!(
        shown
            .lines(Table::Files)
            .iter()
            .all(|line| !line.cells.contains_key(&Column::File))
    );
}

#[test]
fn a_converted_manifest_with_odd_cases_and_quotes_comes_in() {
    let stove = sample("rocket-stove.okh.toml").unwrap();
    assert_eq!(stove.dialect, Dialect::Losh);
    assert_eq!(stove.name, "RS-02 Rocket stove for a school kitchen");
    assert_eq!(stove.version.as_deref(), Some("2.0"));
    assert_eq!(stove.licence().as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(stove.licensors[1].name, "Workshop Sol");
    assert_eq!(
        stove.licensors[1].email.as_deref(),
        Some("workshop@example.org")
    );
    assert_eq!(stove.organisation.as_deref(), Some("Cooperativa Sol"));
    assert_eq!(stove.mass.as_deref(), Some("38500"));
    assert_eq!(stove.size.depth.as_deref(), Some("450"));
    assert_eq!(kept(&stove), ["license", "chimney-diameter-mm"]);
    let reasons: Vec<Reason> = stove
        .warnings
        .iter()
        .map(|warning| warning.reason.clone())
        .collect();
    let expected = [
        Reason::LicenceToConfirm("LicenseRef-CC BY-SA-4.0".into()),
        Reason::NotALanguage("Español-MX".into()),
        Reason::NotALevel("Prototype".into()),
    ];
    assert_eq!(reasons, expected);
    assert_eq!(view(&stove).lines(Table::Links).len(), 1);
}

#[test]
fn the_present_dialect_brings_parts_and_a_broken_shape_costs_only_itself() {
    let meter = sample("potentiostat.okh.toml").unwrap();
    assert_eq!(meter.dialect, Dialect::V2);
    assert_eq!(
        meter.licence().as_deref(),
        Some("CERN-OHL-W-2.0 AND GPL-3.0-or-later")
    );
    assert!(!meter.licences[0].found.needs_confirmation());
    assert_eq!(meter.licensors[0].name, "Cleo Marchetti");
    assert_eq!(
        meter.picture().and_then(|picture| picture.title.as_deref()),
        Some("the board")
    );
    let [case, board] = meter.parts.as_slice() else {
        panic!("{:?}", meter.parts)
    };
    assert_eq!(
        (case.mass.as_deref(), case.size.clone()),
        (Some("62"), Size::default())
    );
    assert_eq!(board.size.height.as_deref(), Some("1.6"));
    let [warning] = meter.warnings.as_slice() else {
        panic!("{:?}", meter.warnings)
    };
    assert!(
        matches!(&warning.reason, Reason::NotAMeasure(shape) if shape.contains("cube(size = [90,60,25]"))
    );
    assert!(
        kept(&meter).contains(&"part"),
        "the broken shape stays as written"
    );
    let shown = view(&meter);
    assert_eq!(shown.lines(Table::Parts).len(), 2);
    assert_eq!(shown.lines(Table::Files).len(), meter.files.len() + 5);
}

#[test]
fn json_and_lists_everywhere_come_in_too() {
    let hoe = sample("wheel-hoe.json").unwrap();
    assert_eq!(hoe.tools, ["Welder", "Drill"]);
    assert_eq!(hoe.parts[0].quantity.as_deref(), Some("2"));
    assert_eq!(view(&hoe).field(Field::Licence), "PPL");

    let coop = sample("lists-everywhere.okh.yml").unwrap();
    assert_eq!(coop.name, "Mobile chicken coop");
    assert_eq!(
        coop.licence(),
        None,
        "a person has to say which of CERN's licences"
    );
    assert!(matches!(
        coop.licences[0].found.certainty,
        Certainty::Ask(Doubt::OneOf(_))
    ));
    assert_eq!(
        view(&coop).field(Field::Licence),
        "LicenseRef-CERN",
        "until then it stays as written"
    );
    let said = |field: &str, reason: Reason| {
        let found = coop
            .warnings
            .iter()
            .any(|warning| warning.field == field && warning.reason == reason);
        assert!(found, "{field}: {reason} is not among {:?}", coop.warnings);
    };
    said("version", Reason::SeveralValues);
    said("project-link", Reason::NotAnAddress("not a link".into()));
    said("development-stage", Reason::Placeholder);
    said("bom", Reason::NotReadable);
    said("made", Reason::SaidTwice);
}

#[test]
fn a_file_that_does_not_parse_is_refused_by_name_with_its_line_and_the_rest_go_on() {
    let mut come_in = Vec::new();
    let mut refused = BTreeMap::new();
    for (name, bytes) in files(&own()) {
        match okh::read(&name, &bytes) {
            Ok(manifest) => come_in.push(manifest.name),
            Err(error) => assert!(refused.insert(name, error).is_none()),
        }
    }
    assert_eq!(
        (come_in.len(), refused.len()),
        (6, 5),
        "{come_in:?} {refused:?}"
    );
    assert_eq!(refused["broken-solar-dryer.okh.toml"].line(), Some(3));
    assert!(
        refused["broken-corn-sheller.okh.yml"]
            .to_string()
            .contains("line 7, column 20")
    );
    assert_eq!(refused["aliased.okh.yml"].line(), Some(2));
    assert_eq!(refused["unfilled.okh.yml"], ManifestError::Empty);
    assert_eq!(
        refused["index-page.json"],
        ManifestError::SeveralManifests { count: 2 }
    );
}

#[test]
fn too_much_is_refused_before_it_hurts() {
    let large = vec![b'#'; okh::MANIFEST_BYTES_MAX + 1];
    assert!(matches!(
        okh::read("okh.yml", &large),
        Err(ManifestError::TooLarge { .. })
    ));
    for opener in ["[", "{a: ", "- ", "a:\n "] {
        let deep = format!("title: {}", opener.repeat(50_000));
        assert!(okh::read("okh.yml", deep.as_bytes()).is_err(), "{opener}");
    }
    let deep = format!("name = {}", "[".repeat(50_000));
    assert!(okh::read("okh.toml", deep.as_bytes()).is_err());
    let dotted = format!("name = 'x'\n{}a = 1", "a.".repeat(50_000));
    assert!(okh::read("okh.toml", dotted.as_bytes()).is_err());
    let mut bomb = String::from("title: bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..20 {
        bomb += &format!(
            "a{n}: &a{n} [{}]\n",
            vec![format!("*a{}", n - 1); 10].join(", ")
        );
    }
    assert_eq!(
        okh::read("okh.yml", bomb.as_bytes()).unwrap_err().line(),
        Some(3)
    );
    let wide = format!(
        "title: wide\nkeywords: [{}]\n",
        "x, ".repeat(okh::NODES_MAX)
    );
    assert!(okh::read("okh.yml", wide.as_bytes()).is_err());
    let long = format!(
        "title: long\nfunction: {}\nx: {}\n",
        "f ".repeat(100_000),
        "ü\"".repeat(20_000)
    );
    let manifest = okh::read("okh.yml", long.as_bytes()).unwrap();
    assert!(
        manifest
            .warnings
            .iter()
            .any(|warning| warning.reason == Reason::Cut)
    );
    assert!(
        view(&manifest).other.len() > 2,
        "a long unknown value is kept in pieces"
    );
}

/// Every sample with hundreds of small harms done to it: nothing panics, and what still comes in makes a design.
#[test]
fn no_bytes_make_the_reader_fall_over() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut come_in = 0;
    for (name, bytes) in files(&own()) {
        for round in 0..400 {
            if let Ok(manifest) = okh::read(&name, &harm(&bytes, &mut dice)) {
                come_in += 1;
                if round % 40 == 0 {
                    view(&manifest);
                }
            }
        }
        for end in (0..bytes.len()).step_by(7) {
            let _ = okh::read(&name, &bytes[..end]);
        }
    }
    assert!(come_in > 400, "harm should not always be fatal: {come_in}");
}

/// At least 175 of the 180, with what their sources have, field by field against another reading of the same file.
#[test]
fn the_real_manifests_come_in_with_what_their_sources_have() {
    let Some(folder) = shared() else { return };
    let all = files(&folder);
    assert_eq!(all.len(), 180);
    let mut refused = BTreeMap::new();
    let mut come_in = 0;
    for (name, bytes) in &all {
        match okh::read(name, bytes) {
            Ok(manifest) => {
                compare(&manifest, &raw(name, bytes));
                let shown = view(&manifest);
                assert_eq!(shown.field(Field::Name), manifest.name);
                assert_eq!(
                    shown.field(Field::Licence).is_empty(),
                    manifest.licences.is_empty(),
                    "{name}"
                );
                come_in += 1;
            }
            Err(error) => assert!(refused.insert(&name[..3], error).is_none()),
        }
    }
    assert_eq!((come_in, refused.len()), (176, 4), "{refused:?}");
    assert_eq!(
        refused["148"],
        ManifestError::SeveralManifests { count: 20 },
        "a page of an index, no manifest"
    );
    assert_eq!(
        refused["153"].line(),
        Some(41),
        "an @ where no value can begin"
    );
    assert_eq!(refused["160"], ManifestError::Empty, "only comments");
    assert_eq!(refused["174"], ManifestError::Empty, "an empty file");
}

type Raw = serde_json::Value;

#[test]
fn what_is_written_reads_as_what_was_read() {
    let mut folders = vec![own()];
    folders.extend(shared());
    let mut written = 0;
    for folder in folders {
        for (name, bytes) in files(&folder) {
            let Ok(read) = okh::read(&name, &bytes) else {
                continue;
            };
            let view = view(&read);
            for (dialect, file) in [(Written::V2, "okh.toml"), (Written::V1, "okh-again.yml")] {
                let out = okh::write(&view, "urn:commons:c:design:d", dialect);
                let again = okh::read(file, out.text.as_bytes())
                    .unwrap_or_else(|error| panic!("{name} as {file}: {error}\n{}", out.text));
                let same = |what: &str, is_same: bool| {
                    assert!(is_same, "{name} as {file}: {what}\n{}", out.text)
                };
                same("name", again.name == read.name);
                same(
                    "function",
                    again.function.is_some() == read.function.is_some(),
                );
                same(
                    "licence",
                    again.licences.is_empty() == view.field(Field::Licence).is_empty(),
                );
                same("version", again.version == read.version);
                same(
                    "licensors",
                    called(&again.licensors) == called(&read.licensors),
                );
                let licence = |manifest: &Manifest| {
                    manifest
                        .fields()
                        .into_iter()
                        .find(|(field, _)| *field == Field::Licence)
                };
                if read.licence().is_some() && read.licences.len() == 1 {
                    same("licence as written", licence(&again) == licence(&read));
                }
                // No address of a person leaves, whatever stood in the source.
                same(
                    "no address",
                    again.licensors.iter().all(|person| person.email.is_none()),
                );
                written += 1;
            }
        }
    }
    assert!(written >= 12, "{written} were written");
}

fn called(people: &[okh::Person]) -> Vec<&str> {
    people.iter().map(|person| person.name.as_str()).collect()
}

fn compare(manifest: &Manifest, raw: &Raw) {
    let name = &manifest.file_name;
    let title = first_of(raw, &["name", "title"]).map(|value| words(&scalars(value)[0]));
    assert_eq!(Some(&manifest.name), title.as_ref(), "{name}: name");

    let licences: Vec<String> = first_of(raw, &["license"]).map(scalars).unwrap_or_default();
    let read: Vec<&String> = manifest
        .licences
        .iter()
        .map(|licence| &licence.found.raw)
        .collect();
    assert!(
        licences.iter().all(|licence| read.contains(&licence)),
        "{name}: {licences:?} {read:?}"
    );

    let licensors: Vec<String> = match raw.get("licensor") {
        Some(Raw::Object(person)) => first_of(
            &Raw::Object(person.clone()),
            &["name", "affiliation", "email"],
        )
        .map(scalars)
        .unwrap_or_default(),
        Some(people) => scalars(people),
        None => Vec::new(),
    };
    assert_eq!(
        manifest.licensors.len(),
        licensors.len(),
        "{name}: licensors"
    );
    for (person, written) in manifest.licensors.iter().zip(&licensors) {
        assert!(
            words(written).starts_with(&person.name),
            "{name}: {written} {}",
            person.name
        );
        let rest = words(written).replacen(&person.name, "", 1);
        let address = person
            .email
            .as_deref()
            .map(|address| format!("<{address}>"))
            .unwrap_or_default();
        assert!(
            rest.is_empty() || rest.trim() == address,
            "{name}: {rest} is lost"
        );
    }

    let function =
        first_of(raw, &["function", "description"]).map(|value| words(&scalars(value)[0]));
    let told = [&manifest.function, &manifest.description]
        .map(|text| text.as_ref().map(|text| words(text)));
    assert!(
        told.contains(&function),
        "{name}: {function:?} is not {told:?}"
    );
    assert_eq!(
        manifest.function.is_some(),
        function.is_some(),
        "{name}: function"
    );
    if let Some(version) = raw
        .get("version")
        .and_then(Raw::as_str)
        .filter(|text| !text.trim().is_empty())
    {
        assert_eq!(
            manifest.version.as_deref(),
            Some(version.trim()),
            "{name}: version"
        );
    }
    nothing_is_lost(manifest, raw);
}

/// Every single-line text of the source stands somewhere in the manifest or among its unknown values.
fn nothing_is_lost(manifest: &Manifest, raw: &Raw) {
    let told = words(&format!("{manifest:?}")).to_lowercase();
    for (key, value) in raw.as_object().unwrap() {
        let texts = scalars(value)
            .into_iter()
            .filter(|text| !text.contains(['\n', '"', '\'', '\\']));
        for text in texts.map(|text| words(&text).to_lowercase()) {
            // The first three are compared above, word by word; measures are converted.
            let elsewhere = [
                "function",
                "description",
                "licensor",
                "mass",
                "part",
                "outer-dimensions",
            ]
            .contains(&key.as_str());
            assert!(
                elsewhere || told.contains(&text),
                "{}: {key}: {text} is lost",
                manifest.file_name
            );
        }
    }
}

fn first_of<'a>(raw: &'a Raw, keys: &[&str]) -> Option<&'a Raw> {
    keys.iter()
        .find_map(|key| raw.get(key))
        .filter(|value| !scalars(value).is_empty())
}

/// Every text and number in a value.
fn scalars(value: &Raw) -> Vec<String> {
    match value {
        Raw::Null => Vec::new(),
        Raw::String(text) if text.trim().is_empty() => Vec::new(),
        Raw::String(text) => vec![text.clone()],
        Raw::Bool(yes) => vec![yes.to_string()],
        Raw::Number(number) => vec![number.to_string()],
        Raw::Array(values) => values.iter().flat_map(scalars).collect(),
        Raw::Object(entries) => entries.values().flat_map(scalars).collect(),
    }
}

/// Words with single spaces and without the quotation marks around them.
fn words(text: &str) -> String {
    let hidden = |c: &char| {
        matches!(
            c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{AD}' | '\u{FEFF}'
        )
    };
    let visible: String = text.chars().filter(|c| !hidden(c)).collect();
    let one_line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.trim_matches(['"', '\'']).trim().to_owned()
}

/// The same file by way of serde, without this program's reader.
fn raw(name: &str, bytes: &[u8]) -> Raw {
    let text = std::str::from_utf8(bytes).unwrap();
    if name.ends_with(".toml") {
        return serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    }
    if name.ends_with(".json") {
        return serde_json::from_str(text).unwrap();
    }
    // One manifest says a key twice, which serde refuses; the first of the two counts.
    let mut keys = std::collections::BTreeSet::new();
    let mut once = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('%')) {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        let is_key = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !is_key || keys.insert(key.to_owned()) {
            once.push(line);
        }
    }
    serde_norway::from_str(&once.join("\n")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh")
}

/// The folder of real manifests; says loudly when it is not there.
fn shared() -> Option<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Beside the project, or one folder further up for a second working copy.
    let found = ["../../shared/okh", "../../../shared/okh"]
        .map(|path| tests.join(path))
        .into_iter()
        .find(|f| f.is_dir());
    if found.is_none() {
        eprintln!(
            "\n!!! ../shared/okh IS MISSING: the 180 real manifests were NOT read, only the project's own\n"
        );
    }
    found
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "csv"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    found.sort();
    found
}

fn sample(name: &str) -> Result<Manifest, ManifestError> {
    okh::read(name, &std::fs::read(own().join(name)).unwrap())
}

fn kept(manifest: &Manifest) -> Vec<&str> {
    manifest.other.iter().map(|(key, _)| key.as_str()).collect()
}

fn view(manifest: &Manifest) -> View {
    let key = DeviceKey::from_seed([7; 32]);
    let mut document = Document::empty(CommonsId([1; 16]), DocumentId([2; 32]));
    let mut lines = 0u64;
    let edits = manifest.edits(|| {
        lines += 1;
        LineId(lines.to_be_bytes())
    });
    design::create(&mut document, &edits, &key, 1_770_000_000_000)
        .unwrap_or_else(|error| panic!("{}: {error}", manifest.file_name));
    View::of(&document)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn harm(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    const SIGNS: [&[u8]; 27] = [
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b"- ",
        b"\n",
        b"\"",
        b"'",
        b"&a ",
        b"*a",
        b"!x ",
        b"%",
        b"\t",
        b"|\n",
        b">",
        b"=",
        b"\0",
        b"\xff",
        b"\xe2\x80\xae",
        b"? ",
        b"<<: ",
        b"---\n",
        b"...\n",
        b"\xef\xbb\xbf",
        b"1e999",
        b"!!float x",
    ];
    let mut harmed = bytes.to_vec();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(harmed.len() + 1);
        match dice.below(4) {
            0 if at < harmed.len() => harmed[at] = dice.below(256) as u8,
            1 => drop(harmed.splice(at..at, SIGNS[dice.below(SIGNS.len())].iter().copied())),
            2 => drop(harmed.drain(at..(at + dice.below(12)).min(harmed.len()))),
            _ => {
                let copy = harmed[at..(at + dice.below(60)).min(harmed.len())].to_vec();
                let to = dice.below(harmed.len() + 1);
                drop(harmed.splice(to..to, copy));
            }
        }
    }
    harmed
}
