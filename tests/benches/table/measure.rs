//! Time that was spent, in this process and all its threads.

use std::fs;
use std::time::{Duration, Instant};

/// The kernel counts CPU time of a process in hundredths of a second (proc(5), `utime` and `stime`).
const TICK: Duration = Duration::from_millis(10);

/// What a piece of work took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// By the clock on the wall.
    pub wall: Duration,
    /// By all threads of this process together.
    pub cpu: Duration,
}

/// A moment to measure from.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    wall: Instant,
    cpu: Duration,
}

impl Start {
    /// Now.
    pub fn now() -> Start {
        Start {
            wall: Instant::now(),
            cpu: cpu(),
        }
    }

    /// What was spent since.
    pub fn spent(&self) -> Spent {
        Spent {
            wall: self.wall.elapsed(),
            cpu: cpu().saturating_sub(self.cpu),
        }
    }
}

/// Does it, and gives what it took and what came out.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Spent, T) {
    let start = Start::now();
    let result = work();
    (start.spent(), result)
}

/// The middle of some values; of an even number of them the higher one of the two.
pub fn median<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> T {
    at(values, 50)
}

/// The value that so many in a hundred do not exceed.
pub fn at<T: Ord + Copy>(values: impl IntoIterator<Item = T>, percent: usize) -> T {
    let mut sorted: Vec<T> = values.into_iter().collect();
    sorted.sort_unstable();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// The medians of wall and CPU time, each by itself.
pub fn medians(rounds: &[Spent]) -> Spent {
    Spent {
        wall: median(rounds.iter().map(|spent| spent.wall)),
        cpu: median(rounds.iter().map(|spent| spent.cpu)),
    }
}

/// The load of the last minute, as the kernel says it.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}

/// The processor's name and how many of them there are.
pub fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{count} x {}",
        name.map_or("unknown processor", |(_, name)| name)
    )
}

fn cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("this system has /proc");
    // The second field is the program's name in brackets and may hold anything.
    let fields = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks: u64 = fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    TICK * ticks as u32
}

/// How much memory this process held at a moment, from which the most it holds later is counted.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    bytes: u64,
}

impl Memory {
    /// Now; the most is counted anew.
    pub fn now() -> Memory {
        // proc(5): 5 resets the peak of the resident set.
        fs::write("/proc/self/clear_refs", "5").expect("this system has /proc");
        Memory {
            bytes: resident("VmRSS:"),
        }
    }

    /// By how much it grew since, when it was the most.
    pub fn most_since(self) -> u64 {
        resident("VmHWM:").saturating_sub(self.bytes)
    }
}

fn resident(what: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("this system has /proc");
    let line = text.lines().find(|line| line.starts_with(what));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.expect("the kernel says it") * 1024
}
