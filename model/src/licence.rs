//! Licences: SPDX expressions, the many ways people write them, and what kind each one is.
//!
//! Nothing here is legal advice and nothing is decided for a person: [`normalise`] only proposes, and says when a person
//! has to confirm. Kinds are data ([`LicenceKind`]); the words for them live with the screens.
//!
//! ```
//! use model::licence::{kind, normalise, Certainty, LicenceKind};
//! let found = normalise("LicenseRef-CC BY-SA-4.0");
//! assert_eq!(found.expression.as_deref(), Some("CC-BY-SA-4.0"));
//! assert_eq!(found.certainty, Certainty::Reworded);
//! assert_eq!(kind("PPL"), LicenceKind::ReciprocalCommons);
//! ```

use spdx::expression::{ExprNode, Operator};
use spdx::{Expression, LicenseItem, ParseMode};

mod names;
mod normalise;

pub use normalise::{Certainty, Doubt, Normalised, normalise};

/// A licence expression longer than this is not read.
pub const LICENCE_CHARACTERS_MAX: usize = 1_000;

/// The house licence of this program: commons reciprocity as a design licence.
pub const COPY_FAIR: &str = "LicenseRef-CopyFair";

/// Licences that ask something back for commercial use by those outside the commons (RSD-1 reaches only these).
const RECIPROCAL: [&str; 5] = [
    COPY_FAIR,
    "LicenseRef-CoopyLeft",
    "LicenseRef-CopyFarLeft",
    "LicenseRef-Commons-Reciprocity",
    "PPL",
];

/// What a licence asks of those who use the design, from the most open to the most closed reading of one expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LicenceKind {
    /// No rights kept: CC0, Unlicense.
    PublicDomain,
    /// Name the authors, nothing more: MIT, Apache, CC-BY, CERN-OHL-P.
    Permissive,
    /// Changes to the work itself stay open, what is built around it may not: CERN-OHL-W, LGPL, MPL.
    WeakCopyleft,
    /// Everything made from it stays open: CERN-OHL-S, GPL, CC-BY-SA, TAPR.
    StrongCopyleft,
    /// Free for the commons, reciprocity from those who sell it: PPL, CopyFair.
    ReciprocalCommons,
    /// Shared, but commercial use or changes are forbidden to all: CC-BY-NC, CC-BY-ND.
    NotOpen,
    /// A licence this program does not know.
    Unknown,
}

/// A text that is not a licence expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    /// Nothing was written.
    #[error("no licence is given")]
    Empty,
    /// Longer than [`LICENCE_CHARACTERS_MAX`].
    #[error("the licence is longer than {LICENCE_CHARACTERS_MAX} characters")]
    TooLong,
    /// Not an SPDX expression, from this character on (counted from 0).
    #[error("\"{text}\" is not an SPDX licence expression, from character {at} on: {why}")]
    NotAnExpression {
        /// What was written.
        text: String,
        /// The first character that does not fit, counted in bytes from 0.
        at: usize,
        /// Why it does not fit, in the words of the SPDX parser.
        why: String,
    },
}

/// Parses an SPDX expression strictly; deprecated names (`GPL-3.0`) are let through, unknown ones are not.
pub fn parse(text: &str) -> Result<Expression, LicenceError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(LicenceError::Empty);
    }
    if text.chars().count() > LICENCE_CHARACTERS_MAX {
        return Err(LicenceError::TooLong);
    }
    let mode = ParseMode {
        allow_deprecated: true,
        ..ParseMode::STRICT
    };
    Expression::parse_mode(text, mode).map_err(|error| LicenceError::NotAnExpression {
        text: text.to_owned(),
        at: error.span.start,
        why: error.reason.to_string(),
    })
}

/// The kind of a licence or a whole expression: of `AND` the strictest, of `OR` the most open; one unknown part of an
/// `AND` makes the whole unknown, and so does a text that is no expression.
pub fn kind(expression: &str) -> LicenceKind {
    let Ok(parsed) = parse(expression) else {
        return LicenceKind::Unknown;
    };
    let mut stack: Vec<LicenceKind> = Vec::new();
    for node in parsed.iter() {
        let combined = match node {
            ExprNode::Req(wanted) => item_kind(&wanted.req.license),
            ExprNode::Op(operator) => {
                let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else {
                    return LicenceKind::Unknown;
                };
                match operator {
                    Operator::And => left.max(right),
                    Operator::Or => left.min(right),
                }
            }
        };
        stack.push(combined);
    }
    stack.pop().unwrap_or(LicenceKind::Unknown)
}

/// Every licence named in an expression with its kind, in the order written, each once.
pub fn kinds(expression: &str) -> Vec<(String, LicenceKind)> {
    let Ok(parsed) = parse(expression) else {
        return Vec::new();
    };
    let mut found: Vec<(String, LicenceKind)> = Vec::new();
    for wanted in parsed.requirements() {
        let name = wanted.req.license.to_string();
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name, item_kind(&wanted.req.license)));
        }
    }
    found
}

/// Whether the rules of reciprocity of a commons reach a design under this licence.
pub fn is_reciprocal(expression: &str) -> bool {
    kind(expression) == LicenceKind::ReciprocalCommons
}

/// Joins the licences of parts of one design (hardware, documentation, software) with `AND`, each once and in order;
/// an expression with `OR` is put in brackets.
pub fn join<'a>(expressions: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for expression in expressions {
        let expression = expression.trim();
        if !expression.is_empty() && !parts.contains(&expression) {
            parts.push(expression);
        }
    }
    if parts.len() < 2 {
        return parts.first().map(|only| (*only).to_owned());
    }
    let bracketed: Vec<String> = parts
        .iter()
        .map(|part| match part.contains(" OR ") {
            true => format!("({part})"),
            false => (*part).to_owned(),
        })
        .collect();
    Some(bracketed.join(" AND "))
}

fn item_kind(item: &LicenseItem) -> LicenceKind {
    let name = match item {
        LicenseItem::Spdx { id, .. } => id.name.to_owned(),
        LicenseItem::Other(_) => item.to_string(),
    };
    if RECIPROCAL.contains(&name.as_str()) {
        return LicenceKind::ReciprocalCommons;
    }
    match item {
        LicenseItem::Spdx { id, .. } => spdx_kind(id.name, id.is_osi_approved(), id.is_copyleft()),
        LicenseItem::Other(_) => LicenceKind::Unknown,
    }
}

fn spdx_kind(name: &str, approved: bool, copyleft: bool) -> LicenceKind {
    const PUBLIC_DOMAIN: [&str; 5] = ["CC0", "Unlicense", "PDDL", "CC-PDDC", "CC-PDM"];
    const WEAK: [&str; 7] = [
        "CERN-OHL-W",
        "LGPL",
        "MPL",
        "EPL",
        "CDDL",
        "EUPL-1.2",
        "ODbL",
    ];
    const STRONG: [&str; 8] = [
        "CERN-OHL-S",
        "CERN-OHL-1",
        "GPL",
        "AGPL",
        "CC-BY-SA",
        "TAPR-OHL",
        "FreeArt",
        "LAL",
    ];
    const PERMISSIVE: [&str; 9] = [
        "CERN-OHL-P",
        "CC-BY-",
        "MIT",
        "Apache",
        "BSD",
        "SHL",
        "ISC",
        "Zlib",
        "0BSD",
    ];
    let starts = |list: &[&str]| list.iter().any(|prefix| name.starts_with(prefix));
    if name.starts_with("CC-BY-N") {
        return LicenceKind::NotOpen;
    }
    if starts(&PUBLIC_DOMAIN) {
        return LicenceKind::PublicDomain;
    }
    if starts(&WEAK) {
        return LicenceKind::WeakCopyleft;
    }
    if starts(&STRONG) {
        return LicenceKind::StrongCopyleft;
    }
    if starts(&PERMISSIVE) || (approved && !copyleft) {
        return LicenceKind::Permissive;
    }
    LicenceKind::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_licence_says_what_it_asks() {
        use LicenceKind::*;
        let table = [
            ("LicenseRef-CopyFair", ReciprocalCommons),
            ("PPL", ReciprocalCommons),
            ("LicenseRef-CoopyLeft", ReciprocalCommons),
            ("CERN-OHL-S-2.0", StrongCopyleft),
            ("CERN-OHL-1.2", StrongCopyleft),
            ("CC-BY-SA-4.0", StrongCopyleft),
            ("GPL-3.0-or-later", StrongCopyleft),
            ("TAPR-OHL-1.0", StrongCopyleft),
            ("CERN-OHL-W-2.0", WeakCopyleft),
            ("LGPL-2.1-only", WeakCopyleft),
            ("CERN-OHL-P-2.0", Permissive),
            ("CC-BY-4.0", Permissive),
            ("SHL-0.51", Permissive),
            ("MIT", Permissive),
            ("CC0-1.0", PublicDomain),
            ("Unlicense", PublicDomain),
            ("CC-BY-NC-SA-4.0", NotOpen),
            ("CC-BY-ND-4.0", NotOpen),
            ("LicenseRef-CERN", Unknown),
            ("my own", Unknown),
        ];
        for (licence, expected) in table {
            assert_eq!(kind(licence), expected, "{licence}");
        }
    }

    #[test]
    fn of_and_the_strictest_counts_and_of_or_the_most_open() {
        assert_eq!(kind("CERN-OHL-W-2.0 AND MIT"), LicenceKind::WeakCopyleft);
        assert_eq!(kind("GPL-3.0-only OR MIT"), LicenceKind::Permissive);
        assert_eq!(kind("MIT AND LicenseRef-Mine"), LicenceKind::Unknown);
        assert!(is_reciprocal("PPL AND CC-BY-SA-4.0"));
        assert!(!is_reciprocal("PPL OR CERN-OHL-S-2.0"));
        assert_eq!(
            kinds("MIT AND (PPL OR MIT)"),
            [
                ("MIT".to_owned(), LicenceKind::Permissive),
                ("PPL".to_owned(), LicenceKind::ReciprocalCommons)
            ]
        );
    }

    #[test]
    fn licences_of_parts_are_joined_once_each() {
        let joined = join(["CERN-OHL-S-2.0", "CC-BY-4.0", "CC-BY-4.0", ""]);
        assert_eq!(joined.as_deref(), Some("CERN-OHL-S-2.0 AND CC-BY-4.0"));
        assert_eq!(
            join(["MIT OR PPL", "CC0-1.0"]).as_deref(),
            Some("(MIT OR PPL) AND CC0-1.0")
        );
        assert_eq!(join([""]), None);
    }

    #[test]
    fn an_expression_that_is_none_says_where() {
        let error = parse("MIT AND nonsense").unwrap_err();
        assert!(
            matches!(error, LicenceError::NotAnExpression { at: 8, .. }),
            "{error:?}"
        );
        assert_eq!(parse("  ").unwrap_err(), LicenceError::Empty);
    }
}
