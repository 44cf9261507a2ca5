//! The list of diagnostic codes for users, generated from the `codes` modules of the crates.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::tool::workspace;

/// The modules that define codes, lowest layer first.
const MODULES: &[&str] = &[
    "crates/cli/src/codes.rs",
    "crates/diagnostic/src/codes.rs",
    "crates/repository/src/codes.rs",
    "crates/pkgtree/src/description/codes.rs",
    "crates/pkgtree/src/codes.rs",
    "crates/debpkg/src/codes/write.rs",
    "crates/debpkg/src/codes/read.rs",
    "crates/rpmpkg/src/codes/write.rs",
    "crates/rpmpkg/src/codes/read.rs",
    "crates/repo-store/src/codes.rs",
    "crates/repo-index/src/codes.rs",
];

/// The exit code of each class.
const CLASSES: &[(&str, &str)] = &[
    ("Usage", "2"),
    ("Input", "3"),
    ("Io", "4"),
    ("Conflict", "5"),
    ("Key", "6"),
    ("Verification", "7"),
    ("Clock", "8"),
    ("Bug", "70"),
];

/// A code with its documentation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Documented {
    /// Its number.
    pub number: u16,
    /// Its exit code.
    pub exit: &'static str,
    /// Its documentation, on one line.
    pub text: String,
}

/// The path of the document.
#[must_use]
pub fn path() -> PathBuf {
    workspace().join("docs/diagnostics.md")
}

/// Every code of every crate, by number.
///
/// # Panics
/// When a module has a constant that this does not understand.
#[must_use]
pub fn all() -> Vec<Documented> {
    let mut codes: Vec<_> = MODULES.iter().flat_map(|module| read(module)).collect();
    codes.sort();
    codes
}

/// The document for users.
#[must_use]
pub fn document() -> String {
    let mut document = String::from(
        "# Diagnostics\n\n\
         Every error and warning has a stable code, a subject, a problem and, after the semicolon, a \
         fix:\n\n\
         ```\n\
         mkdeb: error[E101]: package.toml:3:1: sumary: unknown key; did you mean \"summary\"?\n\
         ```\n\n\
         With `--strict`, warnings are errors. If there are several errors, the exit code is that of \
         the first one.\n`--json` prints diagnostics as JSON. A code is never reused.\n\n\
         | Code | Exit code | Meaning |\n|---|---|---|\n",
    );
    for code in all() {
        writeln!(document, "| E{:03} | {} | {} |", code.number, code.exit, code.text).unwrap();
    }
    document
}

/// Writes the document again.
///
/// # Panics
/// When it cannot be written.
pub fn regenerate() {
    fs::write(path(), document()).unwrap();
}

fn read(module: &str) -> Vec<Documented> {
    let source = fs::read_to_string(workspace().join(module)).unwrap();
    let mut codes = Vec::new();
    let mut text = Vec::new();
    for line in source.lines() {
        if let Some(documentation) = line.strip_prefix("/// ") {
            text.push(documentation);
        } else if line.starts_with("pub const ") {
            let line = line.to_owned();
            codes.push(documented(&line, text.join(" ")));
            text.clear();
        } else if !line.starts_with("const fn") {
            text.clear();
        }
    }
    assert!(!codes.is_empty(), "{module} defines no codes");
    codes
}

/// Understands `pub const NAME: Code = Code::new(101, Class::Input);` and `... = input(101);`.
fn documented(line: &str, text: String) -> Documented {
    let value = line.split_once("= ").map(|(_, value)| value).unwrap_or_default();
    let number = value.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty());
    let class = CLASSES.iter().find(|(class, _)| {
        value.contains(&format!("Class::{class}")) || value.starts_with(&class.to_lowercase())
    });
    let (Some(number), Some((_, exit))) = (number, class) else {
        panic!("{line}: not a code of a known class")
    };
    assert!(!text.is_empty(), "{line}: not documented");
    Documented { number: number.parse().unwrap(), exit, text: text.replace('|', "\\|") }
}
