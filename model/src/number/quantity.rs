//! A quantity: an exact decimal with a unit.

use std::fmt;

use minicbor::{Decode, Encode};

use super::NumberError;
use super::decimal::{DECIMAL_DIGITS_MAX, Decimal};

/// A unit code is no longer than this.
pub const UNIT_BYTES_MAX: usize = 32;

/// An exact decimal and the code of its unit, such as `om:hour` (OM2) or `minute`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Quantity {
    /// All digits, with the sign.
    #[n(0)]
    pub mantissa: i64,
    /// How many of them stand behind the point, at most [`DECIMAL_DIGITS_MAX`].
    #[n(1)]
    pub scale: u8,
    /// The code of the unit.
    #[n(2)]
    pub unit: String,
}

impl Quantity {
    /// Reads the number in front of a unit; `1.50` and `1.5` are the same quantity.
    pub fn parse(number: &str, unit: &str) -> Result<Quantity, NumberError> {
        let decimal = Decimal::parse(number)?;
        let (mut mantissa, mut scale) = (decimal.mantissa, decimal.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Ok(Quantity {
            mantissa,
            scale,
            unit: unit.to_owned(),
        })
    }

    /// The number alone.
    pub fn decimal(&self) -> Decimal {
        Decimal {
            mantissa: self.mantissa,
            scale: self.scale,
        }
    }

    /// Whether scale and unit are within their limits: what comes from outside may break them.
    pub fn is_well_formed(&self) -> bool {
        self.scale <= DECIMAL_DIGITS_MAX && self.unit.len() <= UNIT_BYTES_MAX
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit.as_str() {
            "" => write!(f, "{}", self.decimal()),
            unit => write!(f, "{} {unit}", self.decimal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_quantities_are_written_alike() {
        assert_eq!(
            Quantity::parse("1.50", "om:kilogram"),
            Quantity::parse("1.5", "om:kilogram")
        );
        assert_eq!(
            Quantity::parse("100", "").map(|q| q.to_string()),
            Ok("100".into())
        );
        assert_eq!(
            Quantity::parse("2.5", "kg").map(|q| q.to_string()),
            Ok("2.5 kg".into())
        );
    }
}
