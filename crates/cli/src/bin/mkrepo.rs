//! `mkrepo`: signed repositories of packages.

use std::process::ExitCode;

fn main() -> ExitCode {
    packwright::mkrepo::main()
}
