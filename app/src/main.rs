//! The program: everything it does stands in the library, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    app::main()
}
