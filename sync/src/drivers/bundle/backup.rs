//! A backup: a whole home in one file, its secrets included. The caller says what goes in and where it goes out to.

use super::container::{Kind, Reader, Source, Writer};
use super::{BundleError, PIECE_BYTES};
use crate::drivers::seal::{Passphrase, Seal};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const PART: u8 = 16;
const PART_BYTES: u8 = 17;
/// The name of a part is at most this long.
pub const PART_NAME_BYTES_MAX: usize = 200;

/// One part on its way into a backup.
#[derive(Debug)]
pub struct Part {
    /// What it is called inside: words of letters, digits, `.`, `-` and `_`, separated by `/`.
    pub name: String,
    /// Its bytes.
    pub content: Content,
}

/// Where the bytes of a part come from.
#[derive(Debug)]
pub enum Content {
    /// From memory.
    Bytes(Vec<u8>),
    /// From an ordinary file that nobody changes meanwhile (see `Store::copy_to`).
    File(PathBuf),
}

/// Writes a backup that only this account may read, sealed if there is a seal; gives its length.
pub fn write(
    path: &Path,
    parts: impl IntoIterator<Item = Part>,
    seal: Option<&Seal>,
) -> Result<u64, BundleError> {
    let mut out = Writer::create(path, Kind::Backup, seal)?;
    for part in parts {
        check_name(&part.name)?;
        out.section(PART, part.name.as_bytes())?;
        match part.content {
            Content::Bytes(bytes) => copy(&mut out, &mut bytes.as_slice())?,
            Content::File(file) => copy(&mut out, &mut File::open(file)?)?,
        }
    }
    out.finish()
}

fn copy(out: &mut Writer, from: &mut impl Read) -> Result<(), BundleError> {
    loop {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        from.by_ref()
            .take(PIECE_BYTES as u64)
            .read_to_end(&mut piece)?;
        if piece.is_empty() {
            return Ok(());
        }
        out.section(PART_BYTES, &piece)?;
    }
}

/// A backup that was read to its end and is whole.
#[derive(Debug, Clone)]
pub struct Backup {
    source: Source,
    parts: BTreeMap<String, u64>,
}

/// Reads the whole backup once, checks it, and tells what is inside. A sealed one needs its passphrase.
pub fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<Backup, BundleError> {
    let source = Source::new(path, passphrase)?;
    Reader::verify(&source, Kind::Backup)?;
    let mut reader = Reader::open(&source, Kind::Backup)?;
    let (mut parts, mut name) = (BTreeMap::new(), None);
    while let Some((tag, bytes)) = reader.next()? {
        match tag {
            PART => {
                let part = String::from_utf8(bytes).map_err(|_| BundleError::Damaged)?;
                check_name(&part)?;
                parts.insert(part.clone(), 0);
                name = Some(part);
            }
            PART_BYTES => {
                let name = name.as_ref().ok_or(BundleError::Damaged)?;
                *parts.entry(name.clone()).or_default() += bytes.len() as u64;
            }
            _ => {}
        }
    }
    Ok(Backup { source, parts })
}

impl Backup {
    /// The parts inside with their sizes, sorted by name.
    pub fn parts(&self) -> &BTreeMap<String, u64> {
        &self.parts
    }

    /// The bytes of a small part.
    pub fn part(&self, name: &str) -> Result<Vec<u8>, BundleError> {
        let mut bytes = Vec::new();
        self.copy_part(name, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes a part to a place where nothing is yet, durably.
    pub fn extract(&self, name: &str, to: &Path) -> Result<(), BundleError> {
        let mut file = File::options().write(true).create_new(true).open(to)?;
        self.copy_part(name, &mut file)?;
        Ok(file.sync_all()?)
    }

    /// Writes many parts in one reading: each to the new file that `place` gives, or nowhere, and `done` when it is whole.
    pub fn extract_each(
        &self,
        mut place: impl FnMut(&str) -> Option<PathBuf>,
        mut done: impl FnMut(&Path) -> std::io::Result<()>,
    ) -> Result<(), BundleError> {
        let mut reader = Reader::open(&self.source, Kind::Backup)?;
        let mut open: Option<(PathBuf, File)> = None;
        while let Some((tag, bytes)) = reader.next()? {
            if tag == PART {
                close(open.take(), &mut done)?;
                let name = std::str::from_utf8(&bytes).map_err(|_| BundleError::Damaged)?;
                open = match place(name) {
                    Some(to) => Some((to.clone(), File::create_new(to)?)),
                    None => None,
                };
            } else if let (PART_BYTES, Some((_, file))) = (tag, &mut open) {
                file.write_all(&bytes)?;
            }
        }
        close(open, &mut done)
    }

    fn copy_part(&self, name: &str, to: &mut impl Write) -> Result<(), BundleError> {
        let mut reader = Reader::open(&self.source, Kind::Backup)?;
        let (mut is_inside, mut found) = (false, false);
        while let Some((tag, bytes)) = reader.next()? {
            if tag == PART {
                is_inside = bytes == name.as_bytes();
                found |= is_inside;
            } else if tag == PART_BYTES && is_inside {
                to.write_all(&bytes)?;
            }
        }
        if found {
            Ok(())
        } else {
            Err(BundleError::NotInside)
        }
    }
}

fn close(
    open: Option<(PathBuf, File)>,
    done: &mut impl FnMut(&Path) -> std::io::Result<()>,
) -> Result<(), BundleError> {
    if let Some((place, file)) = open {
        drop(file);
        done(&place)?;
    }
    Ok(())
}

/// A name that can be part of a path on every system and leads nowhere else.
fn check_name(name: &str) -> Result<(), BundleError> {
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('.')
            && !word.ends_with('.')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if name.len() <= PART_NAME_BYTES_MAX && name.split('/').all(is_word) {
        Ok(())
    } else {
        Err(BundleError::PartName(name.chars().take(80).collect()))
    }
}
