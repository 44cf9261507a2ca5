//! What clients are given to find the repository.

use std::fmt::Write;

use repo_store::{Mirror, Sha256};

use super::{History, Repository, Signed};
use crate::publish::PublishError;
use crate::rpmmd::{ClientNames, RpmRepository};

/// The list of mirrors, which has one line: the address of the newest snapshot.
pub(crate) const MIRRORLIST: &str = "mirrorlist";

impl Repository<'_> {
    /// The mirrors of the commit whose snapshot is `id`, and which tells these `names` and of its
    /// `history`. One that says that the repository is dropped has no `.repo` file for further users.
    pub(super) fn mirrors_of(
        &self,
        id: Sha256,
        names: &ClientNames,
        history: &History,
    ) -> Result<Vec<Mirror>, PublishError> {
        let mut mirrors = Vec::new();
        let mut mirror = |path: &str, bytes: Option<Vec<u8>>| {
            mirrors.push(Mirror { key: self.key(path)?, bytes: bytes.map(Into::into) });
            Ok::<_, PublishError>(())
        };
        if let Some(keyring) = self.options.keyring {
            mirror(&names.key_file, Some(keyring.to_vec()))?;
        }
        // One that nobody keeps up to date would name a snapshot that is gone some day.
        let url = self.settings.url.as_ref();
        let list = url.map(|url| format!("{url}/snapshots/{id}/\n").into_bytes());
        mirror(MIRRORLIST, list)?;
        if let Some(text) =
            repo_file(self.settings, names, self.options.signer.is_some(), history.signed.as_ref())
        {
            let text = (!history.dropped).then(|| text.into_bytes());
            mirror(&names.repo_file, text)?;
        }
        Ok(mirrors)
    }
}

/// The file that users put into `/etc/yum.repos.d` or `/etc/zypp/repos.d` (dnf.conf(5)); `None` for a
/// repository whose public address is not known. `is_signed`: its metadata is. `packages`: which of its
/// packages are, where that is known: clients insist on it where the settings ask for it and all are.
#[must_use]
pub fn repo_file(
    repository: &RpmRepository,
    names: &ClientNames,
    is_signed: bool,
    packages: Option<&Signed>,
) -> Option<String> {
    let own = repository.url.as_deref()?;
    let client = &repository.client;
    let url = client.url.as_deref().unwrap_or(own);
    let name = repository.description.as_deref().unwrap_or(&repository.name);
    let ClientNames { id, key_file, .. } = names;
    // Of what an earlier version published it is not known.
    let has_signed =
        repository.has_signed_packages() && matches!(packages, Some(Signed::All) | None);
    let mut text = format!("[{id}]\nname={name}\n");
    let mut line = |line: &str| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{line}");
    };
    line("# dnf reads the newest snapshot, in which nothing changes while it is read:");
    line(&format!("mirrorlist={url}/{MIRRORLIST}"));
    line("# zypper reads the repository itself:");
    line(&format!("baseurl={url}/"));
    line("enabled=1");
    line("autorefresh=1");
    if let Some(priority) = client.priority {
        line(&format!("priority={priority}"));
    }
    if let Some(expire) = client.metadata_expire {
        line(&format!("metadata_expire={}", expire.as_secs()));
    }
    if client.module_hotfixes {
        line("module_hotfixes=1");
    }
    if is_signed {
        line("# The metadata is signed, and names the digest of every package.");
        line("repo_gpgcheck=1");
    } else {
        line("# The metadata is not signed.");
        line("repo_gpgcheck=0");
    }
    if has_signed {
        line("gpgcheck=1");
    } else {
        line("# Not every package is signed itself.");
        line("gpgcheck=0");
    }
    if is_signed || has_signed {
        line(&format!("gpgkey={url}/{key_file}"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::rpmmd::{ClientSettings, SignPackages};

    #[test]
    fn what_users_put_into_yum_repos_d() {
        let mut repository = RpmRepository::new("el9+x");
        let names = repository.client_names(None);
        assert_eq!(repo_file(&repository, &names, true, None), None);
        repository.url = Some("https://example.org/el9".to_owned());
        repository.description = Some("Packages of Example".to_owned());
        let lines = |repository: &RpmRepository, is_signed| {
            let text = repo_file(repository, &names, is_signed, Some(&Signed::All)).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with("# "));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let signed = [
            "[el9_x]",
            "name=Packages of Example",
            "mirrorlist=https://example.org/el9/mirrorlist",
            "baseurl=https://example.org/el9/",
            "enabled=1",
            "autorefresh=1",
            "repo_gpgcheck=1",
            "gpgcheck=0",
            "gpgkey=https://example.org/el9/RPM-GPG-KEY-el9+x",
        ];
        assert_eq!(lines(&repository, true), signed);
        repository.sign_packages = SignPackages::Unsigned;
        assert_eq!(lines(&repository, true)[7], "gpgcheck=1");
        let some = Signed::Except("ab".to_owned());
        let text = repo_file(&repository, &names, true, Some(&some)).unwrap();
        assert!(text.contains("\ngpgcheck=0\n"), "{text}");
        repository.sign_packages = SignPackages::No;
        let unsigned = lines(&repository, false);
        assert_eq!(unsigned[6..], ["repo_gpgcheck=0", "gpgcheck=0"]);
        repository.client = ClientSettings {
            url: Some("https://example.org/el9/$basearch".to_owned()),
            priority: Some(90),
            metadata_expire: Some(Duration::from_secs(3600)),
            module_hotfixes: true,
        };
        let asked = [
            "mirrorlist=https://example.org/el9/$basearch/mirrorlist",
            "baseurl=https://example.org/el9/$basearch/",
            "enabled=1",
            "autorefresh=1",
            "priority=90",
            "metadata_expire=3600",
            "module_hotfixes=1",
            "repo_gpgcheck=1",
            "gpgcheck=0",
            "gpgkey=https://example.org/el9/$basearch/RPM-GPG-KEY-el9+x",
        ];
        assert_eq!(lines(&repository, true)[2..], asked);
    }
}
