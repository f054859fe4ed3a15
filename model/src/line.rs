//! Lines of text that people hand to each other: a prefix, then base32 of version, body and checksum.

use data_encoding::BASE32_NOPAD;

/// A line has at most so many characters.
pub const LINE_CHARS_MAX: usize = 16 * 1024;

const CHECKSUM_BYTES: usize = 5;

/// Why a text is not the line that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineProblem {
    /// It begins otherwise, or is far too long.
    Other,
    /// A letter is wrong or missing.
    Damaged,
    /// A newer program wrote it.
    NewerVersion(u8),
}

/// What a kind of line looks like.
pub(crate) struct LineKind {
    /// What it begins with, in lower case.
    pub(crate) prefix: &'static str,
    /// The context of its checksum (BLAKE3, derive-key).
    pub(crate) context: &'static str,
    /// The version that this program writes.
    pub(crate) version: u8,
}

impl LineKind {
    /// One line, in lower case.
    pub(crate) fn write(&self, body: &[u8]) -> String {
        let mut bytes = vec![self.version];
        bytes.extend(body);
        bytes.extend(self.checksum(&bytes));
        let text = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
        format!("{}{text}", self.prefix)
    }

    /// The body of a line as people paste it: upper case, line breaks and spaces do no harm.
    pub(crate) fn read(&self, text: &str) -> Result<Vec<u8>, LineProblem> {
        if text.len() > LINE_CHARS_MAX {
            return Err(LineProblem::Other);
        }
        let text: String = text.split_whitespace().collect();
        let text = text
            .trim_matches(['"', '\'', '<', '>'])
            .to_ascii_lowercase();
        let letters = text.strip_prefix(self.prefix).ok_or(LineProblem::Other)?;
        let bytes = BASE32_NOPAD
            .decode(letters.to_ascii_uppercase().as_bytes())
            .map_err(|_| LineProblem::Damaged)?;
        let at = bytes.len().saturating_sub(CHECKSUM_BYTES);
        let (content, sum) = bytes.split_at(at);
        match content.split_first() {
            None => Err(LineProblem::Damaged),
            Some(_) if self.checksum(content) != sum => Err(LineProblem::Damaged),
            Some((0, _)) => Err(LineProblem::Damaged),
            Some((version, body)) if *version == self.version => Ok(body.to_vec()),
            Some((newer, _)) => Err(LineProblem::NewerVersion(*newer)),
        }
    }

    fn checksum(&self, content: &[u8]) -> [u8; CHECKSUM_BYTES] {
        let digest = blake3::derive_key(self.context, content);
        let mut sum = [0; CHECKSUM_BYTES];
        sum.copy_from_slice(&digest[..CHECKSUM_BYTES]);
        sum
    }
}
