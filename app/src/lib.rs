//! Commonwright, the program: the window, the commands, the engine.

pub mod action;
pub mod chance;
pub mod command;
pub mod commons;
pub mod deed;
pub mod demo;
pub mod desktop;
pub mod engine;
pub mod files;
pub mod home;
pub mod index;
pub mod look;
pub mod mail;
pub mod passphrase;
pub mod preview;
pub mod session;
pub mod trouble;
pub mod ui;
pub mod view;
pub mod words;

pub use command::main;
