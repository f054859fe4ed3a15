//! Who on this computer may read a home: its owner alone.
//!
//! What lies in it is closed, and the folder too unless there is something of others in it. Elsewhere than on Unix
//! the folder of a person is theirs alone by its own rules.

use super::HomeError;
use std::path::Path;

/// Closes a home to the other accounts of this computer, and says whether they could read its key until now.
#[cfg(unix)]
pub(super) fn close_to_others(root: &Path) -> Result<bool, HomeError> {
    let folder_was_open = mode(root)? & 0o011 != 0;
    let key = root.join(super::secret::SECRET_FILE);
    let key_was_open = close(&key, 0o600)?;
    for inside in ["commons", "files"] {
        close(&root.join(inside), 0o700)?;
    }
    if super::folders::is_only_a_home(root)? {
        close(root, 0o700)?;
    }
    Ok(folder_was_open && key_was_open)
}

/// Says whether it was open to others; what is not there is not.
#[cfg(unix)]
fn close(place: &Path, to: u32) -> Result<bool, HomeError> {
    use std::os::unix::fs::PermissionsExt;
    if mode(place)? & 0o077 == 0 {
        return Ok(false);
    }
    std::fs::set_permissions(place, std::fs::Permissions::from_mode(to)).map_err(|source| {
        HomeError::System {
            file: place.to_path_buf(),
            source,
        }
    })?;
    Ok(true)
}

#[cfg(unix)]
fn mode(place: &Path) -> Result<u32, HomeError> {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(place) {
        Ok(found) => Ok(found.permissions().mode()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(HomeError::System {
            file: place.to_path_buf(),
            source,
        }),
    }
}

/// Nothing to do.
#[cfg(not(unix))]
pub(super) fn close_to_others(_root: &Path) -> Result<bool, HomeError> {
    Ok(false)
}
