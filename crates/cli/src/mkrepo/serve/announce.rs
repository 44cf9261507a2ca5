//! What tries it out: lines for sources.list, and options of dnf.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Printable};
use pkgio::open_regular;
use pkgsign::Certificate;
use repo_index::apt::Release;
use repo_index::publish::COMMIT_LIMIT;
use repo_index::verify::{Place, Stored, find};
use repo_store::{Key, LocalStore, Store};

/// The line of sources.list(5) for each suite and flat repository below `root`, served at `address`,
/// and a call of dnf(8) with each RPM repository.
pub(super) fn lines(
    root: &Path,
    address: SocketAddr,
    key: Option<&Path>,
) -> Result<Vec<String>, Diagnostic> {
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let places = find(&Stored(&store)).map_err(|error| error.diagnostic())?.unwrap_or_default();
    let line = |place: &Place| match place {
        Place::Rpm(folder) => call(&store, address, key, folder.as_ref()),
        _ => line(&store, root, address, key, place),
    };
    Ok(places.iter().map(line).collect())
}

/// Lists the packages of a repository, with the signature of its metadata checked where there is one.
fn call(
    store: &LocalStore,
    address: SocketAddr,
    key: Option<&Path>,
    folder: Option<&Key>,
) -> String {
    let below = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
    let (folder, url) = (below.as_str(), format!("http://{address}/{below}"));
    let name = folder.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty());
    let name = name.unwrap_or("repository");
    let is_there =
        |path: String| Key::new(path).is_ok_and(|key| matches!(store.length(&key), Ok(Some(_))));
    let trust = if is_there(format!("{folder}repodata/repomd.xml.asc")) {
        let given = key.map(|key| key.canonicalize().unwrap_or_else(|_| key.to_owned()));
        let key = match given {
            Some(file) => format!("file://{}", file.display()),
            None => published_rpm_key(store, folder)
                .map_or_else(|| "KEY.asc".to_owned(), |file| format!("http://{address}/{file}")),
        };
        format!("--setopt={name}.repo_gpgcheck=1 --setopt={name}.gpgkey={key}")
    } else {
        "--nogpgcheck".to_owned()
    };
    format!("dnf --repofrompath={name},{url} {trust} --repo={name} list")
}

/// The certificates that lie in a repository's directory.
fn published_rpm_key(store: &LocalStore, folder: &str) -> Option<String> {
    let below = Key::new(folder.trim_end_matches('/')).ok();
    let listed = store.list(below.as_ref()).ok()?;
    let files = listed.iter().map(|one| one.key.as_str());
    let is_key = |path: &&str| {
        path.strip_prefix(folder).is_some_and(|file| file.starts_with("RPM-GPG-KEY-"))
    };
    files.into_iter().find(is_key).map(str::to_owned)
}

/// Says where the server is.
pub(super) fn greet(folder: &Path, address: SocketAddr) {
    let folder = Printable(folder.as_os_str().as_encoded_bytes());
    let text = format!("mkrepo: serving {folder} at http://{address}/ until it is interrupted\n");
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Says which files are not served: a real server would serve them.
pub(super) fn withhold(files: &[PathBuf]) {
    for file in files {
        let file = Printable(file.as_os_str().as_encoded_bytes());
        let text = format!(
            "mkrepo: {file} is not served, and must not be here: keep keys and mkrepo.toml \
             outside the root\n"
        );
        let _ = io::stderr().write_all(text.as_bytes());
    }
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

pub(super) fn is_signed(store: &LocalStore, place: &Place) -> bool {
    ["InRelease", "Release.gpg"].iter().any(|file| read(store, place, file).is_some())
}

pub(super) fn release(store: &LocalStore, place: &Place) -> Option<Release> {
    let text = read(store, place, "InRelease")
        .and_then(|bytes| pkgsign::cleartext::split(&bytes).ok())
        .map(|split| split.text)
        .or_else(|| read(store, place, "Release"))?;
    Release::parse(&text).ok()
}

/// Longer than any file of certificates, in bytes.
const LONGEST: u64 = 16 << 20;

fn is_certificate(file: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = open_regular(file).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.is_ok() && Certificate::parse(&bytes).is_ok()
}

/// A certificate that lies beside the archive, or at the root.
pub(super) fn published_key(root: &Path, place: &Place) -> Option<PathBuf> {
    let own = place.archive().map(|folder| root.join(folder.as_str()));
    let folders = own.into_iter().chain([root.to_owned()]);
    folders.filter_map(|folder| std::fs::read_dir(folder).ok()).find_map(|entries| {
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.into_iter().find(|file| {
            let suffix = file.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
            matches!(suffix, "asc" | "gpg" | "pgp") && is_certificate(file)
        })
    })
}
