//! Scripts and other files that are wrong.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pkgtree::{Content, Description, InstallPath, Mode, Tree};
use tempfile::TempDir;

use super::{defects, hello, lines, package};
use crate::Package;

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn with_script(name: &str, path: &Path) -> Description {
    let mut description = hello();
    description.scripts.push((name.into(), path.to_owned().into()));
    description
}

#[track_caller]
fn refused(description: &Description, parts: &[&str]) {
    let found = defects(description);
    assert!(
        found.len() == 1 && parts.iter().all(|part| found[0].contains(part)),
        "{found:#?}\nis not {parts:?}"
    );
}

#[test]
fn scripts_that_dpkg_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, problem, hint) in [
        (&b"echo hello\n"[..], "does not start with \"#!\"", "#!/bin/sh"),
        (b"#!/bin/sh\r\n", "CR LF", "dos2unix"),
        (b"\xef\xbb\xbf#!/bin/sh\n", "byte order mark", "without"),
        (b"#!sh\n", "not an absolute path", "/bin/sh"),
        (b"", "is empty", "remove the script"),
        (b"#!/bin/sh\n\0", "NUL byte at offset 10", "binary"),
        (&[b'#'; 1_048_577], "is longer than 1048576 bytes", "another file"),
    ] {
        let path = file(&folder, "postinst", bytes);
        let code = if bytes.len() > 1 << 20 { "E151: " } else { "E153: " };
        refused(&with_script("postinst", &path), &[code, "/postinst: ", problem, hint]);
    }
}

#[test]
fn scripts_of_unknown_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "x", b"#!/bin/sh\n");
    for (name, hint) in [
        ("postints", "did you mean \"postinst\"?"),
        ("%postun", "did you mean \"postrm\"?"),
        ("after-install", "did you mean \"postinst\"?"),
        ("trigger", "known are config, postinst, postrm, preinst and prerm"),
    ] {
        refused(&with_script(name, &path), &["E330: ", &format!("scripts.{name}: "), hint]);
    }
}

#[test]
fn scripts_that_are_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    refused(&with_script("prerm", &path("none")), &["E151: ", "/none: ", "fix scripts.prerm"]);
    refused(&with_script("prerm", folder.path()), &["E151: ", "is a directory"]);
    symlink("/etc/hostname", path("out")).unwrap();
    refused(
        &with_script("prerm", &path("out")),
        &["E151: ", "/out: is a symbolic link that leads out of"],
    );
    symlink("loop", path("loop")).unwrap();
    refused(&with_script("prerm", &path("loop")), &["E152: ", "/loop: cannot be read"]);
    file(&folder, "real", b"#!/bin/sh\n");
    symlink("real", path("link")).unwrap();
    assert_eq!(package(&with_script("prerm", &path("link")), &[]).scripts().len(), 1);
}

#[test]
fn unreadable_scripts_are_an_io_failure() {
    let folder = tempfile::tempdir().unwrap();
    let below_a_file = file(&folder, "file", b"#!/bin/sh\n").join("postinst");
    refused(&with_script("postinst", &below_a_file), &["E152: ", "cannot be read"]);
    let result = Package::from_tree(Tree::empty(), &with_script("postinst", &below_a_file));
    let class = result.unwrap_err().as_slice()[0].code.class();
    assert_eq!(class, diagnostic::Class::Io);
}

#[test]
fn metadata_files() {
    let folder = tempfile::tempdir().unwrap();
    let set = |kind: &str, bytes: &[u8]| {
        let path = file(&folder, kind, bytes);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        let mut description = hello();
        match kind {
            "templates" => description.deb.templates = Some(path.into()),
            "shlibs" => description.deb.shlibs = Some(path.into()),
            _ => description.deb.symbols = Some(path.into()),
        }
        description
    };
    let good = "Template: hello/name\nType: string\nDescription: Name?\n To greet.\n";
    for (kind, bytes) in [
        ("templates", good),
        ("shlibs", "libhello 1 libhello1 (>= 1.0)\nudeb: libhello 1 libhello1-udeb\n# x\n"),
        ("symbols", "libhello.so.1 libhello1 #MINVER#\n* Build-Depends-Package: x\n a@Base 1.0\n"),
    ] {
        let package = package(&set(kind, bytes.as_bytes()), &[]);
        assert_eq!(package.metadata[0].name, kind);
        assert_eq!(&*package.metadata[0].bytes, bytes.as_bytes());
    }
    for (kind, bytes, parts) in [
        ("templates", "Type: string\n", &["E334: ", "template 1 has no name"][..]),
        ("templates", "Template: a\nType: int\n", &["E334: ", "unknown type \"int\""]),
        ("templates", &format!("{good}\n{good}"), &["E334: ", "defined twice"]),
        ("templates", "Template: a\nType: note\n", &["E334: ", "has no Description"]),
        ("templates", "what\n", &["E334: ", "line 1", "debconf-devel(7)"]),
        ("shlibs", "libhello 1\n", &["E336: ", "line 1", "deb-shlibs(5)"]),
        ("symbols", " a@Base 1.0\n", &["E337: ", "before any library", "deb-symbols(5)"]),
        ("symbols", "libhello.so.1 libhello1\n a@Base\n", &["E337: ", "line 2"]),
        ("symbols", "\n", &["E337: ", "is empty"]),
    ] {
        refused(&set(kind, bytes.as_bytes()), parts);
    }
}

#[test]
fn triggers() {
    let mut description = hello();
    description.deb.triggers = vec!["interest  /usr/share/x".into(), "# none".into()];
    assert_eq!(&*package(&description, &[]).metadata[0].bytes, b"interest /usr/share/x\n");
    description.deb.triggers = vec!["intrest x".into()];
    refused(&description, &["E335: deb.triggers[0]: ", "\"intrest\" is not a directive"]);
}

fn doc(path: &str) -> InstallPath {
    InstallPath::parse(format!("/usr/share/doc/hello/{path}").as_bytes()).unwrap()
}

#[test]
fn documents_are_installed_where_policy_wants_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut description = hello();
    let log = b"hello (2.10-3) unstable; urgency=medium\n\n  * x\n";
    description.changelog = Some(file(&folder, "changelog", log).into());
    description.copyright = Some(file(&folder, "copyright", b"MIT\n").into());
    let with_release = package(&description, &[]);
    assert!(with_release.warnings().is_empty());
    let installed = |package: &Package, path: &str| package.tree().entry(&doc(path)).is_some();
    assert!(installed(&with_release, "copyright"));
    assert!(installed(&with_release, "changelog.Debian.gz"));
    description.release = None;
    let native = package(&description, &[]);
    assert!(installed(&native, "changelog.gz"));
    let warnings = lines(native.warnings());
    assert!(warnings[0].contains("is hello 2.10-3, not hello 2.10"), "{warnings:?}");
}

#[test]
fn documents_that_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let set = |bytes: &[u8]| {
        let mut description = hello();
        description.changelog = Some(file(&folder, "log", bytes).into());
        description
    };
    refused(&set(b""), &["E338: ", "/log: is empty"]);
    refused(&set(b"# Changes\n"), &["E338: ", "is not a Debian changelog", "hello (2.10-3)"]);
    refused(&set(b"\x1f\x8b\x08\xff"), &["E338: ", "is already compressed"]);
    refused(&set(b"caf\xe9"), &["E338: ", "is not UTF-8"]);
}

#[test]
fn a_document_that_the_tree_has_must_be_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut description = hello();
    description.copyright = Some(file(&folder, "copyright", b"MIT\n").into());
    let with = |content: &[u8]| {
        let mut tree = Tree::empty();
        let content = Content::from_bytes(content);
        tree.insert_file(doc("copyright"), content, Mode::from_bits(0o644)).unwrap();
        Package::from_tree(tree, &description)
    };
    with(b"MIT\n").unwrap();
    let defects = with(b"BSD\n").unwrap_err().to_string();
    assert!(
        defects.contains("at /usr/share/doc/hello/copyright, but the tree already has"),
        "{defects}"
    );
}
