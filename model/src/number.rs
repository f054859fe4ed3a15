//! Exact numbers: money, quantities with a unit, ratios and rationals. No floats, no silent overflow.
//!
//! What is written down ([`Money`], [`Quantity`], [`Ratio`]) has a fixed size; what is calculated ([`Rational`]) grows as
//! it must. Rounding happens in one place only, [`Rational::floor_to_minor`], and always down (RSD-1, section 6).

mod decimal;
mod expansion;
mod money;
mod quantity;
mod ratio;
mod rational;

pub use decimal::{DECIMAL_DIGITS_MAX, Decimal};
pub use expansion::{Expansion, fraction};
pub use money::{CURRENCY_LETTERS, Currency, Money, minor_digits};
pub use quantity::{Quantity, UNIT_BYTES_MAX};
pub use ratio::Ratio;
pub use rational::Rational;

/// A text that should have been a number, or a number that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a number at all.
    #[error("\"{0}\" is not a number: write it as 1250.00, 45,000.00 or 3/4")]
    NotANumber(String),
    /// More digits behind the point than this unit has.
    #[error("\"{text}\" has more than {digits} digits behind the point")]
    TooFine {
        /// The text as it came, cut to 40 characters.
        text: String,
        /// How many digits are allowed.
        digits: u8,
    },
    /// Larger than the ledger can hold.
    #[error("\"{0}\" is larger than the ledger can hold")]
    TooLarge(String),
    /// Divided by zero.
    #[error("\"{0}\" divides by zero")]
    DividesByZero(String),
    /// Not three capital letters.
    #[error("\"{0}\" is not a currency: write three capital letters, such as EUR")]
    NotACurrency(String),
}

/// The text as it may stand in an error: at most 40 characters.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
