//! Open Know-How manifests in: every dialect that is found in the wild, read tolerantly and shown honestly.
//!
//! [`read`] is pure: a name and bytes in, a [`Manifest`] out. A file that does not parse is refused with its line. One
//! field that cannot be read never costs the file: it becomes a [`Warning`], and its value stays in [`Manifest::other`],
//! as do all keys that this program does not know. Nothing is fetched, and nothing is guessed: what may mean two things
//! comes in as written, with a warning. Fields and dialects: design of record, interop.md, section 1.
//!
//! ```
//! let text = b"okhv = \"OKH-LOSHv1.0\"\nname = \"Seed drill\"\nversion = 1.10\nlicense = \"CERN OHL v1.2\"\n";
//! let manifest = model::okh::read("okh.toml", text)?;
//! assert_eq!(manifest.name, "Seed drill");
//! assert_eq!(manifest.version.as_deref(), Some("1.10"));
//! assert_eq!(manifest.licence().as_deref(), Some("CERN-OHL-1.2"));
//! # Ok::<(), model::okh::ManifestError>(())
//! ```

mod clean;
mod error;
mod fields;
mod files;
mod into_design;
mod measure;
mod parts;
mod people;
mod reader;
mod syntax;
mod value;
mod write;

use crate::design::{FileRole, LinkRole, VALUE_BYTES_MAX};
use crate::licence::{self, Normalised};

pub use error::ManifestError;
pub use syntax::Notation;
pub use value::Value;
pub use write::{BOM_FILE, Written, WrittenManifest, write};

/// A manifest is at most this large.
pub const MANIFEST_BYTES_MAX: usize = 1024 * 1024;
/// Lists in lists in lists: at most this deep.
pub const DEPTH_MAX: usize = 32;
/// At most this many values in one manifest.
pub const NODES_MAX: usize = 20_000;
/// At most this many brackets open at one time.
pub const BRACKETS_MAX: usize = 200;
/// A list longer than this is cut, with a warning.
pub const LIST_ENTRIES_MAX: usize = 2_000;
/// A name, address or other short value longer than this is cut, with a warning.
pub const LINE_BYTES_MAX: usize = 4 * 1024;
/// A text longer than this is cut, with a warning.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// After this many warnings no more are kept.
pub const WARNINGS_MAX: usize = 500;

/// Reads one manifest; `file_name` decides the notation and stands in messages.
///
/// Errors: the bytes are no text, do not parse (with line and column), hold nothing, or are too much.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Manifest, ManifestError> {
    let mut warnings = Vec::new();
    let (notation, entries) = syntax::parse(file_name, bytes, &mut warnings)?;
    reader::read(file_name, notation, entries, warnings)
}

/// Something in a manifest that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The key, as the manifest writes it, or as it is called where it is missing.
    pub field: String,
    /// What is the matter.
    pub reason: Reason,
}

impl Warning {
    pub(crate) fn new(field: &str, reason: Reason) -> Self {
        Self {
            field: clean::cut(clean::line(field), 200).0,
            reason,
        }
    }
}

/// What is the matter with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A field that a release needs.
    #[error("is missing")]
    Missing,
    /// Words of a template.
    #[error("still has the words of the template")]
    Placeholder,
    /// A list where one value is expected; the first came in.
    #[error("has several values; the first came in")]
    SeveralValues,
    /// The key stands twice; the first came in.
    #[error("stands there twice; the first came in")]
    SaidTwice,
    /// The file has several documents; the first came in.
    #[error("begins a second document; the first came in")]
    SeveralDocuments,
    /// Not the kind of value that belongs there; kept as it is.
    #[error("could not be read and is kept as it is")]
    NotReadable,
    /// Too long; the end is missing.
    #[error("was too long and was cut")]
    Cut,
    /// Not a web address; kept as text.
    #[error("is not a web address: {0}")]
    NotAnAddress(String),
    /// Not a language tag (BCP 47); kept as text.
    #[error("is not a language tag: {0}")]
    NotALanguage(String),
    /// Not one of the levels that the specification has; kept as text.
    #[error("is not a level that Open Know-How has: {0}")]
    NotALevel(String),
    /// Not a licence expression as SPDX writes it: a person confirms or chooses.
    #[error("needs a look: {0}")]
    LicenceToConfirm(String),
    /// A measure that does not read as millimetres or grams; kept as it is.
    #[error("is no measure in mm or g that can be read: {0}")]
    NotAMeasure(String),
}

/// Which family of manifests a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OKH v1.0 (`title`, `project-link`).
    V1,
    /// OKH-LOSH v1.0.
    Losh,
    /// OKH 2.x.
    V2,
    /// Something near them.
    Other,
}

/// What a design manifest says. Texts are clean (no control or direction signs, NFC); absent is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The file it came from.
    pub file_name: String,
    /// Its notation.
    pub notation: Notation,
    /// Its family.
    pub dialect: Dialect,
    /// The version of the specification, as it says.
    pub specification: Option<String>,
    /// `name` or `title`; empty where it has none (with a warning).
    pub name: String,
    /// What it is for: `function`, or the first paragraph of the description.
    pub function: Option<String>,
    /// The whole description, where it says more than `function`.
    pub description: Option<String>,
    /// What it is meant to be used for.
    pub intended_use: Option<String>,
    /// Dangers.
    pub safety_notice: Option<String>,
    /// Where it lives.
    pub home_link: Option<String>,
    /// Where its documentation is.
    pub documentation_link: Option<String>,
    /// Where a package of the release is.
    pub release_link: Option<String>,
    /// As written: `1.10` stays `1.10`.
    pub version: Option<String>,
    /// Every licence it names.
    pub licences: Vec<PartLicence>,
    /// Who gives the licence.
    pub licensors: Vec<Person>,
    /// The organisation behind it.
    pub organisation: Option<String>,
    /// Who worked on it.
    pub contributors: Vec<Person>,
    /// Who answers questions.
    pub contacts: Vec<Person>,
    /// Who wrote the manifest.
    pub manifest_authors: Vec<Person>,
    /// Languages of the documentation, BCP 47.
    pub languages: Vec<String>,
    /// Language of the manifest, BCP 47.
    pub manifest_language: Option<String>,
    /// When the manifest was made, as it says.
    pub timestamp: Option<String>,
    /// When the design was begun, as it says.
    pub date_created: Option<String>,
    /// When it last changed, as it says.
    pub date_updated: Option<String>,
    /// OTRL, as written.
    pub technology_readiness: Option<String>,
    /// ODRL, as written.
    pub documentation_readiness: Option<String>,
    /// Words for its stage.
    pub development_stage: Option<String>,
    /// Whether it was made.
    pub made: Option<bool>,
    /// Whether others made it.
    pub made_independently: Option<bool>,
    /// Tools that making needs.
    pub tools: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Classes of the Cooperative Patent Classification.
    pub cpc: Vec<String>,
    /// Technology-specific documentation criteria.
    pub tsdc: Vec<String>,
    /// Outer size.
    pub size: Size,
    /// Mass in grams, a decimal.
    pub mass: Option<String>,
    /// Every file it names, none of them fetched.
    pub files: Vec<FileReference>,
    /// Parents, sub-designs, standards, translations, software, attestations.
    pub links: Vec<Link>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Keys that are not known here, and values that were not understood whole, as written.
    pub other: Vec<(String, Value)>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

impl Manifest {
    /// All licences joined with `AND`; `None` where one of them needs a person to say what it means.
    pub fn licence(&self) -> Option<String> {
        let all: Option<Vec<&str>> = self
            .licences
            .iter()
            .map(|part| part.found.expression.as_deref())
            .collect();
        licence::join(all?)
    }

    /// The picture of the whole design.
    pub fn picture(&self) -> Option<&FileReference> {
        self.files.iter().find(|file| file.role == FileRole::Image)
    }
}

/// The licence of one part of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartLicence {
    /// Of which part.
    pub of: LicensedPart,
    /// What was written, and what it means.
    pub found: Normalised,
}

/// What a licence covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LicensedPart {
    /// Everything (LOSH, 2.x).
    Whole,
    /// The thing (v1).
    Hardware,
    /// Texts and drawings (v1).
    Documentation,
    /// Programs (v1).
    Software,
}

/// A person or an organisation that stands in a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// To which organisation they belong.
    pub affiliation: Option<String>,
    /// Passed on only with their consent.
    pub email: Option<String>,
    /// A web address.
    pub url: Option<String>,
}

/// A file that a manifest names. It is at its source, not on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReference {
    /// What it is to the design.
    pub role: FileRole,
    /// What the manifest calls it.
    pub title: Option<String>,
    /// Where: a web address or a path beside the manifest, as written.
    pub at: String,
}

impl FileReference {
    /// Its web address, where it has one.
    pub fn url(&self) -> Option<&str> {
        measure::is_web_address(&self.at).then_some(self.at.as_str())
    }

    /// Its path inside the source, where it has no web address.
    pub fn path(&self) -> Option<&str> {
        (!measure::is_web_address(&self.at)).then_some(self.at.as_str())
    }
}

/// Something that a manifest points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is to the design.
    pub role: LinkRole,
    /// Its title.
    pub title: Option<String>,
    /// Its web address or path.
    pub at: Option<String>,
    /// Who published it (standards).
    pub publisher: Option<String>,
    /// Its exact reference (standards).
    pub reference: Option<String>,
    /// Its language (translations).
    pub language: Option<String>,
}

/// Outer size in millimetres, decimals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: Option<String>,
    /// From front to back.
    pub depth: Option<String>,
    /// From bottom to top.
    pub height: Option<String>,
}

/// One part of a design.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// How many, a decimal above 0.
    pub quantity: Option<String>,
    /// Of what unit.
    pub unit: Option<String>,
    /// A number in some register.
    pub number: Option<String>,
    /// A web address.
    pub url: Option<String>,
    /// What it is made of.
    pub material: Option<String>,
    /// Mass in grams, a decimal.
    pub mass: Option<String>,
    /// Outer size.
    pub size: Size,
    /// Technology-specific documentation criteria.
    pub tsdc: Vec<String>,
    /// Its files.
    pub files: Vec<FileReference>,
}
