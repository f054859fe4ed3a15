//! Money: whole minor units of one currency.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use super::decimal::Decimal;
use super::{NumberError, shown};

/// A currency code has three letters.
pub const CURRENCY_LETTERS: usize = 3;

/// An ISO 4217 code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; CURRENCY_LETTERS]);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is made of capital letters only")
    }
}

impl FromStr for Currency {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let fail = || NumberError::NotACurrency(shown(text));
        let letters: [u8; CURRENCY_LETTERS] =
            text.trim().as_bytes().try_into().map_err(|_| fail())?;
        let capital = letters.iter().all(u8::is_ascii_uppercase);
        capital.then_some(Currency(letters)).ok_or_else(fail)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<C> Encode<C> for Currency {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.as_str())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Currency {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        d.str()?
            .parse()
            .map_err(|_| minicbor::decode::Error::message("not a currency").at(at))
    }
}

/// An amount in whole minor units (cents), with its currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Money {
    /// Minor units; 125000 is 1,250.00 of a currency with two digits.
    #[n(0)]
    pub minor: i64,
    /// The currency.
    #[n(1)]
    pub currency: Currency,
}

impl Money {
    /// Reads `1250`, `1250.5`, `1250.00` or `45,000.00`.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, NumberError> {
        let digits = minor_digits(currency);
        let decimal = Decimal::parse(text)?;
        let minor = decimal.at_scale(digits).ok_or_else(|| {
            if decimal.scale > digits {
                NumberError::TooFine {
                    text: shown(text),
                    digits,
                }
            } else {
                NumberError::TooLarge(shown(text))
            }
        })?;
        Ok(Money { minor, currency })
    }

    /// The amount alone, as `1250.00`.
    pub fn amount(&self) -> Decimal {
        Decimal {
            mantissa: self.minor,
            scale: minor_digits(self.currency),
        }
    }

    /// The sum; `None` for two currencies or where it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        if self.currency != other.currency {
            return None;
        }
        let minor = self.minor.checked_add(other.minor)?;
        Some(Money { minor, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// How many digits the minor unit has (ISO 4217, list one): two, but for a few currencies.
pub fn minor_digits(currency: Currency) -> u8 {
    match currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_with_grouping_and_printed_without() {
        let read = |text| Money::parse(text, Currency::EUR).map(|money| money.to_string());
        assert_eq!(read("45,000.00"), Ok("45000.00 EUR".into()));
        assert_eq!(read("1250"), Ok("1250.00 EUR".into()));
        assert_eq!(read("0.5"), Ok("0.50 EUR".into()));
        assert_eq!(read("0.500"), Ok("0.50 EUR".into()));
        assert!(matches!(
            read("0.005"),
            Err(NumberError::TooFine { digits: 2, .. })
        ));
        assert!(matches!(
            read("922337203685477580"),
            Err(NumberError::TooLarge(_))
        ));
        let yen = "JPY".parse().expect("a currency");
        assert_eq!(
            Money::parse("1,250", yen).map(|m| m.to_string()),
            Ok("1250 JPY".into())
        );
        assert!("eur".parse::<Currency>().is_err());
    }
}
