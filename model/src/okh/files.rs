//! Files and links in a manifest. They are at their source; nothing is fetched.

use super::fields::{Fields, Inner};
use super::value::Value;
use super::{FileReference, FileRole, Link, LinkRole, Reason};

/// Which keys name files, and what those files are to the design.
const FILES: [(&[&str], FileRole); 19] = [
    (&["image", "images"], FileRole::Image),
    (&["design-files", "design-file"], FileRole::Source),
    (&["source", "sources"], FileRole::Source),
    (&["schematics", "schematic"], FileRole::Schematic),
    (&["export", "exports"], FileRole::Export),
    (&["manufacturing-files"], FileRole::Export),
    (&["bom"], FileRole::Bom),
    (&["making-instructions"], FileRole::Instructions),
    (&["manufacturing-instructions"], FileRole::Instructions),
    (&["tool-settings"], FileRole::Instructions),
    (&["quality-instructions"], FileRole::Instructions),
    (&["operating-instructions"], FileRole::Manual),
    (&["user-manual"], FileRole::Manual),
    (&["maintenance-instructions"], FileRole::Manual),
    (&["disposal-instructions"], FileRole::Manual),
    (&["risk-assessment"], FileRole::Risk),
    (&["auxiliary"], FileRole::Auxiliary),
    (&["readme"], FileRole::Auxiliary),
    (&["contribution-guide"], FileRole::Auxiliary),
];

/// Which keys name other things, and what those are to the design.
const LINKS: [(&[&str], LinkRole); 11] = [
    (&["derivative-of"], LinkRole::Parent),
    (&["fork-of"], LinkRole::Parent),
    (&["variant-of"], LinkRole::Variant),
    (&["sub-parts"], LinkRole::SubDesign),
    (&["sub"], LinkRole::SubDesign),
    (&["documentation-is-translation"], LinkRole::TranslationOf),
    (
        &["standards-used", "standard-compliance"],
        LinkRole::Standard,
    ),
    (&["standard"], LinkRole::Standard),
    (&["attestation"], LinkRole::Attestation),
    (&["publication", "publications"], LinkRole::Other),
    (&["manifest-is-translation"], LinkRole::Other),
];

/// Takes every file that the manifest names.
pub(super) fn take_files(fields: &mut Fields) -> Vec<FileReference> {
    let mut found = Vec::new();
    for (names, role) in FILES {
        take_role(fields, names, role, &mut found);
    }
    take_software(fields, &mut found);
    found
}

/// Takes everything that the manifest points to.
pub(super) fn take_links(fields: &mut Fields) -> Vec<Link> {
    let mut found = Vec::new();
    for (names, role) in LINKS {
        let Some(taken) = fields.take(names) else {
            continue;
        };
        let mut whole = true;
        for value in fields.listed(&taken) {
            let link = match &value {
                Value::Map(entries) => {
                    let mut inner = Inner::new(entries);
                    let link = link_from_map(&mut inner, role);
                    whole &= !inner.left_over();
                    link
                }
                value => link_from_words(
                    value
                        .scalar()
                        .and_then(|words| fields.short(&taken.key, words)),
                    role,
                ),
            };
            match link {
                Some(link) => found.push(link),
                None => whole = false,
            }
        }
        if !whole {
            fields.keep(&taken.key);
        }
    }
    found
}

/// The file of a part; anything but text or a known map is `None`.
pub(super) fn from_value(value: &Value, role: FileRole, whole: &mut bool) -> Option<FileReference> {
    match value {
        Value::Map(entries) => {
            let mut inner = Inner::new(entries);
            let file = file_from_map(&mut inner, role);
            *whole &= file.is_some() && !inner.left_over();
            file
        }
        value => {
            let at = super::clean::line(value.scalar()?);
            let at = super::clean::cut(at, super::LINE_BYTES_MAX).0;
            (!at.is_empty()).then_some(FileReference {
                role,
                title: None,
                at,
            })
        }
    }
}

fn take_role(fields: &mut Fields, names: &[&str], role: FileRole, found: &mut Vec<FileReference>) {
    let Some(taken) = fields.take(names) else {
        return;
    };
    let mut whole = true;
    for value in fields.listed(&taken) {
        let file = from_value(&value, role, &mut whole);
        match file.filter(|file| looks_like_a_place(&file.at)) {
            Some(file) => found.push(file),
            None => {
                fields.warn(&taken.key, Reason::NotReadable);
                whole = false;
            }
        }
    }
    if !whole {
        fields.keep(&taken.key);
    }
}

/// v1: `{path, title}`; LOSH: `{release, installation-guide}`.
fn take_software(fields: &mut Fields, found: &mut Vec<FileReference>) {
    let Some(taken) = fields.take(&["software"]) else {
        return;
    };
    let mut whole = true;
    for value in fields.listed(&taken) {
        if let Value::Map(entries) = &value {
            let mut inner = Inner::new(entries);
            let guide = inner.line(&["installation-guide"]);
            let file = file_from_map(&mut inner, FileRole::Software);
            whole &= file.is_some() && !inner.left_over();
            found.extend(file);
            let title = Some("installation-guide".to_owned());
            found.extend(guide.map(|at| FileReference {
                role: FileRole::Manual,
                title,
                at,
            }));
        } else {
            found.extend(from_value(&value, FileRole::Software, &mut whole));
        }
    }
    if !whole {
        fields.keep(&taken.key);
    }
}

fn file_from_map(inner: &mut Inner<'_>, role: FileRole) -> Option<FileReference> {
    let title = inner.line(&["title", "name", "label", "depicts"]);
    let at = inner.line(&[
        "path", "location", "url", "web", "link", "release", "manifest",
    ]);
    // Some manifests put the address into the title and call the path "Documentation".
    match (title, at) {
        (title, Some(at)) => Some(FileReference { role, title, at }),
        (Some(at), None) if looks_like_a_place(&at) => Some(FileReference {
            role,
            title: None,
            at,
        }),
        _ => None,
    }
}

fn link_from_map(inner: &mut Inner<'_>, role: LinkRole) -> Option<Link> {
    let link = Link {
        role,
        title: inner.line(&["title", "standard-title", "name"]),
        at: inner.line(&["web", "url", "link", "manifest", "doi"]),
        publisher: inner.line(&["publisher"]),
        reference: inner.line(&["reference"]),
        language: inner.line(&["lang", "language"]),
    };
    let says_something = link.title.is_some() || link.at.is_some() || link.reference.is_some();
    says_something.then_some(link)
}

fn link_from_words(words: Option<String>, role: LinkRole) -> Option<Link> {
    let words = words?;
    let is_address = super::measure::is_web_address(&words);
    let (title, at) = if is_address {
        (None, Some(words))
    } else {
        (Some(words), None)
    };
    Some(Link {
        role,
        title,
        at,
        publisher: None,
        reference: None,
        language: None,
    })
}

/// A path or address, not a sentence: a parts list in words stays text.
fn looks_like_a_place(text: &str) -> bool {
    let blanks = text.matches(' ').count();
    blanks == 0
        || text.contains('/') && blanks < 20
        || (text.contains('.') && blanks < 5 && !text.contains(", "))
}
