//! Taking tags and descriptions of commits apart.

use super::Offer;

/// Words for what precedes a release.
const BEFORE: &[&str] = &[
    "alpha",
    "beta",
    "canary",
    "cr",
    "dev",
    "draft",
    "ea",
    "edge",
    "experimental",
    "insiders",
    "milestone",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
    "unstable",
];
/// Letters for what precedes a release when a number follows them: `a1`, `b2`, `m3`.
const BEFORE_LETTERS: &[&str] = &["a", "b", "c", "m"];
/// Those words that leave no doubt where no separator comes before them.
const UNDOUBTED: &[&str] = &["alpha", "beta", "dev", "pre", "preview", "rc", "snapshot"];
/// Words for what follows a release.
const AFTER: &[&str] = &[
    "broken", "build", "bzr", "dirty", "final", "fix", "ga", "git", "hg", "hotfix", "lts",
    "modified", "p", "patch", "pl", "post", "r", "release", "rev", "sp", "stable", "svn", "u",
    "update",
];
/// What `git describe` appends for changes that are not committed.
const DIRTY: &[&str] = &["dirty", "broken", "modified"];
/// With fewer numbers than these, rpm would take the count of commits for one more.
const NUMBERS: usize = 3;

/// What `text`, which is no version, was meant as; `None` where that cannot be told.
#[must_use]
pub fn offer(text: &str) -> Option<Offer> {
    let text = text.trim();
    if is_commit(text) {
        let hash = text.strip_prefix('g').unwrap_or(text);
        return Some(Offer::Commit(format!("0+g{}", hash.trim_end_matches("-dirty"))));
    }
    let text = without_name(text)?;
    let (tag, commits) = Commits::split(text);
    let parsed = Tag::parse(tag);
    let core = parsed.core.clone();
    let suffix = |base: &str, has_pre: bool| commits.suffix(base, has_pre);
    let build = match &parsed.build {
        Some(build) => format!("+{build}"),
        None => String::new(),
    };
    let with = |middle: &str, is_plain: bool| {
        let base = format!("{core}{middle}{build}");
        let suffix = suffix(&core, !is_plain || !build.is_empty());
        format!("{base}{suffix}")
    };
    Some(match parsed.rest {
        Rest::None => Offer::Version(with("", true)),
        Rest::Before(part) => Offer::Version(with(&format!("~{part}"), false)),
        Rest::After(part) => Offer::Version(with(&format!("+{part}"), false)),
        Rest::Unknown(part) => Offer::Either {
            before: with(&format!("~{part}"), false),
            after: with(&format!("+{part}"), false),
            release: core,
        },
        Rest::Number(part) => {
            let suffix = suffix(&part, !build.is_empty());
            Offer::Release { version: core, release: format!("{part}{build}{suffix}") }
        }
    })
}

/// The version that was meant by one which both formats take, and which sorts after the release that
/// it precedes: `1.2.0~rc1` for `1.2.0rc1`.
#[must_use]
pub fn misordered(text: &str) -> Option<String> {
    if text.contains('~') || !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (tag, _) = Commits::split(text);
    match (Tag::parse(tag).rest, offer(text)) {
        (Rest::Before(part), Some(Offer::Version(version))) => {
            UNDOUBTED.contains(&word(&part).0.as_str()).then_some(version)
        }
        _ => None,
    }
}

/// True for the abbreviated or whole name of a commit: hexadecimal, with letters, without dots.
fn is_commit(text: &str) -> bool {
    let text = text.trim_end_matches("-dirty");
    let hash = text.strip_prefix('g').unwrap_or(text);
    let letters = hash.bytes().filter(u8::is_ascii_alphabetic).count();
    (7..=40).contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && letters > 1
}

/// What follows the project's name in a tag: `1.2` of `release-1.2`, `27.1` of `OTP-27.1`.
fn without_name(text: &str) -> Option<&str> {
    let digits = || text.match_indices(|found: char| found.is_ascii_digit()).map(|(at, _)| at);
    let first = digits().next()?;
    let separated = |at: &usize| {
        let name = text[..*at].trim_end_matches(['v', 'V']);
        name.is_empty() || name.ends_with(['-', '_', '/', ' ', '@', '='])
    };
    // Where a name has digits itself, as in "x2y-1.0", the version follows a separator.
    let start = if first == 0 { 0 } else { digits().find(separated).unwrap_or(first) };
    Some(&text[start..])
}

/// The commits since a tag, as `git describe` appends them: `-5-gabc123-dirty`.
#[derive(Default)]
struct Commits<'a> {
    /// Their number and the last one's name.
    since: Option<(&'a str, &'a str)>,
    dirty: Option<&'a str>,
}

impl<'a> Commits<'a> {
    /// The tag, and the commits since it.
    fn split(text: &'a str) -> (&'a str, Self) {
        let (rest, dirty) = match text.rsplit_once(['-', '+', '.']) {
            Some((rest, last)) if DIRTY.contains(&last) => (rest, Some(last)),
            _ => (text, None),
        };
        let found = rest.rsplit_once('-').and_then(|(rest, hash)| {
            let (tag, count) = rest.rsplit_once('-')?;
            let digits = hash.strip_prefix('g')?;
            let is_hash = digits.len() >= 4 && digits.bytes().all(|it| it.is_ascii_hexdigit());
            let is_count = !count.is_empty() && count.bytes().all(|it| it.is_ascii_digit());
            (is_hash && is_count && !tag.is_empty()).then_some((tag, (count, hash)))
        });
        match found {
            Some((tag, since)) => (tag, Self { since: Some(since), dirty }),
            None => (rest, Self { since: None, dirty }),
        }
    }

    /// What means them after `base`, which is nothing for the tagged commit itself. `is_apart`:
    /// other text stands between both.
    fn suffix(&self, base: &str, is_apart: bool) -> String {
        let mut suffix = match self.since {
            Some((count, _)) if count.bytes().all(|it| it == b'0') && self.dirty.is_none() => {
                String::new()
            }
            Some((count, hash)) if is_apart || base.split('.').count() >= NUMBERS => {
                format!("+{count}.{hash}")
            }
            Some((count, hash)) => format!("+git{count}.{hash}"),
            None => String::new(),
        };
        if let Some(dirty) = self.dirty {
            suffix.push(if suffix.is_empty() { '+' } else { '.' });
            suffix.push_str(dirty);
        }
        suffix
    }
}

/// A tag that starts with a digit.
struct Tag {
    /// The release: numbers and dots, perhaps with letters after, as in `9.6p1`.
    core: String,
    rest: Rest,
    /// Semantic versioning's build metadata.
    build: Option<String>,
}

/// What stands after the numbers of a release.
enum Rest {
    None,
    Before(String),
    After(String),
    Unknown(String),
    Number(String),
}

impl Tag {
    fn parse(tag: &str) -> Self {
        let tag = with_dots(tag);
        let (tag, build) = match tag.split_once('+') {
            Some((tag, build)) => (tag, Some(clean(build)).filter(|build| !build.is_empty())),
            None => (tag.as_str(), None),
        };
        let numbers = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
        let numbers = tag[..numbers].trim_end_matches('.').len();
        let attached = &tag[numbers..];
        // Letters that are part of the release's name, unless they say that it is none yet.
        let letters = attached.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(attached.len());
        let is_part = !matches!(classify(&attached[..letters]), Rest::Before(_));
        let end = numbers + if is_part { letters } else { 0 };
        let rest = &tag[end..];
        let core = clean(&tag[..end]);
        let part = rest.trim_start_matches(['-', '_', '.', ' ', '~', '^', '/']);
        let cleaned = clean(part);
        let rest = if cleaned.is_empty() {
            Rest::None
        } else if rest.starts_with('~') {
            Rest::Before(cleaned)
        } else if rest.starts_with('^') {
            Rest::After(cleaned)
        } else if is_pseudo(part) {
            Rest::Before(cleaned)
        } else if rest.starts_with('_') && part.starts_with(|c: char| c.is_ascii_digit()) {
            Rest::After(cleaned)
        } else {
            classify(&cleaned)
        };
        Self { core, rest, build }
    }
}

/// A date as `2024.01.15` for `2024-01-15`, and `8.5.0` for `8_5_0`.
fn with_dots(tag: &str) -> String {
    let bytes = tag.as_bytes();
    let is_digits = |from: usize, to: usize| {
        bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let ends = |at: usize| bytes.get(at).is_none_or(|byte| !byte.is_ascii_digit());
    let is_date = is_digits(0, 4)
        && bytes.get(4) == Some(&b'-')
        && is_digits(5, 7)
        && bytes.get(7) == Some(&b'-')
        && is_digits(8, 10)
        && ends(10);
    let length = if is_date {
        10
    } else {
        let numbers = tag.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(tag.len());
        if tag[numbers..].starts_with('.') { 0 } else { numbers }
    };
    let numbers = tag[..length].trim_end_matches('_').len();
    format!("{}{}", tag[..numbers].replace(['-', '_'], "."), &tag[numbers..])
}

/// What a part after the numbers says of where it sorts.
fn classify(part: &str) -> Rest {
    let (word, has_number) = word(part);
    let is = |words: &[&str]| words.contains(&word.as_str());
    if part.is_empty() {
        Rest::None
    } else if word.is_empty() {
        Rest::Number(part.to_owned())
    } else if is(BEFORE) || (has_number && is(BEFORE_LETTERS)) {
        Rest::Before(part.to_owned())
    } else if is(AFTER) || is_hash(part) {
        Rest::After(part.to_owned())
    } else {
        Rest::Unknown(part.to_owned())
    }
}

/// The letters that a part starts with, in lower case, and whether a number follows them.
fn word(part: &str) -> (String, bool) {
    let end = part.find(|found: char| !found.is_ascii_alphabetic()).unwrap_or(part.len());
    let number = part[end..].trim_start_matches('.');
    (part[..end].to_ascii_lowercase(), number.starts_with(|c: char| c.is_ascii_digit()))
}

/// True for `gabc1234` and what follows it.
fn is_hash(part: &str) -> bool {
    let first = part.split('.').next().unwrap_or_default();
    first
        .strip_prefix('g')
        .is_some_and(|hash| hash.len() >= 4 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// True for the date and commit of a version that Go makes up for what is not tagged, which precedes
/// the version that it starts with: `0.20191109021931-daa7c04131f5`.
fn is_pseudo(part: &str) -> bool {
    let part = part.strip_prefix("0.").unwrap_or(part);
    part.split_once('-').is_some_and(|(date, hash)| {
        let is_hash = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        date.len() == 14 && date.bytes().all(|byte| byte.is_ascii_digit()) && is_hash
    })
}

/// A part with dots for what versions cannot have, none at its ends and no two in a row.
fn clean(part: &str) -> String {
    let allowed = |found: char| found.is_ascii_alphanumeric() || matches!(found, '+' | '~');
    let words = part.split(|found: char| !allowed(found)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(".")
}
