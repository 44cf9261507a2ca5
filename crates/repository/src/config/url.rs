//! Where what is published is seen by others.

use std::fmt::Write;

use diagnostic::Source;
use pkgtree::description::Table;
use repo_index::codes;
use repo_store::Key;

const SCHEMES: [&str; 4] = ["https://", "http://", "ftp://", "file:///"];

/// `url`: an absolute address, here without a slash behind it.
pub(super) fn read(table: &mut Table<'_>) -> Option<String> {
    const KEY: &str = "url";
    let text = table.line(KEY)?;
    let value = text.value.trim().trim_end_matches('/');
    check(table, KEY, &text.source, (value, value)).then(|| value.to_owned())
}

/// Checks an address, which is shown as it was `given`.
pub(super) fn check(
    table: &Table<'_>,
    key: &str,
    source: &Source,
    (value, given): (&str, &str),
) -> bool {
    let Some(problem) = problem(value) else { return true };
    let problem = format!("{given:?} {problem}");
    let hint = "write an address such as \"https://example.org/linux\"";
    table.report(codes::VALUE, key, source, problem, hint);
    false
}

/// `repo-url`: the same, perhaps with variables of dnf.conf(5), such as `$basearch`.
pub(super) fn read_with_variables(table: &mut Table<'_>) -> Option<String> {
    const KEY: &str = "repo-url";
    let text = table.line(KEY)?;
    let value = text.value.trim().trim_end_matches('/');
    check_with_variables(table, KEY, &text.source, (value, value)).then(|| value.to_owned())
}

/// [`check`] of one that may have such variables.
pub(super) fn check_with_variables(
    table: &Table<'_>,
    key: &str,
    source: &Source,
    (value, given): (&str, &str),
) -> bool {
    let plain = VARIABLES.iter().fold(value.to_owned(), |url, name| url.replace(name, "x"));
    let Some(problem) = problem(&plain) else { return true };
    let problem = format!("{given:?} {problem}");
    let hint = format!(
        "write an address such as \"https://example.org/el9/$basearch\"; the variables are {}",
        VARIABLES.join(", ")
    );
    table.report(codes::VALUE, key, source, problem, hint);
    false
}

/// The variables that dnf 4, dnf 5 and zypper replace alike.
const VARIABLES: [&str; 3] = ["$basearch", "$releasever", "$arch"];

fn problem(url: &str) -> Option<&'static str> {
    let Some(rest) = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme)) else {
        return Some("is not a URL of http, https, ftp or file");
    };
    // What dnf and curl take apart, and what a line of an INI file cannot hold.
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\{}`$|^,".contains(c);
    match rest {
        "" => Some("has no host"),
        _ if rest.contains(is_odd) => Some("has a character with a special meaning"),
        _ => None,
    }
}

/// The address of a folder below the root, which is at `root`.
pub(crate) fn below(root: &str, folder: Option<&Key>) -> String {
    let mut url = root.to_owned();
    let Some(folder) = folder else { return url };
    url.push('/');
    for byte in folder.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/+:@".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_below_the_root() {
        let key = |key: &str| Key::new(key).unwrap();
        assert_eq!(below("https://x", None), "https://x");
        assert_eq!(below("https://x/y", Some(&key("el/9"))), "https://x/y/el/9");
        assert_eq!(below("https://x", Some(&key("ä b"))), "https://x/%C3%A4%20b");
    }

    #[test]
    fn addresses() {
        for good in ["https://example.org", "http://[::1]:8080/x", "file:///srv/x"] {
            assert_eq!(problem(good), None, "{good}");
        }
        let odd = ["https://x/a b", "https://x/?a", "https://x,y", "https://x/$releasever"];
        for bad in ["", "example.org", "https://", "s3://x", "file://x"].into_iter().chain(odd) {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
