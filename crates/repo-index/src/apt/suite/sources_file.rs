//! What users put into `/etc/apt/sources.list.d` (sources.list(5), "deb822-style format").

use crate::apt::{Archive, Release};

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
    Some(format!("Types: deb\nURIs: {url}\nSuites: {name}\nComponents: {components}\n{trust}"))
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
        let text = print(&archive, "stable", &Release::default(), None).unwrap();
        assert!(text.ends_with("Components: main\nTrusted: yes\n"), "{text}");
        assert_eq!(print(&Archive::new("deb", &[]), "stable", &release, None), None);
    }
}
