//! Documents of RPM repositories: those that lie beside packages, and those that are given with their
//! types, beside modifyrepo_c.

use std::fs;

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const COMPS: &str = "<comps>\n  <group><id>core</id><name>Core</name></group>\n</comps>\n";
const MODULES: &str = "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: hello\n  \
                       stream: '1'\n...\n";

/// A directory `dist` with a package, groups in two files and modules.
fn folder() -> Repository {
    let repository = Repository::unsigned();
    let hello = repository.build_rpm(HELLO);
    fs::create_dir_all(repository.path("dist/sub/repodata")).unwrap();
    fs::rename(repository.path(&hello), repository.path("dist/sub/hello.rpm")).unwrap();
    for (name, text) in [
        ("dist/comps.xml", COMPS.to_owned()),
        ("dist/sub/comps-more.xml", COMPS.replace("core", "more")),
        ("dist/hello.modulemd-defaults.yaml", MODULES.to_owned()),
        // Of another repository.
        ("dist/sub/repodata/comps.xml", COMPS.replace("core", "other")),
    ] {
        fs::write(repository.path(name), text).unwrap();
    }
    repository
}

/// The types of documents that `repomd.xml` lists, in its order.
fn kinds(repomd: &str) -> Vec<String> {
    let types = repomd.split("<data type=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let lists = ["primary", "filelists", "other"];
    types.filter(|kind| !lists.contains(kind)).map(str::to_owned).collect()
}

/// What a `repomd.xml` says of a type.
fn entry(repomd: &str, kind: &str) -> String {
    let rest = repomd.split(&format!("<data type=\"{kind}\">")).nth(1).unwrap();
    rest.split("</data>").next().unwrap().to_owned()
}

fn field<'a>(entry: &'a str, before: &str) -> &'a str {
    let rest = entry.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {entry}"));
    rest.split(['<', '"']).next().unwrap()
}

fn repomd(repository: &Repository) -> String {
    fs::read_to_string(repository.path("dist/repodata/repomd.xml")).unwrap()
}

fn modifyrepo(repository: &Repository, args: &[&str]) {
    let output = real_tools::command("modifyrepo_c")
        .args(args)
        .current_dir(repository.path("dist"))
        .output()
        .unwrap_or_else(|error| panic!("{error}; apt-get install createrepo-c"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn documents_of_a_folder_are_published_for_as_long_as_they_lie_there() {
    let repository = folder();
    let document = repository.run(&["index", "dist", "--json"]).json();
    assert_eq!(document["rpm"]["documents"], serde_json::json!(["group", "modules"]));
    let before = repository.tree();
    let document = repository.run(&["index", "dist", "--json"]).json();
    assert_eq!(document["rpm"]["changed"], false);
    assert_eq!(repository.tree(), before);
    repository.run(&["verify", "dist", "--deep"]).done();

    fs::remove_file(repository.path("dist/hello.modulemd-defaults.yaml")).unwrap();
    repository.run(&["index", "dist"]).done();
    assert_eq!(kinds(&repomd(&repository)), ["group"]);
    // A part that is gone from the file is gone from what is published.
    let was = field(&entry(&repomd(&repository), "group"), "<open-size>").to_owned();
    fs::remove_file(repository.path("dist/sub/comps-more.xml")).unwrap();
    repository.run(&["index", "dist"]).done();
    assert_ne!(field(&entry(&repomd(&repository), "group"), "<open-size>"), was);
    repository.run(&["index", "dist", "--no-documents"]).done();
    assert!(kinds(&repomd(&repository)).is_empty());
    repository.run(&["verify", "dist", "--deep"]).done();
}

#[test]
fn documents_that_are_given_stay_until_they_are_removed() {
    let repository = folder();
    fs::write(repository.path("cert.pem"), "certificate\n").unwrap();
    repository.run(&["index", "dist", "--document", "productid=cert.pem"]).done();
    assert_eq!(kinds(&repomd(&repository)), ["group", "modules", "productid"]);
    fs::remove_file(repository.path("dist/comps.xml")).unwrap();
    repository.run(&["index", "dist"]).done();
    assert_eq!(kinds(&repomd(&repository)), ["group", "modules", "productid"]);
    fs::remove_file(repository.path("dist/sub/comps-more.xml")).unwrap();
    fs::write(repository.path("given.xml"), COMPS).unwrap();
    repository.run(&["index", "dist", "--document=group=given.xml"]).done();
    repository.run(&["index", "dist", "--reread"]).done();
    assert_eq!(kinds(&repomd(&repository)), ["modules", "productid", "group"]);

    let text = repomd(&repository);
    let both = "--document=modules=dist/hello.modulemd-defaults.yaml";
    let run = repository.run(&["index", "dist", both]);
    assert!(run.failed(3).contains("the directory also has a document of type"), "{}", run.stderr);
    for (given, wrong) in [
        ("primary=cert.pem", "generated from the packages"),
        ("group_gz=given.xml", "form of another type"),
        ("comps=given.xml", "give the type \"group\""),
        ("updateinfo=given.xml", "of the type group"),
        ("cert.pem", "TYPE=FILE"),
        ("productid=nothing.pem", "nothing.pem"),
    ] {
        let run = repository.run(&["index", "dist", "--document", given]);
        assert!(run.code != Some(0) && run.stderr.contains(wrong), "{given}: {}", run.stderr);
    }
    assert_eq!(repomd(&repository), text);
    repository.run(&["index", "dist", "--remove-document", "productid"]).done();
    assert_eq!(kinds(&repomd(&repository)), ["modules", "group"]);
    repository.run(&["verify", "dist", "--deep"]).done();
}

#[test]
fn broken_documents_of_a_folder_are_errors_and_others_are_passed_over() {
    let repository = folder();
    fs::write(repository.path("dist/x-comps.xml"), "<project/>\n").unwrap();
    let run = repository.run(&["index", "dist"]);
    run.done();
    assert!(run.stderr.contains("E920") && run.stderr.contains("x-comps.xml"), "{}", run.stderr);
    let before = repository.tree();
    fs::write(repository.path("dist/x-comps.xml"), "<comps><group>\n").unwrap();
    fs::write(repository.path("dist/y-comps.xml"), COMPS.replace("Core", "Base")).unwrap();
    let run = repository.run(&["index", "dist"]);
    let told = run.failed(3);
    assert!(told.contains("x-comps.xml") && told.contains("group \"core\""), "{told}");
    fs::remove_file(repository.path("dist/y-comps.xml")).unwrap();
    fs::write(repository.path("dist/x-comps.xml"), "<project/>\n").unwrap();
    assert_eq!(repository.tree(), before);
}

/// What modifyrepo_c does to a repository, and `mkrepo index --document` and `--remove-document` to
/// another, leaves the same documents, but for their compressed form.
#[test]
fn documents_are_listed_as_modifyrepo_lists_them() {
    let theirs = folder();
    let ours = folder();
    for repository in [&theirs, &ours] {
        repository.run(&["index", "dist", "--no-documents"]).done();
        fs::write(repository.path("dist/product.id"), "certificate\n").unwrap();
        let status = real_tools::command("gzip")
            .args(["--keep", "--no-name"])
            .arg(repository.path("dist/product.id"))
            .status();
        assert!(status.unwrap().success());
    }
    for (kind, file) in [
        ("productid", "product.id"),
        ("appstream", "product.id.gz"),
        ("group", "comps.xml"),
        // Again, in the place of the other.
        ("productid", "comps.xml"),
    ] {
        modifyrepo(&theirs, &["--mdtype", kind, file, "repodata"]);
        let given = format!("{kind}=dist/{file}");
        ours.run(&["index", "dist", "--no-documents", "--document", &given]).done();
        let (theirs, ours) = (repomd(&theirs), repomd(&ours));
        let (theirs, ours) = (entry(&theirs, kind), entry(&ours, kind));
        for name in ["<open-checksum type=\"sha256\">", "<open-size>"] {
            assert_eq!(field(&ours, name), field(&theirs, name), "{kind}");
        }
        if kind != "group" {
            let name = |entry: &str| {
                let place = field(entry, "href=\"repodata/").to_owned();
                assert!(place.starts_with(field(entry, "<checksum type=\"sha256\">")), "{place}");
                place.split_once('-').unwrap().1.to_owned()
            };
            assert_eq!(name(&ours), name(&theirs));
        }
    }
    let sorted = |repository: &Repository| {
        let mut kinds = kinds(&repomd(repository));
        kinds.sort();
        kinds
    };
    assert_eq!(sorted(&ours), sorted(&theirs));
    modifyrepo(&theirs, &["--remove", "appstream", "repodata"]);
    ours.run(&["index", "dist", "--no-documents", "--remove-document", "appstream"]).done();
    assert_eq!(sorted(&ours), sorted(&theirs));
    // What modifyrepo_c added is kept, and replaced in its place.
    theirs.run(&["index", "dist", "--no-documents"]).done();
    assert_eq!(sorted(&ours), sorted(&theirs));
    for repository in [&ours, &theirs] {
        repository.run(&["verify", "dist", "--deep"]).done();
    }
}

#[test]
fn documents_beside_packages_that_are_added_go_where_the_packages_go() {
    let repository = folder();
    let run = repository.run(&["add", "dist"]);
    let lines = run.done();
    for kind in ["group", "modules"] {
        assert!(lines.contains(&format!("rpm:rpm added {kind}\n")), "{lines}");
    }
    let run = repository.run(&["add", "dist"]);
    assert!(run.done().is_empty(), "{}", run.stdout);
    // They are added to what is published, and stay when they are gone from the directory.
    fs::write(repository.path("dist/comps.xml"), COMPS.replace("core", "base")).unwrap();
    repository.run(&["add", "dist"]).done();
    let repomd = || repository.text("rpm/repodata/repomd.xml");
    let place = field(&entry(&repomd(), "group"), "href=\"").to_owned();
    let packed = fs::read(repository.path(&format!("public/rpm/{place}"))).unwrap();
    let text = repo_index::compress::decompress(&packed, pkgio::Encoding::Zstd, 1 << 20).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(["core", "base", "more"].iter().all(|id| text.contains(id)), "{text}");

    fs::write(repository.path("cert.pem"), "certificate\n").unwrap();
    let given = ["add", "--document", "productid=cert.pem"];
    let run = repository.run(&[&given[..], &["--dry-run"]].concat());
    assert_eq!(run.done(), "rpm:rpm would add productid\n");
    assert_eq!(repository.run(&given).done(), "rpm:rpm added productid\n");
    assert!(repository.run(&given).done().is_empty());
    // Later publications and their snapshots keep it.
    repository.run(&["add", &repository.build_rpm(Package::new("tool", "1"))]).done();
    assert_eq!(kinds(&repomd()), ["group", "modules", "productid"]);
    repository.run(&["verify", "--deep"]).done();
    let run = repository.run(&["history", "rpm:rpm"]);
    assert!(run.done().contains("+productid"), "{}", run.stdout);

    let run = repository.run(&["remove", "--document", "appstream"]);
    assert!(run.failed(3).contains("there are group, modules, productid"), "{}", run.stderr);
    let run = repository.run(&["remove", "--document", "productid", "--from=rpm:rpm"]);
    assert_eq!(run.done(), "rpm:rpm removed productid\n");
    assert_eq!(kinds(&repomd()), ["group", "modules"]);
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn documents_beside_packages_of_several_repositories_are_passed_over_with_a_warning() {
    let repository = folder();
    repository.describe(|text| {
        text + "\n[rpm.next]\n[[route]]\nwhen = { format = \"rpm\" }\nto = [\"rpm:rpm\", \
                \"rpm:next\"]\n"
    });
    let run = repository.run(&["add", "dist"]);
    run.done();
    assert!(run.stderr.contains("E920") && run.stderr.contains("--to rpm:NAME"), "{}", run.stderr);
    let run = repository.run(&["add", "dist", "--no-documents"]);
    assert!(!run.stderr.contains("E920"), "{}", run.stderr);
    let run = repository.run(&["add", "dist", "--to=rpm:*"]);
    let lines = run.done();
    assert!(lines.contains("rpm:next added group\n") && lines.contains("rpm:rpm added group\n"));
}
