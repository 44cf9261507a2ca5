//! `mkdeb`: a `.deb` from a staged install tree.

use std::process::ExitCode;

fn main() -> ExitCode {
    packwright::mkdeb::main()
}
