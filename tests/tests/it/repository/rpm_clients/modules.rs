//! Documents of modules that were added one after the other, in forms that have stopped dnf.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{Key, Manager, Settings, Small, Way};

use super::Served;

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };

fn module(name: &str, stream: &str) -> String {
    format!(
        "document: modulemd\nversion: 2\ndata:\n  name: {name}\n  stream: \"{stream}\"\n  version: 1\n  \
         context: c0ffee43\n  arch: x86_64\n  summary: s\n  description: d\n  license:\n    \
         module: [MIT]\n"
    )
}

#[test]
fn dnf_lists_modules_whose_documents_were_merged_from_any_form_of_yaml() {
    let mut served = Served::new();
    let url = served.nginx.url();
    served.site.describe(&Settings { url: &url, ..Settings::rpm() });
    served.add(&[LIBRARY]);
    let flow = "{\"document\": modulemd, version: 2, data: {name: flow, stream: '1', version: 1, \
                context: c0ffee43, arch: x86_64, summary: s, description: d, license: {module: [MIT]}}}\n";
    let indented: String =
        module("indented", "1").lines().map(|line| format!("   {line}\n")).collect();
    for text in [
        format!("---\n{}--- # comment\n{}", module("plain", "1"), module("plain", "2")),
        format!("---\n{}---\n", module("trailing", "1")),
        format!("%YAML 1.2\n---\n{}...\n", module("directive", "1")),
        flow.to_owned(),
        indented,
        format!("---\n---\n{}---\n# nothing\n", module("empty", "1")),
    ] {
        let file = served.site.folder().join("modules.yaml");
        fs::write(&file, text).unwrap();
        served.site.run(&["add", "--to", "rpm:el", file.to_str().unwrap()]);
    }
    for manager in [Manager::Dnf(Suite::Bookworm), Manager::Dnf(Suite::Sid), Manager::Dnf5] {
        let client = served.client(manager, Way::Both, &Key::usual());
        let listed = client.attempt(&["module", "list"]).succeeded();
        let (listed, said) = (listed.text(), listed.errors());
        for name in ["plain", "trailing", "directive", "flow", "indented", "empty"] {
            assert!(listed.contains(name), "{manager:?}: {name}: {listed}{said}");
        }
    }
}
