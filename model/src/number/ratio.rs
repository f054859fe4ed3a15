//! A ratio as it is written down: `p/q`, reduced, with `q > 0`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use num_integer::Integer;

use super::decimal::Decimal;
use super::{NumberError, shown};

/// A share or a rate `p/q` in lowest terms; each value has exactly one form (domain.md, section 1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i64,
    denominator: i64,
}

impl Ratio {
    /// 0.
    pub const ZERO: Ratio = Ratio::whole(0);
    /// 1.
    pub const ONE: Ratio = Ratio::whole(1);

    /// `p/q` in lowest terms; `None` for `q = 0` and where it does not fit.
    pub fn new(p: i64, q: i64) -> Option<Ratio> {
        if q == 0 {
            return None;
        }
        let (p, q) = (i128::from(p), i128::from(q));
        let divisor = p.gcd(&q) * q.signum();
        Some(Ratio {
            numerator: i64::try_from(p / divisor).ok()?,
            denominator: i64::try_from(q / divisor).ok()?,
        })
    }

    /// A whole number.
    pub const fn whole(p: i64) -> Ratio {
        Ratio {
            numerator: p,
            denominator: 1,
        }
    }

    /// The number above the line.
    pub fn numerator(&self) -> i64 {
        self.numerator
    }

    /// The number below the line, always above zero.
    pub fn denominator(&self) -> i64 {
        self.denominator
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.numerator == 0
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        left.cmp(&(i128::from(other.numerator) * i128::from(self.denominator)))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Ratio {
    type Err = NumberError;

    /// Reads `3/4`, `2` or `0.75`.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let whole = |part: &str| -> Result<i64, NumberError> {
            let decimal = Decimal::parse(part)?;
            decimal
                .at_scale(0)
                .ok_or_else(|| NumberError::NotANumber(shown(text)))
        };
        let (p, q) = match text.split_once('/') {
            Some((p, q)) => (whole(p)?, whole(q)?),
            None => {
                let decimal = Decimal::parse(text)?;
                (decimal.mantissa, 10i64.pow(u32::from(decimal.scale)))
            }
        };
        if q == 0 {
            return Err(NumberError::DividesByZero(shown(text)));
        }
        Ratio::new(p, q).ok_or_else(|| NumberError::TooLarge(shown(text)))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            q => write!(f, "{}/{q}", self.numerator),
        }
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<C> minicbor::Encode<C> for Ratio {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?.i64(self.numerator)?.i64(self.denominator)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Ratio {
    /// Refuses what is not in lowest terms: one value, one form.
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let fail = |at| minicbor::decode::Error::message("not a ratio in lowest terms").at(at);
        let at = d.position();
        if d.array()? != Some(2) {
            return Err(fail(at));
        }
        let (p, q) = (d.i64()?, d.i64()?);
        match Ratio::new(p, q) {
            Some(ratio) if ratio.numerator == p && ratio.denominator == q => Ok(ratio),
            _ => Err(fail(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_has_one_form() {
        let read = |text: &str| text.parse::<Ratio>().map(|ratio| ratio.to_string());
        assert_eq!(read("2/4"), Ok("1/2".into()));
        assert_eq!(read("-1/-2"), Ok("1/2".into()));
        assert_eq!(read("0.75"), Ok("3/4".into()));
        assert_eq!(read("4/2"), Ok("2".into()));
        assert!(matches!(read("1/0"), Err(NumberError::DividesByZero(_))));
        assert_eq!(Ratio::new(i64::MIN, -1), None);
        let bytes = minicbor::to_vec(Ratio::new(1, 2)).expect("memory");
        assert_eq!(minicbor::decode::<Ratio>(&bytes).ok(), Ratio::new(1, 2));
        assert!(minicbor::decode::<Ratio>(&[0x82, 2, 4]).is_err());
        assert!(minicbor::decode::<Ratio>(&[0x82, 1, 0]).is_err());
        assert!(Ratio::new(1, 3) < Ratio::new(1, 2));
    }
}
