//! What a test sees while it runs: how the list of attacks is held to what becomes of them, and not to what their tests say.
//!
//! A file of attacks takes [`assert_eq`] from here, which is the usual one and notes what it compares. The list runs each
//! test once more by itself, and the refusal that it names has to be among what was noted.

use std::cell::RefCell;
use std::fmt::Debug;

thread_local! {
    /// What was seen on this thread, while somebody wants to know.
    static SEEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// The usual assertion, which also notes what it was given.
#[macro_export]
macro_rules! assert_eq_seen {
    ($left:expr, $right:expr $(, $($said:tt)*)?) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::corpus::saw(left);
                ::std::assert_eq!(left, right $(, $($said)*)?);
            }
        }
    };
}

pub use crate::assert_eq_seen as assert_eq;

/// Notes what was seen, where somebody wants to know.
pub fn saw(what: &(impl Debug + ?Sized)) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen {
            seen.push(format!("{what:?}"));
        }
    });
}

/// Whether a test, run now, sees a refusal of this name.
pub fn sees(test: fn(), refusal: &str) -> bool {
    SEEN.set(Some(vec![]));
    test();
    let seen = SEEN.take().unwrap_or_default();
    seen.iter().any(|one| {
        let mut words = one.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.any(|word| word == refusal)
    })
}

/// Those of these attacks whose test, run now, does not see the refusal that is named.
pub fn unseen<'a>(attacks: impl IntoIterator<Item = (&'a str, &'a str, fn())>) -> Vec<String> {
    let unseen = attacks
        .into_iter()
        .filter(|(_, refusal, test)| !sees(*test, refusal));
    unseen
        .map(|(attack, refusal, _)| format!("{attack}: {refusal} was not seen"))
        .collect()
}
