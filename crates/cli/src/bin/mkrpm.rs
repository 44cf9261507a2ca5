//! `mkrpm`: an `.rpm` from a staged install tree.

use std::process::ExitCode;

fn main() -> ExitCode {
    packwright::mkrpm::main()
}
