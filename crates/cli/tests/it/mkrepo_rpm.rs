//! `mkrepo` of RPM repositories: the same commands as of suites.

use std::fs;

use crate::repository::{Package, Repository, at, columns};
use crate::support::{names, set};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TWO: Package<'_> = Package::new("hello", "2.0");
const TOOL: Package<'_> = Package { arch: "noarch", ..Package::new("tool", "1.0") };
const REPOMD: &str = "rpm/repodata/repomd.xml";
const PACKAGE: &str = "rpm/Packages/h/hello-1.0-1.x86_64.rpm";

/// A time, as commands take it: days after one at which the key was good already.
/// Three publications, of which the last has version 2 of what the first has in version 1.
fn published() -> Repository {
    let repository = Repository::signed();
    let [hello, two, tool] = [HELLO, TWO, TOOL].map(|package| repository.build_rpm(package));
    repository.run(&["add", &hello, &tool, &at(0)]).done();
    repository.run(&["add", &two, &at(10)]).done();
    repository.run(&["remove", "hello=1.0-1", "--from=rpm:rpm", &at(20)]).done();
    repository
}

fn listed(repository: &Repository) -> Vec<String> {
    let lines = columns(repository.run(&["list", "rpm:rpm"]).done());
    lines.into_iter().map(|line| line.replace("rpm:rpm ", "")).collect()
}

#[test]
fn packages_of_both_formats_are_added_at_once() {
    let repository = Repository::signed();
    let (deb, rpm) = (repository.build(HELLO), repository.build_rpm(HELLO));
    let run = repository.run(&["add", &deb, &rpm]);
    let expected = "apt:deb/stable added hello_1.0_amd64\nrpm:rpm added hello-1.0-1.x86_64\n";
    assert_eq!(run.done(), expected);
    assert!(run.stderr.contains("rpm:rpm: published as 1"), "{}", run.stderr);
    assert!(repository.text(REPOMD).contains("<content>packwright:serial=1</content>"));
    assert!(repository.text(&format!("{REPOMD}.asc")).starts_with("-----BEGIN PGP SIGNATURE"));
    assert_eq!(repository.published(PACKAGE), fs::read(repository.path(&rpm)).unwrap());

    let before = repository.tree();
    let run = repository.run(&["add", "dist"]);
    assert_eq!(run.done(), "");
    assert!(run.stderr.contains("rpm:rpm: nothing to do"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    let all = "apt:deb/stable/main hello 1.0   amd64\nrpm:rpm             hello 1.0-1 x86_64\n";
    assert_eq!(repository.run(&["list"]).done(), all);
}

#[test]
fn what_one_format_refuses_the_other_does_not_get_either() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build_rpm(HELLO)]).done();
    let before = repository.published(REPOMD);
    let deb = repository.build(HELLO);
    let changed = repository.build_rpm(Package { text: "good bye", ..HELLO });
    let run = repository.run(&["add", &deb, &changed]);
    let message = run.failed(5);
    assert!(message.contains("error[E812]: dist/hello-1.0-1.x86_64.rpm"), "{message}");
    assert_eq!(message.matches("sha256:").count(), 2, "{message}");
    assert!(!repository.path("public/deb").exists());
    assert_eq!(repository.published(REPOMD), before);

    fs::write(repository.path("dist/torn.rpm"), b"\xed\xab\xee\xdb").unwrap();
    let run = repository.run(&["add", &deb, "dist/torn.rpm"]);
    assert!(run.failed(3).contains("dist/torn.rpm"), "{}", run.stderr);
    let run = repository.run(&["add", &deb, "--to=rpm:rpm"]);
    assert!(run.failed(3).contains("is a deb package"), "{}", run.stderr);
    let run = repository.run(&["add", &changed, "--to=apt:deb/stable"]);
    assert!(run.failed(3).contains("is a rpm package"), "{}", run.stderr);
    assert!(!repository.path("public/deb").exists());
}

#[test]
fn what_is_published_is_listed() {
    let repository = published();
    assert_eq!(listed(&repository), ["hello 2.0-1 x86_64", "tool 1.0-1 noarch"]);
    for spec in
        ["hello", "hello:amd64", "hello (>= 2)", "hello=2.0-*", "h*(> 1.0-1)", "hello (= 2.0)"]
    {
        let run = repository.run(&["list", "rpm:rpm", spec]);
        assert_eq!(run.done(), "rpm:rpm hello 2.0-1 x86_64\n", "{spec}");
    }
    let document = repository.run(&["list", "--json", "rpm:rpm", "tool"]).json();
    let tool = &document["packages"][0];
    assert_eq!(tool["target"], "rpm:rpm");
    assert_eq!(tool["version"], "1.0-1");
    assert_eq!(tool["architecture"], "noarch");
    assert_eq!(tool["path"], "Packages/t/tool-1.0-1.noarch.rpm");
    assert_eq!(tool["sha256"].as_str().unwrap().len(), 64);
    let run = repository.run(&["list", "rpm:rpm", "tool", "tol", "hello (< 2)"]);
    let message = run.failed(3);
    assert!(message.contains("did you mean \"tool\"?"), "{message}");
    assert!(message.contains("published are hello:x86_64=2.0-1"), "{message}");
    let run = repository.run(&["list", "rpm:rpm", "hello (>= a_b-c-d)", "hello (1)"]);
    assert_eq!(run.failed(2).matches("error[E060]").count(), 2, "{}", run.stderr);
    assert!(repository.run(&["list", "rpm:rpn"]).failed(2).contains("did you mean \"rpm\"?"));
}

#[test]
fn removed_packages_are_gone_and_their_files_are_not() {
    let repository = published();
    assert!(repository.path("public").join(PACKAGE).exists());
    // The only target that is published need not be named.
    let run = repository.run(&["remove", "*"]);
    assert!(run.failed(5).contains("rpm:rpm would have no packages left"), "{}", run.stderr);
    let document = repository.run(&["remove", "--json", "--allow-empty", "*"]).json();
    assert_eq!(document["targets"][0]["removed"][1]["package"], "tool");
    assert_eq!(document["targets"][0]["serial"], 4);
    assert!(listed(&repository).is_empty());
    let run = repository.run(&["remove", "tool", "--from=rpm:rpm"]);
    assert!(run.failed(3).contains("nothing is published there"), "{}", run.stderr);
}

#[test]
fn history_goes_from_snapshot_to_snapshot_and_back() {
    let repository = published();
    let run = repository.run(&["history", "rpm:rpm"]);
    let serials: Vec<_> = run.done().lines().map(|line| &line[..2]).collect();
    assert_eq!(serials, ["3 ", "2 ", "1 "]);
    let document = repository.run(&["history", "--json", "-n", "2", "rpm:rpm"]).json();
    let publications = document["publications"].as_array().unwrap();
    assert_eq!(publications[0]["parent"], publications[1]["sha256"]);
    let id = publications[0]["sha256"].as_str().unwrap();
    let snapshot = repository.published(&format!("rpm/snapshots/{id}/repodata/repomd.xml"));
    assert_eq!(repo_store::Sha256::of(&snapshot).to_string(), id);

    let run = repository.run(&["rollback", "rpm:rpm", "1"]);
    let expected = "rpm:rpm added hello-1.0-1.x86_64\nrpm:rpm removed hello-2.0-1.x86_64\n";
    assert_eq!(run.done(), expected);
    assert_eq!(listed(&repository), ["hello 1.0-1 x86_64", "tool 1.0-1 noarch"]);
    let run = repository.run(&["rollback", "rpm:rpm", "4"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    let run = repository.run(&["rollback", "rpm:rpm", "9"]);
    assert!(
        run.failed(3).contains("9 of rpm:rpm is not kept; publications 1 to 4 are kept"),
        "{}",
        run.stderr
    );
    fs::remove_file(repository.path("public/rpm/Packages/h/hello-2.0-1.x86_64.rpm")).unwrap();
    let before = repository.published(REPOMD);
    let run = repository.run(&["rollback", "rpm:rpm", "3"]);
    assert!(run.failed(5).contains("publication 3 has hello-2.0-1.x86_64"), "{}", run.stderr);
    assert_eq!(repository.published(REPOMD), before);
}

#[test]
fn what_nothing_refers_to_goes_when_it_is_time() {
    let repository = published();
    let told = repository.run(&["prune", "--dry-run", &at(40)]).done().to_owned();
    assert!(told.lines().any(|line| line.starts_with("would drop rpm/snapshots/")), "{told}");
    assert!(told.contains(&format!("keep {PACKAGE}: a package, ")), "{told}");
    repository.run(&["prune", &at(40)]).done();
    assert!(repository.path("public").join(PACKAGE).exists());
    assert_eq!(repository.run(&["history", "rpm:rpm"]).done().lines().count(), 1);
    assert_eq!(fs::read_dir(repository.path("public/rpm/snapshots")).unwrap().count(), 1);
    repository.run(&["prune", "--yes", &at(80)]).done();
    assert!(!repository.path("public").join(PACKAGE).exists());
    assert_eq!(listed(&repository), ["hello 2.0-1 x86_64", "tool 1.0-1 noarch"]);
}

#[test]
fn refreshed_is_signed_by_the_key_of_today() {
    let repository = published();
    let (before, signature) =
        (repository.published(REPOMD), repository.published(&format!("{REPOMD}.asc")));
    repository.key("signing.asc", "rsa4096");
    fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc"),
        repository.path("old.asc"),
    )
    .unwrap();
    repository.describe(|text| {
        text.replacen(
            "# certificates = [\"file:old.pub.asc\"]",
            "certificates = \"file:old.asc\"",
            1,
        )
    });
    let run = repository.run(&["refresh"]);
    run.done();
    assert!(run.stderr.contains("rpm:rpm: published as 4"), "{}", run.stderr);
    assert_ne!(repository.published(REPOMD), before);
    assert_ne!(repository.published(&format!("{REPOMD}.asc")), signature);
    let run = repository.run(&["refresh", "apt:deb/stable"]);
    assert!(run.failed(2).contains("is not published"), "{}", run.stderr);
}

#[test]
fn packages_are_promoted_from_one_repository_to_another() {
    let repository = published();
    repository.describe(|text| text + "\n[rpm.next]\npath = \"el/next\"\n");
    let copy = ["copy", "hello", "tool (>= 1.0)", "--from=rpm:rpm", "--to=rpm:next"];
    let expected = "rpm:next added hello-2.0-1.x86_64\nrpm:next added tool-1.0-1.noarch\n";
    assert_eq!(repository.run(&copy).done(), expected);
    let package = "Packages/h/hello-2.0-1.x86_64.rpm";
    let original = repository.published(&format!("rpm/{package}"));
    assert_eq!(repository.published(&format!("el/next/{package}")), original);
    let before = repository.published("el/next/repodata/repomd.xml");
    let run = repository.run(&copy);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert_eq!(repository.published("el/next/repodata/repomd.xml"), before);
    for (to, part) in [
        ("rpm:rpm", "is the source of the packages"),
        ("apt:deb/stable", "packages of another format"),
        ("rpm:nexd", "did you mean \"next\"?"),
    ] {
        let run = repository.run(&["copy", "hello", "--from=rpm:rpm", "--to", to]);
        assert!(run.failed(2).contains(part), "{to}: {}", run.stderr);
    }
    // It is left to the user which of several is meant.
    let run = repository.run(&["remove", "hello"]);
    assert!(
        run.failed(2).contains("several are possible: apt:deb/stable, rpm:rpm, rpm:next"),
        "{}",
        run.stderr
    );
}

#[test]
fn routes_lead_to_the_repository_of_each_architecture() {
    let repository = Repository::signed();
    repository.describe(|text| {
        let names = ["x86_64", "aarch64"].map(|arch| format!("[rpm.el9-{arch}]\n"));
        text + &names.concat()
            + "[rpm.source]\narchitectures = [\"src\"]\n\
               [[route]]\nwhen = { format = \"rpm\", name = \"hello\" }\nto = \"rpm:el9-{arch}\"\n\
               [[route]]\nto = \"rpm:rpm\"\n"
    });
    let files = [
        repository.build_rpm(HELLO),
        repository.build_rpm(Package { arch: "arm64", ..HELLO }),
        repository.build_rpm(Package { arch: "noarch", ..TWO }),
        repository.build_rpm(TOOL),
    ];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let run = repository.run(&[&["add"], &files[..]].concat());
    let expected = "rpm:el9-aarch64 added hello-1.0-1.aarch64\n\
                    rpm:el9-aarch64 added hello-2.0-1.noarch\n\
                    rpm:el9-x86_64 added hello-1.0-1.x86_64\n\
                    rpm:el9-x86_64 added hello-2.0-1.noarch\n\
                    rpm:rpm added tool-1.0-1.noarch\n";
    assert_eq!(run.done(), expected);

    let foreign = repository.build_rpm(Package { arch: "ppc64el", ..HELLO });
    let run = repository.run(&["add", &foreign]);
    assert!(run.failed(3).contains("[rpm.el9-ppc64le]"), "{}", run.stderr);
}

#[test]
fn documents_stand_in_the_place_of_those_of_their_kind() {
    let repository = published();
    let updates = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n</updates>\n";
    fs::write(repository.path("updateinfo.xml"), updates).unwrap();
    let comps = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<comps>\n</comps>\n";
    fs::write(repository.path("comps.xml"), comps).unwrap();
    let run = repository.run(&["add", "updateinfo.xml", "comps.xml"]);
    let lines = run.done();
    assert!(lines.contains("rpm:rpm added updateinfo\n"), "{lines}");
    assert!(lines.contains("rpm:rpm added group\n"), "{lines}");
    let repomd = repository.text(REPOMD);
    assert!(
        repomd.contains("type=\"updateinfo\"") && repomd.contains("type=\"group\""),
        "{repomd}"
    );
    let run = repository.run(&["add", "updateinfo.xml", "--to=rpm:rpm"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert_eq!(repository.text(REPOMD), repomd);

    fs::write(repository.path("other.xml"), "<other/>").unwrap();
    let run = repository.run(&["add", "other.xml"]);
    assert!(run.failed(3).contains("other.xml"), "{}", run.stderr);
    let run = repository.run(&["add", "comps.xml", "--to=apt:deb/stable"]);
    assert!(run.failed(3).contains("is a document of RPM repositories"), "{}", run.stderr);
    repository.describe(|text| text + "\n[rpm.next]\n");
    let run = repository.run(&["add", "comps.xml"]);
    assert!(run.failed(3).contains("--to rpm:NAME"), "{}", run.stderr);
    assert_eq!(repository.text(REPOMD), repomd);
}

/// yum of EL 7, which gzip is for, reads no groups that are compressed.
#[test]
fn groups_are_plain_too_where_lists_are_gzip() {
    let repository = published();
    repository.describe(|text| text.replacen("[rpm.rpm]", "[rpm.rpm]\ncompression = \"gzip\"", 1));
    let comps = "<comps><group><id>a</id></group></comps>\n";
    fs::write(repository.path("comps.xml"), comps).unwrap();
    for _ in 0..2 {
        repository.run(&["add", "comps.xml"]).done();
        let repomd = repository.text(REPOMD);
        let plain = repomd.split("<data type=\"group\">").nth(1).unwrap();
        assert!(plain.split("</data>").next().unwrap().contains("-comps.xml\""), "{repomd}");
        let packed = repomd.split("<data type=\"group_gz\">").nth(1).unwrap();
        assert!(packed.split("</data>").next().unwrap().contains("-comps.xml.gz\""), "{repomd}");
        repository.run(&["verify", "--deep"]).done();
        fs::write(repository.path("comps.xml"), comps.replace('a', "b")).unwrap();
    }
}

#[test]
fn users_find_a_file_that_is_all_they_need() {
    let repository = Repository::signed();
    repository.describe(|text| {
        let url = "url = \"https://example.org/packages\"";
        text.replacen("# url = \"https://example.org\"", url, 1)
    });
    repository.run(&["add", &repository.build_rpm(HELLO), &repository.build(HELLO)]).done();
    let repo = repository.text("rpm/example-rpm.repo");
    for line in [
        "[example-rpm]",
        "mirrorlist=https://example.org/packages/rpm/mirrorlist",
        "gpgkey=https://example.org/packages/rpm/RPM-GPG-KEY-example-rpm",
        "repo_gpgcheck=1",
    ] {
        assert!(repo.lines().any(|found| found == line), "{line} in {repo}");
    }
    let mirror = repository.text("rpm/mirrorlist");
    let (base, id) = mirror.trim().trim_end_matches('/').rsplit_once('/').unwrap();
    assert_eq!(base, "https://example.org/packages/rpm/snapshots");
    assert!(
        repository.path(&format!("public/rpm/snapshots/{id}/repodata/repomd.xml.asc")).exists()
    );
    assert!(
        repository
            .text("rpm/RPM-GPG-KEY-example-rpm")
            .starts_with("-----BEGIN PGP PUBLIC KEY BLOCK")
    );

    let sources = repository.text("deb/stable.sources");
    assert!(
        sources.starts_with("Types: deb\nURIs: https://example.org/packages/deb\nSuites: stable\n")
    );
    assert!(
        sources.contains("\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n"),
        "{sources}"
    );
    assert_eq!(
        names(&repository.path("public/rpm")),
        set(&[
            "Packages",
            "RPM-GPG-KEY-example-rpm",
            "mirrorlist",
            "repodata",
            "example-rpm.repo",
            "snapshots",
            "successors"
        ])
    );
}

/// The id in the `.repo` file, and the files for users.
fn client_names(repository: &Repository) -> (String, Vec<String>) {
    let files = names(&repository.path("public/rpm"));
    let files: Vec<_> = files
        .into_iter()
        .filter(|name| name.ends_with(".repo") || name.starts_with("RPM"))
        .collect();
    let repo = files.iter().find(|name| name.ends_with(".repo")).unwrap();
    let id = repository.text(&format!("rpm/{repo}")).lines().next().unwrap().to_owned();
    (id, files)
}

fn with_url(repository: &Repository) {
    repository.describe(|text| {
        text.replacen("# url = \"https://example.org\"", "url = \"https://example.org\"", 1)
    });
}

#[test]
fn two_publishers_have_two_ids() {
    for (origin, url, id) in [
        ("Example Ltd", "https://example.org", "example-ltd-rpm"),
        ("Müller & Söhne", "https://example.org", "muller-sohne-rpm"),
        ("株式会社", "https://packages.example.org/a", "packages-example-org-rpm"),
    ] {
        let repository = Repository::unsigned();
        fs::remove_file(repository.path("mkrepo.toml")).unwrap();
        repository.run(&["init", "--origin", origin, "--url", url]).done();
        repository.run(&["add", &repository.build_rpm(HELLO)]).done();
        let (found, files) = client_names(&repository);
        assert_eq!((found, files), (format!("[{id}]"), vec![format!("{id}.repo")]));
        assert!(repository.text(REPOMD).contains(&format!("packwright:id={id}</content>")));
        repository.run(&["verify"]).done();
    }
    // One that is described by hand, too.
    let repository = Repository::unsigned();
    with_url(&repository);
    repository.describe(|text| text + "\n[rpm.el9]\n");
    repository.run(&["add", &repository.build_rpm(HELLO), "--to=rpm:el9"]).done();
    assert!(repository.text("el9/example-el9.repo").starts_with("[example-el9]\n"));

    let repository = Repository::unsigned();
    fs::remove_file(repository.path("mkrepo.toml")).unwrap();
    repository.run(&["init", "--origin", "株式会社"]).done();
    let text = fs::read_to_string(repository.path("mkrepo.toml")).unwrap();
    let id = text.lines().find_map(|line| line.strip_prefix("id = \"")).unwrap();
    assert_eq!(id.len(), "12345678-rpm\"".len(), "{id}");
}

#[test]
fn what_users_know_a_repository_by_never_changes() {
    let hello = |repository: &Repository| repository.build_rpm(HELLO);
    let described = |repository: &Repository, id: &str| {
        repository.describe(|text| {
            let lines = text.lines().filter(|line| !line.starts_with("id = "));
            let text = lines.collect::<Vec<_>>().join("\n");
            text.replace("[rpm.rpm]", &format!("[rpm.rpm]\n{id}"))
        });
    };
    // As it was published before there were ids, and then described again.
    let repository = Repository::signed();
    with_url(&repository);
    described(&repository, "id = \"rpm\"");
    repository.run(&["add", &hello(&repository)]).done();
    assert!(!repository.text(REPOMD).contains("packwright:id="));
    let before = client_names(&repository);
    let files = ["RPM-GPG-KEY-rpm", "rpm.repo"].map(str::to_owned).to_vec();
    assert_eq!(before, ("[rpm]".to_owned(), files));
    described(&repository, "id = \"example-rpm\"");
    let run = repository.run(&["add", &repository.build_rpm(TWO)]);
    run.done();
    assert!(run.stderr.contains("warning[E086]: rpm.rpm.id: users know"), "{}", run.stderr);
    assert!(run.stderr.contains("[rpm], and this never changes; leave it out"), "{}", run.stderr);
    assert_eq!(client_names(&repository), before);
    repository.run(&["verify"]).done();
    described(&repository, "");
    let run = repository.run(&["refresh", "rpm:rpm"]);
    run.done();
    assert!(!run.stderr.contains("E086"), "{}", run.stderr);
    assert_eq!(client_names(&repository), before);

    // Published with one, which then is changed, or left out, or lost with its file.
    let repository = Repository::signed();
    with_url(&repository);
    repository.run(&["add", &hello(&repository)]).done();
    let before = client_names(&repository);
    assert_eq!(before.0, "[example-rpm]");
    for (at, id) in ["id = \"other\"", ""].into_iter().enumerate() {
        described(&repository, id);
        fs::remove_file(repository.path("public/rpm/example-rpm.repo")).unwrap();
        let version = format!("3.{at}");
        repository
            .run(&["add", &repository.build_rpm(Package { version: &version, ..HELLO })])
            .done();
        assert_eq!(client_names(&repository), before, "{id}");
        repository.run(&["verify"]).done();
        fs::remove_file(repository.path("public/rpm/example-rpm.repo")).unwrap();
        repository.run(&["verify", "--repair"]).done();
        assert_eq!(client_names(&repository), before, "{id}");
    }
    repository.run(&["rollback", "rpm:rpm", "1"]).done();
    assert_eq!(client_names(&repository), before);
}

#[test]
fn ids_that_clients_do_not_take_are_refused() {
    let repository = Repository::signed();
    for id in ["main", "a b", "", "-x", "a/b"] {
        repository.describe(|text| {
            let lines = text.lines().filter(|line| !line.starts_with("id = "));
            let text = lines.collect::<Vec<_>>().join("\n");
            text.replace("[rpm.rpm]", &format!("[rpm.rpm]\nid = \"{id}\""))
        });
        let run = repository.run(&["list"]);
        assert_eq!(run.code, Some(3), "{id}: {}", run.stderr);
    }
    repository
        .describe(|text| text.replace("id = \"a/b\"", "") + "\n[rpm.el9]\nid = \"example-rpm\"\n");
    let run = repository.run(&["list"]);
    assert!(run.failed(3).contains("is the id of another repository"), "{}", run.stderr);
}
