//! The damages.

use std::fs;
use std::path::Path;

use conformance::repository::{Key, Small};
use pkgsign::key::KeyKind;

use super::repo::{Repo, sha256};
use crate::repository::apt_judges::archive::now;

/// A damage.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Does it to a copy of a good repository; a `repomd.xml` that it changes is signed.
    pub(super) damage: fn(&mut Repo),
}

const fn case(name: &'static str, damage: fn(&mut Repo)) -> Case {
    Case { name, damage }
}

fn flip(path: impl AsRef<Path>) {
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn halve(path: impl AsRef<Path>) {
    let bytes = fs::read(&path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

/// Takes another package in the place of the published one, listed as it is.
fn instead(repo: &mut Repo, key: Option<&Key>) {
    let path = repo.package();
    let before = fs::read(&path).unwrap();
    let tool = Small::new("tool", "1.0", "all");
    let folder = tempfile::tempdir().unwrap();
    let other = fs::read(tool.write_rpm(folder.path(), key, |_| {})).unwrap();
    fs::write(&path, &other).unwrap();
    let (from, to) = (sha256(&before), sha256(&other));
    let size = |bytes: &[u8]| format!("package=\"{}\"", bytes.len());
    let primary = repo.text("primary").replace(&from, &to).replace(&size(&before), &size(&other));
    repo.write("primary", "primary.xml", primary.as_bytes());
    for list in ["filelists", "other"] {
        repo.swap(list, &from, &to);
    }
}

fn list(repo: &mut Repo, kind: &str, text: &str) {
    let file = if kind == "modules" { "modules.yaml".to_owned() } else { format!("{kind}.xml") };
    repo.write(kind, &file, text.as_bytes());
}

const COMPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<comps>\n <group>\n  <id>tools</id>\n  \
    <name>Tools</name>\n  <description>All</description>\n  <default>false</default>\n  \
    <uservisible>true</uservisible>\n  <packagelist>\n   <packagereq type=\"mandatory\">tool</packagereq>\n  \
    </packagelist>\n </group>\n</comps>\n";

const UPDATES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n <update from=\"a\" status=\"final\" \
    type=\"security\" version=\"1\">\n  <id>A-1</id>\n  <title>t</title>\n  <issued date=\"2024-01-01 00:00:00\"/>\n  \
    <pkglist>\n   <collection>\n    <name>c</name>\n    <package name=\"tool\" version=\"1.0\" release=\"1\" \
    epoch=\"0\" arch=\"noarch\">\n     <filename>tool-1.0-1.noarch.rpm</filename>\n    </package>\n   </collection>\n  \
    </pkglist>\n </update>\n</updates>\n";

const MODULES: &str = "---\ndocument: modulemd\nversion: 2\ndata:\n  name: suite\n  stream: \"1\"\n  version: 1\n  \
    context: c0ffee00\n  arch: x86_64\n  summary: A module\n  description: A module\n  license:\n    module: [MIT]\n  \
    artifacts:\n    rpms: [other-0:1.0-1.noarch]\n...\n";

/// All that are held against dnf.
pub(super) const CASES: &[Case] = &[
    case("good", |_| {}),
    // What is signed.
    case("signature-gone", |repo| fs::remove_file(repo.path("repomd.xml.asc")).unwrap()),
    case("signature-cut", |repo| halve(repo.path("repomd.xml.asc"))),
    case("signature-twice", |repo| {
        let path = repo.path("repomd.xml.asc");
        let block = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{block}{block}")).unwrap();
    }),
    case("repomd-gone", |repo| fs::remove_file(repo.path("repomd.xml")).unwrap()),
    case("repomd-changed", |repo| {
        fs::write(repo.path("repomd.xml"), repo.repomd.replace("<revision>1", "<revision>2"))
            .unwrap();
    }),
    case("repomd-empty", |repo| fs::write(repo.path("repomd.xml"), "").unwrap()),
    case("stranger", |repo| {
        repo.sign_by(&Key::new(KeyKind::Ed25519, now().seconds() - 9_999, None));
    }),
    // repomd.xml.
    case("repomd-no-xml", |repo| repo.replace("</repomd>", "")),
    case("repomd-without-primary", |repo| repo.unlist("primary")),
    case("repomd-without-filelists", |repo| repo.unlist("filelists")),
    case("repomd-without-other", |repo| repo.unlist("other")),
    case("repomd-without-revision", |repo| {
        let (head, rest) = repo.repomd.split_once("<revision>").unwrap();
        let (_, rest) = rest.split_once("</revision>").unwrap();
        repo.repomd = format!("{head}{rest}");
    }),
    case("digest-wrong", |repo| {
        let data = repo.data("primary");
        let digest = &data[data.find("sha256\">").unwrap() + 8..][..64].to_owned();
        repo.replace(
            &format!("<checksum type=\"sha256\">{digest}"),
            &format!("<checksum type=\"sha256\">{}", "0".repeat(64)),
        );
    }),
    case("digest-of-no-kind", |repo| {
        repo.replace("<checksum type=\"sha256\">", "<checksum type=\"sha999\">")
    }),
    case("digest-gone", |repo| {
        let data = repo.data("primary");
        let start = data.find("<checksum").unwrap();
        let end = data.find("</checksum>").unwrap() + "</checksum>".len();
        let new = format!("{}{}", &data[..start], &data[end..]);
        repo.replace(&data, &new);
    }),
    case("size-wrong", |repo| repo.replace("<size>", "<size>1")),
    case("open-digest-wrong", |repo| {
        repo.replace("<open-checksum type=\"sha256\">", "<open-checksum type=\"sha256\">00");
    }),
    case("location-gone", |repo| {
        let data = repo.data("primary");
        let start = data.find("<location").unwrap();
        let end = start + data[start..].find('>').unwrap() + 1;
        let new = format!("{}{}", &data[..start], &data[end..]);
        repo.replace(&data, &new);
    }),
    case("location-outside", |repo| repo.replace("href=\"repodata/", "href=\"../../repodata/")),
    case("unknown-element", |repo| repo.replace("</repomd>", "<other>text</other></repomd>")),
    case("unknown-kind", |repo| list(repo, "unknown", "anything")),
    // Files of lists.
    case("primary-gone", |repo| fs::remove_file(repo.file("primary")).unwrap()),
    case("primary-changed", |repo| flip(repo.file("primary"))),
    case("primary-cut", |repo| halve(repo.file("primary"))),
    case("filelists-gone", |repo| fs::remove_file(repo.file("filelists")).unwrap()),
    case("filelists-changed", |repo| flip(repo.file("filelists"))),
    case("other-gone", |repo| fs::remove_file(repo.file("other")).unwrap()),
    // Texts of lists.
    case("primary-no-xml", |repo| repo.swap("primary", "</metadata>", "")),
    case("primary-garbage", |repo| list(repo, "primary", "<html>404</html>\n")),
    case("primary-without-count", |repo| repo.swap("primary", " packages=\"1\"", "")),
    case("primary-count-wrong", |repo| repo.swap("primary", " packages=\"1\"", " packages=\"9\"")),
    case("primary-control-character", |repo| {
        repo.swap("primary", "small package", "small\u{1}package")
    }),
    case("primary-without-name", |repo| repo.swap("primary", "<name>tool</name>", "")),
    case("primary-without-arch", |repo| repo.swap("primary", "<arch>noarch</arch>", "")),
    case("primary-without-summary", |repo| {
        repo.swap("primary", "<summary>small package</summary>", "");
    }),
    case("primary-other-version", |repo| repo.swap("primary", "ver=\"1.0\"", "ver=\"2.0\"")),
    case("primary-digest-wrong", |repo| {
        let digest = sha256(&fs::read(repo.package()).unwrap());
        for list in ["primary", "filelists", "other"] {
            repo.swap(list, &digest, &"0".repeat(64));
        }
    }),
    case("primary-digest-of-no-kind", |repo| {
        repo.swap("primary", "<checksum type=\"sha256\"", "<checksum type=\"sha999\"");
    }),
    case("primary-size-wrong", |repo| {
        repo.swap("primary", "<size package=\"", "<size package=\"1");
    }),
    case("primary-location-wrong", |repo| repo.swap("primary", "href=\"", "href=\"none/")),
    case("primary-location-outside", |repo| repo.swap("primary", "href=\"", "href=\"../")),
    case("primary-requires-nothing-there", |repo| {
        let entry = "<rpm:requires><rpm:entry name=\"gone\"/></rpm:requires>";
        repo.swap("primary", "</format>", &format!("{entry}</format>"));
    }),
    case("filelists-of-another", |repo| {
        let digest = sha256(&fs::read(repo.package()).unwrap());
        repo.swap("filelists", &digest, &"0".repeat(64));
    }),
    case("filelists-no-xml", |repo| repo.swap("filelists", "</filelists>", "")),
    // Packages.
    case("package-gone", |repo| fs::remove_file(repo.package()).unwrap()),
    case("package-changed", |repo| flip(repo.package())),
    case("package-cut", |repo| halve(repo.package())),
    case("package-not-signed", |repo| instead(repo, None)),
    case("package-signed-by-a-stranger", |repo| {
        instead(repo, Some(&Key::new(KeyKind::Ed25519, now().seconds() - 9_999, None)));
    }),
    case("package-signed-again", |repo| instead(repo, Some(&Key::usual()))),
    // Documents.
    case("groups", |repo| list(repo, "group", COMPS)),
    case("groups-no-xml", |repo| list(repo, "group", &COMPS.replace("</comps>", ""))),
    case("groups-garbage", |repo| list(repo, "group", "<html/>")),
    case("groups-empty", |repo| list(repo, "group", "")),
    case("groups-without-id", |repo| list(repo, "group", &COMPS.replace("<id>tools</id>", ""))),
    case("groups-without-name", |repo| {
        list(repo, "group", &COMPS.replace("<name>Tools</name>", ""))
    }),
    case("groups-default-odd", |repo| list(repo, "group", &COMPS.replace("false", "perhaps"))),
    case("groups-type-odd", |repo| list(repo, "group", &COMPS.replace("mandatory", "perhaps"))),
    case("groups-entity", |repo| list(repo, "group", &COMPS.replace("Tools", "&tools;"))),
    case("updates", |repo| list(repo, "updateinfo", UPDATES)),
    case("updates-no-xml", |repo| list(repo, "updateinfo", &UPDATES.replace("</updates>", ""))),
    case("updates-without-id", |repo| {
        list(repo, "updateinfo", &UPDATES.replace("<id>A-1</id>", ""))
    }),
    case("updates-date-odd", |repo| {
        list(repo, "updateinfo", &UPDATES.replace("2024-01-01 00:00:00", "soon"))
    }),
    case("updates-date-gone", |repo| {
        list(repo, "updateinfo", &UPDATES.replace("<issued date=\"2024-01-01 00:00:00\"/>", ""));
    }),
    case("updates-type-odd", |repo| list(repo, "updateinfo", &UPDATES.replace("security", "odd"))),
    case("modules", |repo| list(repo, "modules", MODULES)),
    case("modules-no-yaml", |repo| list(repo, "modules", "---\n{ [\n")),
    case("modules-empty", |repo| list(repo, "modules", "")),
    case("modules-of-text", |repo| list(repo, "modules", "--- hello\n")),
    case("modules-without-document", |repo| {
        list(repo, "modules", &MODULES.replace("document: modulemd\n", ""));
    }),
    case("modules-without-version", |repo| {
        list(repo, "modules", &MODULES.replace("version: 2\n", ""))
    }),
    case("modules-without-data", |repo| {
        list(repo, "modules", "---\ndocument: modulemd\nversion: 2\n...\n");
    }),
    case("modules-without-license", |repo| {
        list(repo, "modules", &MODULES.replace("  license:\n    module: [MIT]\n", ""));
    }),
    case("modules-without-stream", |repo| {
        list(repo, "modules", &MODULES.replace("  stream: \"1\"\n", ""))
    }),
    case("modules-unknown-document", |repo| {
        list(repo, "modules", &MODULES.replace("document: modulemd", "document: other"));
    }),
    case("modules-second-with-comment", |repo| {
        let two = MODULES.replace("\"1\"", "\"2\"").replace("---\n", "--- # comment\n");
        list(repo, "modules", &format!("{MODULES}{two}"));
    }),
    case("modules-marker-last", |repo| list(repo, "modules", &format!("{MODULES}---\n"))),
    case("modules-twice", |repo| list(repo, "modules", &format!("{MODULES}{MODULES}"))),
];
