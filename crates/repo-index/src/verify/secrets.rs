//! Secret keys among what is published.

use pkgsign::looks_like_secret_key;
use repo_store::Key;

use super::Source;
use super::findings::Findings;
use crate::codes;

/// The longest file that may be one of keys, in bytes.
const LONGEST: u64 = 256 << 10;

/// What files of keys are called.
const SUFFIXES: [&str; 6] = [".asc", ".gpg", ".pgp", ".key", ".sec", ".pem"];
/// What is asked for where nothing can be listed: the name that `mkrepo init` gives a key.
const USUAL: [&str; 3] = ["signing.asc", "signing.key", "secret.asc"];

/// Looks for secret keys: among all files that are called like files of keys, or at usual places.
pub(super) fn check(source: &dyn Source, findings: &mut Findings) {
    let keys: Vec<Key> = match source.list(None) {
        Ok(Some(listed)) => listed
            .into_iter()
            .filter(|one| one.length <= LONGEST && is_called_so(&one.key))
            .map(|one| one.key)
            .collect(),
        Ok(None) => USUAL.iter().filter_map(|name| Key::new(*name).ok()).collect(),
        // That nothing can be listed is told elsewhere.
        Err(_) => return,
    };
    for key in keys {
        let Ok(Some(bytes)) = source.read(&key, LONGEST) else { continue };
        if looks_like_secret_key(&bytes) {
            let hint = "remove it at once, and replace the key: everybody could fetch it";
            findings.fault(codes::SECRET_PUBLISHED, key.as_str(), "has a secret key", hint);
        }
    }
}

fn is_called_so(key: &Key) -> bool {
    let name = key.file_name().to_ascii_lowercase();
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) || name.contains("secret")
}
