//! A disk whose power is cut: what a program wrote is traced, and every moment of it can be the last.
//!
//! Safe is what was synced, and nothing else: of the writes to a file since its last sync, and of the names made, moved
//! and taken away since the last sync of a folder, a cut keeps none, all, or any part.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program did to the disk, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A file was made, or emptied where there was one.
    Made(PathBuf),
    /// Bytes were written at that place of a file.
    Wrote(PathBuf, u64, Vec<u8>),
    /// A file was cut or made longer.
    Sized(PathBuf, u64),
    /// A file or a folder was synced.
    Synced(PathBuf),
    /// A file or a folder was moved.
    Moved(PathBuf, PathBuf),
    /// A file or an empty folder was taken away.
    Gone(PathBuf),
    /// A folder was made.
    Folder(PathBuf),
    /// The program said this on its standard output.
    Said(Vec<u8>),
}

const CALLS: &str = "openat,close,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,\
     ftruncate,mkdir,mkdirat,rmdir,lseek,link,linkat,copy_file_range,fallocate";

/// Whether programs can be traced on this machine; a loud line where they cannot.
pub fn can_trace() -> bool {
    let works = Command::new("strace")
        .args(["-e", "trace=none", "true"])
        .output()
        .is_ok_and(|ended| ended.status.success());
    if !works {
        eprintln!("\n*** strace DOES NOT WORK HERE: POWER CUTS ARE NOT TESTED ***\n");
    }
    works
}

/// The command under a tracer that writes into this file.
pub fn traced(program: &Path, into: &Path) -> Command {
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-y",
            "-xx",
            "-s",
            "10000000",
            "-e",
            &format!("trace={CALLS}"),
            "-o",
        ])
        .arg(into)
        .arg(program);
    command
}

/// What the trace in this file says about everything below `root`.
pub fn read(trace: &Path, root: &Path) -> Vec<Event> {
    let text = fs::read_to_string(trace).expect("the tracer wrote it");
    let mut reader = Reader {
        root,
        offsets: BTreeMap::new(),
        begun: BTreeMap::new(),
        events: vec![],
    };
    text.lines().for_each(|line| reader.line(line));
    reader.events
}

struct Reader<'a> {
    root: &'a Path,
    /// Where the next plain write of a descriptor goes.
    offsets: BTreeMap<u64, u64>,
    /// Calls that another thread interrupted.
    begun: BTreeMap<String, String>,
    events: Vec<Event>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        let Some((thread, call)) = line.split_once(' ') else {
            return;
        };
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            self.begun.insert(thread.to_owned(), start.to_owned());
        } else if let Some(rest) = call.strip_prefix("<... ") {
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            if let Some(start) = self.begun.remove(thread) {
                self.call(&format!("{start}{rest}"));
            }
        } else {
            self.call(call);
        }
    }

    fn call(&mut self, call: &str) {
        let Some((name, rest)) = call.split_once('(') else {
            return;
        };
        let Some((arguments, result)) = rest.rsplit_once(") = ") else {
            return;
        };
        if result.starts_with('-') {
            return;
        }
        let result: u64 = result
            .split(|letter: char| !letter.is_ascii_digit())
            .next()
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0);
        let strings = strings(arguments);
        let descriptor = descriptor(arguments);
        match (name, descriptor) {
            ("openat", _) => self.opened(&strings, arguments, result),
            ("write" | "writev", Some((1, _))) => self.events.push(Event::Said(strings.concat())),
            ("write" | "writev", Some((number, path))) => {
                let at = self.offsets.get(&number).copied().unwrap_or(0);
                self.offsets.insert(number, at + result);
                self.wrote(path, at, strings.concat());
            }
            ("pwrite64" | "pwritev", Some((_, path))) => {
                let at = arguments.rsplit(", ").next();
                let at = at.and_then(|at| at.parse().ok()).expect("a place");
                self.wrote(path, at, strings.concat());
            }
            ("lseek", Some((number, _))) => {
                self.offsets.insert(number, result);
            }
            ("ftruncate", Some((_, path))) => {
                let size = arguments.rsplit(", ").next();
                let size = size.and_then(|size| size.parse().ok()).expect("a size");
                self.below(path, |path| Event::Sized(path, size));
            }
            ("fsync" | "fdatasync", Some((_, path))) => self.below(path, Event::Synced),
            ("copy_file_range" | "fallocate" | "link" | "linkat", _) => {
                assert!(
                    !call.contains(&hex(self.root)),
                    "{name} is not understood here"
                );
            }
            ("rename" | "renameat" | "renameat2", _) => {
                if let [from, to] = &strings[..] {
                    let (from, to) = (path_of(from), path_of(to));
                    self.below(from, |from| Event::Moved(from, to));
                }
            }
            ("unlink" | "unlinkat" | "rmdir", _) => {
                let place = self.place(arguments, &strings);
                self.below(place, Event::Gone);
            }
            ("mkdir" | "mkdirat", _) => {
                let place = self.place(arguments, &strings);
                self.below(place, Event::Folder);
            }
            _ => {}
        }
    }

    /// A path, or a name in the folder whose descriptor stands before it.
    fn place(&self, arguments: &str, strings: &[Vec<u8>]) -> PathBuf {
        let name = strings
            .first()
            .map(|name| path_of(name))
            .unwrap_or_default();
        match descriptor(arguments) {
            Some((_, folder)) if name.is_relative() => folder.join(name),
            _ => name,
        }
    }

    fn opened(&mut self, strings: &[Vec<u8>], arguments: &str, descriptor: u64) {
        self.offsets.insert(descriptor, 0);
        let makes = arguments.contains("O_CREAT") || arguments.contains("O_TRUNC");
        if let (true, Some(path)) = (makes, strings.first()) {
            let is_cut = arguments.contains("O_TRUNC");
            let path = path_of(path);
            self.below(path.clone(), Event::Made);
            if is_cut {
                self.below(path, |path| Event::Sized(path, 0));
            }
        }
    }

    fn wrote(&mut self, path: PathBuf, at: u64, bytes: Vec<u8>) {
        self.below(path, |path| Event::Wrote(path, at, bytes));
    }

    fn below(&mut self, path: PathBuf, event: impl FnOnce(PathBuf) -> Event) {
        if path.starts_with(self.root) {
            self.events.push(event(path));
        }
    }
}

/// The number and the path of the first descriptor: `5<\x2f…>`.
fn descriptor(arguments: &str) -> Option<(u64, PathBuf)> {
    let (number, rest) = arguments.split_once('<')?;
    let (path, _) = rest.split_once('>')?;
    let number = number.trim_start_matches("AT_FDCWD");
    Some((number.parse().unwrap_or(u64::MAX), path_of(&bytes(path))))
}

fn strings(arguments: &str) -> Vec<Vec<u8>> {
    arguments.split('"').skip(1).step_by(2).map(bytes).collect()
}

/// Reads `\x2f\x74`.
fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.split("\\x").skip(1);
    digits
        .map(|digits| u8::from_str_radix(digits, 16).expect("two digits"))
        .collect()
}

fn hex(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8(bytes.to_vec()).expect("test paths are plain"))
}

/// What of the unsynced writes a power cut leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nothing.
    OnlySynced,
    /// Everything.
    All,
    /// A part that this number chooses.
    Some(u64),
}

/// A disk during a traced run.
#[derive(Debug, Default)]
pub struct Disk {
    files: Vec<File>,
    names: BTreeMap<PathBuf, Entry>,
    safe_names: BTreeMap<PathBuf, Entry>,
    /// What happened to names since, each with the file that it is about.
    unsafe_names: Vec<(Event, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Folder,
    File(usize),
}

#[derive(Debug, Default)]
struct File {
    safe: Vec<u8>,
    pending: Vec<Event>,
}

impl Disk {
    /// Something happens to the disk.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Said(_) => {}
            Event::Wrote(path, ..) | Event::Sized(path, _) => {
                if let Some(Entry::File(file)) = self.names.get(path) {
                    self.files[*file].pending.push(event.clone());
                }
            }
            Event::Synced(path) => match self.names.get(path) {
                Some(Entry::File(file)) => self.files[*file].sync(),
                _ => self.sync_folder(path),
            },
            Event::Made(path) if self.names.contains_key(path) => {}
            _ => {
                if let Event::Made(_) = event {
                    self.files.push(File::default());
                }
                let file = self.files.len().wrapping_sub(1);
                apply(&mut self.names, event, file);
                self.unsafe_names.push((event.clone(), file));
            }
        }
    }

    /// The names in a folder are safe once it was synced; those in other folders are not.
    fn sync_folder(&mut self, folder: &Path) {
        let waiting = std::mem::take(&mut self.unsafe_names);
        for (event, file) in waiting {
            if place_of(&event).parent() != Some(folder) {
                self.unsafe_names.push((event, file));
                continue;
            }
            apply(&mut self.safe_names, &event, file);
            // What was not safe inside a folder moves with it.
            if let Event::Moved(from, to) = &event {
                for (other, _) in &mut self.unsafe_names {
                    *other = moved(other, from, to);
                }
            }
        }
    }

    /// The power is cut now: writes what is left below `to`, in place of `root`.
    pub fn cut(&self, cut: Cut, root: &Path, to: &Path) {
        let mut chance = match cut {
            Cut::Some(seed) => seed | 1,
            _ => 1,
        };
        let kept = match cut {
            Cut::OnlySynced => 0,
            Cut::All => self.unsafe_names.len(),
            Cut::Some(_) => next(&mut chance) as usize % (self.unsafe_names.len() + 1),
        };
        let mut names = self.safe_names.clone();
        for (event, file) in &self.unsafe_names[..kept] {
            apply(&mut names, event, *file);
        }
        for (path, entry) in &names {
            let place = to.join(path.strip_prefix(root).expect("below the root"));
            match entry {
                Entry::Folder => fs::create_dir_all(place).expect("the folder is writable"),
                Entry::File(file) => {
                    let above = place.parent().expect("it lies in a folder");
                    fs::create_dir_all(above).expect("the folder is writable");
                    let bytes = self.files[*file].after(cut, &mut chance);
                    fs::write(place, bytes).expect("the folder is writable");
                }
            }
        }
    }
}

/// The name that an event is about.
fn place_of(event: &Event) -> &Path {
    match event {
        Event::Made(path) | Event::Gone(path) | Event::Folder(path) | Event::Moved(_, path) => path,
        _ => Path::new(""),
    }
}

/// The same event after a folder above it has moved.
fn moved(event: &Event, from: &Path, to: &Path) -> Event {
    let there = |path: &PathBuf| match path.strip_prefix(from) {
        Ok(rest) if !rest.as_os_str().is_empty() => to.join(rest),
        _ => path.clone(),
    };
    match event {
        Event::Made(path) => Event::Made(there(path)),
        Event::Gone(path) => Event::Gone(there(path)),
        Event::Folder(path) => Event::Folder(there(path)),
        Event::Moved(one, other) => Event::Moved(there(one), there(other)),
        other => other.clone(),
    }
}

fn apply(names: &mut BTreeMap<PathBuf, Entry>, event: &Event, file: usize) {
    match event {
        Event::Made(path) => {
            names.insert(path.clone(), Entry::File(file));
        }
        Event::Folder(path) => {
            names.insert(path.clone(), Entry::Folder);
        }
        Event::Gone(path) => {
            names.remove(path);
        }
        Event::Moved(from, to) => {
            let inside: Vec<PathBuf> = names
                .keys()
                .filter(|path| path.starts_with(from))
                .cloned()
                .collect();
            for path in inside {
                let entry = names.remove(&path).expect("it was just there");
                let rest = path.strip_prefix(from).expect("it begins so");
                let place = match rest.as_os_str().is_empty() {
                    true => to.clone(),
                    false => to.join(rest),
                };
                names.insert(place, entry);
            }
        }
        _ => {}
    }
}

impl File {
    fn sync(&mut self) {
        let all = std::mem::take(&mut self.pending);
        all.iter().for_each(|event| put(&mut self.safe, event));
    }

    fn after(&self, cut: Cut, chance: &mut u64) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        for event in &self.pending {
            match cut {
                Cut::OnlySynced => {}
                Cut::All => put(&mut bytes, event),
                Cut::Some(_) => match (next(chance) % 4, event) {
                    (0, _) => {}
                    // A disk writes whole sectors.
                    (1, Event::Wrote(path, at, written)) => {
                        let sectors = written.len() as u64 / 512;
                        let kept = (next(chance) % (sectors + 1)) as usize * 512;
                        let torn = Event::Wrote(path.clone(), *at, written[..kept].to_vec());
                        put(&mut bytes, &torn);
                    }
                    _ => put(&mut bytes, event),
                },
            }
        }
        bytes
    }
}

fn put(bytes: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Wrote(_, at, written) => {
            let (at, end) = (*at as usize, *at as usize + written.len());
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[at..end].copy_from_slice(written);
        }
        Event::Sized(_, size) => bytes.resize(*size as usize, 0),
        _ => {}
    }
}

/// xorshift64: chance that can be replayed.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 11
}
