//! What clients are given to find the repository: `mirrorlist`, `.repo` files and keys.

use repo_store::{Key, Sha256};

use super::past::within;
use super::{Checked, SIGNATURE};
use crate::codes;
use crate::publish::COMMIT_LIMIT;
use crate::verify::findings::Findings;
use crate::verify::signatures::Context;

const MIRRORLIST: &str = "mirrorlist";
const REPAIR: &str =
    "a publication was cut short, or something else writes here: `mkrepo verify --repair`";

/// Looks at what is there of them, and holds it to what the description makes of the commit.
pub(super) fn check(context: Context<'_>, checked: &mut Checked, findings: &mut Findings) {
    let list = context.place.key(MIRRORLIST).ok();
    let is_told = list.as_ref().is_some_and(|key| mirrorlist(context, key, checked, findings));
    checked.live.extend(list.clone());
    // The signature is judged as one.
    let signature = context.place.key(SIGNATURE).ok();
    let ours = |key: &Key| within(context.place, key).is_some() && Some(key) != signature.as_ref();
    for mirror in context.options.mirrors.iter().filter(|mirror| ours(&mirror.key)) {
        let Some(found) = read(context, &mirror.key, findings) else { continue };
        let problem = match (&mirror.bytes, found) {
            (Some(expected), Some(found)) if expected[..] == found[..] => continue,
            (None, None) => continue,
            (Some(_), Some(_)) => {
                "differs from the file that mkrepo.toml and the publication \
                                   require"
            }
            (Some(_), None) => "is not there, and mkrepo.toml asks for it",
            (None, Some(_)) => "exists, but mkrepo.toml does not configure it",
        };
        if !(is_told && Some(&mirror.key) == list.as_ref()) {
            findings.fault(codes::CLIENT_FILE, mirror.key.as_str(), problem, REPAIR);
        }
    }
}

fn read(context: Context<'_>, key: &Key, findings: &mut Findings) -> Option<Option<Vec<u8>>> {
    findings.read(key, context.source.read(key, COMMIT_LIMIT))
}

/// Every line of the list of mirrors names the snapshot of the commit; whether a fault was told.
fn mirrorlist(context: Context<'_>, key: &Key, checked: &Checked, findings: &mut Findings) -> bool {
    // Nobody has to have one.
    let Some(Some(bytes)) = read(context, key, findings) else { return false };
    let Some(current) = checked.history.snapshot else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(str::trim);
    let named: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut problems: Vec<String> = named
        .iter()
        .filter_map(|line| match snapshot(line) {
            Some(id) if id == current => None,
            Some(id) => Some(format!("names the snapshot {id}, but the current one is {current}")),
            None => Some(format!("names {line:?}, which is not a snapshot")),
        })
        .collect();
    if named.is_empty() {
        problems.push("names nothing".to_owned());
    }
    let is_told = !problems.is_empty();
    for problem in problems {
        findings.fault(codes::CLIENT_FILE, key.as_str(), problem, REPAIR);
    }
    is_told
}

/// The snapshot whose address a line is.
fn snapshot(line: &str) -> Option<Sha256> {
    let (above, id) = line.trim_end_matches('/').rsplit_once('/')?;
    above.ends_with("/snapshots").then(|| id.parse().ok()).flatten()
}

/// Whether a `.repo` file in the folder of the repository says that packages are signed.
pub(super) fn gpgcheck(context: Context<'_>) -> bool {
    let listed = context.source.list(context.place.archive()).ok().flatten().unwrap_or_default();
    let is_one = |key: &&Key| {
        let path = within(context.place, key);
        path.is_some_and(|path| !path.contains('/') && path.ends_with(".repo"))
    };
    let keys = listed.iter().map(|object| &object.key);
    keys.filter(is_one).any(|key| {
        let text = context.source.read(key, COMMIT_LIMIT).ok().flatten().unwrap_or_default();
        says_gpgcheck(&String::from_utf8_lossy(&text))
    })
}

/// Whether a `.repo` file has `gpgcheck`, in any of the ways in which dnf reads yes.
fn says_gpgcheck(text: &str) -> bool {
    text.lines().filter_map(|line| line.split_once('=')).any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        name.trim() == "gpgcheck" && ["1", "yes", "true", "on"].contains(&value.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gpgcheck_is_read_as_dnf_reads_it() {
        for text in ["[a]\ngpgcheck=1\n", "[a]\ngpgcheck = True\n", "[a]\n gpgcheck=yes"] {
            assert!(says_gpgcheck(text), "{text}");
        }
        for text in ["[a]\ngpgcheck=0\n", "[a]\nrepo_gpgcheck=1\n", "[a]\n#gpgcheck=1\n", ""] {
            assert!(!says_gpgcheck(text), "{text}");
        }
    }
}
