//! The proof, from outside: a simulated world and what the suites share.

pub mod bulk;
pub mod capture;
pub mod corpus;
pub mod fire;
pub mod history;
pub mod homes;
pub mod network;
pub mod plain_admission;
pub mod power;
pub mod process;
pub mod records;
pub mod screen;
pub mod sticks;
pub mod strangers;
pub mod valley;
pub mod verdicts;
pub mod village;
pub mod window_sample;
pub mod world;
