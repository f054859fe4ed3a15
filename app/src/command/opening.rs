//! Opening the home and the commons that a command names.

use super::{Everywhere, open_home};
use crate::commons::Commons;
use crate::home::Home;
use crate::trouble::Trouble;
use crate::words::visible;
use model::id::CommonsId;
use std::ops::{Deref, DerefMut};

/// A commons of a home that stays locked while it is open.
pub struct OpenCommons {
    /// The home.
    pub home: Home,
    pub(super) commons: Commons,
}

impl OpenCommons {
    /// A commons that is open already, with its home.
    pub fn new(home: Home, commons: Commons) -> Self {
        OpenCommons { home, commons }
    }
}

impl Deref for OpenCommons {
    type Target = Commons;
    fn deref(&self) -> &Commons {
        &self.commons
    }
}

impl DerefMut for OpenCommons {
    fn deref_mut(&mut self) -> &mut Commons {
        &mut self.commons
    }
}

/// Opens the home and the commons that the command names.
pub fn open_commons(everywhere: &Everywhere) -> Result<OpenCommons, Trouble> {
    let home = open_home(everywhere)?;
    let commons = open_in(&home, everywhere)?;
    Ok(OpenCommons::new(home, commons))
}

/// Opens the commons that the command names, or the only one.
pub fn open_in(home: &Home, everywhere: &Everywhere) -> Result<Commons, Trouble> {
    let id = chosen(home, everywhere.commons.as_deref())?;
    let mut commons = Commons::open(home, id)?;
    tell_end(&commons);
    tell_news(&mut commons);
    Ok(commons)
}

/// Says on standard error that this device belongs to the commons no more, or that only a newer program judges here: why,
/// and what can be done.
pub fn tell_end(commons: &Commons) {
    for said in commons.ended().into_iter().chain(commons.judges().err()) {
        eprintln!("{}", visible(&said.to_string()));
    }
}

/// Says on standard error what the person should know beside what was asked for.
pub fn tell_news(commons: &mut Commons) {
    for news in commons.take_news() {
        eprintln!("{}", visible(&news.text));
    }
}

/// The commons that is meant: by name or id, or the only one.
pub fn chosen(home: &Home, wanted: Option<&str>) -> Result<CommonsId, Trouble> {
    let all = home.commons()?;
    let Some(wanted) = wanted else {
        return match all.as_slice() {
            [] => Err(Trouble::new(
                "There is no commons here",
                "this home is new",
                "found one with `new`, join one with `join`, or look at the `demo`",
            )),
            [only] => Ok(*only),
            several => Err(Trouble::usage(
                "It is not clear which commons is meant",
                format!("this home holds {}", several.len()),
                "name one with --commons",
            )),
        };
    };
    for id in &all {
        if id.to_string() == wanted || Commons::open(home, *id)?.charter().name() == wanted {
            return Ok(*id);
        }
    }
    Err(Trouble::new(
        "The commons was not found",
        format!("this home holds none called \"{wanted}\""),
        "leave --commons out to see what it holds",
    ))
}
