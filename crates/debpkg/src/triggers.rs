//! The file `triggers` (deb-triggers(5)).

/// The directives.
const DIRECTIVES: [&str; 6] = [
    "activate",
    "activate-await",
    "activate-noawait",
    "interest",
    "interest-await",
    "interest-noawait",
];

/// Why a line is not a trigger directive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TriggerError {
    #[error(
        "{0:?} is not a directive; known are interest and activate, each also with -await or \
         -noawait"
    )]
    Directive(String),
    #[error("names no trigger")]
    Missing,
    #[error("has more than a directive and a trigger")]
    Surplus,
    #[error("{0:?} is not the name of a trigger: an absolute path, or printable ASCII")]
    Name(String),
}

/// The line as it stands in the file: without comment and needless blanks, `None` when that is
/// nothing.
pub(crate) fn parse_line(line: &str) -> Result<Option<String>, TriggerError> {
    let code = line.split('#').next().unwrap_or_default();
    let mut words = code.split_whitespace();
    let Some(directive) = words.next() else { return Ok(None) };
    if !DIRECTIVES.contains(&directive) {
        return Err(TriggerError::Directive(directive.to_owned()));
    }
    let name = words.next().ok_or(TriggerError::Missing)?;
    if words.next().is_some() {
        return Err(TriggerError::Surplus);
    }
    if !is_name(name) {
        return Err(TriggerError::Name(name.to_owned()));
    }
    Ok(Some(format!("{directive} {name}")))
}

/// dpkg's rule for names (triggers.txt): printable ASCII; one with a slash at the start is a path.
fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_graphic())
        && !(name.starts_with('/')
            && (name.contains("//") || name.len() > 1 && name.ends_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_normalised() {
        let line = parse_line("  interest-noawait   /usr/share/x  # why").unwrap();
        assert_eq!(line.as_deref(), Some("interest-noawait /usr/share/x"));
        assert_eq!(parse_line("activate ldconfig").unwrap().as_deref(), Some("activate ldconfig"));
        assert_eq!(parse_line("# nothing"), Ok(None));
        assert_eq!(parse_line(""), Ok(None));
    }

    #[test]
    fn what_dpkg_refuses_is_told() {
        assert_eq!(parse_line("intrest x"), Err(TriggerError::Directive("intrest".into())));
        assert_eq!(parse_line("interest"), Err(TriggerError::Missing));
        assert_eq!(parse_line("interest a b"), Err(TriggerError::Surplus));
        assert_eq!(parse_line("activate é"), Err(TriggerError::Name("é".into())));
    }
}
