//! Tables that describe many RPM repositories.

use repo_index::candidate::{Candidate, PackageFormat};
use repo_store::{Key, MemoryStore, Store};

use super::{Config, defects, parse};

const ROOT: &str = "root = \"r\"\nurl = \"https://x\"\n";

fn config(text: &str) -> Config {
    parse(format!("{ROOT}{text}")).unwrap()
}

#[test]
fn a_table_describes_every_repository_of_its_names() {
    let config = config(
        "[rpm.\"el{el}-{arch}\"]\nkeep-versions = 3\narchitectures = [\"x86_64\", \"arm64\"]\n\
         [rpm.el9-x86_64]\n[rpm.\"{rest}\"]\npath = \"rest/${name}\"\n",
    );
    assert_eq!((config.rpm.len(), config.templates.len()), (1, 2));
    let made = config.make("el10-aarch64").unwrap();
    assert!(made.retention.is_some());
    assert_eq!(made.folder.as_ref().unwrap().as_str(), "el10-aarch64");
    assert_eq!(made.url.as_deref(), Some("https://x/el10-aarch64"));
    assert_eq!(made.architectures, ["aarch64"]);
    // The first table that makes it.
    let other = config.make("el10-ppc64le").unwrap();
    assert_eq!(other.folder.as_ref().unwrap().as_str(), "rest/el10-ppc64le");
    assert!(config.make("a/b").is_none());
}

#[test]
fn what_is_published_is_among_what_is_described() {
    let mut config = config(
        "[apt.deb]\npath = \"rpm/a\"\narchitectures = [\"amd64\"]\n[rpm.b]\npath = \"other\"\n\
         [rpm.x]\npath = \"rpm/c\"\n[rpm.\"{repo}\"]\npath = \"rpm/${name}\"\n",
    );
    let store = MemoryStore::new();
    for name in ["a", "b", "c", "d", "e"] {
        let key = Key::new(format!("rpm/{name}/repodata/repomd.xml")).unwrap();
        store.replace(&key, b"x").unwrap();
    }
    config.find_made(&store).unwrap();
    let names: Vec<_> = config.rpm.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["b", "x", "d", "e"]);
    assert!(config.add_made("a").unwrap_err().contains("[apt.deb]"));
    assert!(config.add_made("c").unwrap_err().contains("rpm:x"));
    config.add_made("f").unwrap();
    assert!(config.repository("f").is_some());
}

#[test]
fn packages_of_all_architectures_go_where_the_others_of_a_call_go() {
    let config = config("[rpm.\"el-{arch}\"]\n[[route]]\nto = \"rpm:el-{arch}\"\n");
    let candidate = |architecture| Candidate {
        format: PackageFormat::Rpm,
        file_name: "x.rpm",
        name: "x",
        version: "1-1",
        architecture,
        component: None,
        source: None,
    };
    let alone = config.router().route(&[candidate("noarch")]).unwrap_err();
    assert!(alone.to_string().contains("matches no repository"), "{alone}");
    let all = ["noarch", "x86_64", "src", "aarch64"].map(candidate);
    let routed = config.router().route(&all).unwrap();
    let routed: Vec<_> = routed.iter().map(|(to, which)| (to.to_string(), which.clone())).collect();
    let expected = [("aarch64", vec![0, 3]), ("src", vec![2]), ("x86_64", vec![0, 1])];
    assert_eq!(routed, expected.map(|(arch, which)| (format!("rpm:el-{arch}"), which)));
}

#[test]
fn every_defect_of_such_a_table_is_told() {
    for (table, wrong) in [
        ("[rpm.\"el*\"]", "wildcard"),
        ("[rpm.\"{a}{b}\"]", "nothing between"),
        ("[rpm.\"{name}\"]", "{package}"),
        ("[rpm.\"a/{b}\"]", "cannot be a name"),
        ("[rpm.\"el{el}\"]\npath = \"el\"", "the same directory for several"),
        ("[rpm.\"el{el}\"]\npath = \".\"", "component"),
        ("[rpm.\"el{el}\"]\npath = \"../${el}\"", "../"),
        ("[rpm.\"el{el}\"]\npath = \"${os}/${el}\"", "refers to {os}"),
        ("[rpm.\"el{el}\"]\npath = \"${el\"", "without a"),
        ("[rpm.\"el{el}\"]\nid = \"example\"", "the same id for several"),
        ("[rpm.\"el{el}\"]\nid = \"a b ${el}\"", "not an id"),
        (
            "[rpm.\"el{el}-{arch}\"]\nid = \"example\"\nrepo-url = \"https://x/${el}/$basearch\"",
            "refer to ${name}, or also to ${el}",
        ),
        ("[rpm.\"el{el}\"]\nurl = \"https://x\"", "the same URL for several"),
        ("[rpm.\"el{el}\"]\nurl = \"x/${el}\"", "not a URL"),
        ("[rpm.\"el{el}\"]\nrepo-url = \"https://x/$el\"", "$basearch"),
        ("[rpm.\"el{el}\"]\nsuites = 1", "suites"),
        ("[rpm.\"el{el}\"]\nsign-packages = \"all\"", "[signing]"),
        ("[rpm.\"el{el}\"]\n[rpm.\"el{x}\"]", "keep one of them"),
        ("[rpm.a]\n[rpm.\"el{el}\"]\npath = \"a/${el}\"", "inside that of [rpm.a]"),
        ("[rpm.a]\npath = \".\"\n[rpm.\"el{el}\"]", "inside that of [rpm.a]"),
        ("[rpm.\"el{el}\"]\n[[route]]\nto = \"rpm:fc9\"", "no repository of that name"),
    ] {
        let found = defects(format!("{ROOT}{table}\n"));
        assert_eq!(found.len(), 1, "{table}: {found:#?}");
        assert!(found[0].contains(wrong), "{table}: {found:#?}");
    }
    for good in [
        "[rpm.\"el{el}-{arch}\"]\nid = \"e${el}\"\nrepo-url = \"https://x/${el}/$basearch\"",
        "[rpm.\"el{el}\"]\n[[route]]\nto = \"rpm:el9\"",
        "[rpm.\"el{el}-{arch}\"]\n[rpm.\"el{el}-{x}\"]",
    ] {
        config(&format!("{good}\n"));
    }
}
