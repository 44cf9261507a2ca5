//! People and teams with their addresses.

/// What keeps `text` from being one name with one address, `Name <user@host>` (Debian Policy 5.6.2);
/// `None` for one. dpkg and rpm take any text of one line.
#[must_use]
pub fn mailbox_flaw(text: &str) -> Option<&'static str> {
    let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) else {
        return Some(match text {
            _ if text.contains(['<', '>']) => "is not of the form \"Name <address>\"",
            _ if text.contains('@') => "is an address without a name",
            _ => "has no address",
        });
    };
    let is_forbidden = |found: char| found.is_whitespace() || "<>(),".contains(found);
    let is_address = address
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if name.trim().is_empty() {
        Some("is an address without a name")
    } else if address.trim().is_empty() {
        Some("has no address")
    } else if !name.ends_with(' ')
        || name.contains('>')
        || !is_address
        || address.contains(is_forbidden)
    {
        Some("is not of the form \"Name <address>\"")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_with_one_address() {
        for text in ["Jane Doe <jane@example.org>", "Team, Ltd <t@e>", "Jos\u{e9} <j@e.org>"] {
            assert_eq!(mailbox_flaw(text), None, "{text}");
        }
        for (text, flaw) in [
            ("Jane Doe", "has no address"),
            ("Jane Doe <>", "has no address"),
            ("jane@example.org", "is an address without a name"),
            ("<jane@example.org>", "is an address without a name"),
            ("Jane <jane>", "is not of the form \"Name <address>\""),
            ("Jane<jane@example.org>", "is not of the form \"Name <address>\""),
            ("A <a@b>, C <c@d>", "is not of the form \"Name <address>\""),
            ("Jane <jane@example.org", "is not of the form \"Name <address>\""),
        ] {
            assert_eq!(mailbox_flaw(text), Some(flaw), "{text}");
        }
    }
}
