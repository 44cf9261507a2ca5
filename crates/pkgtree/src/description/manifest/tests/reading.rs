//! Manifests that hold.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use diagnostic::Sourced;

use super::*;
use crate::{Capabilities, ConfigKind, HardLinkPolicy, InstallPath, Mode, ModePolicy};

/// The manifest of the documentation's front page.
pub(super) const SAMPLE: &str = r#"# package.toml
name = "esl-erlang"
version = "27.1.2"            # upstream
release = "1"                 # Debian revision / RPM release
epoch = 1
arch = "amd64"                # any usual spelling, incl. Docker platforms (linux/arm64, linux/arm/v7, linux/386): mapped per format
maintainer = "Erlang Solutions Ltd <support@erlang-solutions.com>"
summary = "Concurrent, real-time, distributed functional language"
description = """..."""
license = "Apache-2.0"
homepage = "https://erlang-solutions.com"
depends = ["procps", "libc6 (>= 2.31)"]

[deb]
section = "interpreters"
recommends = ["libwxbase3.0-0 | libwxbase3.0-0v5"]
compression = "xz"

[rpm]
requires = ["openssl-libs", "(foo if bar)"]
provides = ["erlang = ${version}-${release}"]

[scripts]
postinst = "scripts/postinst.sh"      # preinst postinst prerm postrm; format-only ones under [deb.scripts] / [rpm.scripts]

[[file]]                              # attributes by pattern, last match wins; a pattern that matches nothing is an error
match = "/etc/erlang/**"
config = "noreplace"                  # role: config | noreplace | doc | license | ghost | ...
mode = "0640"
owner = "root"
group = "erlang"

[[add]]                               # files from outside the tree
source = "packaging/erlang.service"
target = "/usr/lib/systemd/system/erlang.service"
"#;

#[test]
fn the_sample_parses_as_printed() {
    let it = read(SAMPLE);
    assert_eq!(value(&it.name), Some("esl-erlang"));
    assert_eq!(value(&it.version), Some("27.1.2"));
    assert_eq!(value(&it.release), Some("1"));
    assert_eq!(value(&it.epoch), Some("1"));
    assert_eq!(value(&it.arch), Some("amd64"));
    assert_eq!(value(&it.description), Some("..."));
    assert_eq!(values(&it.depends), ["procps", "libc6 (>= 2.31)"]);
    assert_eq!(value(&it.deb.section), Some("interpreters"));
    assert_eq!(values(&it.deb.recommends), ["libwxbase3.0-0 | libwxbase3.0-0v5"]);
    assert_eq!(values(&it.rpm.requires), ["openssl-libs", "(foo if bar)"]);
    assert_eq!(values(&it.rpm.provides), ["erlang = 27.1.2-1"]);
    let [(script, file)] = &it.scripts[..] else { panic!("{:?}", it.scripts) };
    assert_eq!(script.value, "postinst");
    assert_eq!(file.value, Path::new("packaging/scripts/postinst.sh"));

    let [rule] = &it.tree.attributes[..] else { panic!("{:?}", it.tree) };
    assert_eq!(rule.pattern.value.as_str(), "/etc/erlang/**");
    assert_eq!(rule.config, Some(Some(ConfigKind { noreplace: true, missing_ok: false })));
    assert_eq!(rule.mode, Some(Mode::from_bits(0o640).into()));
    assert_eq!(rule.owner.as_deref(), Some("root"));
    assert_eq!(rule.group.as_deref(), Some("erlang"));
    let [add] = &it.tree.add[..] else { panic!("{:?}", it.tree) };
    assert_eq!(add.source, Path::new("packaging/packaging/erlang.service"));
    assert_eq!(add.target.as_bytes(), b"usr/lib/systemd/system/erlang.service");
}

#[test]
fn values_remember_their_place() {
    let it = read("name = \"hello\"\n\n[deb]\ndepends = [\n  \"a\",\n  \"bé\", \"c\",\n]\n");
    let Some(name) = &it.name else { panic!() };
    assert_eq!(name.source.to_string(), "packaging/package.toml:1:8");
    assert_eq!(it.deb.depends[2].source.to_string(), "packaging/package.toml:6:9");
    let Source::Manifest { length, .. } = it.deb.depends[1].source else { panic!() };
    assert_eq!(length, 4);
}

#[test]
fn an_empty_manifest_says_nothing() {
    let it = read("");
    assert!(it.name.is_none() && it.depends.is_empty() && it.tree.attributes.is_empty());
}

#[test]
fn windows_line_ends_make_no_difference() {
    let text = "name = \"a\"\r\ndescription = \"\"\"\r\none\r\n\r\ntwo\r\n\"\"\"\r\n[deb]\r\ntag = \"x\"\r\n";
    let it = read(text);
    assert_eq!(value(&it.description), Some("one\n\ntwo"));
    assert_eq!(format!("{it:?}"), format!("{:?}", read(&text.replace("\r\n", "\n"))));
}

#[test]
fn numbers_may_be_integers() {
    let it = read("epoch = 2\nrelease = 10\n[deb]\ninstalled-size = 1_024\nepoch = \"3\"\n");
    assert_eq!(value(&it.epoch), Some("2"));
    assert_eq!(value(&it.release), Some("10"));
    assert_eq!(value(&it.deb.installed_size), Some("1024"));
    assert_eq!(value(&it.deb.epoch), Some("3"));
}

#[test]
fn roles_and_kinds_of_configuration() {
    let rule = |text: &str| {
        let mut it = read(&format!("[[file]]\nmatch = \"/x\"\n{text}"));
        it.tree.attributes.remove(0)
    };
    let kind = |noreplace, missing_ok| Some(Some(ConfigKind { noreplace, missing_ok }));
    assert_eq!(rule("config = true").config, kind(false, false));
    assert_eq!(rule("config = false").config, Some(None));
    assert_eq!(rule("config = \"missingok\"").config, kind(false, true));
    assert_eq!(rule("config = [\"noreplace\", \"missingok\"]").config, kind(true, true));
    assert_eq!(rule("role = \"config\"").config, kind(false, false));
    assert_eq!(rule("role = [\"config\", \"noreplace\"]").config, kind(true, false));
    assert_eq!(rule("mode = \"4755\"").config, None);
    assert_eq!(rule("mode = 0o4755").mode, Some(Mode::from_bits(0o4755).into()));
    let rule = rule("role = [\"doc\", \"license\", \"readme\", \"ghost\", \"artifact\"]");
    let roles = rule.roles;
    assert!(roles.doc && roles.license && roles.readme && roles.ghost && roles.artifact);
    assert_eq!((rule.config, roles.config), (None, None));
}

#[test]
fn capabilities_become_the_attribute() {
    let it = read("[[file]]\nmatch = \"ping\"\ncapabilities = \"cap_net_raw+ep\"\n");
    let expected = Capabilities::from_str("cap_net_raw=ep").unwrap();
    assert_eq!(it.tree.attributes[0].capabilities, Some(expected));
}

#[test]
fn an_added_file_may_have_attributes_of_its_own() {
    let it = read(
        "[[add]]\nsource = \"a/b.conf\"\ntarget = \"/etc/x/b[1].conf\"\nmode = \"0600\"\nconfig = true\n\
         [[file]]\nmatch = \"/etc/**\"\nmode = \"0644\"\n",
    );
    let target = InstallPath::parse(b"/etc/x/b[1].conf").unwrap();
    assert_eq!(it.tree.add[0].target, target);
    let [pattern, exact] = &it.tree.attributes[..] else { panic!("{:?}", it.tree) };
    assert_eq!(pattern.mode, Some(Mode::from_bits(0o644).into()));
    assert_eq!(exact.mode, Some(Mode::from_bits(0o600).into()));
    assert!(exact.pattern.value.matches(&target));
    assert!(!exact.pattern.value.matches(&InstallPath::parse(b"/etc/x/b1.conf").unwrap()));
}

#[test]
fn odd_names_match_their_own_pattern_alone() {
    for name in ["a*b", "a?", "[ab]", "{a,b}", "a\\\\b", "!a", "a b", "é"] {
        let text = format!("[[add]]\nsource = \"x\"\ntarget = \"/d/{name}\"\nowner = \"root\"\n");
        let it = read(&text);
        assert!(it.tree.attributes[0].pattern.value.matches(&it.tree.add[0].target), "{name}");
    }
}

#[test]
fn switches_and_patterns_of_the_tree() {
    let it = read(
        "exclude = [\"*.la\", \"/usr/share/info/**\"]\nallow-empty = true\nallow-special = true\n\
         allow-non-utf8 = true\ndrop-xattrs = true\n",
    );
    let patterns: Vec<_> = it.tree.exclude.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(patterns, ["*.la", "/usr/share/info/**"]);
    assert!(it.tree.allow_empty && it.tree.allow_special);
    assert!(it.tree.allow_non_utf8 && it.tree.drop_xattrs);
}

#[test]
fn further_fields_keep_their_order() {
    let it = read("[deb.fields]\nZ-Last = \"1\"\nX-Commit = \"abc\"\n\"A\" = \"two\\nlines\"\n");
    let fields: Vec<_> = it.deb.fields.iter().map(|(k, v)| (&*k.value, &*v.value)).collect();
    assert_eq!(fields, [("Z-Last", "1"), ("X-Commit", "abc"), ("A", "two\nlines")]);
}

#[test]
fn scripts_of_a_format_replace_the_common_one_of_that_name() {
    let it = read(
        "[scripts]\npostinst = \"a\"\nprerm = \"b\"\n[deb.scripts]\nconfig = \"c\"\nprerm = \"d\"\n\
         [rpm.scripts]\npretrans = \"e\"\n",
    );
    let shown =
        |name: &Text, file: &Sourced<PathBuf>| format!("{}={}", name.value, file.value.display());
    let deb: Vec<_> = it.deb_scripts().map(|(name, file)| shown(name, file)).collect();
    assert_eq!(deb, ["postinst=packaging/a", "prerm=packaging/d", "config=packaging/c"]);
    let rpm = it.rpm_scripts();
    let rpm: Vec<_> =
        rpm.iter().map(|it| shown(&it.name, it.body.file.as_ref().unwrap())).collect();
    assert_eq!(rpm, ["postinst=packaging/a", "prerm=packaging/b", "pretrans=packaging/e"]);
}

#[test]
fn absolute_paths_stay() {
    let it = read("changelog = \"/srv/changelog\"\ncopyright = \"../debian/copyright\"\n");
    assert_eq!(it.changelog.unwrap().value, Path::new("/srv/changelog"));
    assert_eq!(it.copyright.unwrap().value, Path::new("packaging/../debian/copyright"));
}

#[test]
fn sections_replace_scalars_and_add_to_lists() {
    let it = read(
        "name = \"a\"\nversion = \"1\"\ndepends = [\"x\"]\nreplaces = [\"old\"]\n\
         maintainer = \"m\"\n[deb]\nname = \"b\"\ndepends = [\"y\"]\n\
         [rpm]\nrequires = [\"z\"]\nobsoletes = [\"older\"]\n",
    );
    let texts = |it: Vec<&Text>| it.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
    assert_eq!(it.deb_name().unwrap().value, "b");
    assert_eq!(it.rpm_name().unwrap().value, "a");
    assert_eq!(it.deb_version().unwrap().value, "1");
    assert_eq!(it.rpm_packager().unwrap().value, "m");
    assert_eq!(texts(it.deb_depends().collect()), ["x", "y"]);
    assert_eq!(texts(it.rpm_requires().collect()), ["x", "z"]);
    assert_eq!(texts(it.rpm_obsoletes().collect()), ["old", "older"]);
}

#[test]
fn modes_of_an_added_directory_are_for_what_is_in_it() {
    let it = read(
        "modes = \"normal\"\n[deb]\nhard-links = \"copy\"\n\
         [[add]]\nsource = \"site\"\ntarget = \"/srv/www/\"\nfile-mode = \"go=r\"\ndir-mode = \"0750\"\n\
         owner = \"www-data\"\n[[add]]\nsource = \"x\"\ntarget = \"/\"\nmode = \"0600\"\n",
    );
    assert_eq!(it.rpm_tree().modes, Some(ModePolicy::Normal));
    assert_eq!(it.rpm_tree().hard_links, None);
    assert_eq!(it.deb_tree().hard_links, Some(HardLinkPolicy::Copy));
    let [exact, below, file] = &it.tree.attributes[..] else { panic!() };
    assert_eq!((exact.pattern.value.as_str(), exact.may_match_nothing), ("/srv/www/site", false));
    assert_eq!(exact.owner.as_deref(), Some("www-data"));
    assert_eq!((below.pattern.value.as_str(), below.may_match_nothing), ("/srv/www/site/**", true));
    assert_eq!((&below.dir_mode, &below.owner), (&exact.dir_mode, &None));
    assert_eq!(below.file_mode.as_ref().unwrap().to_string(), "go=r");
    assert_eq!(file.pattern.value.as_str(), "/x");
}
