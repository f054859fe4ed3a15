//! One design leaves the program: its manifest as Open Know-How has it, or a page to print, and its parts as a table.

use super::folder::{Folder, safe_name};
use super::page::page;
use super::{ExportedFile, put};
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::design::{Field, Table};
use model::id::DocumentId;
use model::okh::{self, Written};
use std::path::{Path, PathBuf};

/// What a design can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignFormat {
    /// An Open Know-How manifest.
    Manifest(Written),
    /// A page for a browser or a printer.
    Page,
}

/// What was written of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedDesign {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it.
    pub files: Vec<ExportedFile>,
    /// What the specification asks for and the design does not say.
    pub missing: Vec<&'static str>,
}

impl Commons {
    /// Writes one design into a folder, and its parts beside it where it has some; all of it, or nothing.
    pub fn export_design(
        &mut self,
        design: DocumentId,
        format: DesignFormat,
        to: &Path,
        overwrite: bool,
    ) -> Result<ExportedDesign, Trouble> {
        let view = self.view_design(design)?;
        let safe = safe_name(view.field(Field::Name), &design.short());
        let (name, text, missing) = match format {
            DesignFormat::Manifest(dialect) => {
                let urn = format!("urn:commons:{}:design:{design}", self.id());
                let written = okh::write(&view, &urn, dialect);
                let name = match dialect {
                    Written::V2 => "okh.toml".to_owned(),
                    Written::V1 => format!("okh-{safe}.yml"),
                };
                (name, written.text, written.missing)
            }
            DesignFormat::Page => (format!("{safe}.html"), page(&view), vec![]),
        };
        let mut folder = Folder::open(to, overwrite)?;
        let mut out = folder.begin(&name)?;
        out.write(text.as_bytes(), 1)?;
        out.end()?;
        if !view.lines(Table::Parts).is_empty() {
            let sheet = self.parts_table(design)?;
            put(&mut folder, okh::BOM_FILE, &sheet)?;
        }
        Ok(ExportedDesign {
            folder: to.to_path_buf(),
            files: folder.finish()?,
            missing,
        })
    }
}
