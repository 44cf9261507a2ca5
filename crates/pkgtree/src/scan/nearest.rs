//! The pattern that was meant by one that matches nothing.

use crate::{InstallPath, Pattern};

/// How much alike two paths are at least, from 0 to 1.
const ALIKE: f64 = 0.85;
/// The paths that are compared at most: the search must not take longer than the scan.
const MOST: usize = 200_000;

/// The pattern nearest to `pattern` that matches one of `paths`: with the directory that is called much
/// like the one before its wildcards, or with the one where a file of its name is.
pub(super) fn pattern<'a>(
    pattern: &Pattern,
    paths: impl Iterator<Item = &'a InstallPath> + Clone,
) -> Option<String> {
    let texts = || {
        let texts = paths.clone().filter_map(|path| std::str::from_utf8(path.as_bytes()).ok());
        texts.filter(|text| !text.is_empty()).take(MOST)
    };
    let text = pattern.as_str().trim_matches('/');
    let parts: Vec<&str> = text.split('/').collect();
    let is_glob = |part: &&str| part.contains(['*', '?', '[', '{', '\\']);
    if !pattern.as_str().contains('/') {
        // Any file of that name.
        let names = texts().filter_map(|text| text.rsplit('/').next());
        return most_alike(text, names.filter(|_| !is_glob(&text))).map(str::to_owned);
    }
    let fixed = parts.iter().take_while(|part| !is_glob(part)).count();
    let (start, rest) = (parts[..fixed].join("/"), &parts[fixed..]);
    let with = |start: &str| [&[start][..], rest].concat().join("/");
    let matches = |candidate: &str| {
        let candidate = Pattern::parse(&format!("/{candidate}")).ok();
        let mut paths = paths.clone().take(MOST);
        candidate.is_some_and(|candidate| paths.any(|path| candidate.matches(path)))
    };
    if !start.is_empty() {
        // As in a tree whose /bin is a link to /usr/bin.
        let is_below = |text: &&str| text.strip_suffix(&start).is_some_and(|it| it.ends_with('/'));
        let below = texts().find(|text| is_below(text) && matches(&with(text)));
        let alike = || {
            let depth = |text: &&str| text.split('/').count() == fixed;
            most_alike(&start, texts().filter(depth)).or_else(|| most_alike(&start, texts()))
        };
        let found = below.or_else(alike).filter(|found| *found != start);
        if let Some(found) = found.map(with).filter(|found| matches(found)) {
            return Some(format!("/{found}"));
        }
    }
    // The directory is there: what in it is called much alike?
    let last = parts.last().filter(|_| fixed > 0 && fixed + 1 == parts.len())?;
    let inside = texts().filter(|text| text.rsplit_once('/').map(|it| it.0) == Some(&start));
    let suffix = last.rsplit(['*', '?', ']', '}']).next().filter(|suffix| suffix.len() > 1)?;
    let name = most_alike(suffix, inside.filter_map(|text| Some(&text[text.rfind('.')?..])))?;
    let near = format!("{start}/{}{name}", last.strip_suffix(suffix)?);
    matches(&near).then(|| format!("/{near}"))
}

/// The one of `texts` that is most like `wanted`, when it is.
fn most_alike<'a>(wanted: &str, texts: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let scored = texts.clone().map(|text| (strsim::jaro(wanted, text), text));
    let (score, text) = scored.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    // Of short names a letter more or less, or two in the wrong order, are much.
    let is_near = |text: &&str| {
        text.len().abs_diff(wanted.len()) <= 1 && strsim::damerau_levenshtein(wanted, text) == 1
    };
    if score > ALIKE { Some(text) } else { texts.clone().find(is_near) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_pattern_matches_something() {
        let paths: Vec<_> = [
            "",
            "etc",
            "etc/hello",
            "etc/hello/a.conf",
            "usr",
            "usr/bin",
            "usr/bin/hello",
            "usr/share/doc/hello/README.md",
        ]
        .iter()
        .map(|path| InstallPath::parse(path.as_bytes()).unwrap())
        .collect();
        for (wrong, near) in [
            ("/usr/bin/helo", Some("/usr/bin/hello")),
            ("/etc/helo/**", Some("/etc/hello/**")),
            ("/ect/hello/*.conf", Some("/etc/hello/*.conf")),
            ("/etc/hello/*.cnf", Some("/etc/hello/*.conf")),
            ("/bin/hello", Some("/usr/bin/hello")),
            ("/bin/**", Some("/usr/bin/**")),
            ("helo", Some("hello")),
            ("README.MD", Some("README.md")),
            ("*.la", None),
            ("/opt/**", None),
            ("/var/lib/x", None),
        ] {
            let pattern = Pattern::parse(wrong).unwrap();
            let found = super::pattern(&pattern, paths.iter());
            assert_eq!(found.as_deref(), near, "{wrong}");
            if let Some(found) = found {
                let found = Pattern::parse(&found).unwrap();
                assert!(paths.iter().any(|path| found.matches(path)), "{wrong}");
            }
        }
    }
}
