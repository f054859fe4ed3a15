//! The files of designs: keeping one, and opening one with another program.

use super::{Done, Session, files_closed};
use crate::files::Kept;
use crate::trouble::Trouble;
use crate::view::{NoticeKind, Outcome};
use crate::words;
use model::design::{Column, Table};
use model::id::{DocumentId, FileHash};
use std::path::{Path, PathBuf};

/// Files that may be handed to another program: what is looked at, never what is run.
const OPENED_ENDINGS: [&str; 20] = [
    "png",
    "jpg",
    "jpeg",
    "webp",
    "svg",
    "pdf",
    "stl",
    "3mf",
    "step",
    "stp",
    "md",
    "txt",
    "csv",
    "fcstd",
    "scad",
    "dxf",
    "kicad_pcb",
    "kicad_sch",
    "blend",
    "odt",
];

impl Session {
    pub(super) fn keep(&self, path: &Path) -> Result<Kept, Trouble> {
        crate::files::keep(self.files().ok_or_else(files_closed)?, path)
    }

    pub(super) fn attach(&mut self, design: DocumentId, path: &Path) -> Done {
        let kept = self.keep(path)?;
        let when = self.when();
        self.shown_commons()?.attach(design, &kept, None, when)?;
        Ok(Outcome::Written)
    }

    /// Files up to this size come by themselves from now on.
    pub(super) fn fetch_up_to(&mut self, bytes: u64) -> Done {
        self.engine
            .home
            .change_settings(|settings| settings.fetch_bytes_max = bytes)?;
        self.engine.look_for_files();
        Ok(Outcome::Written)
    }

    /// Asks for a file that is too large to come by itself.
    pub(super) fn get_file(&mut self, file: FileHash) -> Done {
        self.shown_commons()?.want_file(file)?;
        Ok(Outcome::Written)
    }

    /// Saves a copy of a file of the shown design; into a folder under its own name.
    pub(super) fn save_file(&mut self, file: FileHash, to: &Path) -> Done {
        let to = crate::files::place_in(to, &self.name_of_file(file), file);
        self.files().ok_or_else(files_closed)?.export(file, &to)?;
        self.notice(NoticeKind::Good, words::design::saved_copy(&to));
        Ok(Outcome::Written)
    }

    /// What a file of the shown design is called in it.
    fn name_of_file(&self, file: FileHash) -> String {
        let line = self.view.design.as_deref().and_then(|design| {
            let mut lines = design.content.lines(Table::Files).iter();
            lines.find(|line| line.file() == Some(file))
        });
        line.map(|line| line.cell(Column::Name))
            .unwrap_or_default()
            .to_owned()
    }

    fn ending_by_content(&self, file: FileHash) -> Option<String> {
        let bytes = self.read_file(file).ok()?;
        crate::files::kind_of(&bytes).map(str::to_owned)
    }

    /// Saves a file of the shown design where another program can read it, and says so to the window.
    pub(in crate::session) fn open_file(&mut self, file: FileHash) {
        match self.save_to_open(file) {
            Ok(path) => self.end.tell(|news| news.opened.push(path)),
            Err(trouble) => self.notice(NoticeKind::Bad, trouble.to_string()),
        }
    }

    fn save_to_open(&self, file: FileHash) -> Result<PathBuf, Trouble> {
        let what = "The file was not opened";
        let name = self.name_of_file(file);
        let ending = Path::new(&name)
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        // Evidence has no name: what it is says its beginning.
        let ending = ending.or_else(|| self.ending_by_content(file));
        let ending = ending.unwrap_or_default();
        if !OPENED_ENDINGS.contains(&ending.as_str()) {
            return Err(Trouble::new(
                what,
                "this kind of file could be a program",
                "save a copy of it and look at it yourself",
            ));
        }
        let folder = self.engine.home.root().join("opened");
        let path = folder.join(format!("{}.{ending}", file.short()));
        if path.exists() {
            return Ok(path);
        }
        let failed =
            |error: std::io::Error| Trouble::new(what, error.to_string(), "make room on the disk");
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let files = self.files().ok_or_else(files_closed)?;
        files.export(file, &path)?;
        Ok(path)
    }
}
