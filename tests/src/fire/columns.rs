//! Mutants of a column: of its bytes, of the heads of its runs, and of its rows in good form.

use super::dice::Dice;
use super::forge::{put, put_signed, signed, unsigned};
use model::admission::ROWS_MAX;

/// Changes a column of a change; `specification` is its number in the format.
pub fn mutate(specification: u64, column: &mut Vec<u8>, dice: &mut Dice) {
    let kind = specification & 7;
    if column.is_empty() || kind == 7 || dice.roll(4) == 0 {
        return mutate_bytes(column, dice);
    }
    if kind == 4 {
        return mutate_booleans(column, dice);
    }
    let mut runs = Run::read(column, kind == 5);
    if dice.roll(2) == 0 || claimed_rows(&runs) > ROWS_MAX {
        mutate_runs(&mut runs, dice);
    } else {
        let mut rows = rows(&runs);
        mutate_rows(&mut rows, dice);
        runs = in_one_form(&rows);
    }
    *column = Run::write(&runs);
}

fn mutate_bytes(column: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.roll(column.len());
    match dice.roll(5) {
        _ if column.is_empty() => column.push(dice.roll(256) as u8),
        0 => column[at] = column[at].wrapping_add(1),
        1 => column[at] = column[at].wrapping_sub(1),
        2 => column[at] = dice.roll(256) as u8,
        3 => drop(column.remove(at)),
        _ => column.extend_from_within(at..),
    }
}

fn mutate_booleans(column: &mut Vec<u8>, dice: &mut Dice) {
    let mut input = &column[..];
    let mut runs = Vec::new();
    while !input.is_empty() {
        runs.push(unsigned(&mut input));
    }
    let at = dice.roll(runs.len());
    match dice.roll(5) {
        0 => runs[at] = runs[at].wrapping_add(1),
        1 => runs[at] = runs[at].wrapping_sub(1),
        2 => runs.insert(at, dice.roll(3) as u64),
        3 => runs[at] = u64::MAX >> dice.roll(50),
        _ => drop(runs.remove(at)),
    }
    column.clear();
    runs.into_iter().for_each(|run| put(column, run));
}

/// One run of a column, by its head.
#[derive(Clone, Debug)]
enum Run {
    Same(i64, Vec<u8>),
    Literal(i64, Vec<Vec<u8>>),
    Nothing(u64),
}

impl Run {
    fn read(column: &[u8], is_text: bool) -> Vec<Run> {
        let mut input = column;
        let mut runs = Vec::new();
        while !input.is_empty() {
            let head = signed(&mut input);
            runs.push(match head {
                0 => Run::Nothing(unsigned(&mut input)),
                1.. => Run::Same(head, value(&mut input, is_text)),
                _ => {
                    let values = (0..-head).map(|_| value(&mut input, is_text));
                    Run::Literal(head, values.collect())
                }
            });
        }
        runs
    }

    fn write(runs: &[Run]) -> Vec<u8> {
        let mut column = Vec::new();
        for run in runs {
            match run {
                Run::Nothing(count) => {
                    column.push(0);
                    put(&mut column, *count);
                }
                Run::Same(head, value) => {
                    put_signed(&mut column, *head);
                    column.extend_from_slice(value);
                }
                Run::Literal(head, values) => {
                    put_signed(&mut column, *head);
                    column.extend(values.concat());
                }
            }
        }
        column
    }
}

fn value(input: &mut &[u8], is_text: bool) -> Vec<u8> {
    let before = *input;
    let number = unsigned(input);
    if is_text {
        *input = &input[number as usize..];
    }
    before[..before.len() - input.len()].to_vec()
}

fn mutate_runs(runs: &mut Vec<Run>, dice: &mut Dice) {
    let (at, other) = (dice.roll(runs.len()), dice.roll(runs.len()));
    let step = [1, -1, 2, -2][dice.roll(4)];
    match dice.roll(6) {
        0 => drop(runs.remove(at)),
        1 => runs.insert(at, runs[other].clone()),
        2 => runs.swap(at, other),
        3 => match &mut runs[at] {
            Run::Same(head, _) | Run::Literal(head, _) => *head = -*head,
            Run::Nothing(count) => *count = u64::MAX >> dice.roll(50),
        },
        4 => match &mut runs[at] {
            Run::Same(head, _) | Run::Literal(head, _) => *head = i64::MAX >> dice.roll(50),
            Run::Nothing(count) => *count = 0,
        },
        _ => match &mut runs[at] {
            Run::Same(head, _) | Run::Literal(head, _) => *head = head.wrapping_add(step),
            Run::Nothing(count) => *count = count.wrapping_add_signed(step),
        },
    }
}

/// How many rows these runs claim. An earlier mutant may claim more than there is memory for.
fn claimed_rows(runs: &[Run]) -> u64 {
    let claimed = runs.iter().map(|run| match run {
        Run::Same(head, _) | Run::Literal(head, _) => head.unsigned_abs(),
        Run::Nothing(count) => *count,
    });
    claimed.fold(0, u64::saturating_add)
}

type Rows = Vec<Option<Vec<u8>>>;

fn rows(runs: &[Run]) -> Rows {
    let mut rows = Vec::new();
    for run in runs {
        match run {
            Run::Same(head, value) => {
                rows.extend(std::iter::repeat_n(Some(value.clone()), *head as usize));
            }
            Run::Literal(_, values) => rows.extend(values.iter().cloned().map(Some)),
            Run::Nothing(count) => rows.extend(std::iter::repeat_n(None, *count as usize)),
        }
    }
    rows
}

fn mutate_rows(rows: &mut Rows, dice: &mut Dice) {
    let (at, other) = (dice.roll(rows.len()), dice.roll(rows.len()));
    match dice.roll(5) {
        _ if rows.is_empty() => {}
        0 => rows[at] = rows[other].clone(),
        1 => rows.swap(at, other),
        2 => rows[at] = Some(vec![dice.roll(128) as u8]),
        3 => rows[at] = None,
        _ => rows.insert(at, rows[other].clone()),
    }
}

/// The runs that every writer makes of these rows.
fn in_one_form(rows: &Rows) -> Vec<Run> {
    let mut runs = Vec::new();
    for same in rows.chunk_by(|one, next| one == next) {
        match (&same[0], runs.last_mut()) {
            (None, _) => runs.push(Run::Nothing(same.len() as u64)),
            (Some(value), Some(Run::Literal(head, values))) if same.len() == 1 => {
                *head -= 1;
                values.push(value.clone());
            }
            (Some(value), _) if same.len() == 1 => {
                runs.push(Run::Literal(-1, vec![value.clone()]));
            }
            (Some(value), _) => runs.push(Run::Same(same.len() as i64, value.clone())),
        }
    }
    runs
}
