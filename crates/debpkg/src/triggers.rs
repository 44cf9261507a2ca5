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

/// The longest line that dpkg reads, in bytes without its line break (`MAXTRIGDIRECTIVE`).
const LONGEST_LINE: usize = 254;

/// Files of dpkg's own among those that it names after triggers, in `/var/lib/dpkg/triggers`. An
/// interest in such a trigger overwrites one of them, and dpkg fails from then on; it fails too where
/// a package activates one, since it reads the file as a list of interested packages.
const OWN_FILES: [&str; 3] = ["File", "Lock", "Unincorp"];

/// Why a line is not a trigger directive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TriggerError {
    #[error("{0:?} is not a directive")]
    Directive(String),
    #[error("has no trigger name")]
    Missing,
    #[error("has text after the trigger")]
    Surplus,
    #[error("{0:?} is not the absolute path of a file trigger")]
    Path(String),
    #[error("{0:?} is not the name of a trigger, which has the form of a package name")]
    Name(String),
    #[error("{0:?} is the name of a file that dpkg stores with its triggers")]
    Reserved(String),
    #[error("is longer than {LONGEST_LINE} bytes, the limit of dpkg for a line")]
    TooLong,
}

impl TriggerError {
    /// How to fix it.
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Directive(_) => {
                "the directives are interest and activate, each also with -await or -noawait"
                    .to_owned()
            }
            Self::Missing | Self::Surplus => {
                "write one directive and one trigger, such as \"interest-noawait /usr/share/hello\""
                    .to_owned()
            }
            Self::Path(path) => match fixed_path(path) {
                Some(fixed) => format!("write {fixed:?}"),
                None => "a path has no empty components, no \"/\" at its end and no blanks, such \
                         as \"/usr/share/hello\""
                    .to_owned(),
            },
            Self::Name(name) if name.contains('/') => {
                format!("for the files below a path, write it from the root: \"/{name}\"")
            }
            Self::Name(_) => {
                "a name consists of letters, digits, \"+\", \"-\" and \".\" and starts with a \
                 letter or digit, such as \"ldconfig\""
                    .to_owned()
            }
            Self::Reserved(_) => "choose another name".to_owned(),
            Self::TooLong => "use a directory nearer to the root".to_owned(),
        }
    }
}

/// The line as it is in the file: without comment and needless blanks, `None` when that is
/// nothing. A comment is what follows a `#` at the start or after a blank.
#[cfg(feature = "write")]
pub(crate) fn parse_line(line: &str) -> Result<Option<String>, TriggerError> {
    let mut words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
    let Some(directive) = words.next() else { return Ok(None) };
    let line = std::iter::once(directive).chain(words).collect::<Vec<_>>().join(" ");
    check_line(line.as_bytes())?;
    // What is activated may have any name to dpkg, which then ignores it.
    line.split_once(' ').map_or(Ok(()), |(_, name)| check_name(name))?;
    Ok(Some(line))
}

/// Checks a line of a finished package's file as dpkg reads it: a comment is a line of its own, and
/// what is activated may have any printable name.
pub(crate) fn check_line(line: &[u8]) -> Result<(), TriggerError> {
    if line.len() > LONGEST_LINE {
        return Err(TriggerError::TooLong);
    }
    let text = String::from_utf8_lossy(line);
    let text = text.trim_matches(BLANKS);
    if line.contains(&0) {
        return Err(TriggerError::Name(text.to_owned()));
    }
    if text.is_empty() || text.starts_with('#') {
        return Ok(());
    }
    let (directive, name) = text.split_once(BLANKS).unwrap_or((text, ""));
    if !DIRECTIVES.contains(&directive) {
        return Err(TriggerError::Directive(directive.to_owned()));
    }
    let name = name.trim_start_matches(BLANKS);
    if name.is_empty() {
        Err(TriggerError::Missing)
    } else if name.contains(BLANKS) {
        Err(TriggerError::Surplus)
    } else if directive.starts_with("interest")
        || OWN_FILES.contains(&name)
        || !name.bytes().all(|byte| byte.is_ascii_graphic())
    {
        check_name(name)
    } else {
        Ok(())
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

/// dpkg's rule (`trig_classify_byname`): the path of a file trigger, or the name of an explicit
/// trigger, which is a package's name.
fn check_name(name: &str) -> Result<(), TriggerError> {
    let is_printable = name.bytes().all(|byte| byte.is_ascii_graphic());
    if let Some(below) = name.strip_prefix('/') {
        let is_whole = below.split('/').all(|component| !component.is_empty());
        return if is_printable && is_whole {
            Ok(())
        } else {
            Err(TriggerError::Path(name.to_owned()))
        };
    }
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric()) || !name.bytes().all(is_inner)
    {
        return Err(TriggerError::Name(name.to_owned()));
    }
    if OWN_FILES.contains(&name) {
        return Err(TriggerError::Reserved(name.to_owned()));
    }
    Ok(())
}

/// The path without its empty components; `None` when that is no path of a trigger either.
fn fixed_path(path: &str) -> Option<String> {
    let components: Vec<_> = path.split('/').filter(|component| !component.is_empty()).collect();
    let fixed = format!("/{}", components.join("/"));
    (fixed != path && check_name(&fixed).is_ok()).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_normalised() {
        let line = parse_line("  interest-noawait   /usr/share/x  # why").unwrap();
        assert_eq!(line.as_deref(), Some("interest-noawait /usr/share/x"));
        assert_eq!(parse_line("activate ldconfig").unwrap().as_deref(), Some("activate ldconfig"));
        assert_eq!(parse_line("interest /a#b").unwrap().as_deref(), Some("interest /a#b"));
        assert_eq!(parse_line("# nothing"), Ok(None));
        assert_eq!(parse_line(""), Ok(None));
    }

    #[test]
    fn what_dpkg_refuses_is_an_error_with_the_fix() {
        for (line, error, hint) in [
            ("intrest x", TriggerError::Directive("intrest".into()), "directives are interest"),
            ("Interest x", TriggerError::Directive("Interest".into()), "directives are interest"),
            (
                "interest-no-await x",
                TriggerError::Directive("interest-no-await".into()),
                "directives",
            ),
            ("interest", TriggerError::Missing, "one trigger"),
            ("interest # x", TriggerError::Missing, "one trigger"),
            ("interest a b", TriggerError::Surplus, "one trigger"),
            ("activate é", TriggerError::Name("é".into()), "letters, digits"),
            ("interest foo/bar", TriggerError::Name("foo/bar".into()), "\"/foo/bar\""),
            ("interest foo_bar", TriggerError::Name("foo_bar".into()), "letters, digits"),
            ("interest -x", TriggerError::Name("-x".into()), "letters, digits"),
            ("interest foo:any", TriggerError::Name("foo:any".into()), "letters, digits"),
            ("interest /", TriggerError::Path("/".into()), "no empty components"),
            ("interest /usr/", TriggerError::Path("/usr/".into()), "write \"/usr\""),
            ("interest //usr", TriggerError::Path("//usr".into()), "write \"/usr\""),
            ("interest /usr//x", TriggerError::Path("/usr//x".into()), "write \"/usr/x\""),
            ("interest /é", TriggerError::Path("/é".into()), "no empty components"),
            ("interest Lock", TriggerError::Reserved("Lock".into()), "another name"),
        ] {
            assert_eq!(parse_line(line), Err(error.clone()), "{line}");
            assert!(error.hint().contains(hint), "{line}: {}", error.hint());
        }
        let fits = format!("interest /{}", "x".repeat(LONGEST_LINE - "interest /".len()));
        assert!(parse_line(&fits).is_ok());
        assert_eq!(parse_line(&format!("{fits}x")), Err(TriggerError::TooLong));
    }
}
