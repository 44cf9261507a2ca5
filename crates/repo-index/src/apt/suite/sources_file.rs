//! What users put into `/etc/apt/sources.list.d` (sources.list(5), "deb822-style format").

use crate::apt::{Archive, Release, base};

/// The file for the suite `name`; `None` without a public address of the archive.
///
/// The certificates stand in it, so that one file is all that a user needs; apt reads them there from
/// 2.3.10 on.
pub(super) fn print(
    archive: &Archive,
    name: &str,
    release: &Release,
    keyring: Option<&[u8]>,
) -> Option<String> {
    let url = archive.url.as_deref()?;
    let components = match release.components.is_empty() {
        true => archive.default_component.clone(),
        false => release.components.join(" "),
    };
    let trust = match keyring {
        Some(keyring) => format!("Signed-By:\n{}", folded(&String::from_utf8_lossy(keyring))),
        None => "Trusted: yes\n".to_owned(),
    };
    let types = if has_sources(release) { "deb deb-src" } else { "deb" };
    // Without it apt tells users of a second architecture that there is nothing for that one; with
    // more than one, it would ask for those that a machine cannot run. A variant that is named is read by
    // systems too that do not run it.
    let architectures = match &own_architectures(release)[..] {
        [only] if base(only).is_none() => format!("Architectures: {only}\n"),
        _ => String::new(),
    };
    Some(format!(
        "Types: {types}\nURIs: {url}\nSuites: {name}\nComponents: {components}\n{architectures}{trust}"
    ))
}

/// Whether there are source packages in any component.
fn has_sources(release: &Release) -> bool {
    let empty = repo_store::Sha256::of(b"");
    let mut files = release.files.iter();
    files.any(|(path, file)| path.ends_with("/source/Sources") && file.sha256 != empty)
}

/// Those that packages are for, without `all`.
fn own_architectures(release: &Release) -> Vec<&str> {
    let names = release.architectures.iter().map(String::as_str);
    names.filter(|name| *name != "all").collect()
}

/// Lines as a field of several has them: empty ones are dots.
fn folded(text: &str) -> String {
    text.lines()
        .map(|line| match line.trim_end() {
            "" => " .\n".to_owned(),
            line => format!(" {line}\n"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apt::ReleaseFile;

    #[test]
    fn one_file_is_all_that_a_user_needs() {
        let url = Some("https://example.org/deb".to_owned());
        let archive = Archive { url, ..Archive::new("deb", &["amd64"]) };
        let components = vec!["main".to_owned(), "contrib".to_owned()];
        let release = Release { components, ..Release::default() };
        let key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDM=\n=abcd\n\
                   -----END PGP PUBLIC KEY BLOCK-----\n";
        let text = print(&archive, "stable", &release, Some(key.as_bytes())).unwrap();
        assert_eq!(
            text,
            "Types: deb\nURIs: https://example.org/deb\nSuites: stable\nComponents: main contrib\n\
             Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDM=\n =abcd\n \
             -----END PGP PUBLIC KEY BLOCK-----\n"
        );
        let of = |path: &str, bytes: &[u8]| Release {
            architectures: vec!["all".to_owned(), "amd64".to_owned()],
            files: [(path.to_owned(), ReleaseFile::of(bytes, false))].into(),
            ..release.clone()
        };
        let fields = |release: &Release| {
            let text = print(&archive, "stable", release, None).unwrap();
            let fields =
                text.lines().filter(|line| line.starts_with("Types") || line.starts_with('A'));
            fields.map(str::to_owned).collect::<Vec<_>>()
        };
        let sources = of("contrib/source/Sources", b"Package: x\n");
        assert_eq!(fields(&sources), ["Types: deb deb-src", "Architectures: amd64"]);
        for (path, bytes) in [("main/source/Sources", ""), ("main/binary-amd64/Packages", "P")] {
            assert_eq!(fields(&of(path, bytes.as_bytes()))[0], "Types: deb", "{path}");
        }
        let variant = Release {
            architectures: vec!["amd64v3".to_owned()],
            ..of("contrib/source/Sources", b"P")
        };
        assert_eq!(fields(&variant), ["Types: deb deb-src"]);
        let two =
            Release { architectures: vec!["amd64".to_owned(), "arm64".to_owned()], ..sources };
        assert_eq!(fields(&two), ["Types: deb deb-src"]);
        let text = print(&archive, "stable", &Release::default(), None).unwrap();
        assert!(text.ends_with("Components: main\nTrusted: yes\n"), "{text}");
        assert_eq!(print(&Archive::new("deb", &[]), "stable", &release, None), None);
    }
}
