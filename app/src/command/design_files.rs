//! `design attach`, `save` and `release`: the files of a design, and its versions.

use super::{OpenCommons, Report};
use crate::commons::Commons;
use crate::deed::When;
use crate::files;
use crate::trouble::Trouble;
use model::design::{Column, FileRole, Table};
use serde_json::json;
use std::path::Path;

/// Attaches a file; its content is kept by its hash, and the original stays the person's own.
pub fn attach(
    commons: &mut OpenCommons,
    id: &str,
    file: &Path,
    role: Option<&str>,
    when: When,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let role = role.map(role_of).transpose()?;
    let kept = files::open(&commons.home)?.keep(file)?;
    commons.attach(design, &kept, role, when)?;
    let json = json!({"id": design.to_string(), "file": kept.hash.to_string(), "name": kept.name, "bytes": kept.bytes});
    Ok(Report::new(
        json,
        format!("{} is attached ({} bytes).", kept.name, kept.bytes),
    ))
}

/// Saves a file of a design to a place that the person names, into a folder under its own name; nothing there is
/// overwritten.
pub fn save(commons: &mut OpenCommons, id: &str, file: &str, to: &Path) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let view = commons.view_design(design)?;
    let line = view
        .lines(Table::Files)
        .iter()
        .find(|line| line.cell(Column::Name) == file);
    let missing = |why: String, remedy: &str| Trouble::new("The file was not saved", why, remedy);
    let Some(line) = line else {
        return Err(missing(
            format!("the design has no file called \"{file}\""),
            "see its files with `design show`",
        ));
    };
    let Some(hash) = line.file() else {
        return Err(missing(
            "it is at its source, not on this computer".into(),
            "open its address in a browser",
        ));
    };
    let to = files::place_in(to, file, hash);
    files::open(&commons.home)?.save(hash, &to)?;
    Ok(Report::new(
        json!({"file": hash.to_string(), "to": to.display().to_string()}),
        format!("Saved as {}.", to.display()),
    ))
}

/// Releases a design as it stands.
pub fn release(
    commons: &mut Commons,
    id: &str,
    version: &str,
    note: &str,
    when: When,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let fact = commons.release(design, version, note, when)?;
    let json =
        json!({"id": design.to_string(), "version": version.trim(), "fact": fact.to_string()});
    Ok(Report::new(json, format!("Version {version} is released.")))
}

fn role_of(text: &str) -> Result<FileRole, Trouble> {
    FileRole::from_key(text.trim()).ok_or_else(|| {
        let known: Vec<_> = FileRole::ALL.iter().map(|role| role.key()).collect();
        Trouble::usage(
            "Nothing was attached",
            format!("\"{text}\" is no role of a file"),
            format!("use one of {}", known.join(", ")),
        )
    })
}
