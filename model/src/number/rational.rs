//! An exact rational of any size: what is calculated never overflows and is never rounded on the way.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

use super::NumberError;
use super::ratio::Ratio;

/// An exact rational in lowest terms; grows as it must.
///
/// Nearly every number of a ledger fits into two machine words and is calculated with there; what does not fit is kept
/// whole, at any size. Each value has one form, so equal numbers are equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Form);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    /// `p/q` in lowest terms, with `q > 0`.
    Small(i64, i64),
    /// Only what does not fit into `Small`.
    Large(Box<BigRational>),
}

impl Rational {
    /// 0.
    pub const fn zero() -> Rational {
        Rational(Form::Small(0, 1))
    }

    /// 1.
    pub const fn one() -> Rational {
        Rational(Form::Small(1, 1))
    }

    /// `p/q`; `None` for `q = 0`.
    pub fn new(p: i64, q: i64) -> Option<Rational> {
        let (p, q) = (i128::from(p), i128::from(q));
        (q != 0).then(|| reduced(p * q.signum(), q.abs()))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == Form::Small(0, 1)
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        match &self.0 {
            Form::Small(p, _) => *p > 0,
            Form::Large(large) => large.is_positive(),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(p, _) => *p < 0,
            Form::Large(large) => large.is_negative(),
        }
    }

    /// The quotient; `None` where the divisor is zero.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        if divisor.is_zero() {
            return None;
        }
        Some(match (&self.0, &divisor.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                let (p, q) = (wide(*a) * wide(*d), wide(*b) * wide(*c));
                reduced(p * q.signum(), q.abs())
            }
            _ => large(self.to_large() / divisor.to_large()),
        })
    }

    /// Whole minor units, rounded down (RSD-1, section 6); kept inside `i64` at its ends.
    pub fn floor_to_minor(&self) -> i64 {
        match &self.0 {
            Form::Small(p, q) => p.div_floor(q),
            Form::Large(large) => ended(&large.floor().to_integer()),
        }
    }

    /// The smallest whole number that is not below it; kept inside `i64` at its ends.
    pub fn ceil_to_whole(&self) -> i64 {
        match &self.0 {
            Form::Small(p, q) => p.div_ceil(q),
            Form::Large(large) => ended(&large.ceil().to_integer()),
        }
    }

    fn to_large(&self) -> BigRational {
        match &self.0 {
            Form::Small(p, q) => BigRational::new_raw(BigInt::from(*p), BigInt::from(*q)),
            Form::Large(large) => (**large).clone(),
        }
    }

    /// The sum with `sign` times the other.
    fn plus(&self, other: &Rational, sign: i128) -> Rational {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) if b == d => {
                reduced(wide(*a) + sign * wide(*c), wide(*b))
            }
            // Each product is below 2^126, so their sum fits.
            (Form::Small(a, b), Form::Small(c, d)) => reduced(
                wide(*a) * wide(*d) + sign * wide(*c) * wide(*b),
                wide(*b) * wide(*d),
            ),
            _ if sign > 0 => large(self.to_large() + other.to_large()),
            _ => large(self.to_large() - other.to_large()),
        }
    }
}

fn wide(number: i64) -> i128 {
    i128::from(number)
}

/// The end of `i64` where a whole number lies beyond it.
fn ended(whole: &BigInt) -> i64 {
    let end = if whole.is_negative() {
        i64::MIN
    } else {
        i64::MAX
    };
    whole.to_i64().unwrap_or(end)
}

/// `p/q` in lowest terms, for `q > 0`.
fn reduced(p: i128, q: i128) -> Rational {
    if let (Ok(p), Ok(q)) = (i64::try_from(p), i64::try_from(q)) {
        // The common divisor is at most `q` and so fits.
        let divisor = if q == 1 { 1 } else { divisor(p, q) };
        return Rational(Form::Small(p / divisor, q / divisor));
    }
    let divisor = p.gcd(&q);
    match (i64::try_from(p / divisor), i64::try_from(q / divisor)) {
        (Ok(p), Ok(q)) => Rational(Form::Small(p, q)),
        _ => {
            let (p, q) = (BigInt::from(p / divisor), BigInt::from(q / divisor));
            Rational(Form::Large(Box::new(BigRational::new_raw(p, q))))
        }
    }
}

fn divisor(p: i64, q: i64) -> i64 {
    let divisor = p.unsigned_abs().gcd(&q.unsigned_abs());
    i64::try_from(divisor).unwrap_or(1)
}

/// The one form of a number in lowest terms.
fn large(number: BigRational) -> Rational {
    match (number.numer().to_i64(), number.denom().to_i64()) {
        (Some(p), Some(q)) => Rational(Form::Small(p, q)),
        _ => Rational(Form::Large(Box::new(number))),
    }
}

impl From<i64> for Rational {
    fn from(whole: i64) -> Self {
        Rational(Form::Small(whole, 1))
    }
}

impl From<Ratio> for Rational {
    fn from(ratio: Ratio) -> Self {
        Rational(Form::Small(ratio.numerator(), ratio.denominator()))
    }
}

impl FromStr for Rational {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Ok(text.parse::<Ratio>()?.into())
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                (wide(*a) * wide(*d)).cmp(&(wide(*c) * wide(*b)))
            }
            _ => self.to_large().cmp(&other.to_large()),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        self.plus(other, 1)
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        self.plus(other, -1)
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                reduced(wide(*a) * wide(*c), wide(*b) * wide(*d))
            }
            _ => large(self.to_large() * other.to_large()),
        }
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        &Rational::zero() - &self
    }
}

impl AddAssign<&Rational> for Rational {
    fn add_assign(&mut self, other: &Rational) {
        *self = &*self + other;
    }
}

impl SubAssign<&Rational> for Rational {
    fn sub_assign(&mut self, other: &Rational) {
        *self = &*self - other;
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
        match &self.0 {
            Form::Small(p, 1) => write!(f, "{p}"),
            Form::Small(p, q) => write!(f, "{p}/{q}"),
            Form::Large(large) => fmt::Display::fmt(large, f),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn the_ends_of_a_word_are_no_ends() {
        let least = Rational::from(i64::MIN);
        let beyond = -least.clone();
        assert_eq!(beyond.to_string(), "9223372036854775808");
        assert_eq!(
            (beyond.floor_to_minor(), beyond.ceil_to_whole()),
            (i64::MAX, i64::MAX)
        );
        assert_eq!(&beyond + &least, Rational::zero());
        assert_eq!(Rational::new(i64::MIN, -1), Some(beyond));
        assert_eq!(Rational::new(i64::MIN, i64::MIN), Some(Rational::one()));
        assert_eq!(
            Rational::from(1).checked_div(&least).map(|r| r.to_string()),
            Some("-1/9223372036854775808".into())
        );
    }

    /// Small numbers mostly, and those at the ends of a word.
    fn part() -> impl Strategy<Value = i64> {
        prop_oneof![
            -1000..1000i64,
            any::<i64>(),
            Just(i64::MIN),
            Just(i64::MAX),
            Just(0)
        ]
    }

    fn number() -> impl Strategy<Value = (Rational, BigRational)> {
        let fraction = (part(), part()).prop_filter("no division by zero", |(_, q)| *q != 0);
        proptest::collection::vec(fraction, 1..4).prop_map(|factors| {
            let one = (Rational::one(), BigRational::from_integer(BigInt::from(1)));
            factors.into_iter().fold(one, |(ours, theirs), (p, q)| {
                let factor = Rational::new(p, q).expect("not zero");
                let large = BigRational::new(BigInt::from(p), BigInt::from(q));
                (&ours * &factor, theirs * large)
            })
        })
    }

    proptest! {
        #[test]
        fn it_calculates_as_large_numbers_do((a, large_a) in number(), (b, large_b) in number()) {
            let same = |ours: &Rational, theirs: &BigRational| {
                prop_assert_eq!(ours.to_string(), theirs.to_string());
                prop_assert_eq!(ours, &large(theirs.clone()));
                prop_assert_eq!(ours.floor_to_minor(), ended(&theirs.floor().to_integer()));
                prop_assert_eq!(ours.ceil_to_whole(), ended(&theirs.ceil().to_integer()));
                prop_assert_eq!(ours.is_positive(), theirs.is_positive());
                prop_assert_eq!(ours.is_negative(), theirs.is_negative());
                Ok(())
            };
            same(&a, &large_a)?;
            same(&(&a + &b), &(&large_a + &large_b))?;
            same(&(&a - &b), &(&large_a - &large_b))?;
            same(&(&a * &b), &(&large_a * &large_b))?;
            same(&-a.clone(), &-large_a.clone())?;
            prop_assert_eq!(a.cmp(&b), large_a.cmp(&large_b));
            if !b.is_zero() {
                let quotient = a.checked_div(&b).expect("not by zero");
                same(&quotient, &(&large_a / &large_b))?;
            }
        }
    }
}
