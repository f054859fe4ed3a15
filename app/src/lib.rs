//! Commonwright, the program: the window, the commands, the engine.

pub mod home;
pub mod index;
pub mod trouble;
