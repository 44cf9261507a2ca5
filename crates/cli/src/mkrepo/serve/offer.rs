//! What a server offers, and the commands that add it to a machine.

use std::path::Path;

use diagnostic::Diagnostic;
use repo_index::rpmmd::is_client_id;
use repo_index::slug;
use repo_index::verify::{Place, Stored, find};
use repo_store::{Key, LocalStore, Store};

use super::address::Address;
use super::announce::{is_signed, published_key, release};

/// A suite or a repository, with the commands that add it.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) name: String,
    /// What the commands are for.
    pub(super) about: &'static str,
    /// Lines of shell, for root.
    pub(super) commands: String,
}

/// Everything that is published below `root`, which is served at `address`, a host with its port.
pub(super) fn offers(root: &Path, address: &str) -> Result<Vec<Offer>, Diagnostic> {
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let places = find(&Stored(&store)).map_err(|error| error.diagnostic())?.unwrap_or_default();
    let one = |place: &Place| match place {
        Place::Rpm(folder) => rpm(&store, root, address, folder.as_ref()),
        _ => apt(&store, root, address, place),
    };
    Ok(places.iter().map(one).collect())
}

fn apt(store: &LocalStore, root: &Path, address: &str, place: &Place) -> Offer {
    let release = release(store, place);
    let origin = release.as_ref().and_then(|release| release.origin.clone());
    let folder = place.archive().map(Key::as_str).unwrap_or_default();
    let name = [origin.as_deref().unwrap_or_default(), folder, "packages"]
        .into_iter()
        .map(slug)
        .find(|slug| !slug.is_empty())
        .unwrap_or_default();
    let url = url(address, folder);
    let suite = match place {
        Place::Suite { name, .. } => {
            let components = release.map(|release| release.components).unwrap_or_default();
            match &components[..] {
                [] => format!("{name} main"),
                all => format!("{name} {}", all.join(" ")),
            }
        }
        Place::Flat(_) | Place::Rpm(_) => "./".to_owned(),
    };
    let mut commands = String::new();
    let option = if is_signed(store, place) {
        let key = published_key(root, place);
        let path = key.as_ref().and_then(|key| key.strip_prefix(root).ok()?.to_str());
        let suffix = match path.and_then(|path| path.rsplit_once('.')) {
            Some((_, "gpg")) => "gpg",
            _ => "asc",
        };
        let file = format!("/etc/apt/keyrings/{name}.{suffix}");
        match path {
            Some(path) => {
                let key = quoted(&self::url(address, path));
                commands.push_str("mkdir -p /etc/apt/keyrings\n");
                commands.push_str(&format!(
                    "/usr/lib/apt/apt-helper download-file {key} {file}\nchmod 644 {file}\n"
                ));
            }
            None => commands.push_str(&format!("# the certificate of its key belongs to {file}\n")),
        }
        format!("signed-by={file}")
    } else {
        "trusted=yes".to_owned()
    };
    let line = quoted(&format!("deb [{option}] {url} {suite}"));
    let list = match place {
        Place::Suite { name: suite, .. } => format!("{name}-{}", slug(suite)),
        _ => name,
    };
    commands.push_str(&format!("echo {line} > /etc/apt/sources.list.d/{list}.list\n"));
    commands.push_str("apt-get update\n");
    Offer { name: place.to_string(), about: "For apt; as root:", commands }
}

fn rpm(store: &LocalStore, root: &Path, address: &str, folder: Option<&Key>) -> Offer {
    let folder = folder.map(Key::as_str).unwrap_or_default();
    let files = Files::read(&root.join(folder));
    let id = files.id.unwrap_or_else(|| {
        let name = slug(folder.rsplit('/').next().unwrap_or_default());
        if name.is_empty() { "packages".to_owned() } else { name }
    });
    let url = url(address, folder);
    let below = |path: &str| match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let signature = Key::new(below("repodata/repomd.xml.asc"));
    let is_signed = signature.is_ok_and(|key| matches!(store.length(&key), Ok(Some(_))));
    let check = u8::from(is_signed && files.key.is_some());
    let check_packages = u8::from(files.checks_packages && files.key.is_some());
    let mut commands = format!(
        "mkdir -p /etc/yum.repos.d\ncat > /etc/yum.repos.d/{id}.repo <<'EOF'\n[{id}]\nname={id}\n\
         baseurl={url}/\nenabled=1\nrepo_gpgcheck={check}\ngpgcheck={check_packages}\n"
    );
    if let Some(key) = &files.key {
        commands.push_str(&format!("gpgkey={}\n", self::url(address, &below(key))));
    }
    commands.push_str(&format!("EOF\ndnf -y --repo={id} makecache\n"));
    let name = if folder.is_empty() { ".".to_owned() } else { folder.to_owned() };
    Offer { name, about: "For dnf; as root (for zypper in /etc/zypp/repos.d):", commands }
}

/// What lies beside an RPM repository for its users.
#[derive(Debug)]
struct Files {
    /// The id in a `.repo` file.
    id: Option<String>,
    /// Whether that file says that packages are signed.
    checks_packages: bool,
    /// The name of a file of certificates.
    key: Option<String>,
}

impl Files {
    fn read(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        let repo = names.iter().find(|name| name.ends_with(".repo"));
        let text = repo.and_then(|name| std::fs::read_to_string(folder.join(name)).ok());
        let text = text.unwrap_or_default();
        let id = text.lines().find_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        Self {
            id: id.filter(|id| is_client_id(id)).map(str::to_owned),
            checks_packages: text.lines().any(|line| line == "gpgcheck=1"),
            key: names.iter().find(|name| name.starts_with("RPM-GPG-KEY-")).cloned(),
        }
    }
}

/// The address of a path below the root.
fn url(address: &str, path: &str) -> String {
    let mut url = format!("http://{address}");
    for component in path.split('/').filter(|component| !component.is_empty()) {
        url.push('/');
        url.push_str(&Address(component).to_string());
    }
    url
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
