//! Answers for directories.

use std::io;
use std::path::{Path, PathBuf};

use hyper::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue,
    LOCATION,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::body::Content;
use super::files::Below;
use super::offer::offers;
use super::page::{Entries, POLICY, Page};

/// What answers a request for a directory.
#[derive(Debug)]
pub(super) enum Folder {
    /// Nothing: the path leads to no directory.
    Other,
    /// The directory has a page of its own, at this path.
    OwnPage(String),
    /// A page.
    Listed(Page),
    /// The same path with a slash at its end is meant.
    Moved(String),
}

/// What there is at the path of a request. `address` is that of the server, for clients that do not
/// say which one they used.
pub(super) fn folder(below: &Below, parts: &Parts, address: &str) -> Folder {
    let path = parts.uri.path();
    if ![Method::GET, Method::HEAD].contains(&parts.method) {
        return Folder::Other;
    }
    let Some(relative) = decoded(path) else { return Folder::Other };
    let Ok(found) = below.resolve(&below.root().join(&relative)) else { return Folder::Other };
    if !found.is_dir() {
        return Folder::Other;
    }
    if !path.ends_with('/') {
        return Folder::Moved(format!("{path}/"));
    }
    let own = below.resolve(&below.root().join(&relative).join("index.html"));
    if own.is_ok_and(|own| own.is_file()) {
        return Folder::OwnPage(format!("{path}index.html"));
    }
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| is_host(host)).unwrap_or(address);
    match page(below.root(), &found, &relative, host) {
        Ok(page) => Folder::Listed(page),
        Err(_) => Folder::Other,
    }
}

fn page(root: &Path, found: &Path, relative: &Path, host: &str) -> io::Result<Page> {
    let entries = Entries::read(found)?;
    if relative.as_os_str().is_empty() {
        // What cannot be read is for `mkrepo verify` to tell.
        return Ok(Page::index(&offers(root, host).unwrap_or_default(), &entries));
    }
    Ok(Page::listing(&format!("/{}/", relative.display()), &entries))
}

/// A page as an answer; `status` is that of the request.
pub(super) fn answer(page: Page, method: &Method) -> Response<Content> {
    let bytes = page.into_bytes();
    let length = HeaderValue::from(bytes.len());
    let bytes = if method == Method::HEAD { Vec::new() } else { bytes };
    let mut answer = Response::new(Content::Page(bytes.into()));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

/// That a directory is at another path.
pub(super) fn moved(path: &str) -> Response<Content> {
    let mut answer = Response::new(Content::Page(Vec::new().into()));
    if let Ok(location) = HeaderValue::from_str(path) {
        *answer.status_mut() = StatusCode::MOVED_PERMANENTLY;
        answer.headers_mut().insert(LOCATION, location);
    } else {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

/// The path below the root that an address names, without escapes; `None` for one that has empty
/// components, or some that lead elsewhere.
fn decoded(path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut decoded = PathBuf::new();
    if path.is_empty() {
        return Some(decoded);
    }
    for component in path.split('/') {
        let name = unescaped(component)?;
        if matches!(name.as_str(), "" | "." | "..") || name.contains(['/', '\\', '\0']) {
            return None;
        }
        decoded.push(name);
    }
    Some(decoded)
}

fn unescaped(component: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(component.len());
    let mut rest = component.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Whether a client's word for the server can be in a command: a name or an address, and a port.
fn is_host(host: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
    !host.is_empty() && host.len() <= 255 && host.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_and_lead_nowhere_else() {
        for (path, expected) in [
            ("/", Some("")),
            ("/deb/", Some("deb")),
            ("/deb/dists", Some("deb/dists")),
            ("/a%20b/%C3%A4", Some("a b/\u{e4}")),
            ("//deb", None),
            ("/deb//dists", None),
            ("/../etc", None),
            ("/%2e%2e/etc", None),
            ("/a%2fb", None),
            ("/a%5cb", None),
            ("/a%00", None),
            ("/a%zz", None),
            ("/a%", None),
            ("/%ff", None),
            ("deb", None),
        ] {
            assert_eq!(decoded(path).as_deref(), expected.map(Path::new), "{path}");
        }
    }

    #[test]
    fn hosts_are_names_and_addresses() {
        for good in ["example.org", "127.0.0.1:8080", "[::1]:80", "build_host:1"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "a b", "a'b", "a/b", "$(x)", "a\"b", "ä"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
