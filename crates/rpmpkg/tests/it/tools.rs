//! Running the real tools.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `program` and gives back what it printed; fails when it fails.
#[track_caller]
pub(crate) fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    run_in(Path::new("/"), program, arguments)
}

/// The same in a folder.
#[track_caller]
pub(crate) fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = output(folder, program, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    output.stdout
}

/// What it prints as text.
#[track_caller]
pub(crate) fn text(program: &str, arguments: &[&str]) -> String {
    String::from_utf8(run(program, arguments)).unwrap()
}

/// What `rpm -qp` says of a package in the given format.
#[track_caller]
pub(crate) fn query(rpm: &Path, format: &str) -> String {
    text("rpm", &["-qp", "--nosignature", "--qf", format, rpm.to_str().unwrap()])
}

/// Runs `program` in a folder, whether it fails or not.
pub(crate) fn output(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let package = match program {
        "rpm2cpio" => "rpm2cpio",
        "rpmbuild" | "env" => "rpm",
        "find" => "findutils",
        other => other,
    };
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; apt-get install {package}"))
}
