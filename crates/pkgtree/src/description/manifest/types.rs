//! What to say to a value of the wrong type.

use toml::de::DeValue;

/// The longest value that a hint repeats.
const MAX_SHOWN: usize = 60;

/// What `value`, written as `raw`, is, and how to write it as what was `expected`.
pub(super) fn mismatch(
    expected: &str,
    value: &DeValue<'_>,
    raw: &str,
) -> (&'static str, Option<String>) {
    let (found, text) = match value {
        DeValue::String(text) => ("a string", Some(quoted(text))),
        DeValue::Integer(_) => ("an integer", Some(quoted(raw))),
        DeValue::Float(_) => ("a float", Some(quoted(raw))),
        DeValue::Boolean(_) => ("a boolean", Some(quoted(raw))),
        DeValue::Datetime(_) => ("a date or time", Some(quoted(raw))),
        DeValue::Array(_) => ("an array", None),
        DeValue::Table(_) => ("a table", None),
    };
    let written = match (expected, value) {
        ("true or false", DeValue::String(text)) => boolean(text).map(str::to_owned),
        ("true or false", DeValue::Integer(digits)) => boolean(digits.as_str()).map(str::to_owned),
        ("a string" | "a string or an integer", DeValue::Array(items)) => match &items[..] {
            [only] => only.get_ref().as_str().map(quoted),
            _ => None,
        },
        ("a string or an integer", DeValue::Boolean(_)) => None,
        ("a string" | "a string or an integer", _) => text,
        ("an array of strings", _) => text.map(|text| format!("[{text}]")),
        _ => None,
    };
    let fits = |text: &String| text.len() <= MAX_SHOWN && !text.contains('\n');
    (found, written.filter(fits).map(|text| format!("write {text}")))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// The boolean that a text means.
fn boolean(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some("true"),
        "false" | "no" | "off" | "0" => Some("false"),
        _ => None,
    }
}
