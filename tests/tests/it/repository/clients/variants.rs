//! Builds for newer processors: apt of sid, which knows variants of architectures, and older ones, which
//! do not.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Settings, Small};

use super::Served;

const fn small(
    name: &'static str,
    version: &'static str,
    architecture: &'static str,
) -> Small<'static> {
    Small { name, version, architecture, depends: &[] }
}

/// The table of variants as apt's own tests have it; dpkg of Ubuntu has one, that of Debian none.
const TABLE: &str = "amd64v4 amd64 lm,avx512f\namd64v3 amd64 lm,avx2\namd64v2 amd64 lm,ssse3\n";

/// Makes apt ask for `variants`.
fn enable(client: &Client, variants: &[&str]) {
    client.write("etc/varianttable", TABLE);
    let list: String = variants.iter().map(|one| format!(" \"{one}\";")).collect();
    client.write(
        "etc/apt/apt.conf.d/variants",
        format!(
            "Dir::dpkg::varianttable \"/etc/varianttable\";\nAPT::Architecture-Variants {{{list} }};\n"
        ),
    );
}

/// What dpkg has of an installed package: its version and its variant.
fn installed(client: &Client, package: &str) -> String {
    let format = "-f=${Version} ${Architecture} ${Architecture-Variant}";
    client.chroot().outcome("dpkg-query", &["-W", format, package]).text()
}

#[test]
fn each_system_gets_the_best_build_that_it_runs() {
    let settings =
        Settings { architectures: &["amd64", "amd64v2", "amd64v3"], ..Settings::default() };
    let served = Served::new(&settings);
    served.site.add(&[
        small("tool", "1.0", "amd64"),
        small("tool", "1.0", "amd64v2"),
        small("tool", "1.0", "amd64v3"),
        small("plain", "1.0", "amd64"),
        small("second", "1.0", "amd64"),
        small("second", "1.0", "amd64v2"),
        small("common", "1.0", "all"),
    ]);
    let all = ["install", "tool", "plain", "second", "common"];
    for (suite, variants, expected) in [
        (Suite::Sid, &["amd64v3"][..], ["amd64v3", "", "amd64v2", ""]),
        // Of several the first is preferred.
        (Suite::Sid, &["amd64v3", "amd64v2"], ["amd64v3", "", "amd64v2", ""]),
        (Suite::Sid, &["amd64v2"], ["amd64v2", "", "amd64v2", ""]),
        (Suite::Sid, &[], ["", "", "", ""]),
        (Suite::Trixie, &["amd64v3"], ["", "", "", ""]),
        (Suite::Bookworm, &["amd64v3"], ["", "", "", ""]),
        (Suite::Bullseye, &["amd64v3"], ["", "", "", ""]),
    ] {
        let client = served.client(suite, &Key::usual());
        if !variants.is_empty() {
            enable(&client, variants);
        }
        let updated = client.attempt(&["update"]).succeeded();
        let said = updated.text() + &updated.errors();
        assert!(!said.contains("W:") && !said.contains("N:"), "{suite:?} {variants:?}: {said}");
        client.apt(&all);
        for (package, variant) in all[1..].iter().zip(expected) {
            let architecture = if *package == "common" { "all" } else { "amd64" };
            let expected = format!("1.0 {architecture} {variant}");
            assert_eq!(installed(&client, package), expected, "{suite:?} {variants:?} {package}");
        }
        // What is installed is what is published: nothing is upgraded for ever.
        let upgrade = client.apt(&["dist-upgrade", "--dry-run"]);
        assert!(upgrade.contains("\n0 upgraded, 0 newly installed"), "{suite:?}: {upgrade}");
    }
    let requests = served.nginx.requests();
    assert!(requests.iter().all(|line| !line.ends_with(" 404")), "{requests:#?}");
}

/// A newer version that there is no build of yet for the variant is found all the same; so is the build,
/// once there is one.
#[test]
fn a_system_of_a_variant_follows_its_architecture_where_there_is_no_build() {
    let settings = Settings { architectures: &["amd64", "amd64v3"], ..Settings::default() };
    let served = Served::new(&settings);
    served.site.add(&[small("tool", "1.0", "amd64v3"), small("tool", "1.0", "amd64")]);
    let client = served.client(Suite::Sid, &Key::usual());
    enable(&client, &["amd64v3"]);
    client.apt(&["update"]);
    client.apt(&["install", "tool"]);
    assert_eq!(installed(&client, "tool"), "1.0 amd64 amd64v3");
    served.site.add(&[small("tool", "2.0", "amd64")]);
    client.apt(&["update"]);
    client.apt(&["upgrade"]);
    assert_eq!(installed(&client, "tool"), "2.0 amd64 ");
    served.site.add(&[small("tool", "2.0", "amd64v3")]);
    client.apt(&["update"]);
    client.apt(&["upgrade"]);
    assert_eq!(installed(&client, "tool"), "2.0 amd64 amd64v3");
    let file = client.chroot().root().join("usr/share/tool/version");
    assert_eq!(fs::read_to_string(file).unwrap(), "2.0\n");
    // Without the variant again, apt stays with what is installed or takes the other build; both run.
    served.site.run(&["remove", "tool:amd64v3", "--from", "apt:deb/stable"]);
    client.apt(&["update"]);
    assert_eq!(client.candidate("tool"), "2.0");
}
