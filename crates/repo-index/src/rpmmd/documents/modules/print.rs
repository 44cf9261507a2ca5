//! A tree as YAML that every reader takes for the same.

use std::fmt::Write;

use super::yaml::{Node, Value};

/// The document in block style, without markers.
pub(super) fn print(root: &Node) -> String {
    let mut text = String::new();
    block(&mut text, root, 0);
    text
}

/// Prints a value whose lines are indented by `indent` blanks, from the start of a line on.
fn block(text: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Mapping(pairs) if !pairs.is_empty() => {
            for (key, value) in pairs {
                text.extend(std::iter::repeat_n(' ', indent));
                inline(text, key);
                text.push(':');
                child(text, value, indent);
            }
        }
        Value::Sequence(all) if !all.is_empty() => {
            for value in all {
                text.extend(std::iter::repeat_n(' ', indent));
                text.push('-');
                child(text, value, indent);
            }
        }
        _ => {
            text.extend(std::iter::repeat_n(' ', indent));
            inline(text, node);
            text.push('\n');
        }
    }
}

/// Prints the value of a key or of a dash, and ends its line.
fn child(text: &mut String, node: &Node, indent: usize) {
    let is_empty = match &node.value {
        Value::Mapping(pairs) => pairs.is_empty(),
        Value::Sequence(all) => all.is_empty(),
        Value::Scalar(..) => true,
    };
    if is_empty {
        text.push(' ');
        inline(text, node);
        text.push('\n');
    } else {
        text.push('\n');
        block(text, node, indent + 2);
    }
}

fn inline(text: &mut String, node: &Node) {
    match &node.value {
        Value::Mapping(_) => text.push_str("{}"),
        Value::Sequence(_) => text.push_str("[]"),
        // Numbers and truth values stay what they are for readers that tell them from texts.
        Value::Scalar(scalar, true) if is_bare(scalar) => text.push_str(scalar),
        Value::Scalar(scalar, _) => quoted(text, scalar),
    }
}

/// Whether a text can stand without quotes in any YAML.
fn is_bare(text: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '+');
    let is_further = |c: char| is_first(c) || matches!(c, '-' | '~' | '^');
    text.starts_with(is_first) && text.chars().all(is_further) && !text.starts_with("...")
}

fn quoted(text: &mut String, scalar: &str) {
    text.push('"');
    for c in scalar.chars() {
        match c {
            '"' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                // A text always takes more.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
