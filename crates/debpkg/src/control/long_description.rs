//! The lines of `Description` (deb-control(5), Policy 5.6.13).

/// The value of `Description`: the summary, then each line of `text` after a blank. An empty line
/// becomes ` .`; a line that starts with a blank or tab becomes one that is shown as it is.
pub(super) fn encode(summary: &str, text: &str) -> String {
    let mut value = summary.to_owned();
    if text.is_empty() {
        return value;
    }
    for line in text.split('\n') {
        value.push_str("\n ");
        value.push_str(if line.is_empty() { "." } else { line });
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_verbatim_lines() {
        assert_eq!(encode("a tool", ""), "a tool");
        assert_eq!(
            encode("a tool", "One.\n\nTwo:\n * three\n\tfour"),
            "a tool\n One.\n .\n Two:\n  * three\n \tfour"
        );
    }
}
