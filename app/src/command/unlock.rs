//! How a command opens the home, and comes by its passphrase where it is behind one.

use super::Everywhere;
use crate::chance;
use crate::home::{Door, Home, HomeError, Locked};
use crate::passphrase::{self, HOME_VARIABLE, Passphrase};
use crate::trouble::Trouble;
use crate::words::passphrase as words;

/// At a terminal a passphrase may be typed so often.
const TRIES_MAX: usize = 3;

/// Opens the home that the command names, or the platform's own.
pub fn open_home(everywhere: &Everywhere) -> Result<Home, Trouble> {
    Ok(open_home_knowing(everywhere)?.0)
}

/// The same, with the passphrase that opened it.
pub fn open_home_knowing(everywhere: &Everywhere) -> Result<(Home, Option<Passphrase>), Trouble> {
    let (door, given) = find_home(everywhere)?;
    let (mut home, known) = match door {
        Door::Open(home) => (home, given),
        Door::Locked(locked) => {
            let (home, typed) = ask(locked)?;
            (home, Some(typed))
        }
    };
    if home.take_was_readable() {
        eprintln!("{}", words::WAS_READABLE);
    }
    Ok((home, known))
}

/// Finds the home, and opens it where its passphrase was given with the command.
pub fn find_home(everywhere: &Everywhere) -> Result<(Door, Option<Passphrase>), Trouble> {
    let place = match &everywhere.home {
        Some(place) => place.clone(),
        None => Home::usual_place()?,
    };
    let door = Door::find(&place, chance::bytes())?;
    let Door::Locked(locked) = door else {
        return Ok((door, None));
    };
    let given = passphrase::given(everywhere.passphrase_file.as_deref(), HOME_VARIABLE)?;
    let Some(passphrase) = &given else {
        return Ok((Door::Locked(locked), None));
    };
    match locked.open(passphrase) {
        Ok(home) => Ok((Door::Open(home), given)),
        Err((_, error)) => Err(error.into()),
    }
}

/// Asks at the terminal.
fn ask(mut locked: Locked) -> Result<(Home, Passphrase), Trouble> {
    if !passphrase::can_ask() {
        return Err(HomeError::Sealed.into());
    }
    for _ in 1..TRIES_MAX {
        match try_once(locked)? {
            Ok(opened) => return Ok(opened),
            Err(closed) => locked = closed,
        }
        eprintln!("{}", words::WRONG);
    }
    try_once(locked)?.map_err(|_| HomeError::WrongPassphrase.into())
}

type Tried = Result<(Home, Passphrase), Locked>;

fn try_once(locked: Locked) -> Result<Tried, Trouble> {
    let typed = passphrase::ask(words::FOR_HOME)?.ok_or(HomeError::Sealed)?;
    match locked.open(&typed) {
        Ok(home) => Ok(Ok((home, typed))),
        Err((closed, HomeError::WrongPassphrase)) => Ok(Err(*closed)),
        Err((_, error)) => Err(error.into()),
    }
}
