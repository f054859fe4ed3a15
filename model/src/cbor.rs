//! Deterministic CBOR (RFC 8949, section 4.2): one value, one sequence of bytes.
//!
//! Typed bodies are written by `minicbor`; this module judges bytes that come from elsewhere.

/// Maps and lists may be nested this deep.
pub const CBOR_DEPTH_MAX: usize = 16;

/// Why bytes are not deterministic CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// The bytes end inside a value.
    #[error("the bytes end inside a value")]
    Truncated,
    /// Bytes follow after the value.
    #[error("bytes follow after the value")]
    Trailing,
    /// A number or length is not written in its shortest form.
    #[error("a number is not written in its shortest form")]
    NotShortest,
    /// A length is left open.
    #[error("a length is left open")]
    Indefinite,
    /// The keys of a map are not in order, or one stands twice.
    #[error("the keys of a map are not in order, or one stands twice")]
    KeyOrder,
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    NotText,
    /// Tags, floats and unassigned simple values are not used.
    #[error("a kind of value is used that this format does not have")]
    NotUsed,
    /// Values are nested too deep.
    #[error("values are nested deeper than {CBOR_DEPTH_MAX}")]
    TooDeep,
}

/// Checks that the bytes are exactly one deterministic CBOR value without floats and tags.
///
/// Takes time linear in the length and allocates nothing.
pub fn check_canonical(bytes: &[u8]) -> Result<(), CborError> {
    let mut reader = Reader { bytes, at: 0 };
    reader.value(0)?;
    if reader.at == bytes.len() {
        Ok(())
    } else {
        Err(CborError::Trailing)
    }
}

/// Whether the bytes are exactly one deterministic CBOR value.
pub fn is_canonical(bytes: &[u8]) -> bool {
    check_canonical(bytes).is_ok()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], CborError> {
        let count = usize::try_from(count).map_err(|_| CborError::Truncated)?;
        let end = self.at.checked_add(count).ok_or(CborError::Truncated)?;
        let taken = self.bytes.get(self.at..end).ok_or(CborError::Truncated)?;
        self.at = end;
        Ok(taken)
    }

    fn argument(&mut self, additional: u8) -> Result<u64, CborError> {
        let (count, least) = match additional {
            0..=23 => return Ok(u64::from(additional)),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            31 => return Err(CborError::Indefinite),
            _ => return Err(CborError::NotUsed),
        };
        let value = self
            .take(count)?
            .iter()
            .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        if value < least {
            Err(CborError::NotShortest)
        } else {
            Ok(value)
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), CborError> {
        if depth > CBOR_DEPTH_MAX {
            return Err(CborError::TooDeep);
        }
        let first = self.take(1)?[0];
        let (major, additional) = (first >> 5, first & 31);
        if major == 7 {
            // false, true and null only: no floats in a ledger.
            return if (20..=22).contains(&additional) {
                Ok(())
            } else {
                Err(CborError::NotUsed)
            };
        }
        let argument = self.argument(additional)?;
        match major {
            0 | 1 => Ok(()),
            2 => self.take(argument).map(|_| ()),
            3 => {
                let text = self.take(argument)?;
                std::str::from_utf8(text)
                    .map(|_| ())
                    .map_err(|_| CborError::NotText)
            }
            4 => (0..argument).try_for_each(|_| self.value(depth + 1)),
            5 => self.map(argument, depth),
            _ => Err(CborError::NotUsed),
        }
    }

    fn map(&mut self, pairs: u64, depth: usize) -> Result<(), CborError> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..pairs {
            let start = self.at;
            self.value(depth + 1)?;
            let key = &self.bytes[start..self.at];
            if previous.is_some_and(|before| before >= key) {
                return Err(CborError::KeyOrder);
            }
            previous = Some(key);
            self.value(depth + 1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_form() {
        assert_eq!(check_canonical(&[0x17]), Ok(()));
        assert_eq!(check_canonical(&[0x18, 0x17]), Err(CborError::NotShortest));
        assert_eq!(check_canonical(&[0x18]), Err(CborError::Truncated));
        assert_eq!(check_canonical(&[0x17, 0x17]), Err(CborError::Trailing));
        assert_eq!(check_canonical(&[0x9f, 0xff]), Err(CborError::Indefinite));
        assert_eq!(
            check_canonical(&[0xa2, 1, 1, 0, 0]),
            Err(CborError::KeyOrder)
        );
        assert_eq!(
            check_canonical(&[0xa2, 0, 1, 0, 0]),
            Err(CborError::KeyOrder)
        );
        assert_eq!(check_canonical(&[0xa2, 0, 1, 1, 0]), Ok(()));
        assert_eq!(check_canonical(&[0xf9, 0, 0]), Err(CborError::NotUsed));
        assert_eq!(check_canonical(&[0x61, 0xff]), Err(CborError::NotText));
        assert_eq!(check_canonical(&[0x81; 64]), Err(CborError::TooDeep));
        assert_eq!(
            check_canonical(&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255]),
            Err(CborError::Truncated)
        );
    }
}
