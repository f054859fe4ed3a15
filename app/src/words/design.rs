//! A design's page, and the names of everything in a design.

use model::design::{Column, Field, FileRole, LongText, Missing, Place, Table, View, WordSet};
use model::id::LineId;
use model::ledger::Verdict;

use crate::action::DesignTab;
use crate::view::{FilePlace, Seal, StateReview};
use crate::words::{bytes, count};

/// Log work.
pub const LOG_WORK: &str = "Log work";
/// Report use.
pub const REPORT_USE: &str = "Report use";
/// Release.
pub const RELEASE: &str = "Release";
/// Back to all designs.
pub const BACK: &str = "All designs";
/// Unsafe.
pub const UNSAFE: &str = "Unsafe: do not build or use this as it stands";
/// Safety notice.
pub const SAFETY: &str = "Safety";
/// A design without a name.
pub const NO_NAME: &str = "Design without a name";
/// A design that was withdrawn.
pub const WITHDRAWN: &str = "Withdrawn: it stays readable and is not in the catalogue any more.";
/// Nothing to read.
pub const NOTHING_TO_READ: &str = "Nothing is written here yet";
/// Why, and what to do.
pub const NOTHING_TO_READ_WHY: &str = "A sentence on what it does is a good start.";
/// Start writing.
pub const WRITE: &str = "Write something";
/// The aside.
pub const FACTS: &str = "At a glance";
/// Steps.
pub const STEPS: &str = "Steps";
/// Add a step.
pub const ADD_STEP: &str = "Add a step";
/// Remove a step.
pub const REMOVE_STEP: &str = "Remove this step";
/// Parts.
pub const PARTS: &str = "Parts";
/// No parts.
pub const NO_PARTS: &str = "The parts list stands here";
/// Why there are none.
pub const NO_PARTS_WHY: &str = "No parts yet. Everything one needs to buy or make, line by line.";
/// Add a part.
pub const ADD_PART: &str = "Add a part";
/// Remove a part.
pub const REMOVE_PART: &str = "Remove this part";
/// Files.
pub const FILES: &str = "Files";
/// No files.
pub const NO_FILES: &str = "Files stand here";
/// Why there are none.
pub const NO_FILES_WHY: &str = "No files yet. Drag pictures, models and drawings onto this page.";
/// Attach a file.
pub const ATTACH: &str = "Attach a file";
/// Open a file.
pub const OPEN: &str = "Open";
/// A file's source.
pub const OPEN_SOURCE: &str = "Open its source";
/// Remove a file.
pub const REMOVE_FILE: &str = "Remove this file";
/// Put a picture on the card.
pub const COVER: &str = "Show on the card";
/// It is on the card.
pub const IS_COVER: &str = "On the card";
/// Show a file here.
pub const SHOW: &str = "Show";
/// A model that can be turned.
pub const MODEL: &str = "Model: drag to turn it";
/// Turn.
pub const TURN_LEFT: &str = "Turn left";
/// Turn.
pub const TURN_RIGHT: &str = "Turn right";
/// Tilt.
pub const TILT: &str = "Tilt";
/// A preview that is being made.
pub const COMING: &str = "Loading…";
/// Versions.
pub const VERSIONS: &str = "Released versions";
/// No versions.
pub const NO_VERSIONS: &str = "No version was released yet.";
/// Who changed what.
pub const HISTORY: &str = "Who changed what";
/// A version.
pub const VERSION: &str = "Version";
/// Its hint.
pub const VERSION_HINT: &str = "1.0";
/// What is new.
pub const NEW_IN_IT: &str = "What is new";
/// Release it.
pub const RELEASE_BUTTON: &str = "Release this state";
/// What a release is.
pub const RELEASE_WHY: &str = "A release never changes: others cite it, build it and review it. It names exactly what is on the screen.";
/// A version is missing.
pub const VERSION_FIRST: &str = "Give the version a number first";
/// A variant.
pub const VARIANT: &str = "Make a variant";
/// What it is.
pub const VARIANT_WHY: &str = "A design of your own that begins with everything of this one, under the same licence, and names where it came from.";
/// Its name.
pub const VARIANT_NAME: &str = "What the variant is called";
/// Why.
pub const VARIANT_REASON: &str = "What is different about it";
/// Makes it.
pub const VARIANT_BUTTON: &str = "Make the variant";
/// The state on the screen is this version.
pub const PRESENT: &str = "What you see";
/// Reviews.
pub const REVIEWS: &str = "What people say";
/// Kind.
pub const KIND: &str = "Kind";
/// Licensor.
pub const LICENSOR: &str = "Who gives the licence";
/// Licences to choose from.
pub const COMMON_LICENCES: &str = "Or choose a licence";
/// A licence that is not among them.
pub const ANOTHER_LICENCE: &str = "Another one, as written above";
/// Keywords.
pub const KEYWORDS: &str = "Keywords, with commas";
/// Languages.
pub const LANGUAGES: &str = "Languages, with commas";
/// More texts.
pub const MORE_TEXTS: &str = "More texts";
/// Not said.
pub const NOT_SAID: &str = "Not said";
/// Number of a line.
pub const LINE: &str = "No.";
/// People changed this at the same time.
pub const COLLIDES: &str = "Two people set this at the same time";
/// Settle it.
pub const SETTLE: &str = "Choose";

/// A tab of the page, with how many things stand in it.
pub fn tab(tab: DesignTab, view: &View) -> String {
    let with = |name: &str, table| match view.lines(table).len() {
        0 => name.to_owned(),
        n => format!("{name} ({n})"),
    };
    match tab {
        DesignTab::Read => "Read".into(),
        DesignTab::Edit => "Edit".into(),
        DesignTab::Parts => with("Parts", Table::Parts),
        DesignTab::Files => with("Files", Table::Files),
        DesignTab::Versions => "Versions".into(),
    }
}

/// The licences that are offered first; any other can be typed on the page itself.
pub fn licences() -> Vec<(String, String)> {
    [
        ("LicenseRef-CopyFair", "CopyFair: contribute or pay"),
        ("PPL", "Peer Production License"),
        ("CERN-OHL-S-2.0", "CERN Open Hardware, strongly reciprocal"),
        ("CERN-OHL-W-2.0", "CERN Open Hardware, weakly reciprocal"),
        ("CERN-OHL-P-2.0", "CERN Open Hardware, permissive"),
        ("CC-BY-SA-4.0", "Creative Commons, share alike"),
        ("CC-BY-4.0", "Creative Commons, name the makers"),
        ("CC0-1.0", "No conditions"),
    ]
    .map(|(id, name)| (id.to_owned(), name.to_owned()))
    .into()
}

/// A licence as it is shown: the mark that a catalogue of licences does not know it is left out.
pub fn licence(id: &str) -> String {
    id.replace("LicenseRef-", "")
}

/// A level of readiness in words; one that is not known as it was written.
pub fn readiness_words(level: &str) -> String {
    let known = technology_readiness()
        .into_iter()
        .chain(documentation_readiness());
    let mut named = known.filter(|(code, _)| code == level);
    named
        .next()
        .map_or_else(|| level.to_owned(), |(_, words)| words)
}

/// A short value.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "Name",
        Field::Function => "What it is for",
        Field::Kind => "Kind",
        Field::IntendedUse => "Intended use",
        Field::SafetyNotice => "Safety notice",
        Field::Licence => "Licence",
        Field::DocumentationLicence => "Licence of the documentation",
        Field::SoftwareLicence => "Licence of the software",
        Field::Organisation => "Organisation",
        Field::HomeLink => "Home on the web",
        Field::DocumentationLink => "Documentation on the web",
        Field::ReleaseLink => "Release on the web",
        Field::Version => "Version",
        Field::TechnologyReadiness => "Readiness of the thing",
        Field::DocumentationReadiness => "Readiness of its documentation",
        Field::DevelopmentStage => "Stage",
        Field::Picture => "Picture",
        Field::Made => "Has been made",
        Field::MadeIndependently => "Has been made by others",
        Field::SourceAddress => "Comes from",
        Field::SourceTime => "Written there",
        Field::DateCreated => "Begun",
        Field::DateUpdated => "Changed at its source",
        Field::Origin => "Origin and its conditions",
        Field::Width => "Width in mm",
        Field::Depth => "Depth in mm",
        Field::Height => "Height in mm",
        Field::Mass => "Mass in g",
    }
}

/// A long text.
pub fn long_text(text: LongText) -> &'static str {
    match text {
        LongText::Description => "Description",
        LongText::Making => "How to make it",
        LongText::Operating => "How to use it",
        LongText::Maintenance => "How to keep it working",
        LongText::Disposal => "How to take it apart",
        LongText::Quality => "How to check it",
        LongText::Risk => "What can go wrong",
        LongText::ToolSettings => "Settings of tools",
        LongText::ChangeNotes => "Changes between versions",
    }
}

/// A set of words.
pub fn word_set(set: WordSet) -> &'static str {
    match set {
        WordSet::Keywords => "Keywords",
        WordSet::Languages => "Languages",
        WordSet::Cpc => "Patent classes",
        WordSet::Tsdc => "Technologies",
        WordSet::Tools => "Tools",
    }
}

/// A column.
pub fn column(column: Column) -> &'static str {
    match column {
        Column::Name => "Name",
        Column::Quantity => "Quantity",
        Column::Unit => "Unit",
        Column::Where => "Where used",
        Column::Source => "Source",
        Column::Maker => "Maker",
        Column::Number => "Number",
        Column::Supplier => "Supplier",
        Column::Note => "Note",
        Column::Design => "Design",
        Column::Substitutes => "Instead",
        Column::Material => "Material",
        Column::Mass => "Mass in g",
        Column::Minutes => "Minutes",
        Column::Tools => "Tools",
        Column::Skills => "Skills",
        Column::Hazards => "Dangers",
        Column::Images => "Pictures",
        Column::Role => "Role",
        Column::Size => "Size",
        Column::File => "Content",
        Column::Url => "Link",
        Column::Media => "Type",
        Column::Path => "Path",
        Column::Affiliation => "Organisation",
        Column::Email => "Mail",
        Column::Publisher => "Publisher",
        Column::Reference => "Reference",
        Column::Language => "Language",
        Column::Weight => "Share",
    }
}

/// One line of a table.
pub fn line_of(table: Table) -> &'static str {
    match table {
        Table::Parts => "Part",
        Table::Steps => "Step",
        Table::Files => "File",
        Table::People => "Person",
        Table::Links => "Link",
    }
}

/// A line of a table by its name, or by its number where it has none.
pub fn line(table: Table, line: LineId, view: &View) -> String {
    let name = view.line(table, line).map_or("", |l| l.cell(Column::Name));
    if !name.is_empty() {
        return format!("{} “{name}”", line_of(table));
    }
    let place = view.lines(table).iter().position(|l| l.id == line);
    match place {
        Some(place) => format!("{} {}", line_of(table), place + 1),
        None => line_of(table).into(),
    }
}

/// A place in a design.
pub fn place(place: &Place, view: &View) -> String {
    match place {
        Place::Design => "Whether the design stands".into(),
        Place::Field(f) => field(*f).into(),
        Place::Text(text) => long_text(*text).into(),
        Place::Words(set) => word_set(*set).into(),
        Place::Line(table, id) => line(*table, *id, view),
        Place::Cell(table, id, c) => {
            format!("{}, {}", line(*table, *id, view), column(*c).to_lowercase())
        }
        Place::Order(table, id) => format!("{}, its place", line(*table, *id, view)),
        Place::StepText(id) => line(Table::Steps, *id, view),
        Place::Other(name) => name.clone(),
    }
}

/// What a file is for.
pub fn role(key: &str) -> &str {
    match FileRole::from_key(key) {
        Some(FileRole::Source) => "For editing",
        Some(FileRole::Export) => "For making",
        Some(FileRole::Auxiliary) | None => "File",
        Some(FileRole::Image) => "Picture",
        Some(FileRole::Manual) => "Manual",
        Some(FileRole::Instructions) => "Instructions",
        Some(FileRole::Bom) => "Parts list",
        Some(FileRole::Schematic) => "Circuit drawing",
        Some(FileRole::Software) => "Software",
        Some(FileRole::Risk) => "Risk assessment",
    }
}

/// Where a file is, and how large.
pub fn file_place(place: Option<&FilePlace>, size: Option<u64>) -> String {
    let size = size.map(bytes);
    match (place, size) {
        (Some(FilePlace::Here), Some(size)) => size,
        (Some(FilePlace::Here), None) => "On this computer".into(),
        (Some(FilePlace::Arriving(done)), Some(size)) => format!("{} of {size}", bytes(*done)),
        (Some(FilePlace::Arriving(done)), None) => format!("{} so far", bytes(*done)),
        (Some(FilePlace::TooLarge), Some(size)) => format!("{size}, comes when you ask for it"),
        (Some(FilePlace::TooLarge), None) => "Comes when you ask for it".into(),
        (Some(FilePlace::AskedFor), Some(size)) => {
            format!("{size}, asked for: it comes from whoever has it")
        }
        (Some(FilePlace::AskedFor), None) => "Asked for: it comes from whoever has it".into(),
        (Some(FilePlace::AtSource(_)), _) => "At the source, not on this computer".into(),
        (Some(FilePlace::Elsewhere) | None, Some(size)) => format!("{size}, not here yet"),
        (Some(FilePlace::Elsewhere) | None, None) => "Not here yet".into(),
    }
}

/// A text that could not be saved; it is tried again.
pub const NOT_SAVED: &str = "Not saved yet, tried again soon";
/// Gets a large file.
pub const GET_FILE: &str = "Get this file";
/// Saves a copy of a file.
pub const SAVE_COPY: &str = "Save a copy";

/// After a copy was saved.
pub fn saved_copy(to: &std::path::Path) -> String {
    format!("The copy lies at {}.", to.display())
}

/// What is missing before a release.
pub fn missing(missing: Missing) -> &'static str {
    match missing {
        Missing::Name => "a name",
        Missing::Function => "what it is for",
        Missing::Licence => "a licence",
        Missing::Licensor => "who gives the licence",
        Missing::FileOrStep => "a file or a step",
    }
}

/// All that is missing.
pub fn missing_all(all: &[Missing]) -> String {
    let names: Vec<&str> = all.iter().map(|m| missing(*m)).collect();
    format!("Before a release it still needs {}.", names.join(", "))
}

/// Where a design is.
pub fn stored(elsewhere: usize) -> String {
    match elsewhere {
        0 => "only on this computer".into(),
        n => format!(
            "here and on {}",
            count(n as u64, "other device", "other devices")
        ),
    }
}

/// What a licence means for use in this commons.
pub fn seal(seal: Seal) -> &'static str {
    match seal {
        Seal::OwnLicence => "Covered by its own licence: this commons asks nothing.",
        Seal::Reciprocal => "Use for profit is reported here, and contributed or paid for.",
        Seal::NotJudged => {
            "What this commons asks for its use is told by a newer version of the program."
        }
    }
}

/// A verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "Good",
        Verdict::NeedsWork => "Needs work",
        Verdict::Unsafe => "Unsafe",
    }
}

/// What somebody said, and when.
pub fn said(review: &StateReview) -> String {
    let of = if review.of_this_state {
        ""
    } else {
        ", of an earlier state"
    };
    format!("{}, {}{of}", review.by, review.day)
}

/// The level of readiness of a thing (OKH 2.4, OTRL).
pub fn technology_readiness() -> Vec<(String, String)> {
    readiness(&[
        ("OTRL-1", "an idea"),
        ("OTRL-2", "a concept"),
        ("OTRL-3", "a proof"),
        ("OTRL-4", "a prototype"),
        ("OTRL-5", "tested in use"),
        ("OTRL-6", "ready to be made"),
    ])
}

/// The level of readiness of a documentation (OKH 2.4, ODRL).
pub fn documentation_readiness() -> Vec<(String, String)> {
    readiness(&[
        ("ODRL-1", "begun"),
        ("ODRL-2", "complete, not checked"),
        ("ODRL-3", "checked"),
        ("ODRL-3*", "checked, with an audit"),
        ("ODRL-4", "rebuilt from it by others"),
    ])
}

fn readiness(levels: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut choices = vec![(String::new(), NOT_SAID.to_owned())];
    choices.extend(
        levels
            .iter()
            .map(|(code, words)| ((*code).to_owned(), format!("{code}: {words}"))),
    );
    choices
}

/// What a cell of a table is called by a screen reader.
pub fn cell(c: Column, number: usize) -> String {
    format!("{} of line {number}", column(c))
}
