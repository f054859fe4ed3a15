//! Order keys: a line stands where its key sorts, so that moving one line changes one line.

const FIRST: u8 = b'a';
const LAST: u8 = b'z';

/// A key that sorts after `before` and before `after`; no bound is the start or the end.
///
/// Keys are lower-case letters that do not end in `a`. Between equal bounds, or bounds that are the
/// wrong way round, the key sorts right after `before`; lines with equal keys sort by their names.
pub(crate) fn between(before: Option<&str>, after: Option<&str>) -> String {
    let low = before.unwrap_or("").as_bytes();
    let high = after.map(str::as_bytes).filter(|high| low < *high);
    let mut key = Vec::new();
    let mut bounded = high.is_some();
    for place in 0.. {
        let lower = digit(low, place);
        let upper = match high {
            Some(high) if bounded => digit(high, place),
            _ => LAST + 1,
        };
        if upper.saturating_sub(lower) > 1 {
            key.push(step(lower, upper, high.is_none() || !bounded));
            break;
        }
        key.push(lower);
        let more = high.is_some_and(|high| place + 1 < high.len());
        bounded = bounded && lower == upper && more;
    }
    String::from_utf8(key).expect("letters only")
}

/// Towards an open end keys advance by one, so that a list filled from top to bottom has short keys.
fn step(lower: u8, upper: u8, open_end: bool) -> u8 {
    if open_end {
        lower + 1
    } else {
        lower + (upper - lower) / 2
    }
}

fn digit(key: &[u8], place: usize) -> u8 {
    key.get(place)
        .map_or(FIRST, |letter| (*letter).clamp(FIRST, LAST))
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_line_can_always_be_put_between_two_others() {
        let mut low = between(None, None);
        let high = between(Some(&low), None);
        assert!(low < high);
        for _ in 0..200 {
            let middle = between(Some(&low), Some(&high));
            assert!(low < middle && middle < high, "{low} {middle} {high}");
            low = middle;
        }
        let mut first = between(None, Some(&low));
        for _ in 0..200 {
            let before = between(None, Some(&first));
            assert!(before < first, "{before} {first}");
            first = before;
        }
    }

    #[test]
    fn a_thousand_lines_added_one_after_another_have_short_keys() {
        let mut last = between(None, None);
        for _ in 0..1000 {
            let next = between(Some(&last), None);
            assert!(last < next, "{last} {next}");
            last = next;
        }
        assert!(last.len() <= 41, "{}", last.len());
    }

    #[test]
    fn odd_keys_from_elsewhere_do_no_harm() {
        for (low, high) in [("zz", "a"), ("m", "m"), ("Ü", "ü"), ("", ""), ("0", "1")] {
            let key = between(Some(low), Some(high));
            assert!(!key.is_empty());
        }
    }
}
