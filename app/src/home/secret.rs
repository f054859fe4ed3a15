//! The secret of a home: 32 bytes in a file of its owner's alone, behind a passphrase if the person wants it.

use super::{HomeError, folders, write_whole};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use sync::drivers::seal::{Passphrase, Seal, SealError, is_sealed, open_bytes, seal_bytes};
use zeroize::Zeroizing;

/// Its file.
pub(super) const SECRET_FILE: &str = "secret";

/// The secret of an open home. Wiped from memory when dropped.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// The secret as it lies on the disk.
pub(super) enum Kept {
    /// As it is.
    Plain(Secret),
    /// Behind a passphrase.
    Sealed(Vec<u8>),
}

/// Reads the secret, and makes it of `fresh` in a home that never had one.
pub(super) fn read_or_make(root: &Path, fresh: [u8; 32]) -> Result<Kept, HomeError> {
    match read(root) {
        Err(HomeError::System { source, .. }) if source.kind() == ErrorKind::NotFound => {}
        read => return read,
    }
    // A fresh secret would make this device a stranger in its own commons.
    if folders::holds_commons(root) {
        return Err(HomeError::NoSecret {
            folder: root.to_path_buf(),
        });
    }
    write_whole(&root.join(SECRET_FILE), &fresh)?;
    Ok(Kept::Plain(Zeroizing::new(fresh)))
}

/// Reads the secret as it lies there.
pub(super) fn read(root: &Path) -> Result<Kept, HomeError> {
    let file = root.join(SECRET_FILE);
    let bytes = match fs::read(&file) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(source) => return Err(HomeError::System { file, source }),
    };
    match is_sealed(&bytes) {
        true => Ok(Kept::Sealed(bytes.to_vec())),
        false => exact(&file, &bytes).map(Kept::Plain),
    }
}

/// Opens a sealed secret of the home in this folder.
pub(super) fn open(
    root: &Path,
    sealed: &[u8],
    passphrase: &Passphrase,
) -> Result<Secret, HomeError> {
    let file = root.join(SECRET_FILE);
    let opened = open_bytes(sealed, passphrase).map_err(|error| match error {
        SealError::WrongPassphrase => HomeError::WrongPassphrase,
        other => damaged(&file, &other.to_string()),
    })?;
    exact(&file, &opened)
}

/// Writes the secret anew: behind a passphrase, or without. Until the new file is whole on the disk the old one stands.
pub(super) fn keep(root: &Path, secret: &Secret, seal: Option<&Seal>) -> Result<(), HomeError> {
    let file = root.join(SECRET_FILE);
    match seal {
        Some(seal) => write_whole(&file, &seal_bytes(&**secret, seal)),
        None => write_whole(&file, &**secret),
    }
}

fn exact(file: &Path, bytes: &[u8]) -> Result<Secret, HomeError> {
    let secret: [u8; 32] = bytes
        .try_into()
        .map_err(|_| damaged(file, "it must hold exactly 32 bytes"))?;
    Ok(Zeroizing::new(secret))
}

fn damaged(file: &Path, reason: &str) -> HomeError {
    HomeError::Damaged {
        file: file.to_path_buf(),
        reason: reason.to_owned(),
    }
}
