//! The demo: a commons of a dozen designs and a winter of work, written for this project.
//!
//! Words and numbers lie in `assets/demo`; [`script`] reads them, [`solids`] makes the shapes and [`pictures`] draws them.
//! Nothing is fetched and nothing is random: the demo is the same on every computer.

pub mod build;
pub mod pictures;
mod raster;
pub mod script;
mod shapes;
pub mod solids;

macro_rules! designs {
    ($($key:literal,)+) => {
        /// Every design of the demo: its key, and its description as TOML.
        pub const DESIGNS: &[(&str, &str)] =
            &[$(($key, include_str!(concat!("../../assets/demo/designs/", $key, ".toml"))),)+];
    };
}

designs!(
    "broadfork",
    "chicken-coop",
    "corn-sheller",
    "marta-bean",
    "microscope-stage",
    "potentiostat",
    "pump-controller",
    "rocket-stove",
    "seed-cleaner",
    "solar-dryer",
    "sourdough-incubation",
    "wheel-hoe",
);

/// The story of the demo's ledger, as TOML.
pub const LEDGER: &str = include_str!("../../assets/demo/ledger.toml");
