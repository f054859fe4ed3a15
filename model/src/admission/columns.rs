//! Columns of a change, read row by row and only in the one form that every writer gives them.
//!
//! Automerge reads many forms of a column and writes one. Reading only that one is the same as
//! writing the change again and comparing the bytes, without doing it.

use super::Refusal;
use super::bytes::Bytes;

/// What stands in one row of a run-length encoded column.
pub(super) trait Cell<'a>: Copy + PartialEq {
    fn read(input: &mut Bytes<'a>) -> Result<Self, Refusal>;
}

impl Cell<'_> for u64 {
    fn read(input: &mut Bytes<'_>) -> Result<Self, Refusal> {
        input.unsigned()
    }
}

impl Cell<'_> for i64 {
    fn read(input: &mut Bytes<'_>) -> Result<Self, Refusal> {
        input.signed()
    }
}

impl<'a> Cell<'a> for &'a str {
    fn read(input: &mut Bytes<'a>) -> Result<Self, Refusal> {
        let length = input.unsigned()?;
        std::str::from_utf8(input.take(length)?).map_err(|_| Refusal::Text)
    }
}

/// A run-length encoded column: runs of one value, literal values, runs of nothing.
#[derive(Clone, Debug)]
pub(super) struct Runs<'a, T> {
    input: Bytes<'a>,
    segment: Segment,
    left: u64,
    /// The value of the last row; the next one must differ unless it is in the same run.
    value: Option<T>,
    any_value: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Segment {
    Start,
    Run,
    Literal,
    Nothing,
}

impl<'a, T: Cell<'a>> Runs<'a, T> {
    pub(super) fn new(column: &'a [u8]) -> Self {
        Self {
            input: Bytes::new(column),
            segment: Segment::Start,
            left: 0,
            value: None,
            any_value: false,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.left == 0 && self.input.is_empty()
    }

    /// The next row, which must be there and hold a value.
    pub(super) fn value(&mut self) -> Result<T, Refusal> {
        self.row()?.ok_or(Refusal::Form)
    }

    /// The next row, which must be there and may be empty.
    pub(super) fn row(&mut self) -> Result<Option<T>, Refusal> {
        if self.left == 0 {
            self.begin_segment()?;
        }
        self.left -= 1;
        if self.segment == Segment::Literal {
            let value = T::read(&mut self.input)?;
            self.take_new(value)?;
        }
        // Rows of nothing alone are not written at all.
        if self.is_done() && !self.any_value {
            return Err(Refusal::Form);
        }
        Ok(self.value)
    }

    fn begin_segment(&mut self) -> Result<(), Refusal> {
        if self.input.is_empty() {
            return Err(Refusal::Rows);
        }
        let before = self.segment;
        match self.input.signed()? {
            0 if before == Segment::Nothing => return Err(Refusal::Form),
            0 => {
                self.left = self.input.unsigned()?;
                self.segment = Segment::Nothing;
                self.value = None;
            }
            1 => return Err(Refusal::Form),
            run @ 2.. => {
                self.left = run.unsigned_abs();
                self.segment = Segment::Run;
                let value = T::read(&mut self.input)?;
                self.take_new(value)?;
            }
            _ if before == Segment::Literal => return Err(Refusal::Form),
            literals => {
                self.left = literals.unsigned_abs();
                self.segment = Segment::Literal;
            }
        }
        if self.left == 0 {
            Err(Refusal::Form)
        } else {
            Ok(())
        }
    }

    fn take_new(&mut self, value: T) -> Result<(), Refusal> {
        if self.value == Some(value) {
            return Err(Refusal::Form);
        }
        self.value = Some(value);
        self.any_value = true;
        Ok(())
    }
}

/// A column of counters, each written as its difference to the one before.
#[derive(Clone, Debug)]
pub(super) struct Deltas<'a> {
    runs: Runs<'a, i64>,
    counter: i64,
}

impl<'a> Deltas<'a> {
    pub(super) fn new(column: &'a [u8]) -> Self {
        Self {
            runs: Runs::new(column),
            counter: 0,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.runs.is_done()
    }

    pub(super) fn value(&mut self) -> Result<u64, Refusal> {
        self.row()?.ok_or(Refusal::Form)
    }

    pub(super) fn row(&mut self) -> Result<Option<u64>, Refusal> {
        let Some(delta) = self.runs.row()? else {
            return Ok(None);
        };
        self.counter = self.counter.checked_add(delta).ok_or(Refusal::Number)?;
        u64::try_from(self.counter)
            .map(Some)
            .map_err(|_| Refusal::Number)
    }
}

/// A column of yes and no: lengths of runs, the first of them of no.
#[derive(Clone, Debug)]
pub(super) struct Booleans<'a> {
    input: Bytes<'a>,
    value: bool,
    left: u64,
    started: bool,
}

impl<'a> Booleans<'a> {
    pub(super) fn new(column: &'a [u8]) -> Self {
        Self {
            input: Bytes::new(column),
            value: true,
            left: 0,
            started: false,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.left == 0 && self.input.is_empty()
    }

    pub(super) fn value(&mut self) -> Result<bool, Refusal> {
        while self.left == 0 {
            if self.input.is_empty() {
                return Err(Refusal::Rows);
            }
            self.left = self.input.unsigned()?;
            self.value = !self.value;
            // Only a first run of no may be empty.
            if self.left == 0 && self.started {
                return Err(Refusal::Form);
            }
            self.started = true;
        }
        self.left -= 1;
        Ok(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(column: &[u8]) -> Result<Vec<Option<u64>>, Refusal> {
        let mut runs = Runs::<u64>::new(column);
        let mut rows = vec![];
        while !runs.is_done() {
            rows.push(runs.row()?);
        }
        Ok(rows)
    }

    #[test]
    fn a_column_has_one_form() {
        assert_eq!(rows(&[2, 5]), Ok(vec![Some(5); 2]));
        assert_eq!(rows(&[0x7e, 5, 6]), Ok(vec![Some(5), Some(6)]));
        assert_eq!(rows(&[0, 1, 0x7f, 6]), Ok(vec![None, Some(6)]));
        assert_eq!(rows(&[0x7f, 5, 2, 6]).map(|rows| rows.len()), Ok(3));
        for odd in [
            &[1, 5][..],            // a run of one
            &[0x7e, 5, 5],          // equal literals
            &[0x7f, 5, 0x7f, 6],    // literals cut in two
            &[0x7f, 5, 2, 5],       // a literal that belongs to the run
            &[2, 5, 0x7f, 5],       // a run cut in two
            &[2, 5, 2, 5],          //
            &[0, 2],                // nothing but nothing
            &[0, 1, 0, 1, 0x7f, 5], // nothing cut in two
            &[0, 0, 0x7f, 5],       // no rows
        ] {
            assert_eq!(rows(odd), Err(Refusal::Form), "{odd:?}");
        }
        assert_eq!(rows(&[0x80]), Err(Refusal::Truncated));
        assert_eq!(rows(&[0x7e, 5]), Err(Refusal::Truncated));
    }

    #[test]
    fn yes_and_no_have_one_form() {
        let read = |column: &[u8]| {
            let mut booleans = Booleans::new(column);
            let mut values = vec![];
            while !booleans.is_done() {
                values.push(booleans.value()?);
            }
            Ok(values)
        };
        assert_eq!(read(&[1, 2]), Ok(vec![false, true, true]));
        assert_eq!(read(&[0, 2]), Ok(vec![true, true]));
        assert_eq!(read(&[1, 0, 1]), Err(Refusal::Form));
        assert_eq!(read(&[0]), Err(Refusal::Rows));
    }
}
