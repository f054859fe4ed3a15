//! Civil days, as days since 1970-01-01, without a time zone.

use std::fmt;
use std::str::FromStr;

/// A civil day: days since 1970-01-01 in the proleptic Gregorian calendar, years 1 to 9999.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Day(pub i32);

/// A text that should have been a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a day: write it as 2026-02-10")]
pub struct DayError(pub String);

impl Day {
    /// 0001-01-01.
    pub const FIRST: Day = Day(-719_162);
    /// 9999-12-31.
    pub const LAST: Day = Day(2_932_896);

    /// The day of a civil date; `None` where the calendar has no such day.
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month 1-12 and day of the month.
    pub fn civil(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        } as u32;
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }

    /// The day `days` later.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Whether the calendar of this program holds this day (years 1 to 9999).
    pub fn is_in_calendar(self) -> bool {
        (Day::FIRST..=Day::LAST).contains(&self)
    }
}

/// How many days that month has.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let fail = || DayError(text.chars().take(40).collect());
        let mut parts = text.trim().splitn(3, '-');
        let mut part = || -> Option<u32> { parts.next()?.parse().ok() };
        let (year, month, day) = (
            part().ok_or_else(fail)?,
            part().ok_or_else(fail)?,
            part().ok_or_else(fail)?,
        );
        let year = i32::try_from(year).map_err(|_| fail())?;
        Day::from_civil(year, month, day).ok_or_else(fail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for n in -20_000..126_097 {
            let (year, month, day) = Day(n).civil();
            assert_eq!(Day::from_civil(year, month, day), Some(Day(n)));
        }
        assert_eq!("1970-01-01".parse(), Ok(Day(0)));
        assert_eq!(Day(20_498).to_string(), "2026-02-14");
        assert_eq!(
            "2026-12-31".parse::<Day>().map(|d| d.plus(1).to_string()),
            Ok("2027-01-01".into())
        );
        assert!("2026-02-30".parse::<Day>().is_err());
        assert_eq!(Day::FIRST.to_string(), "0001-01-01");
        assert_eq!(Day::LAST.to_string(), "9999-12-31");
    }
}
