//! Commonwright, the program: the window, the commands, the engine.

pub mod demo;
pub mod home;
pub mod index;
pub mod trouble;
pub mod action;
pub mod preview;
pub mod ui;
pub mod view;
pub mod words;
