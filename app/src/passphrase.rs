//! Where passphrases come from: the terminal, a variable, a file. Never an argument, for those are seen by every
//! program of the computer and kept by the shell.

use crate::chance;
use crate::trouble::Trouble;
use crate::words::passphrase as words;
use std::fs::{self, File};
use std::io::{IsTerminal, Read};
use std::path::Path;
use sync::drivers::bundle::BundleError;
use sync::drivers::seal::{PASSPHRASE_BYTES_MAX, Seal};
use unicode_normalization::UnicodeNormalization;

pub use sync::drivers::seal::Passphrase;

/// Holds the passphrase of the home.
pub const HOME_VARIABLE: &str = "COMMONWRIGHT_PASSPHRASE";
/// Holds the passphrase of a sealed bundle or backup.
pub const SEAL_VARIABLE: &str = "COMMONWRIGHT_SEAL_PASSPHRASE";

/// A passphrase is the same however its accents were typed.
pub fn exact(typed: &str) -> String {
    typed.nfc().collect()
}

/// A passphrase as somebody typed it into a field.
pub fn typed(text: &str) -> Passphrase {
    Passphrase::typed(exact(text))
}

/// The passphrase from the file, else from the variable; `None` where there is neither.
pub fn given(file: Option<&Path>, variable: &str) -> Result<Option<Passphrase>, Trouble> {
    if let Some(file) = file {
        return read(file).map(Some);
    }
    let held = std::env::var(variable).ok().filter(|held| !held.is_empty());
    Ok(held.map(|held| typed(&held)))
}

/// The first line of a file.
pub fn read(file: &Path) -> Result<Passphrase, Trouble> {
    let failed = |why: String| {
        let remedy = "name an ordinary file whose first line is the passphrase";
        Trouble::usage(
            words::NOT_READ,
            format!("{}: {why}", file.display()),
            remedy,
        )
    };
    // Asked before opening, because opening a pipe would wait for its writer.
    let found = fs::metadata(file).map_err(|error| failed(error.to_string()))?;
    if !found.is_file() {
        return Err(failed("it is no ordinary file".to_owned()));
    }
    let mut text = String::new();
    File::open(file)
        .and_then(|file| {
            let limit = PASSPHRASE_BYTES_MAX as u64 + 2;
            file.take(limit).read_to_string(&mut text)
        })
        .map_err(|error| failed(error.to_string()))?;
    match text.lines().next().filter(|line| !line.is_empty()) {
        Some(line) => Ok(typed(line)),
        None => Err(failed("its first line is empty".to_owned())),
    }
}

/// Whether somebody sits at a terminal who can be asked.
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks at the terminal; what is typed is not shown. `None` where nothing was typed.
pub fn ask(prompt: &str) -> Result<Option<Passphrase>, Trouble> {
    let text = rpassword::prompt_password(format!("{prompt}: "))
        .map_err(|error| Trouble::new(words::NOT_READ, error.to_string(), words::OTHER_WAYS))?;
    Ok((!text.is_empty()).then(|| typed(&text)))
}

/// Asks twice for a new passphrase, until both are the same and long enough; `None` where nothing was typed.
pub fn ask_for_new(prompt: &str) -> Result<Option<Passphrase>, Trouble> {
    loop {
        let Some(first) = ask(prompt)? else {
            return Ok(None);
        };
        if let Err(trouble) = strong_enough(first.clone()) {
            eprintln!("{}", trouble.why);
        } else if ask(words::AGAIN)?.as_ref() == Some(&first) {
            return Ok(Some(first));
        } else {
            eprintln!("{}", words::NOT_THE_SAME);
        }
    }
}

/// A passphrase to seal with: neither short nor endless.
pub fn strong_enough(passphrase: Passphrase) -> Result<Passphrase, Trouble> {
    match passphrase.fits() {
        true => Ok(passphrase),
        false => Err(Trouble::usage(
            words::NOT_SEALED,
            words::too_short(),
            words::LONGER,
        )),
    }
}

/// A seal with this passphrase and fresh random bytes.
pub fn seal(passphrase: Passphrase) -> Result<Seal, Trouble> {
    Ok(Seal {
        passphrase: strong_enough(passphrase)?,
        salt: chance::bytes(),
    })
}

/// How the passphrase of a sealed file is given.
pub fn seal_remedy() -> String {
    format!("name a file with --seal-with, or set {SEAL_VARIABLE}")
}

/// How the passphrase of a home is given.
pub fn home_remedy() -> String {
    format!("run it at a terminal, name a file with --passphrase-file, or set {HOME_VARIABLE}")
}

/// What to do about a sealed file.
pub fn sealed_remedy(error: &BundleError) -> Option<String> {
    match error {
        BundleError::Sealed => Some(format!("run it at a terminal, or {}", seal_remedy())),
        BundleError::WrongPassphrase => Some(
            "type it again; if you are sure of it, the beginning of the file may be damaged".into(),
        ),
        BundleError::UnknownSeal => Some("install the newer program".into()),
        _ => None,
    }
}
