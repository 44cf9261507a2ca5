//! One bad input and what it must get.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance::model::Listing;
use conformance::program::{MINIMAL, Program};
use conformance::tool::{Outcome, outcome, require_root};
use tempfile::TempDir;

/// A bad input and what it must get. Those that must pass, or pass with a warning, have exit code 0.
pub(super) struct Case {
    name: &'static str,
    programs: &'static [Program],
    prepare: Box<dyn Fn(&Ground)>,
    arguments: Vec<String>,
    manifest: Option<Vec<u8>>,
    without: &'static [&'static str],
    exit: i32,
    says: &'static [&'static str],
}

/// Where a case is tried.
pub(super) struct Ground {
    folder: TempDir,
    /// The staged tree; it has the file `usr/share/fixture/file`.
    pub(super) tree: PathBuf,
    output: PathBuf,
    temporary: PathBuf,
}

impl Ground {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let [tree, output, temporary] = ["tree", "out", "tmp"].map(|name| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        });
        let ground = Self { folder, tree, output, temporary };
        ground.file("usr/share/fixture/file", "content\n");
        ground
    }

    /// Puts a file into the tree.
    pub(super) fn file(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.tree.join(path), text.as_ref());
    }

    /// Puts a file beside the manifest.
    pub(super) fn beside(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.folder.path().join(path), text.as_ref());
    }

    /// The folder of the manifest.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, case: &Case, program: Program) -> Command {
        let mut command = program.command();
        command.current_dir(self.folder.path()).env("TMPDIR", &self.temporary);
        command.args(["tree", "--output", "out"]);
        let given = |flag: &&&str| {
            let name = flag.split('=').next().unwrap();
            !case.without.contains(&name)
                && !case.arguments.iter().any(|argument| argument.split('=').next() == Some(name))
        };
        command.args(MINIMAL.iter().filter(given)).args(&case.arguments);
        if let Some(text) = &case.manifest {
            fs::write(self.folder.path().join("package.toml"), text).unwrap();
            command.args(["--manifest", "package.toml"]);
        }
        command
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// An input that is refused (exit 3) unless said otherwise.
pub(super) fn case(name: &'static str) -> Case {
    Case {
        name,
        programs: &Program::ALL,
        prepare: Box::new(|_| {}),
        arguments: Vec::new(),
        manifest: None,
        without: &[],
        exit: 3,
        says: &[],
    }
}

impl Case {
    /// Only what concerns one format.
    pub(super) fn only(mut self, program: Program) -> Self {
        let [deb, rpm] = &Program::ALL;
        self.programs = std::slice::from_ref(if program == *deb { deb } else { rpm });
        self
    }

    /// Changes the tree, or puts files beside the manifest.
    pub(super) fn with(mut self, prepare: impl Fn(&Ground) + 'static) -> Self {
        self.prepare = Box::new(prepare);
        self
    }

    /// Further arguments; `--flag=value` replaces the flag of the usual ones.
    pub(super) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(|text| (*text).to_owned()).collect();
        self
    }

    /// A manifest besides the flags.
    pub(super) fn manifest(mut self, text: impl AsRef<[u8]>) -> Self {
        self.manifest = Some(text.as_ref().to_vec());
        self
    }

    /// Leaves out some of the usual flags.
    pub(super) fn without(mut self, flags: &'static [&'static str]) -> Self {
        self.without = flags;
        self
    }

    /// The exit code.
    pub(super) fn exit(mut self, code: i32) -> Self {
        self.exit = code;
        self
    }

    /// What the messages say, each text in one of their lines.
    pub(super) fn says(mut self, texts: &'static [&'static str]) -> Self {
        self.says = texts;
        self
    }

    fn try_on(&self, program: Program, ground: &Ground) -> Result<(), String> {
        (self.prepare)(ground);
        let before = Listing::of(&ground.tree);
        let outcome = outcome(&mut ground.command(self, program));
        check_messages(&outcome, self.exit, self.says)?;
        let differences = before.differences(&Listing::of(&ground.tree));
        if !differences.is_empty() {
            return Err(format!("the tree was changed\n{differences}"));
        }
        let left = [&ground.output, &ground.temporary].map(|folder| names(folder));
        match (self.exit, &left[0][..], &left[1][..]) {
            (0, [_], []) | (1.., [], []) => Ok(()),
            _ => Err(format!("left behind: {left:?}\n{outcome}")),
        }
    }

    /// The same as a JSON document on standard output.
    fn try_json(&self, program: Program) -> Result<(), String> {
        let ground = Ground::new();
        (self.prepare)(&ground);
        let outcome = outcome(ground.command(self, program).arg("--json"));
        if outcome.status.code() != Some(self.exit) {
            return Err(format!("exit code with --json must be {}: {outcome}", self.exit));
        }
        let document = serde_json::from_slice::<serde_json::Value>(&outcome.stdout);
        let document = document.map_err(|error| format!("--json: {error}: {outcome}"))?;
        let errors = document["errors"].as_array().map_or(0, Vec::len);
        if (errors == 0) != (self.exit == 0) {
            return Err(format!("--json names {errors} errors: {outcome}"));
        }
        Ok(())
    }
}

/// The exit code, the texts, and that each message is one printable line with a code and, but for I/O, a mend.
pub(super) fn check_messages(outcome: &Outcome, exit: i32, says: &[&str]) -> Result<(), String> {
    if outcome.status.code() != Some(exit) {
        return Err(format!("the exit code must be {exit}: {outcome}"));
    }
    let errors = outcome.errors();
    for text in says {
        if !errors.lines().any(|line| line.contains(text)) {
            return Err(format!("no message says {text:?}: {outcome}"));
        }
    }
    if let Some(character) = errors.chars().find(|it| it.is_control() && *it != '\n') {
        return Err(format!("a message holds {character:?}: {outcome}"));
    }
    let messages = errors.lines().filter(|line| line.contains(": error[E"));
    let messages = messages.collect::<Vec<_>>();
    if messages.is_empty() != (exit == 0) {
        return Err(format!("{} error messages: {outcome}", messages.len()));
    }
    // What the operating system refuses is not always for us to say how to mend.
    match messages.iter().find(|line| exit != 4 && !line.contains("; ")) {
        Some(line) => Err(format!("does not say how to mend it: {line}")),
        None => Ok(()),
    }
}

/// The names in `folder`.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// Tries all cases with every program that they concern, and reports all that fail.
#[track_caller]
pub(super) fn try_all(cases: &[Case]) {
    require_root();
    let mut failures = Vec::new();
    let mut tried = 0;
    for case in cases {
        for &program in case.programs {
            tried += 1;
            let ground = Ground::new();
            let result = case.try_on(program, &ground).and_then(|()| case.try_json(program));
            if let Err(failure) = result {
                failures.push(format!("* {} ({}): {failure}", case.name, program.name()));
            }
        }
    }
    let count = format!("{} of {tried} cases fail", failures.len());
    assert!(failures.is_empty(), "{count}\n{}", failures.join("\n"));
}
