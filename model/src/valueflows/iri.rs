//! What things are called in the graph: one URN each, below that of the commons.

use data_encoding::BASE32_NOPAD;

use crate::id::{AgentId, CommonsId, DocumentId, FactId, FileHash, LineId};
use crate::ledger::DesignState;
use crate::rsd1::Period;

/// Names below `urn:commons:<id>`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Iri(pub(super) CommonsId);

impl Iri {
    pub(super) fn commons(self) -> String {
        format!("urn:commons:{}", self.0)
    }

    fn below(self, what: &str) -> String {
        format!("urn:commons:{}:{what}", self.0)
    }

    pub(super) fn agent(self, agent: AgentId) -> String {
        self.below(&format!("agent:{agent}"))
    }

    /// A fact, or an act of the charter.
    pub(super) fn fact(self, fact: FactId) -> String {
        self.below(&format!("fact:{fact}"))
    }

    /// Something that belongs to a fact and has no id of its own.
    pub(super) fn of_fact(self, fact: FactId, what: &str) -> String {
        format!("{}:{what}", self.fact(fact))
    }

    pub(super) fn design(self, design: DocumentId) -> String {
        self.below(&format!("design:{design}"))
    }

    pub(super) fn of_design(self, design: DocumentId, what: &str) -> String {
        format!("{}:{what}", self.design(design))
    }

    pub(super) fn line(self, design: DocumentId, line: LineId, what: &str) -> String {
        format!("{}:line:{line}:{what}", self.design(design))
    }

    /// A state that nobody released, by its newest changes.
    pub(super) fn state(self, state: &DesignState) -> String {
        let mut hasher = blake3::Hasher::new();
        for head in &state.heads {
            hasher.update(&head.0);
        }
        let name = BASE32_NOPAD.encode(&hasher.finalize().as_bytes()[..16]);
        self.of_design(state.design, &format!("state:{}", name.to_lowercase()))
    }

    pub(super) fn policy(self, id: &[u8; 32]) -> String {
        let name = BASE32_NOPAD.encode(id).to_lowercase();
        self.below(&format!("policy:{name}"))
    }

    pub(super) fn claim(self, agent: AgentId, period: Period) -> String {
        self.below(&format!("claim:{agent}:{period}"))
    }

    /// A word of the rules, such as a type of work.
    pub(super) fn word(self, kind: &str, word: &str) -> String {
        self.below(&format!("{kind}:{}", escaped(word)))
    }

    pub(super) fn membership(self, member: AgentId, of: &str) -> String {
        self.below(&format!("membership:{member}:{of}"))
    }
}

/// The content of a file.
pub(super) fn file(file: FileHash) -> String {
    format!("urn:blake3:{file}")
}

/// A licence that SPDX lists; `None` for an expression or a licence of one's own, which stays text.
pub(super) fn licence(expression: &str) -> Option<String> {
    let is_id = !expression.is_empty()
        && !expression.starts_with("LicenseRef-")
        && expression
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+'));
    is_id.then(|| format!("https://spdx.org/licenses/{expression}"))
}

/// An address that can stand as a name: nothing in it that a name must not have.
pub(super) fn address(text: &str) -> Option<String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte));
    (is_web && is_plain && text.len() > 8).then(|| text.to_owned())
}

/// Percent-encoding (RFC 3986): letters, digits and `-._~` stay.
pub(super) fn escaped(word: &str) -> String {
    let mut out = String::new();
    for byte in word.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_people_write_becomes_a_name_or_stays_text() {
        assert_eq!(escaped("litres of seed/ü"), "litres%20of%20seed%2F%C3%BC");
        assert_eq!(
            licence("CERN-OHL-S-2.0").as_deref(),
            Some("https://spdx.org/licenses/CERN-OHL-S-2.0")
        );
        assert_eq!(licence("LicenseRef-CopyFair"), None);
        assert_eq!(licence("PPL AND MIT"), None);
        assert_eq!(address("https://a.example/<x>"), None);
        assert_eq!(address("javascript:alert(1)"), None);
        assert!(address("https://a.example/x?y=1#z").is_some());
    }
}
