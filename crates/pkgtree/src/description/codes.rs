//! The codes of defects of a description: E100 to E199.

use diagnostic::{Class, Code};

const fn input(number: u16) -> Code {
    Code::new(number, Class::Input)
}

/// The manifest is not TOML.
pub const SYNTAX: Code = input(100);
/// A key that no table of that place has.
pub const UNKNOWN_KEY: Code = input(101);
/// A key that belongs to another table.
pub const MISPLACED_KEY: Code = input(102);
/// A key or table given twice.
pub const DUPLICATE_KEY: Code = input(103);
/// A key that must be there is not.
pub const MISSING_KEY: Code = input(104);
/// A value of another type than the key takes.
pub const WRONG_TYPE: Code = input(105);
/// An empty value.
pub const EMPTY: Code = input(106);
/// A text longer than 64 KiB, a description longer than 1 MiB, or a manifest longer than 4 MiB.
pub const TOO_LONG: Code = input(107);
/// A line break in a text of one line.
pub const LINE_BREAK: Code = input(108);
/// A NUL, another control character, or a character that changes the direction of the text.
pub const FORBIDDEN_CHARACTER: Code = input(109);
/// Bytes that are not UTF-8.
pub const NOT_UTF8: Code = input(110);
/// A byte order mark.
pub const BYTE_ORDER_MARK: Code = input(111);

/// A `${...}` to something that there is not.
pub const UNKNOWN_REFERENCE: Code = input(120);
/// A `${...}` to a field that was not set, or to a part that its value does not have.
pub const UNSET_REFERENCE: Code = input(121);
/// A `${` without its `}`.
pub const UNCLOSED_REFERENCE: Code = input(122);
/// References that lead back to themselves, or nest too deep.
pub const CIRCULAR_REFERENCE: Code = input(123);

/// A pattern that does not parse.
pub const PATTERN: Code = input(130);
/// A mode that is neither octal text nor symbolic changes of one.
pub const MODE: Code = input(131);
/// An owner or group that is not the name of one.
pub const ACCOUNT_NAME: Code = input(132);
/// File capabilities that do not parse.
pub const CAPABILITIES: Code = input(133);
/// An unknown role or kind of configuration file.
pub const ROLE: Code = input(134);
/// A path that cannot be installed.
pub const TARGET: Code = input(135);
/// A script of a name that there is not.
pub const SCRIPT_NAME: Code = input(136);
/// A rule that says nothing, or two things at once.
pub const RULE: Code = input(137);
/// A name that is not a locale's, or one given twice.
pub const LOCALE: Code = input(138);
/// An unknown name of something that `rpm --verify` compares.
pub const VERIFY: Code = input(139);

/// An override of something that is not a text of the description.
pub const OVERRIDE: Code = input(140);
/// A qualifier of a requirement that there is not, or one given twice.
pub const QUALIFIER: Code = input(141);
/// An unknown word of a policy for modes or hard links, or an unknown type of entries.
pub const POLICY: Code = input(142);

/// A text of several lines whose further ones do not start with a blank.
pub const FOLDED: Code = input(150);
/// A file that the description names is not a regular file of sensible length.
pub const NOT_A_FILE: Code = input(151);
/// A file that the description names could not be read.
pub const UNREADABLE: Code = Code::new(152, Class::Io);
/// A script that could not be run.
pub const SCRIPT: Code = input(153);
