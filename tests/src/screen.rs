//! A screen in memory, and the real program with its window on it.

use crate::process::{say_loudly, unshare};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// A window that shows nothing after so long has failed; software drawing on two busy cores is slow.
const PATIENCE: Duration = Duration::from_secs(90);
/// What the log says with the first frame, before the way that drew it.
const DRAWN: &str = "the first frame is on the screen way=";

/// A virtual screen of X11, gone when it is dropped.
#[derive(Debug)]
pub struct Screen {
    child: Child,
    name: String,
}

impl Screen {
    /// A screen, or `None` with a loud line where Xvfb is missing.
    pub fn start(test: &str) -> Option<Screen> {
        let started = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp"])
            .args(["-screen", "0", "1280x800x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = started else {
            say_loudly(&format!(
                "NOT PROVED HERE: {test}: there is no Xvfb, which makes screens in memory"
            ));
            return None;
        };
        let mut number = String::new();
        let out = child.stdout.take().expect("piped");
        let _ = BufReader::new(out).read_line(&mut number);
        assert!(!number.trim().is_empty(), "Xvfb names its screen");
        let name = format!(":{}", number.trim());
        Some(Screen { child, name })
    }

    /// Its name, for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How opening a window ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    /// It was drawn, in this way; the program was stopped then.
    Drawn(String),
    /// The program ended by itself, with this status, and said this.
    Ended(Option<i32>, String),
}

/// Runs the program on a home until its window shows something, or it ends.
///
/// Files in `hidden` are not there for it; where that cannot be done, `None` is given with a loud line.
pub fn open(
    program: &str,
    home: &Path,
    environment: &[(&str, &str)],
    hidden: &[&Path],
) -> Option<Opened> {
    open_by(&[], program, home, environment, hidden)
}

/// The same by a command of the program that opens the window.
pub fn open_by(
    words: &[&str],
    program: &str,
    home: &Path,
    environment: &[(&str, &str)],
    hidden: &[&Path],
) -> Option<Opened> {
    let mut command = Command::new(program);
    if !hidden.is_empty() {
        command = without(hidden)?;
        command.arg(program);
    }
    command.args(words).arg("--home").arg(home);
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WAYLAND_SOCKET",
        "COMMONWRIGHT_GRAPHICS",
    ] {
        command.env_remove(name);
    }
    command
        .env("NO_COLOR", "1")
        .env("COMMONWRIGHT_LOG", "app=info")
        .envs(environment.iter().copied());
    Some(watch(&mut command))
}

fn watch(command: &mut Command) -> Opened {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(child.stderr.take().expect("piped"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut said = String::new();
    loop {
        let Ok(line) = receiver.recv_timeout(PATIENCE) else {
            // The pipe has closed, or nothing was said for too long.
            let _ = child.kill();
            let status = child.wait().expect("it was started").code();
            return Opened::Ended(status, said);
        };
        if let Some((_, way)) = line.split_once(DRAWN) {
            let _ = child.kill();
            let _ = child.wait();
            return Opened::Drawn(way.trim_matches('"').to_owned());
        }
        said += &line;
        said.push('\n');
    }
}

/// A command in whose eyes these files are not there: something that is no library lies over each.
fn without(hidden: &[&Path]) -> Option<Command> {
    const COVER: &str = "
while [ \"$1\" != -- ]; do mount --bind /dev/null \"$1\" || exit 1; shift; done
shift
exec \"$@\"
";
    let covered = |words: &[&str]| {
        let mut command = unshare(&["--mount"])?;
        command
            .args(["sh", "-c", COVER, "sh"])
            .args(hidden)
            .arg("--")
            .args(words);
        Some(command)
    };
    let is_hidden = covered(&["true"]).is_some_and(|mut probe| {
        let ended = probe.stderr(Stdio::null()).status();
        ended.is_ok_and(|ended| ended.success())
    });
    if !is_hidden {
        say_loudly(&format!(
            "NOT PROVED HERE: this machine does not let a test hide {hidden:?}"
        ));
        return None;
    }
    covered(&[])
}
