//! Periods: calendar months, quarters or years.

use std::fmt;

use minicbor::{Encode, Encoder};

use super::policy::PeriodLength;
use crate::day::Day;

/// One calendar month, quarter or year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    year: i32,
    /// The first month, 1 to 12.
    month: u32,
    length: PeriodLength,
}

impl Period {
    /// The period that holds that day.
    pub fn of(day: Day, length: PeriodLength) -> Period {
        let (year, month, _) = day.civil();
        let months = months(length);
        let month = (month - 1) / months * months + 1;
        Period {
            year,
            month,
            length,
        }
    }

    /// The first day.
    pub fn first(self) -> Day {
        Day::from_civil(self.year, self.month, 1).unwrap_or(Day::LAST)
    }

    /// The last day.
    pub fn last(self) -> Day {
        let month = self.month + months(self.length);
        let next = match month {
            13.. => Day::from_civil(self.year + 1, month - 12, 1),
            _ => Day::from_civil(self.year, month, 1),
        };
        next.map_or(Day::LAST, |day| day.plus(-1))
    }

    /// Reads `2026-Q1`, `2026-03` or `2026`.
    pub fn parse(text: &str) -> Option<Period> {
        let (year, rest) = text.split_once('-').unwrap_or((text, ""));
        let year = year.parse().ok()?;
        let (month, length) = match rest.strip_prefix('Q') {
            Some(quarter) => (
                quarter
                    .parse::<u32>()
                    .ok()?
                    .checked_mul(3)?
                    .checked_sub(2)?,
                PeriodLength::Quarter,
            ),
            None if rest.is_empty() => (1, PeriodLength::Year),
            None => (rest.parse().ok()?, PeriodLength::Month),
        };
        Day::from_civil(year, month, 1)?;
        Some(Period {
            year,
            month,
            length,
        })
    }
}

fn months(length: PeriodLength) -> u32 {
    match length {
        PeriodLength::Month => 1,
        PeriodLength::Quarter => 3,
        PeriodLength::Year => 12,
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            PeriodLength::Month => write!(f, "{:04}-{:02}", self.year, self.month),
            PeriodLength::Quarter => write!(f, "{:04}-Q{}", self.year, self.month.div_ceil(3)),
            PeriodLength::Year => write!(f, "{:04}", self.year),
        }
    }
}

impl<C> Encode<C> for Period {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_a_name_and_two_ends() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        for (length, name, first, last) in [
            (PeriodLength::Month, "2026-12", "2026-12-01", "2026-12-31"),
            (PeriodLength::Quarter, "2026-Q4", "2026-10-01", "2026-12-31"),
            (PeriodLength::Year, "2026", "2026-01-01", "2026-12-31"),
        ] {
            let period = Period::of(day("2026-12-05"), length);
            assert_eq!(period.to_string(), name);
            assert_eq!((period.first(), period.last()), (day(first), day(last)));
            assert_eq!(Period::parse(name), Some(period));
        }
        assert_eq!(Period::of(Day::LAST, PeriodLength::Year).last(), Day::LAST);
        for wrong in ["", "2026-Q5", "2026-Q0", "2026-13", "Q1", "2026-Q"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
