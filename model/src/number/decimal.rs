//! Decimal digits in and out.

use std::fmt;

use super::{NumberError, shown};

/// More digits than these do not fit an `i64`.
pub const DECIMAL_DIGITS_MAX: u8 = 18;

/// An exact decimal: `mantissa` times ten to the power of minus `scale`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decimal {
    /// All digits, with the sign.
    pub mantissa: i64,
    /// How many of them stand behind the point.
    pub scale: u8,
}

impl Decimal {
    /// Reads `1250`, `-0.5`, `1250.00` or `45,000.00`.
    ///
    /// Commas are accepted only where they group three digits in front of the point, so that `0,5` is refused and not
    /// taken for five.
    pub fn parse(text: &str) -> Result<Decimal, NumberError> {
        let fail = || NumberError::NotANumber(shown(text));
        let trimmed = text.trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
        if digits.ends_with('.') || !is_grouped(whole) {
            return Err(fail());
        }
        if !behind.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fail());
        }
        let scale = u8::try_from(behind.len()).unwrap_or(u8::MAX);
        if scale > DECIMAL_DIGITS_MAX {
            return Err(NumberError::TooFine {
                text: shown(text),
                digits: DECIMAL_DIGITS_MAX,
            });
        }
        let all: String = whole
            .chars()
            .filter(|c| *c != ',')
            .chain(behind.chars())
            .collect();
        let mantissa: i64 = all
            .parse()
            .map_err(|_| NumberError::TooLarge(shown(text)))?;
        Ok(Decimal {
            mantissa: if negative { -mantissa } else { mantissa },
            scale,
        })
    }

    /// The mantissa at another number of digits behind the point; `None` where digits would be lost or do not fit.
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let mut mantissa = self.mantissa;
        for _ in self.scale..scale {
            mantissa = mantissa.checked_mul(10)?;
        }
        for _ in scale..self.scale {
            if mantissa % 10 != 0 {
                return None;
            }
            mantissa /= 10;
        }
        Some(mantissa)
    }
}

/// Digits, with commas between groups of three or none at all.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    digits(first)
        && (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = usize::from(self.scale);
        let digits = format!(
            "{:0>width$}",
            self.mantissa.unsigned_abs(),
            width = scale + 1
        );
        let (whole, behind) = digits.split_at(digits.len() - scale);
        match scale {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{behind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_numbers_in_a_few_ways_and_none_is_misread() {
        let read = |text| Decimal::parse(text).map(|d| d.to_string());
        assert_eq!(read("45,000.00"), Ok("45000.00".into()));
        assert_eq!(read(" -0.5 "), Ok("-0.5".into()));
        assert_eq!(read("7"), Ok("7".into()));
        for wrong in [
            "", "-", ".", "1.", "0,5", "1,00,000", "1e3", "--1", "+1", "1 000", "1.2.3", ",123",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(
            read("99999999999999999999"),
            Err(NumberError::TooLarge(_))
        ));
        assert!(matches!(
            read("0.0000000000000000000"),
            Err(NumberError::TooFine { .. })
        ));
    }
}
