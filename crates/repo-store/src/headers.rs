//! What a server should say of each object: `Cache-Control` and `Content-Type`.
//!
//! They follow from the name alone. Paths are those of URLs, from the root of a repository or below it.

/// What never changes under its name: packages, indexes by their digest.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What is published again: commits, and what is derived from them.
const MUTABLE: &str = "public, max-age=0, s-maxage=60, must-revalidate";

/// `Cache-Control` of what is at a path: a year for what never changes under its name, a minute in shared
/// caches for what is published anew.
#[must_use]
pub fn cache_control(path: &str) -> &'static str {
    if is_immutable(path) { IMMUTABLE } else { MUTABLE }
}

fn is_immutable(path: &str) -> bool {
    let components: Vec<&str> = path.split('/').filter(|component| !component.is_empty()).collect();
    let Some((file, folders)) = components.split_last() else { return false };
    // RPM's indexes have their digest in front of their name.
    let hashed = file.split_once('-').is_some_and(|(digest, _)| is_sha256(digest));
    folders.iter().any(|folder| matches!(*folder, "pool" | "by-hash" | "snapshots"))
        || hashed && folders.last() == Some(&"repodata")
        || file.ends_with(".rpm") && folders.contains(&"Packages")
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `Content-Type` of what is at a path.
#[must_use]
pub fn content_type(path: &str) -> &'static str {
    let file = path.rsplit('/').next().unwrap_or(path);
    let suffix = file.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    match suffix {
        "deb" | "udeb" | "ddeb" => "application/vnd.debian.binary-package",
        "rpm" => "application/x-rpm",
        "asc" | "gpg" if file == "Release.gpg" => "application/pgp-signature",
        "asc" => "text/plain; charset=utf-8",
        "gpg" => "application/pgp-keys",
        "gz" => "application/gzip",
        "xz" => "application/x-xz",
        "zst" => "application/zstd",
        "bz2" => "application/x-bzip2",
        "lzma" => "application/x-lzma",
        "tar" => "application/x-tar",
        "xml" => "text/xml; charset=utf-8",
        "dsc" | "txt" | "repo" | "sources" | "yaml" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ if is_text(file) && !path.contains("/by-hash/") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Files that are read as they are.
fn is_text(file: &str) -> bool {
    let names = ["InRelease", "Release", "Packages", "Sources", "Index", "mirrorlist"];
    let starts = ["Contents-", "Translation-", "RPM-GPG-KEY-"];
    names.contains(&file) || starts.iter().any(|start| file.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_never_changes_is_kept() {
        let digest = "0".repeat(64);
        for path in [
            "/deb/pool/main/h/hello/hello_1_amd64.deb",
            "/dists/stable/main/binary-amd64/by-hash/SHA256/00",
            "/dists/stable/by-hash/SHA256/00",
            "/el/snapshots/1/repodata/repomd.xml",
            &format!("/el/repodata/{digest}-primary.xml.zst"),
            "/el/Packages/h/hello-1.0-1.x86_64.rpm",
        ] {
            assert_eq!(cache_control(path), IMMUTABLE, "{path}");
        }
        for path in [
            "/",
            "/pool",
            "/dists/stable/InRelease",
            "/dists/stable/main/binary-amd64/Packages.xz",
            "/el/repodata/repomd.xml",
            "/el/repodata/repomd.xml.asc",
            "/el/mirrorlist",
            "/el/el.repo",
            "/el/RPM-GPG-KEY-el",
            "/el/hello-1.0-1.x86_64.rpm",
            "/el/repodata/primary-0.xml",
            "/by-hash",
        ] {
            assert_eq!(cache_control(path), MUTABLE, "{path}");
        }
    }

    #[test]
    fn every_kind_of_file_has_its_type() {
        for (path, expected) in [
            ("/pool/a_1_amd64.deb", "application/vnd.debian.binary-package"),
            ("/dists/stable/InRelease", "text/plain; charset=utf-8"),
            ("/dists/stable/Release.gpg", "application/pgp-signature"),
            ("/dists/stable/main/Contents-amd64", "text/plain; charset=utf-8"),
            ("/dists/stable/main/binary-amd64/Packages.xz", "application/x-xz"),
            ("/dists/stable/main/by-hash/SHA256/00", "application/octet-stream"),
            ("/el/repodata/repomd.xml", "text/xml; charset=utf-8"),
            ("/el/repodata/repomd.xml.asc", "text/plain; charset=utf-8"),
            ("/el/repodata/00-primary.xml.zst", "application/zstd"),
            ("/el/repodata/00-primary.xml.gz", "application/gzip"),
            ("/el/Packages/h/hello-1.0-1.x86_64.rpm", "application/x-rpm"),
            ("/el/mirrorlist", "text/plain; charset=utf-8"),
            ("/el/el.repo", "text/plain; charset=utf-8"),
            ("/el/RPM-GPG-KEY-el", "text/plain; charset=utf-8"),
            ("/deb/stable.sources", "text/plain; charset=utf-8"),
            ("/example.asc", "text/plain; charset=utf-8"),
            ("/example.gpg", "application/pgp-keys"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }
}
