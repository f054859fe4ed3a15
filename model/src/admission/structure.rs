//! Rule 5 for edited documents: the objects that every document of a kind has from its first change on.
//!
//! Only structure is judged, never what stands under a name that is not listed here, so that a newer
//! program's fields do not cut its author off. The lists are those of the first release and never
//! grow: a longer one would refuse what older programs wrote.

use super::operations::ObjectKind;
use crate::name::DocumentKind;

/// An object that the first change makes: its name in the root, or in an object of the root.
#[derive(Clone, Copy, Debug)]
pub(super) struct FixedObject {
    pub(super) parent: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) kind: ObjectKind,
}

/// The objects that the first change of such a document has to make.
pub(super) fn fixed_objects(kind: DocumentKind) -> impl Iterator<Item = FixedObject> {
    let is_design = kind == DocumentKind::Design;
    let map = |name: &&'static str| fixed(None, name, ObjectKind::Map);
    let text = |name: &&'static str| fixed(Some(TEXTS), name, ObjectKind::Text);
    let set = |name: &&'static str| fixed(Some(SETS), name, ObjectKind::Map);
    let design = DESIGN_MAPS.iter().map(map);
    let design = design.chain(DESIGN_TEXTS.iter().map(text));
    let design = design.chain(DESIGN_SETS.iter().map(set));
    design.filter(move |_| is_design)
}

fn fixed(parent: Option<&'static str>, name: &'static str, kind: ObjectKind) -> FixedObject {
    FixedObject { parent, name, kind }
}

const TEXTS: &str = "texts";
const SETS: &str = "sets";
const DESIGN_MAPS: [&str; 9] = [
    "fields", "other", TEXTS, SETS, "parts", "steps", "files", "people", "links",
];
const DESIGN_TEXTS: [&str; 9] = [
    "description",
    "making",
    "operating",
    "maintenance",
    "disposal",
    "quality",
    "risk",
    "tool-settings",
    "change-notes",
];
const DESIGN_SETS: [&str; 5] = ["keywords", "languages", "cpc", "tsdc", "tools"];
