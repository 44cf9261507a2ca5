//! The codes of defects of a description: E100 to E199.

use diagnostic::{Class, Code};

const fn input(number: u16) -> Code {
    Code::new(number, Class::Input)
}

/// The manifest is not valid TOML.
pub const SYNTAX: Code = input(100);
/// An unknown key.
pub const UNKNOWN_KEY: Code = input(101);
/// A key in the wrong table.
pub const MISPLACED_KEY: Code = input(102);
/// A key or table that is given twice.
pub const DUPLICATE_KEY: Code = input(103);
/// A required key is missing.
pub const MISSING_KEY: Code = input(104);
/// A value of the wrong type.
pub const WRONG_TYPE: Code = input(105);
/// An empty value.
pub const EMPTY: Code = input(106);
/// A text of more than 64 KiB, a description of more than 1 MiB, or a manifest of more than 4 MiB.
pub const TOO_LONG: Code = input(107);
/// A line break in a text of one line.
pub const LINE_BREAK: Code = input(108);
/// A NUL, another control character, or a character that changes the direction of the text.
pub const FORBIDDEN_CHARACTER: Code = input(109);
/// Bytes that are not UTF-8.
pub const NOT_UTF8: Code = input(110);
/// A byte order mark.
pub const BYTE_ORDER_MARK: Code = input(111);

/// A `${...}` reference to an unknown name.
pub const UNKNOWN_REFERENCE: Code = input(120);
/// A `${...}` reference to a key that is not set, or to a part that its value does not have.
pub const UNSET_REFERENCE: Code = input(121);
/// A `${` without its `}`.
pub const UNCLOSED_REFERENCE: Code = input(122);
/// References that form a cycle or nest too deeply.
pub const CIRCULAR_REFERENCE: Code = input(123);

/// A pattern that does not parse.
pub const PATTERN: Code = input(130);
/// A mode that is neither octal nor a symbolic change.
pub const MODE: Code = input(131);
/// An owner or group that is not a valid name.
pub const ACCOUNT_NAME: Code = input(132);
/// File capabilities that do not parse.
pub const CAPABILITIES: Code = input(133);
/// An unknown role or kind of configuration file.
pub const ROLE: Code = input(134);
/// A path that cannot be installed.
pub const TARGET: Code = input(135);
/// A script with an unknown name.
pub const SCRIPT_NAME: Code = input(136);
/// A rule that sets nothing, or sets contradictory values.
pub const RULE: Code = input(137);
/// An invalid locale, or one that is given twice.
pub const LOCALE: Code = input(138);
/// An unknown attribute for `rpm --verify`.
pub const VERIFY: Code = input(139);

/// An override of a key that is not a text of the description.
pub const OVERRIDE: Code = input(140);
/// An unknown qualifier of a requirement, or one that is given twice.
pub const QUALIFIER: Code = input(141);
/// An unknown policy for modes or hard links, or an unknown entry type.
pub const POLICY: Code = input(142);

/// A text of several lines whose continuation lines do not start with a blank.
pub const FOLDED: Code = input(150);
/// A file that the description names does not exist, is not a regular file, or is too large.
pub const NOT_A_FILE: Code = input(151);
/// A file that the description names could not be read.
pub const UNREADABLE: Code = Code::new(152, Class::Io);
/// A script that could not be executed.
pub const SCRIPT: Code = input(153);
