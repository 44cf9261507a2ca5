use crate::Digested;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use super::*;
use crate::Content;

fn key(key: &str) -> Key {
    Key::new(key).unwrap()
}

fn store() -> (tempfile::TempDir, LocalStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = LocalStore::create(folder.path().join("a/public")).unwrap();
    (folder, store)
}

fn root(folder: &tempfile::TempDir) -> std::path::PathBuf {
    folder.path().join("a/public")
}

#[test]
fn a_shared_store_is_its_groups() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let store = LocalStore::create(&root).unwrap();
    store.replace(&Key::new("a/b").unwrap(), b"").unwrap();
    assert_eq!(
        (mode(&root), mode(&root.join("a")), mode(&root.join("a/b"))),
        (0o755, 0o755, 0o644)
    );
    assert_eq!(mode(&root.join(".mkrepo/lock")), 0o600);
    // Of an earlier version.
    std::fs::set_permissions(root.join(".mkrepo/lock"), Permissions::from_mode(0o644)).unwrap();
    store.replace(&Key::new("a/b").unwrap(), b"").unwrap();
    assert_eq!(mode(&root.join(".mkrepo/lock")), 0o600);
    let store = LocalStore::create_shared(&root).unwrap();
    store.replace(&Key::new("c/d").unwrap(), b"").unwrap();
    assert_eq!(mode(&root), 0o2775);
    assert_eq!((mode(&root.join("c")), mode(&root.join("c/d"))), (0o2775, 0o664));
    assert_eq!(mode(&root.join(".mkrepo/lock")), 0o660);
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o7777
}

fn temporaries(root: &Path) -> usize {
    root.join(TEMPORARIES).read_dir().unwrap().count()
}

/// The folders below a prefix are those of a listing, in every store.
#[test]
fn folders_are_the_beginnings_of_keys() {
    let (folder, local) = store();
    let memory = crate::MemoryStore::new();
    for text in ["rpm/el9/repodata/repomd.xml", "rpm/el9/a", "rpm/el10/b", "rpm/file", "x/y", "z"] {
        for store in [&local as &dyn Store, &memory] {
            store.replace(&key(text), b"x").unwrap();
        }
    }
    fs::create_dir_all(root(&folder).join(TEMPORARIES)).unwrap();
    for store in [&local as &dyn Store, &memory] {
        assert_eq!(store.folders(None).unwrap(), ["rpm", "x"]);
        assert_eq!(store.folders(Some(&key("rpm"))).unwrap(), ["el10", "el9"]);
        assert_eq!(store.folders(Some(&key("nothing"))).unwrap(), [""; 0]);
    }
}

#[test]
fn creates_many_once() {
    let (folder, store) = store();
    let root = root(&folder);
    let source = folder.path().join("source.deb");
    fs::write(&source, vec![7; 1 << 20]).unwrap();
    let mut objects: Vec<Object> = (0..100)
        .map(|at| Object::of(key(&format!("pool/{}/{at}", at % 7)), vec![at; usize::from(at)]))
        .collect();
    objects.push(Object {
        key: key("pool/main/s/source.deb"),
        content: Content::File(source.clone()),
        sha256: Sha256::of(&fs::read(&source).unwrap()),
        length: 1 << 20,
    });
    store.create(&objects).unwrap();
    let inode = |path: &str| root.join(path).metadata().unwrap().ino();
    let before = inode("pool/main/s/source.deb");
    store.create(&objects).unwrap();
    assert_eq!(inode("pool/main/s/source.deb"), before, "what is there stays");
    assert_ne!(before, source.metadata().unwrap().ino(), "never the user's own file");
    for (at, object) in objects[..100].iter().enumerate() {
        let found = store.read(&object.key, 100).unwrap().unwrap();
        assert_eq!(found.bytes, vec![u8::try_from(at).unwrap(); at]);
    }
    assert_eq!(store.length(&objects[100].key).unwrap(), Some(1 << 20));
    assert_eq!(store.list(None).unwrap().len(), 101);
    assert_eq!(store.list(Some(&key("pool/main"))).unwrap().len(), 1);
    assert_eq!(store.list(Some(&key("dists"))).unwrap(), []);
    assert_eq!(temporaries(&root), 0);
    for path in ["", "pool", "pool/main/s", "pool/3"] {
        assert_eq!(mode(&root.join(path)), 0o755, "{path}");
    }
    assert_eq!(mode(&root.join("pool/main/s/source.deb")), 0o644);
}

#[test]
fn never_overwrites() {
    let (folder, store) = store();
    store.create(&[Object::of(key("a"), *b"one")]).unwrap();
    let error = store.create(&[Object::of(key("a"), *b"two")]).unwrap_err();
    assert!(matches!(&error, StoreError::Conflict { key, .. } if key.as_str() == "a"), "{error}");
    // The same name twice at once, with two contents.
    let twice: Vec<Object> =
        (0..20).map(|at| Object::of(key("new/b"), vec![at % 2; 1000])).collect();
    assert!(matches!(store.create(&twice), Err(StoreError::Conflict { .. })));
    assert_eq!(store.read(&key("a"), 10).unwrap().unwrap().bytes, b"one");
    assert_eq!(temporaries(&root(&folder)), 0);
}

#[test]
fn what_changed_since_it_was_hashed_is_not_published() {
    let (folder, store) = store();
    let source = folder.path().join("source");
    fs::write(&source, "changed").unwrap();
    let object =
        |content| Object { key: key("b/a"), content, sha256: Sha256::of(b"before"), length: 6 };
    for content in [Content::File(source), Content::Bytes(Digested::of("changed".into()))] {
        let error = store.create(&[object(content)]).unwrap_err();
        assert!(matches!(error, StoreError::Changed { .. }), "{error}");
        assert_eq!(store.length(&key("b/a")).unwrap(), None);
    }
    let missing = object(Content::File(folder.path().join("missing")));
    let error = store.create(&[missing]).unwrap_err().to_string();
    assert!(error.contains("missing"), "{error}");
    assert_eq!(temporaries(&root(&folder)), 0);
}

#[test]
fn swaps_only_what_was_read() {
    let (_folder, store) = store();
    let commit = key("dists/stable/InRelease");
    let Swapped::Done(first) = store.swap(&commit, None, b"1").unwrap() else { panic!("lost") };
    assert_eq!(store.read(&commit, 1).unwrap().unwrap().tag, first);
    assert_eq!(store.swap(&commit, None, b"2").unwrap(), Swapped::Lost);
    let Swapped::Done(second) = store.swap(&commit, Some(&first), b"2").unwrap() else {
        panic!("lost")
    };
    assert_eq!(store.swap(&commit, Some(&first), b"3").unwrap(), Swapped::Lost);
    assert_eq!(store.read(&commit, 1).unwrap().unwrap(), Found { bytes: b"2".into(), tag: second });
    assert!(matches!(store.read(&commit, 0), Err(StoreError::TooLarge { limit: 0, .. })));
    assert_eq!(store.swap(&key("none"), Some(&first), b"3").unwrap(), Swapped::Lost);
}

#[test]
fn deletes_and_leaves_no_empty_folders() {
    let (folder, store) = store();
    store.replace(&key("a/b/c"), b"1").unwrap();
    store.replace(&key("a/d"), b"1").unwrap();
    store.delete(&key("a/b/c")).unwrap();
    store.delete(&key("a/b/c")).unwrap();
    assert!(!root(&folder).join("a/b").exists());
    assert_eq!(store.list(None).unwrap(), [Listed { key: key("a/d"), length: 1 }]);
    store.sync(&key("a/b/c")).unwrap();
    store.sync(&key("a/d")).unwrap();
}

#[test]
fn one_holder_at_a_time_and_the_next_cleans_up() {
    let (folder, store) = store();
    let root = root(&folder);
    let other = LocalStore::open(&root).unwrap();
    let lock = store.lock(Duration::ZERO).unwrap();
    fs::write(root.join(TEMPORARIES).join("left"), "").unwrap();
    fs::create_dir(root.join(TEMPORARIES).join("folder")).unwrap();
    let error = other.lock(Duration::from_millis(5)).unwrap_err();
    let holder = format!("process {}", std::process::id());
    assert!(error.to_string().contains(&holder), "{error}");
    store.replace(&key("a"), b"under the lock").unwrap();
    assert_eq!(temporaries(&root), 2, "the holder's own are left alone");
    drop(lock);
    drop(other.lock(Duration::ZERO).unwrap());
    assert_eq!(temporaries(&root), 0);
    // A lock file whose holder is gone, or that is removed by hand, holds nobody.
    fs::write(root.join(LOCK), "1\n").unwrap();
    let held = other.lock(Duration::ZERO).unwrap();
    fs::remove_file(root.join(LOCK)).unwrap();
    drop((held, store.lock(Duration::ZERO).unwrap()));
}

#[test]
fn links_lead_nowhere_else() {
    let (folder, store) = store();
    let root = root(&folder);
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("secret"), "secret").unwrap();
    symlink(&outside, root.join("absolute")).unwrap();
    symlink("../../outside", root.join("relative")).unwrap();
    symlink("../../outside/secret", root.join("file")).unwrap();
    for at in ["absolute/secret", "relative/secret", "file"] {
        assert!(store.read(&key(at), 100).is_err(), "{at}");
    }
    for at in ["absolute/new", "relative/new", "relative/new/deep"] {
        assert!(store.replace(&key(at), b"").is_err(), "{at}");
        assert!(store.create(&[Object::of(key(at), *b"")]).is_err(), "{at}");
    }
    assert!(store.delete(&key("relative/secret")).is_err());
    assert_eq!(outside.read_dir().unwrap().count(), 1);
    assert_eq!(store.list(None).unwrap(), []);
    // One that stays below the root is as good as what it leads to.
    store.replace(&key("dists/bookworm/Release"), b"12").unwrap();
    symlink("bookworm", root.join("dists/stable")).unwrap();
    symlink("bookworm/Release", root.join("dists/Release")).unwrap();
    assert_eq!(store.read(&key("dists/stable/Release"), 9).unwrap().unwrap().bytes, b"12");
    let names = store.list(None).unwrap().into_iter().map(|listed| listed.key.to_string());
    assert_eq!(names.collect::<Vec<_>>(), ["dists/Release", "dists/bookworm/Release"]);
    store.replace(&key("dists/Release"), b"3").unwrap();
    assert_eq!(store.read(&key("dists/bookworm/Release"), 9).unwrap().unwrap().bytes, b"12");
}

#[test]
fn errors_name_the_file() {
    let (folder, store) = store();
    store.replace(&key("file"), b"").unwrap();
    for (error, name) in [
        (store.replace(&key("file/below"), b"").unwrap_err(), "file/below"),
        (store.create(&[Object::of(key("file/x/y"), *b"")]).unwrap_err(), "file/x/y"),
        (LocalStore::open(folder.path().join("missing")).unwrap_err(), "missing"),
    ] {
        assert!(error.to_string().contains(name), "{error}");
    }
    fs::create_dir(root(&folder).join("folder")).unwrap();
    for error in [
        store.read(&key("folder"), 1).unwrap_err(),
        store.replace(&key("folder"), b"").unwrap_err(),
        store.delete(&key("folder")).unwrap_err(),
    ] {
        assert!(error.to_string().contains("public/folder"), "{error}");
    }
}

fn pair(store: &LocalStore, tag: Option<&Tag>, text: &str) -> Tag {
    let beside = [Mirror { key: key("r/repodata/asc"), bytes: Some(text.to_owned().into()) }];
    match store.swap_with(&key("r/repodata/xml"), tag, text.as_bytes(), &beside).unwrap() {
        Swapped::Done(tag) => tag,
        Swapped::Lost => panic!("lost"),
    }
}

fn assert_pair(store: &LocalStore, text: &str) {
    for name in ["xml", "asc"] {
        let found = store.read(&key(&format!("r/repodata/{name}")), 100).unwrap().unwrap();
        assert_eq!(found.bytes, text.as_bytes(), "{name}");
    }
}

#[test]
fn a_folder_changes_in_one_step_and_keeps_what_else_is_in_it() {
    let (folder, store) = store();
    let repodata = root(&folder).join("r/repodata");
    let first = pair(&store, None, "first");
    assert_pair(&store, "first");
    store.replace(&key("r/repodata/primary"), b"kept").unwrap();
    store.replace(&key("r/repodata/deep/er/still"), b"kept too").unwrap();
    let inode = |name: &str| repodata.join(name).metadata().unwrap().ino();
    let (before, file) = (inode(""), inode("primary"));
    let held = fs::File::open(&repodata).unwrap();
    let second = pair(&store, Some(&first), "second");
    assert_pair(&store, "second");
    assert_ne!(inode(""), before, "another folder has its name");
    assert_eq!(inode("primary"), file, "the same file is in it");
    assert_eq!(fs::read(repodata.join("deep/er/still")).unwrap(), b"kept too");
    assert_eq!((mode(&repodata), mode(&repodata.join("asc"))), (0o755, 0o644));
    assert_eq!(temporaries(&root(&folder)), 0);
    assert_eq!(held.metadata().unwrap().nlink(), 0, "the old folder is gone");

    let lost = store.swap_with(&key("r/repodata/xml"), Some(&first), b"third", &[]).unwrap();
    assert_eq!(lost, Swapped::Lost);
    let gone = [Mirror { key: key("r/repodata/asc"), bytes: None }];
    let swapped = store.swap_with(&key("r/repodata/xml"), Some(&second), b"third", &gone).unwrap();
    assert_ne!(swapped, Swapped::Lost);
    assert_eq!(store.length(&key("r/repodata/asc")).unwrap(), None);
    assert_eq!(store.length(&key("r/repodata/primary")).unwrap(), Some(4));
}

#[test]
fn where_no_folder_can_be_exchanged_files_are_replaced() {
    let (folder, store) = store();
    let root = root(&folder);
    let tag = pair(&store, None, "first");
    // A link to the folder would become a folder.
    fs::rename(root.join("r/repodata"), root.join("r/real")).unwrap();
    symlink("real", root.join("r/repodata")).unwrap();
    let tag = pair(&store, Some(&tag), "second");
    assert_pair(&store, "second");
    assert!(root.join("r/repodata").is_symlink());
    // A link in it has no second name.
    fs::remove_file(root.join("r/repodata")).unwrap();
    fs::rename(root.join("r/real"), root.join("r/repodata")).unwrap();
    symlink("xml", root.join("r/repodata/link")).unwrap();
    let tag = pair(&store, Some(&tag), "third");
    assert_pair(&store, "third");
    assert!(root.join("r/repodata/link").is_symlink());
    assert_eq!(temporaries(&root), 0);
    // What is beside it is in another folder.
    let beside = [Mirror { key: key("r/asc"), bytes: Some("fourth".into()) }];
    let swapped = store.swap_with(&key("r/repodata/xml"), Some(&tag), b"fourth", &beside).unwrap();
    assert_ne!(swapped, Swapped::Lost);
    assert_eq!(store.read(&key("r/asc"), 10).unwrap().unwrap().bytes, b"fourth");
}

#[test]
fn folders_that_a_dead_publisher_left_are_reclaimed() {
    let (folder, store) = store();
    drop(store.lock(Duration::ZERO).unwrap());
    let left = root(&folder).join(TEMPORARIES).join("1-1.exchanged");
    fs::create_dir_all(left.join("deep/er")).unwrap();
    fs::write(left.join("deep/er/file"), "").unwrap();
    fs::create_dir(folder.path().join("outside")).unwrap();
    fs::write(folder.path().join("outside/file"), "").unwrap();
    symlink(folder.path().join("outside"), left.join("link")).unwrap();
    symlink("1-1.exchanged", root(&folder).join(TEMPORARIES).join("1-2.exchanged")).unwrap();
    drop(store.lock(Duration::ZERO).unwrap());
    assert_eq!(temporaries(&root(&folder)), 0);
    assert!(folder.path().join("outside/file").exists());
}

#[test]
fn what_is_stored_gets_another_name() {
    let (folder, store) = store();
    let root = root(&folder);
    store.create(&[Object::of(key("a/one"), *b"content")]).unwrap();
    let copy = |to: &str, from: &str, of: &[u8]| {
        let (key, content) = (key(to), Content::Stored(key(from)));
        Object { key, content, sha256: Sha256::of(of), length: 7 }
    };
    store.create(&[copy("b/two", "a/one", b"content")]).unwrap();
    let inode = |path: &str| root.join(path).metadata().unwrap().ino();
    assert_eq!(inode("a/one"), inode("b/two"));
    // Files have no second name through links.
    symlink("one", root.join("a/link")).unwrap();
    store.create(&[copy("b/three", "a/link", b"content")]).unwrap();
    assert_eq!(fs::read(root.join("b/three")).unwrap(), b"content");
    assert!(!root.join("b/three").is_symlink());
    let changed = store.create(&[copy("b/four", "a/one", b"other")]).unwrap_err();
    assert!(matches!(changed, StoreError::Changed { .. }), "{changed}");
    let missing = store.create(&[copy("b/four", "a/none", b"other")]).unwrap_err().to_string();
    assert!(missing.contains("a/none"), "{missing}");
    assert_eq!(store.length(&key("b/four")).unwrap(), None);
    assert_eq!(temporaries(&root), 0);
}
