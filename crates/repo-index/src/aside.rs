//! Another place for a file whose usual name has another content.
//!
//! What is published under a name never changes, because clients and caches know it by that name. A file
//! that takes the place of a published one lies in a directory that is named by its digest:
//! `pool/main/h/hello/SHA256/hello_1.0_amd64.deb`. There no other content can ever lie.

use std::io::Read;

use pkgio::Hasher;
use repo_store::{Object, Sha256, Store, StoreError};

use crate::input::BUFFER;

/// The place of the file that usually lies at `path` and is called by `sha256` instead.
pub(crate) fn path(path: &str, sha256: Sha256) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{sha256}/{name}"),
        None => format!("{sha256}/{path}"),
    }
}

/// Whether another content than that of `object` is under its key.
///
/// # Errors
/// Those of the store.
pub(crate) fn is_taken(store: &dyn Store, object: &Object) -> Result<bool, StoreError> {
    match store.length(&object.key)? {
        None => Ok(false),
        Some(length) if length != object.length => Ok(true),
        Some(_) => match store.open(&object.key)? {
            Some(input) => Ok(digest(input, object)? != object.sha256),
            None => Ok(false),
        },
    }
}

fn digest(mut input: Box<dyn Read + Send>, object: &Object) -> Result<Sha256, StoreError> {
    let mut hasher = Hasher::new(Sha256::ALGORITHMS);
    let mut buffer = vec![0; BUFFER];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(Sha256(hasher.finish().sha256.unwrap_or_default())),
            Ok(length) => hasher.update(&buffer[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(StoreError::Io { place: object.key.to_string(), error }),
        }
    }
}

#[cfg(test)]
mod tests {
    use repo_store::{Key, MemoryStore};

    use super::*;

    #[test]
    fn a_key_is_taken_by_another_content_alone() {
        let object = |text: &str| Object::of(Key::new("pool/a.deb").unwrap(), text.as_bytes());
        let store = MemoryStore::default();
        assert!(!is_taken(&store, &object("one")).unwrap());
        store.create(&[object("one")]).unwrap();
        assert!(!is_taken(&store, &object("one")).unwrap());
        for other in ["two", "longer", ""] {
            assert!(is_taken(&store, &object(other)).unwrap(), "{other}");
        }
        let sha256 = Sha256::of(b"two");
        assert_eq!(path("pool/a.deb", sha256), format!("pool/{sha256}/a.deb"));
        assert_eq!(path("a.deb", sha256), format!("{sha256}/a.deb"));
    }
}
