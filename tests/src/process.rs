//! Homes driven as a person would: real processes of the real program.

use app::home::Home;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long one command may take before the test gives it up.
pub const COMMAND_SECONDS_MAX: u64 = 120;

/// Tests never leave this computer.
pub const LOOPBACK: [&str; 3] = ["--listen", "127.0.0.1:0", "--hidden"];

/// One workshop: a home folder, and the program that works in it.
#[derive(Debug)]
pub struct Workshop {
    program: PathBuf,
    home: PathBuf,
    day: Option<String>,
    network: Option<PathBuf>,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status; `None` when it was killed.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Workshop {
    /// A workshop whose home will lie in `folder`; nothing is made yet.
    pub fn new(program: impl Into<PathBuf>, folder: &Path, name: &str) -> Self {
        Self {
            program: program.into(),
            home: folder.join(name),
            day: None,
            network: None,
        }
    }

    /// The home's folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// From now on entries carry this day.
    pub fn set_day(&mut self, day: &str) {
        self.day = Some(day.to_owned());
    }

    /// From now on the program runs in this network (see [`crate::network::Room`]).
    pub fn move_to(&mut self, network: PathBuf) {
        self.network = Some(network);
    }

    /// Runs a command with `--json` that must succeed, and gives its object.
    pub fn json(&self, words: &[&str]) -> Value {
        let out = self.text(&[words, &["--json"]].concat());
        serde_json::from_str(&out)
            .unwrap_or_else(|error| panic!("{words:?} printed no JSON ({error}): {out}"))
    }

    /// Runs a command that must succeed, and gives what it printed for people.
    pub fn text(&self, words: &[&str]) -> String {
        let ended = self.end(words);
        assert_eq!(
            ended.status,
            Some(0),
            "{words:?}\nout: {}\nerr: {}",
            ended.out,
            ended.err
        );
        ended.out
    }

    /// Runs a command that must be refused, and gives what it said.
    pub fn refused(&self, words: &[&str]) -> String {
        let ended = self.end(words);
        assert!(
            matches!(ended.status, Some(1 | 2)),
            "{words:?} was not refused: {ended:?}"
        );
        assert!(
            !ended.err.contains("panicked"),
            "{words:?} panicked: {}",
            ended.err
        );
        ended.err
    }

    /// Runs a command to its end, however that is.
    pub fn end(&self, words: &[&str]) -> Ended {
        let mut child = self.start(words);
        let (mut out, mut err) = (
            child.stdout.take().expect("piped"),
            child.stderr.take().expect("piped"),
        );
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = err.read_to_string(&mut text);
            text
        });
        let watch = Watch::over(&child);
        let mut text = String::new();
        let _ = out.read_to_string(&mut text);
        let status = child.wait().expect("the child was started");
        watch.done();
        Ended {
            status: status.code(),
            out: text,
            err: reader.join().expect("the reader does not panic"),
        }
    }

    /// Starts a command and leaves it running, its output piped.
    pub fn start(&self, words: &[&str]) -> Child {
        let mut command = self.program();
        command.args(words).arg("--home").arg(&self.home);
        if let Some(day) = &self.day {
            command.args(["--day", day]);
        }
        command
            .env_remove("COMMONWRIGHT_HOME")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", self.program.display()))
    }

    fn program(&self) -> Command {
        let Some(network) = &self.network else {
            return Command::new(&self.program);
        };
        let mut net = std::ffi::OsString::from("--net=");
        net.push(network);
        let mut command = Command::new("nsenter");
        command.arg(net).arg(&self.program);
        command
    }

    /// Joins a commons through that address, on the loopback only; must succeed.
    pub fn join(&self, invitation: &str, person: &str, address: &str) -> Value {
        let words = ["join", invitation, "--person", person, "--peer", address];
        self.json(&[&words[..], &LOOPBACK].concat())
    }

    /// Meets that address, on the loopback only, until nothing is left to exchange; must succeed.
    pub fn sync(&self, address: &str) -> Value {
        // Only how long it may take: a disk that is busy with other things lets a program wait for seconds.
        let words = ["sync", "--wait", "60", "--peer", address];
        self.json(&[&words[..], &LOOPBACK].concat())
    }

    /// Starts `run` on a free port of the loopback and waits until it is ready.
    pub fn running(&self) -> Running {
        self.running_with(&[])
    }

    /// As [`Workshop::running`], with more words.
    pub fn running_with(&self, more: &[&str]) -> Running {
        self.running_as(&[&LOOPBACK[..], more].concat())
    }

    /// Starts `run` with these words and waits until it is ready.
    pub fn running_as(&self, words: &[&str]) -> Running {
        let words = [&["run"], words].concat();
        let mut child = self.start(&words);
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the pipe is readable");
        let address = line.trim().strip_prefix("ready ").map(str::to_owned);
        let Some(address) = address else {
            let mut err = String::new();
            let _ = child.stderr.take().expect("piped").read_to_string(&mut err);
            panic!("run said \"{line}\" instead of ready: {err}");
        };
        drain(out);
        drain(child.stderr.take().expect("piped"));
        Running { child, address }
    }
}

/// A program that stays on until it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Where it can be met.
    pub address: String,
}

impl Running {
    /// Ends it as a power cut would: SIGKILL.
    pub fn kill(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits until `what` holds, looking again every 20 ms; panics with `story` after `seconds`.
pub fn wait_until(story: &str, seconds: u64, mut what: impl FnMut() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(
            start.elapsed() < Duration::from_secs(seconds),
            "{seconds} s went by, and still not: {story}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The home of a workshop, opened in this process. A command that another test starts at this moment may hold its lock
/// for as long as it takes to become another program.
pub fn home_of(who: &Workshop) -> Home {
    let mut opened = None;
    wait_until("nobody works in the home", 20, || {
        opened = Home::open(who.home(), app::chance::bytes()).ok();
        opened.is_some()
    });
    opened.expect("just opened")
}

/// A text out of what a command printed.
pub fn string(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is a text"))
        .to_owned()
}

/// A path as a word of a command.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}

/// The shared folder of test material, or `None` with a loud line where it is missing.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(name);
    if folder.exists() {
        return Some(folder);
    }
    say_loudly(&format!(
        "../shared/{name} IS NOT HERE: this test runs on the project's own data only"
    ));
    None
}

/// `unshare` with these words, in the way that this machine allows: as root, or as if one were root; `None` where
/// neither works.
pub fn unshare(words: &[&str]) -> Option<Command> {
    let ways: [&[&str]; 2] = [&[], &["--map-root-user"]];
    ways.into_iter().find_map(|way| {
        let command = || {
            let mut command = Command::new("unshare");
            command.args(words).args(way);
            command
        };
        let mut probe = command();
        probe
            .arg("true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        probe.status().is_ok_and(|it| it.success()).then(command)
    })
}

/// Says that something is not proved on this machine, also when the test passes: what is printed is kept back then.
pub fn say_loudly(what: &str) {
    use std::io::Write;
    // Nobody may be listening.
    let _ = writeln!(std::io::stderr(), "\n*** {what} ***\n");
}

fn drain(mut pipe: impl Read + Send + 'static) {
    std::thread::spawn(move || std::io::copy(&mut pipe, &mut std::io::sink()));
}

/// Kills a child that does not end in time, so that a hanging command fails its test and not the suite.
struct Watch(std::sync::mpsc::Sender<()>);

impl Watch {
    fn over(child: &Child) -> Watch {
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        let process = child.id().to_string();
        std::thread::spawn(move || {
            let waited = receiver.recv_timeout(Duration::from_secs(COMMAND_SECONDS_MAX));
            if waited == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let _ = Command::new("kill").args(["-9", &process]).status();
            }
        });
        Watch(sender)
    }

    fn done(self) {
        let _ = self.0.send(());
    }
}
