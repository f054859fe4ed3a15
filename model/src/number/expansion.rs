//! Exact numbers as decimal digits, for programs that know no fractions.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::Rational;

/// A rational in decimal digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expansion {
    /// Digits with a `.`, no grouping, no exponent, no digit more than is needed.
    pub text: String,
    /// Whether the digits say all; otherwise they were cut, towards zero.
    pub is_exact: bool,
}

impl Expansion {
    /// The digits of a rational, at most so many behind the point.
    pub fn of(value: &Rational, digits_max: u32) -> Expansion {
        let (p, q) = parts(value);
        let is_negative = p.is_negative();
        let scaled = p.abs() * BigInt::from(10).pow(digits_max);
        let (digits, rest) = (&scaled / &q, &scaled % &q);
        let width = digits_max as usize + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, behind) = digits.split_at(digits.len() - digits_max as usize);
        let behind = behind.trim_end_matches('0');
        let sign = if is_negative && !digits.bytes().all(|digit| digit == b'0') {
            "-"
        } else {
            ""
        };
        let point = if behind.is_empty() { "" } else { "." };
        Expansion {
            text: format!("{sign}{whole}{point}{behind}"),
            is_exact: rest.is_zero(),
        }
    }
}

/// The digits above and below the line.
pub fn fraction(value: &Rational) -> (String, String) {
    let (p, q) = parts(value);
    (p.to_string(), q.to_string())
}

fn parts(value: &Rational) -> (BigInt, BigInt) {
    let text = value.to_string();
    let (p, q) = text.split_once('/').unwrap_or((&text, "1"));
    let read = |digits: &str| digits.parse::<BigInt>();
    let parsed = read(p).ok().zip(read(q).ok());
    parsed.expect("a rational prints as p or p/q")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_end_or_are_cut_towards_zero() {
        let of = |p, q, digits| {
            let value = Rational::new(p, q).expect("not by zero");
            let found = Expansion::of(&value, digits);
            (found.text, found.is_exact)
        };
        assert_eq!(of(16, 5, 12), ("3.2".into(), true));
        assert_eq!(of(1, 3, 6), ("0.333333".into(), false));
        assert_eq!(of(-2, 3, 3), ("-0.666".into(), false));
        assert_eq!(of(-1, 3000, 3), ("0".into(), false));
        assert_eq!(of(50, 1, 12), ("50".into(), true));
        assert_eq!(of(1, 8, 2), ("0.12".into(), false));
        assert_eq!(of(0, 1, 0), ("0".into(), true));
    }

    proptest! {
        #[test]
        fn exact_digits_are_the_number(p in -10_000_000i64..10_000_000, twos in 0u32..10, fives in 0u32..6) {
            let q = 2i64.pow(twos) * 5i64.pow(fives);
            let value = Rational::new(p, q).expect("not by zero");
            let found = Expansion::of(&value, 16);
            prop_assert!(found.is_exact);
            let decimal = super::super::Decimal::parse(&found.text).expect("a decimal");
            let back = Rational::new(decimal.mantissa, 10i64.pow(u32::from(decimal.scale)));
            prop_assert_eq!(back, Some(value));
        }
    }
}
