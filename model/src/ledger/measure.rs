//! Quantities as the policy counts them: whole minutes, things, minor units of money.

use crate::number::{Currency, Decimal, Quantity, minor_digits};
use crate::rsd1::policy::ContributionUnit;

/// The unit of time spent (OM 2).
pub const UNIT_MINUTE: &str = "om:minute-Time";
/// The other unit of time spent.
pub const UNIT_HOUR: &str = "om:hour";
/// The unit of finished things.
pub const UNIT_ONE: &str = "om:one";

const MINUTES_OF_AN_HOUR: i64 = 60;

/// How many of the policy's units a quantity is (RSD-1, section 5); money is in minor units.
///
/// `None` when its unit is another one, or it is no whole number of them: nothing is rounded here.
pub fn counted(quantity: &Quantity, unit: ContributionUnit, currency: Currency) -> Option<i64> {
    counted_in(quantity.decimal(), &quantity.unit, unit, currency)
}

/// The unit in which a quantity is counted: the own unit of a type, as its rules name it, counts things.
pub fn counted_unit<'a>(given: &'a str, own: Option<&str>) -> &'a str {
    match own == Some(given) {
        true => UNIT_ONE,
        false => given,
    }
}

/// The same of a number and the unit in which it is given.
pub fn counted_in(
    number: Decimal,
    given: &str,
    unit: ContributionUnit,
    currency: Currency,
) -> Option<i64> {
    match unit {
        ContributionUnit::Minute if given == UNIT_MINUTE => number.at_scale(0),
        ContributionUnit::Minute if given == UNIT_HOUR => {
            let mut minutes = number;
            minutes.mantissa = minutes.mantissa.checked_mul(MINUTES_OF_AN_HOUR)?;
            minutes.at_scale(0)
        }
        ContributionUnit::Minor if given == currency.as_str() => {
            number.at_scale(minor_digits(currency))
        }
        ContributionUnit::Deliverable | ContributionUnit::Other if given == UNIT_ONE => {
            number.at_scale(0)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_counted_without_rounding() {
        let count = |number: &str, unit: &str, counted_in| {
            let quantity = Quantity::parse(number, unit).expect("well formed");
            counted(&quantity, counted_in, Currency::EUR)
        };
        use ContributionUnit::*;
        assert_eq!(count("5", UNIT_HOUR, Minute), Some(300));
        assert_eq!(count("1.25", UNIT_HOUR, Minute), Some(75));
        assert_eq!(count("90", UNIT_MINUTE, Minute), Some(90));
        assert_eq!(count("0.01", UNIT_HOUR, Minute), None);
        assert_eq!(count("12.50", "EUR", Minor), Some(1250));
        assert_eq!(count("12.50", "USD", Minor), None);
        assert_eq!(count("12.505", "EUR", Minor), None);
        assert_eq!(count("3", UNIT_ONE, Deliverable), Some(3));
        assert_eq!(count("5", UNIT_HOUR, Deliverable), None);
        assert_eq!(count("9223372036854775807", UNIT_HOUR, Minute), None);
    }
}
