//! A folder into which files are written: all of them, or none, and nothing that is there is lost unasked.

use super::ExportedFile;
use crate::trouble::Trouble;
use model::file_name::safe_file_name;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A name that is made for a file has at most so many letters.
const NAME_LETTERS_MAX: usize = 60;

/// The folder, and what is ready to be put in its place.
pub struct Folder {
    root: PathBuf,
    overwrite: bool,
    ready: Vec<ExportedFile>,
}

/// A file that is being written.
pub struct Out<'a> {
    folder: &'a mut Folder,
    file: BufWriter<File>,
    name: String,
    bytes: u64,
    count: u64,
}

impl Folder {
    /// Opens the folder, and makes it where it is not there.
    pub fn open(root: &Path, overwrite: bool) -> Result<Folder, Trouble> {
        fs::create_dir_all(root).map_err(|error| failed(root, &error))?;
        Ok(Folder {
            root: root.to_path_buf(),
            overwrite,
            ready: vec![],
        })
    }

    /// Begins a file; its name may have folders in it, with `/`.
    pub fn begin(&mut self, name: &str) -> Result<Out<'_>, Trouble> {
        let place = self.root.join(name);
        if !self.overwrite && place.symlink_metadata().is_ok() {
            return Err(taken(&place));
        }
        if let Some(inside) = place.parent() {
            // A link that stands in the place of a folder would lead out of here.
            if inside != self.root && inside.is_symlink() {
                return Err(taken(inside));
            }
            fs::create_dir_all(inside).map_err(|error| failed(inside, &error))?;
        }
        let part = part(&place);
        // What an export that was cut off has left there is of no use to anybody.
        let _ = fs::remove_file(&part);
        let file = File::create_new(&part).map_err(|error| failed(&part, &error))?;
        Ok(Out {
            folder: self,
            file: BufWriter::new(file),
            name: name.to_owned(),
            bytes: 0,
            count: 0,
        })
    }

    /// Puts every file in its place.
    pub fn finish(mut self) -> Result<Vec<ExportedFile>, Trouble> {
        let ready = std::mem::take(&mut self.ready);
        for (at, file) in ready.iter().enumerate() {
            let place = self.root.join(&file.name);
            let put = if !self.overwrite && place.symlink_metadata().is_ok() {
                Err(taken(&place))
            } else {
                fs::rename(part(&place), &place).map_err(|error| failed(&place, &error))
            };
            if let Err(trouble) = put {
                self.ready = ready[at..].to_vec();
                return Err(trouble);
            }
        }
        Ok(ready)
    }
}

impl Drop for Folder {
    /// What was not put in its place goes.
    fn drop(&mut self) {
        for file in &self.ready {
            let _ = fs::remove_file(part(&self.root.join(&file.name)));
        }
    }
}

impl Out<'_> {
    /// Writes bytes that hold so many rows, lines or statements.
    pub fn write(&mut self, bytes: &[u8], count: u64) -> Result<(), Trouble> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| failed(&self.place(), &error))?;
        self.bytes += bytes.len() as u64;
        self.count += count;
        Ok(())
    }

    /// Ends the file; it stands in its place when [`Folder::finish`] has put it there.
    pub fn end(mut self) -> Result<(), Trouble> {
        let place = self.place();
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all());
        self.folder.ready.push(ExportedFile {
            name: self.name,
            bytes: self.bytes,
            count: self.count,
        });
        synced.map_err(|error| failed(&place, &error))
    }

    fn place(&self) -> PathBuf {
        self.folder.root.join(&self.name)
    }
}

/// Where a file lies until all of them are whole.
fn part(place: &Path) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    place.with_file_name(name)
}

/// A name for a file that every system takes, from a name that people gave; `mark` keeps two of them apart.
pub fn safe_name(name: &str, mark: &str) -> String {
    let mut safe = String::new();
    for letter in name.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            safe.extend(letter.to_lowercase());
        } else if !safe.ends_with('-') {
            safe.push('-');
        }
    }
    let safe: String = safe.chars().take(NAME_LETTERS_MAX).collect();
    let safe = safe_file_name(safe.trim_matches('-'), "design");
    match mark.is_empty() {
        true => safe,
        false => format!("{safe}-{mark}"),
    }
}

fn taken(place: &Path) -> Trouble {
    Trouble::new(
        "Nothing was written",
        format!("{} is there already", place.display()),
        "name another folder, or say that it may be overwritten",
    )
}

fn failed(place: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(
        "Nothing was written",
        format!("{}: {error}", place.display()),
        "check that there is room and that you may write there",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &mut Folder, name: &str, text: &str) {
        let mut out = folder.begin(name).expect("begun");
        out.write(text.as_bytes(), 1).expect("written");
        out.end().expect("ended");
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_come_all_at_once_and_replace_nothing_unasked() {
        let place = std::env::temp_dir().join(format!("export-folder-{}", std::process::id()));
        let _ = fs::remove_dir_all(&place);
        let mut folder = Folder::open(&place, false).expect("opened");
        write(&mut folder, "a.csv", "one");
        write(&mut folder, "bom/b.csv", "two");
        assert!(!place.join("a.csv").exists());
        assert_eq!(folder.finish().expect("finished").len(), 2);
        assert_eq!(names(&place), ["a.csv", "bom"]);

        // One of them is there already: nothing of the second export stays.
        let mut again = Folder::open(&place, false).expect("opened");
        write(&mut again, "c.csv", "three");
        let refused = again.begin("a.csv").err().expect("refused");
        assert!(refused.why.contains("is there already"), "{refused}");
        drop(again);
        assert_eq!(names(&place), ["a.csv", "bom"]);

        let mut over = Folder::open(&place, true).expect("opened");
        write(&mut over, "a.csv", "new");
        over.finish().expect("finished");
        assert_eq!(fs::read(place.join("a.csv")).expect("readable"), b"new");
        fs::remove_dir_all(&place).expect("removable");
    }

    #[test]
    fn every_name_is_one_that_systems_take() {
        assert_eq!(safe_name("Seed cleaner", "ab12"), "seed-cleaner-ab12");
        assert_eq!(safe_name("../../etc/passwd", ""), "etc-passwd");
        assert_eq!(safe_name("Säge \u{202e}№ 2: \"x\"", "m"), "säge-2-x-m");
        assert_eq!(safe_name("CON", "m"), "_con-m");
        assert_eq!(safe_name(" . ", "m"), "design-m");
        assert!(safe_name(&"a".repeat(500), "m").len() <= 62);
        // Letters of four bytes too leave room for what is added.
        let long = safe_name(&"\u{20000}".repeat(500), "m");
        assert!((100..130).contains(&long.len()), "{}", long.len());
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_folder() {
        let place = std::env::temp_dir().join(format!("export-links-{}", std::process::id()));
        let _ = fs::remove_dir_all(&place);
        let (inside, outside) = (place.join("books"), place.join("outside"));
        for folder in [&inside, &outside] {
            fs::create_dir_all(folder).expect("writable");
        }
        std::os::unix::fs::symlink(&outside, inside.join("bom")).expect("a link");
        fs::write(outside.join("mine.csv"), "mine").expect("writable");
        std::os::unix::fs::symlink(outside.join("mine.csv"), inside.join("a.csv")).expect("a link");
        let mut folder = Folder::open(&inside, true).expect("opened");
        assert!(folder.begin("bom/b.csv").is_err());
        write(&mut folder, "a.csv", "new");
        folder.finish().expect("finished");
        assert_eq!(names(&outside), ["mine.csv"]);
        let mine = fs::read(outside.join("mine.csv")).expect("readable");
        assert_eq!(mine, b"mine", "the link was replaced, not followed");
        fs::remove_dir_all(&place).expect("removable");
    }
}
