//! Changes of permissions, in the words of chmod(1).

use std::fmt;
use std::str::FromStr;

use crate::Mode;

const READ: u16 = 0o444;
const WRITE: u16 = 0o222;
const EXECUTE: u16 = 0o111;
const STICKY: u16 = 0o1000;
const ALL: u16 = 0o7777;
/// What `+w` and the like, without any of `ugoa`, leave alone: the umask that systems start with.
/// That of the process would make the result depend on who builds.
const UMASK: u16 = 0o022;

/// New permissions: octal digits, which replace all twelve bits, or symbolic changes as chmod(1)
/// takes them (`u=rwX,go=rX`, `g-w`, `a+X`, `u+s`, `+t`), which change those that are there.
///
/// Where a change names none of `u`, `g`, `o` and `a`, it does what chmod does under umask 022.
///
/// ```
/// use pkgtree::{Mode, ModeChange};
///
/// let change: ModeChange = "u=rwX,go=rX".parse().unwrap();
/// assert_eq!(change.apply(Mode::from_bits(0o600), false), Mode::from_bits(0o644));
/// assert_eq!(change.apply(Mode::from_bits(0o700), true), Mode::from_bits(0o755));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    text: Box<str>,
    steps: Steps,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Steps {
    Absolute(Mode),
    Symbolic(Box<[Step]>),
}

/// One operator with what stands on both sides of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    operator: Operator,
    /// The bits of the classes before the operator; 0 where there are none.
    classes: u16,
    permissions: Permissions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Remove,
    Set,
}

/// What stands after an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Permissions {
    /// Letters of `rwxst`, for all classes.
    Bits(u16),
    /// The same, and execution where it is a directory or somebody may execute it (`X`).
    BitsAndX(u16),
    /// What the class of these bits has.
    CopyOf(u16),
}

impl ModeChange {
    /// The permissions of what has `mode`, which is a directory or is none.
    #[must_use]
    pub fn apply(&self, mode: Mode, is_directory: bool) -> Mode {
        match &self.steps {
            Steps::Absolute(mode) => *mode,
            Steps::Symbolic(steps) => {
                let apply = |bits, step: &Step| step.apply(bits, is_directory);
                Mode::from_bits(steps.iter().fold(mode.bits(), apply).into())
            }
        }
    }

    /// The bits that it decides, whatever they were before.
    pub(crate) fn named(&self, is_directory: bool) -> u16 {
        match &self.steps {
            Steps::Absolute(_) => ALL,
            Steps::Symbolic(steps) => {
                steps.iter().fold(0, |bits, it| bits | it.named(is_directory))
            }
        }
    }
}

impl From<Mode> for ModeChange {
    /// The change that gives all twelve bits.
    fn from(mode: Mode) -> Self {
        Self { text: mode.to_string().into(), steps: Steps::Absolute(mode) }
    }
}

impl Step {
    /// As `mode_adjust` of gnulib's `modechange.c`.
    fn apply(self, bits: u16, is_directory: bool) -> u16 {
        let value = match self.permissions {
            Permissions::Bits(value) => value,
            Permissions::BitsAndX(value) if is_directory || bits & EXECUTE != 0 => value | EXECUTE,
            Permissions::BitsAndX(value) => value,
            Permissions::CopyOf(class) => {
                let copied = bits & class;
                let everywhere = |kind: u16| if copied & kind == 0 { 0 } else { kind };
                everywhere(READ) | everywhere(WRITE) | everywhere(EXECUTE)
            }
        };
        let limit = if self.classes == 0 { ALL & !UMASK } else { self.classes };
        let omitted = self.omitted(is_directory);
        let value = value & limit & !omitted;
        match self.operator {
            Operator::Add => bits | value,
            Operator::Remove => bits & !value,
            Operator::Set => bits & (ALL & !self.classes_or_all() | omitted) | value,
        }
    }

    /// The bits that stay what they are: setuid and setgid of a directory unless they are named.
    fn omitted(self, is_directory: bool) -> u16 {
        let (Permissions::Bits(value) | Permissions::BitsAndX(value) | Permissions::CopyOf(value)) =
            self.permissions;
        let mentioned = value & self.classes_or_all();
        if is_directory { Mode::SET_ID & !mentioned } else { 0 }
    }

    fn named(self, is_directory: bool) -> u16 {
        let bits = match (self.operator, self.permissions) {
            (Operator::Set, _) | (_, Permissions::CopyOf(_)) => ALL,
            (_, Permissions::Bits(value)) => value,
            (_, Permissions::BitsAndX(value)) => value | EXECUTE,
        };
        bits & self.classes_or_all() & !self.omitted(is_directory)
    }

    fn classes_or_all(self) -> u16 {
        if self.classes == 0 { ALL } else { self.classes }
    }
}

impl FromStr for ModeChange {
    type Err = ModeChangeError;

    /// `644`, `0644`, `4755`, `u=rwX,go=rX`, `a+X`, `g-w,o-rwx`, `u+s`, `+t`, `g=u`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let steps = if text.starts_with(|first: char| first.is_ascii_digit()) {
            text.parse().ok().map(Steps::Absolute)
        } else {
            symbolic(text).map(|steps| Steps::Symbolic(steps.into()))
        };
        let error = || ModeChangeError(text.to_owned());
        steps.map(|steps| Self { text: text.into(), steps }).ok_or_else(error)
    }
}

fn symbolic(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for clause in text.split(',') {
        let (classes, mut rest) = clause.split_at(clause.find(['+', '-', '='])?);
        let classes = classes.chars().try_fold(0, |bits, class| Some(bits | class_bits(class)?))?;
        while let Some(operator) = rest.chars().next() {
            let operator = match operator {
                '+' => Operator::Add,
                '-' => Operator::Remove,
                _ => Operator::Set,
            };
            let end = rest[1..].find(['+', '-', '=']).map_or(rest.len(), |at| at + 1);
            let permissions = permissions(&rest[1..end])?;
            steps.push(Step { operator, classes, permissions });
            rest = &rest[end..];
        }
    }
    Some(steps)
}

/// The bits that belong to a class of users.
fn class_bits(class: char) -> Option<u16> {
    match class {
        'u' => Some(0o4700),
        'g' => Some(0o2070),
        'o' => Some(STICKY | 0o007),
        'a' => Some(ALL),
        _ => None,
    }
}

fn permissions(letters: &str) -> Option<Permissions> {
    match letters {
        "u" => return Some(Permissions::CopyOf(0o700)),
        "g" => return Some(Permissions::CopyOf(0o070)),
        "o" => return Some(Permissions::CopyOf(0o007)),
        _ => {}
    }
    let mut bits = 0;
    for letter in letters.chars() {
        bits |= match letter {
            'r' => READ,
            'w' => WRITE,
            'x' => EXECUTE,
            'X' => 0,
            's' => Mode::SET_ID,
            't' => STICKY,
            _ => return None,
        };
    }
    let has_x = letters.contains('X');
    Some(if has_x { Permissions::BitsAndX(bits) } else { Permissions::Bits(bits) })
}

impl fmt::Display for ModeChange {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Neither an octal mode nor symbolic changes of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither an octal mode such as \"0644\" nor a symbolic one such as \"u=rwX,go=rX\""
)]
pub struct ModeChangeError(pub String);

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::*;
    use crate::scratch::Scratch;

    fn applied(text: &str, bits: u32, is_directory: bool) -> String {
        let change: ModeChange = text.parse().unwrap();
        change.apply(Mode::from_bits(bits), is_directory).to_string()
    }

    #[test]
    fn files_and_directories_change_as_they_are_named() {
        for (text, before, is_directory, after) in [
            ("0640", 0o4755, false, "0640"),
            ("755", 0o2600, true, "0755"),
            ("u=rwX,go=rX", 0o600, false, "0644"),
            ("u=rwX,go=rX", 0o700, false, "0755"),
            ("u=rwX,go=rX", 0o600, true, "0755"),
            ("g-w,o-rwx", 0o777, false, "0750"),
            ("a+X", 0o644, false, "0644"),
            ("a+X", 0o744, false, "0755"),
            ("a+X", 0o600, true, "0711"),
            ("u+s", 0o755, false, "4755"),
            ("g+s", 0o775, true, "2775"),
            ("+t", 0o777, true, "1777"),
            ("+w", 0o444, false, "0644"),
            ("+x", 0o644, false, "0755"),
            ("g=u", 0o640, false, "0660"),
            ("ug=rw,o=", 0o7777, true, "6660"),
            ("u=rw+X-w", 0o100, false, "0400"),
            ("=", 0o777, false, "0000"),
        ] {
            assert_eq!(applied(text, before, is_directory), after, "{text} of {before:o}");
        }
    }

    #[test]
    fn texts_that_are_no_modes_are_refused() {
        for text in [
            "",
            "64",
            "06444",
            "0888",
            "rw-r--r--",
            "u",
            "u=rwz",
            "x+r",
            "u=rw,",
            ",u+r",
            "u=rw go=r",
            "0o644",
            "u+4",
            "=0640",
            "u=gr",
            "U+x",
            "u=r,g",
            " u+x",
            "٠٦٤٤",
        ] {
            assert_eq!(text.parse::<ModeChange>(), Err(ModeChangeError(text.to_owned())));
        }
    }

    #[test]
    fn a_change_names_the_bits_that_it_decides() {
        for (text, is_directory, named) in [
            ("0644", false, 0o7777),
            ("u+x", false, 0o100),
            ("a+X", false, 0o111),
            ("u=rwX,go=rX", false, 0o7777),
            ("u=rwX,go=rX", true, 0o1777),
            ("u=rwX", false, 0o4700),
            ("u+s", true, 0o4000),
            ("g+ws", true, 0o2020),
        ] {
            let change: ModeChange = text.parse().unwrap();
            assert_eq!(change.named(is_directory), named, "{text} {is_directory}");
        }
    }

    fn step() -> impl Strategy<Value = String> {
        let operand = prop_oneof!["[rwxXst]{0,4}", "[ugo]"];
        ("[+=-]", operand).prop_map(|(operator, operand)| operator + &operand)
    }

    fn change() -> impl Strategy<Value = String> {
        let clause = ("[ugoa]{0,3}", prop::collection::vec(step(), 1..3))
            .prop_map(|(classes, steps)| classes + &steps.concat());
        prop::collection::vec(clause, 1..4).prop_map(|clauses| clauses.join(","))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Each change is applied by chmod(1) itself to a file and a directory of several modes.
        #[test]
        fn chmod_does_the_same(
            text in change(),
            modes in prop::collection::vec(0_u32..=0o7777, 8),
        ) {
            let scratch = Scratch::within("/dev/shm");
            let change: ModeChange = text.parse().unwrap();
            let mut expected = Vec::new();
            for (index, mode) in modes.iter().enumerate() {
                let paths = [format!("f{index}"), format!("d{index}")];
                scratch.file(&paths[0], b"");
                scratch.folder(&paths[1]);
                for (path, is_directory) in paths.iter().zip([false, true]) {
                    scratch.mode(path, *mode);
                    expected.push((scratch.at(path), *mode, change.apply(Mode::from_bits(*mode), is_directory)));
                }
            }
            // chmod says that `-w` alone did not do what it looks like, and fails, when it is done.
            let script = "umask 022; change=$1; shift; chmod -- \"$change\" \"$@\" 2>/dev/null; \
                          true";
            let done = real_tools::shell(script)
                .args(["sh", &text])
                .args(expected.iter().map(|(path, ..)| path))
                .status().unwrap();
            prop_assert!(done.success());
            for (path, before, after) in expected {
                let found = std::fs::metadata(&path).unwrap().permissions();
                let found = Mode::from_bits(found.mode());
                prop_assert_eq!(found, after, "{} of {:o}, {}", &text, before, path.display());
                std::fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
            }
        }
    }
}
