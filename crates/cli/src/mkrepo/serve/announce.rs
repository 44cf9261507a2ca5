//! What to put into sources.list.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use pkgsign::Certificate;
use pkgtree::Diagnostic;
use repo_index::apt::Release;
use repo_index::publish::COMMIT_LIMIT;
use repo_index::store::{Key, LocalStore, Store};
use repo_index::verify::{Place, Stored, find};

/// The line of sources.list(5) for each suite and flat repository below `root`, served at `address`.
pub(super) fn lines(
    root: &Path,
    address: SocketAddr,
    key: Option<&Path>,
) -> Result<Vec<String>, Diagnostic> {
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let places = find(&Stored(&store)).map_err(|error| error.diagnostic())?.unwrap_or_default();
    let line = |place: &Place| line(&store, root, address, key, place);
    let suites = places.iter().filter(|place| !matches!(place, Place::Rpm(_)));
    Ok(suites.map(line).collect())
}

/// Says them: they are the result, but for who wants a document.
pub(super) fn say(lines: &[String], json: bool) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let out: &mut dyn Write = if json { &mut io::stderr() } else { &mut io::stdout() };
    // Who does not listen can still be served.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn line(
    store: &LocalStore,
    root: &Path,
    address: SocketAddr,
    key: Option<&Path>,
    place: &Place,
) -> String {
    let option = if is_signed(store, place) {
        let found = key.map(Path::to_owned).or_else(|| published_key(root, place));
        let key = found.map(|key| key.canonicalize().unwrap_or(key));
        let key = key.unwrap_or_else(|| PathBuf::from("KEY.asc"));
        format!("signed-by={}", key.display())
    } else {
        "trusted=yes".to_owned()
    };
    let folder = place.archive().map(|folder| format!("/{folder}")).unwrap_or_default();
    let suite = match place {
        Place::Suite { name, .. } => {
            let components = release(store, place).map(|release| release.components);
            let components = components.filter(|components| !components.is_empty());
            format!("{name} {}", components.unwrap_or_else(|| vec!["main".to_owned()]).join(" "))
        }
        Place::Flat(_) | Place::Rpm(_) => "./".to_owned(),
    };
    format!("deb [{option}] http://{address}{folder} {suite}")
}

fn read(store: &LocalStore, place: &Place, file: &str) -> Option<Vec<u8>> {
    let key: Key = place.key(file).ok()?;
    store.read(&key, COMMIT_LIMIT).ok().flatten().map(|found| found.bytes)
}

fn is_signed(store: &LocalStore, place: &Place) -> bool {
    ["InRelease", "Release.gpg"].iter().any(|file| read(store, place, file).is_some())
}

fn release(store: &LocalStore, place: &Place) -> Option<Release> {
    let text = read(store, place, "InRelease")
        .and_then(|bytes| pkgsign::cleartext::split(&bytes).ok())
        .map(|split| split.text)
        .or_else(|| read(store, place, "Release"))?;
    Release::parse(&text).ok()
}

/// A certificate that lies beside the archive, or at the root.
fn published_key(root: &Path, place: &Place) -> Option<PathBuf> {
    let own = place.archive().map(|folder| root.join(folder.as_str()));
    let folders = own.into_iter().chain([root.to_owned()]);
    folders.filter_map(|folder| std::fs::read_dir(folder).ok()).find_map(|entries| {
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.into_iter().find(|file| {
            let suffix = file.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
            matches!(suffix, "asc" | "gpg" | "pgp")
                && std::fs::read(file).is_ok_and(|bytes| Certificate::parse(&bytes).is_ok())
        })
    })
}
