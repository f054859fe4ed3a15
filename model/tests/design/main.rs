//! Two or three people work on one design, apart and together.

mod collisions;
mod odd;
mod offered;
mod people;
mod states;
mod together;
mod writing;
