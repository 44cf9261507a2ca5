//! `${...}`, `--set` and flags.

use insta::assert_snapshot;

use super::*;

fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn flags(entries: &[(&str, &str)]) -> ManifestOptions {
    let text = |value: &str| Text::new(value.into(), Source::Flag("--flag".into()));
    let overrides = entries.iter().map(|&(key, value)| (key.to_owned(), text(value))).collect();
    ManifestOptions { overrides, ..ManifestOptions::default() }
}

#[test]
fn references_reach_every_kind_of_text() {
    let it = read(
        "name = \"x-${version.major}\"\nversion = \"27.1.2\"\nsummary = \"${name}, ${deb.section}\"\n\
         depends = [\"${name}-base (= ${version})\"]\nchangelog = \"${name}.log\"\n\
         exclude = [\"/usr/${name}\"]\n[deb]\nsection = \"libs\"\nsource = \"${deb.fields.X-A}\"\n\
         [deb.fields]\nX-A = \"${version.minor}.${version.patch}\"\n\
         [scripts]\npostinst = \"${name}.sh\"\n[[file]]\nmatch = \"/etc/${name}/**\"\n\
         group = \"${name}\"\n[[add]]\nsource = \"${name}.conf\"\ntarget = \"/etc/${name}/\"\n",
    );
    assert_eq!(value(&it.name), Some("x-27"));
    assert_eq!(value(&it.summary), Some("x-27, libs"));
    assert_eq!(values(&it.depends), ["x-27-base (= 27.1.2)"]);
    assert_eq!(it.changelog.unwrap().value, Path::new("packaging/x-27.log"));
    assert_eq!(it.tree.exclude[0].value.as_str(), "/usr/x-27");
    assert_eq!(value(&it.deb.source), Some("1.2"));
    assert_eq!(it.scripts[0].1.value, Path::new("packaging/x-27.sh"));
    assert_eq!(it.tree.attributes[0].pattern.value.as_str(), "/etc/x-27/**");
    assert_eq!(it.tree.attributes[0].group.as_deref(), Some("x-27"));
    assert_eq!(it.tree.add[0].target.as_bytes(), b"etc/x-27/x-27.conf");
}

#[test]
fn dollars_are_escaped_by_a_dollar_before_a_brace_alone() {
    let it = read("summary = \"$$ $5 $${name} $$${name} ${name}$ }\"\nname = \"n\"\n");
    assert_eq!(value(&it.summary), Some("$$ $5 ${name} $${name} n$ }"));
}

#[test]
fn set_wins_over_fields_and_is_literal() {
    let options = ManifestOptions {
        set: map(&[("version", "9"), ("GIT", "${name}")]),
        environment: map(&[("CI", "yes")]),
        ..ManifestOptions::default()
    };
    let it = read_with(
        "name = \"n\"\nversion = \"1\"\nsummary = \"${version} ${GIT} ${env:CI}\"\n",
        &options,
    );
    assert_eq!(value(&it.version), Some("1"));
    assert_eq!(value(&it.summary), Some("9 ${name} yes"));
}

#[test]
fn flags_replace_before_references_are_resolved() {
    let it = read_with(
        "version = \"${env:VERSION}\"\nprovides = [\"x = ${version}\"]\n[deb]\nversion = \"3\"\n\
         section = \"a\"\ntag = \"${deb.version}\"\n[rpm]\nprovides = [\"y = ${deb.section}\"]\n",
        &flags(&[("version", "2.0"), ("deb.section", "b"), ("arch", "${x}"), ("rpm.group", "g")]),
    );
    assert_eq!(values(&it.provides), ["x = 2.0"]);
    assert_eq!(it.deb_version().unwrap().value, "2.0");
    assert_eq!(it.deb_version().unwrap().source, Source::Flag("--flag".into()));
    assert_eq!(value(&it.deb.section), Some("b"));
    assert_eq!(value(&it.deb.tag), Some("2.0"));
    assert_eq!(values(&it.rpm.provides), ["y = b"]);
    assert_eq!(value(&it.arch), Some("${x}"));
    assert_eq!(value(&it.rpm.group), Some("g"));
}

#[test]
fn flags_alone_make_a_description() {
    let it = read_with("", &flags(&[("name", "hello"), ("deb.priority", "extra")]));
    assert_eq!(value(&it.name), Some("hello"));
    assert_eq!(value(&it.deb.priority), Some("extra"));
}

#[test]
fn flags_are_checked_too() {
    let options = flags(&[
        ("summary", "a\nDepends: evil"),
        ("name", ""),
        ("depends", "x"),
        ("deb.sektion", "x"),
        ("file.mode", "x"),
        ("description", "a\nb"),
    ]);
    assert_snapshot!(defects_with("", &options));
}

#[test]
fn references_that_lead_nowhere() {
    assert_snapshot!(defects(
        "name = \"${vresion} ${release}\"\nversion = \"27\"\nsummary = \"${version.minor}\"\n\
         homepage = \"${}\"\nlicense = \"${name\"\nvendor = \"${HOME} ${env:HOME}\"\n\
         depends = [\"a\", \"${shlibs:Depends}\", \"${name}\"]\ndescription = \"\"\"\nx ${a\n}\n\"\"\"\n\
         arch = \"\\u0061 ${nope}\"\n[deb]\nsection = \"${rpm.version.major}\"\ntag = \"${deb.fields.X}\"\n"
    ));
}

#[test]
fn references_that_go_in_circles() {
    assert_snapshot!(defects(
        "name = \"${name}\"\nversion = \"${release}\"\nrelease = \"${epoch}\"\nepoch = \"${version}\"\n\
         summary = \"${version} ${name}\"\n"
    ));
    let mut deep = String::from("[deb.fields]\nF0 = \"x\"\n");
    for depth in 1..200 {
        deep.push_str(&format!("F{depth} = \"${{deb.fields.F{}}}\"\n", depth - 1));
    }
    // In order, each finds the one before it resolved already.
    assert_eq!(defects(&deep), "no defect");
    assert_snapshot!("deep", defects(format!("summary = \"${{deb.fields.F199}}\"\n{deep}")));
}

#[test]
fn references_that_explode() {
    let mut text = String::from("[deb.fields]\nF0 = \"xxxxxxxxxxxxxxxx\"\n");
    for depth in 1..30 {
        let before = format!("${{deb.fields.F{}}}", depth - 1);
        text.push_str(&format!("F{depth} = \"{}\"\n", before.repeat(16)));
    }
    assert_snapshot!(defects(text));
}

#[test]
fn a_broken_value_is_reported_once() {
    assert_snapshot!(defects("version = 27.1\nname = \"x-${version}\"\nsummary = \"${name}\"\n"));
}

#[test]
fn names_of_environment_variables() {
    let file = manifest(
        "version = \"${env:B}\"\ndepends = [\"${env:A} $${env:NO}\"]\n[[add]]\nsource = \"${env:B}\"\n",
    );
    assert_eq!(file.environment_names(), ["A", "B"]);
    assert_eq!(manifest("name = \"${env:A}\"\nversion = ").environment_names(), ["A"]);
}
