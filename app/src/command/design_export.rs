//! `design export`: a design for other programs, or for print.

use super::Report;
use crate::commons::Commons;
use crate::deed::export::design::DesignFormat;
use crate::trouble::Trouble;
use crate::words::export as words;
use clap::ValueEnum;
use model::okh::Written;
use serde_json::{Value, json};
use std::path::Path;

/// What a design can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DesignExport {
    /// An Open Know-How manifest of the present specification, TOML
    #[value(name = "okh-2.4")]
    OkhV2,
    /// An Open Know-How manifest of the first specification, YAML
    #[value(name = "okh-v1")]
    OkhV1,
    /// A page for a browser or a printer
    Html,
}

/// Writes the design.
pub(super) fn export(
    commons: &mut Commons,
    id: &str,
    format: DesignExport,
    to: &Path,
    overwrite: bool,
) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let format = match format {
        DesignExport::OkhV2 => DesignFormat::Manifest(Written::V2),
        DesignExport::OkhV1 => DesignFormat::Manifest(Written::V1),
        DesignExport::Html => DesignFormat::Page,
    };
    let exported = commons.export_design(design, format, to, overwrite)?;
    let file =
        |file: &crate::deed::export::ExportedFile| json!({"file": file.name, "bytes": file.bytes});
    let files: Vec<Value> = exported.files.iter().map(file).collect();
    Ok(Report::new(
        json!({
            "id": design.to_string(),
            "folder": exported.folder.display().to_string(),
            "files": files,
            "missing": exported.missing,
        }),
        words::exported(&exported),
    ))
}
