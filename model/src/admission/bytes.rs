//! Reading bytes that anyone may have made: bounded, and only in their one shortest form.

use super::Refusal;

/// A place in some bytes, from which values are taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], Refusal> {
        let count = usize::try_from(count).map_err(|_| Refusal::Truncated)?;
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Refusal::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Refusal::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// The next unsigned number (LEB128, shortest form only).
    pub(super) fn unsigned(&mut self) -> Result<u64, Refusal> {
        let mut value = 0u64;
        for (place, byte) in self.0.iter().enumerate().take(10) {
            value |= u64::from(byte & 0x7f) << (place * 7);
            if byte & 0x80 == 0 {
                if (place > 0 && *byte == 0) || (place == 9 && *byte > 1) {
                    return Err(Refusal::Number);
                }
                self.0 = &self.0[place + 1..];
                return Ok(value);
            }
        }
        Err(if self.0.len() < 10 {
            Refusal::Truncated
        } else {
            Refusal::Number
        })
    }

    /// The next signed number (LEB128, shortest form only).
    pub(super) fn signed(&mut self) -> Result<i64, Refusal> {
        let mut value = 0i64;
        let mut previous = 0u8;
        for (place, byte) in self.0.iter().enumerate().take(10) {
            value |= i64::from(byte & 0x7f) << (place * 7);
            if byte & 0x80 == 0 {
                let only_sign =
                    (*byte == 0 && previous & 0x40 == 0) || (*byte == 0x7f && previous & 0x40 != 0);
                let too_large = place == 9 && *byte != 0 && *byte != 0x7f;
                if (place > 0 && only_sign) || too_large {
                    return Err(Refusal::Number);
                }
                self.0 = &self.0[place + 1..];
                let unused = 64 - ((place + 1) * 7).min(64);
                return Ok(value << unused >> unused);
            }
            previous = *byte;
        }
        Err(if self.0.len() < 10 {
            Refusal::Truncated
        } else {
            Refusal::Number
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form() {
        assert_eq!(Bytes::new(&[0x7f]).unsigned(), Ok(127));
        assert_eq!(Bytes::new(&[0x80, 0x01]).unsigned(), Ok(128));
        assert_eq!(Bytes::new(&[0x80, 0x00]).unsigned(), Err(Refusal::Number));
        assert_eq!(Bytes::new(&[0x80]).unsigned(), Err(Refusal::Truncated));
        assert_eq!(Bytes::new(&[0xff; 12]).unsigned(), Err(Refusal::Number));
        let mut largest = [0xff; 10];
        largest[9] = 1;
        assert_eq!(Bytes::new(&largest).unsigned(), Ok(u64::MAX));
        largest[9] = 2;
        assert_eq!(Bytes::new(&largest).unsigned(), Err(Refusal::Number));

        assert_eq!(Bytes::new(&[0x7f]).signed(), Ok(-1));
        assert_eq!(Bytes::new(&[0x3f]).signed(), Ok(63));
        assert_eq!(Bytes::new(&[0xc0, 0x00]).signed(), Ok(64));
        assert_eq!(Bytes::new(&[0xbf, 0x7f]).signed(), Ok(-65));
        assert_eq!(Bytes::new(&[0xff, 0x7f]).signed(), Err(Refusal::Number));
        assert_eq!(Bytes::new(&[0x81, 0x00]).signed(), Err(Refusal::Number));
        let mut least = [0x80; 10];
        least[9] = 0x7f;
        assert_eq!(Bytes::new(&least).signed(), Ok(i64::MIN));
    }
}
