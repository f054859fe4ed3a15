//! An exact rational of any size: what is calculated never overflows and is never rounded on the way.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::NumberError;
use super::ratio::Ratio;

/// An exact rational in lowest terms; grows as it must.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational(BigRational);

impl Rational {
    /// 0.
    pub fn zero() -> Rational {
        Rational(BigRational::zero())
    }

    /// 1.
    pub fn one() -> Rational {
        Rational::from(1)
    }

    /// `p/q`; `None` for `q = 0`.
    pub fn new(p: i64, q: i64) -> Option<Rational> {
        (q != 0).then(|| Rational(BigRational::new(BigInt::from(p), BigInt::from(q))))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The quotient; `None` where the divisor is zero.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        (!divisor.is_zero()).then(|| Rational(&self.0 / &divisor.0))
    }

    /// Whole minor units, rounded down (RSD-1, section 6); kept inside `i64` at its ends.
    pub fn floor_to_minor(&self) -> i64 {
        let floor = self.0.floor().to_integer();
        let end = if floor.is_negative() {
            i64::MIN
        } else {
            i64::MAX
        };
        floor.to_i64().unwrap_or(end)
    }

    /// The smallest whole number that is not below it; kept inside `i64` at its ends.
    pub fn ceil_to_whole(&self) -> i64 {
        let ceil = self.0.ceil().to_integer();
        let end = if ceil.is_negative() {
            i64::MIN
        } else {
            i64::MAX
        };
        ceil.to_i64().unwrap_or(end)
    }
}

impl From<i64> for Rational {
    fn from(whole: i64) -> Self {
        Rational(BigRational::from_integer(BigInt::from(whole)))
    }
}

impl From<Ratio> for Rational {
    fn from(ratio: Ratio) -> Self {
        let (p, q) = (
            BigInt::from(ratio.numerator()),
            BigInt::from(ratio.denominator()),
        );
        Rational(BigRational::new_raw(p, q))
    }
}

impl FromStr for Rational {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Ok(text.parse::<Ratio>()?.into())
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        Rational(&self.0 + &other.0)
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        Rational(&self.0 - &other.0)
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        Rational(&self.0 * &other.0)
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational(-self.0)
    }
}

impl AddAssign<&Rational> for Rational {
    fn add_assign(&mut self, other: &Rational) {
        self.0 += &other.0;
    }
}

impl SubAssign<&Rational> for Rational {
    fn sub_assign(&mut self, other: &Rational) {
        self.0 -= &other.0;
    }
}

impl Default for Rational {
    fn default() -> Self {
        Rational::zero()
    }
}

impl<C> minicbor::Encode<C> for Rational {
    /// Written as text, `p/q`: it may be of any size.
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl Sum for Rational {
    fn sum<I: Iterator<Item = Rational>>(values: I) -> Rational {
        values.fold(Rational::zero(), |mut sum, value| {
            sum += &value;
            sum
        })
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_rounding_is_down() {
        let third = Rational::new(1, 3).expect("not zero");
        let sum: Rational = [third.clone(), third.clone(), third].into_iter().sum();
        assert_eq!(sum, Rational::one());
        // RSD-1, case 13: 2,000,000 x 46/91 x 3/100.
        let fee = &(&Rational::from(2_000_000) * &Rational::new(46, 91).expect("q"))
            * &Rational::new(3, 100).expect("q");
        assert_eq!(fee.floor_to_minor(), 30_329);
        assert_eq!((-fee).floor_to_minor(), -30_330);
        let huge = &Rational::from(i64::MAX) * &Rational::from(i64::MAX);
        assert_eq!(huge.floor_to_minor(), i64::MAX);
        assert_eq!(
            "24/5".parse::<Rational>().map(|r| r.to_string()),
            Ok("24/5".into())
        );
    }
}
