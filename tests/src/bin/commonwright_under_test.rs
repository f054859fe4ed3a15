//! The program itself, built beside the tests so that they find it wherever cargo puts it.

use std::process::ExitCode;

fn main() -> ExitCode {
    app::main()
}
