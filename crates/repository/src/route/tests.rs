use std::collections::BTreeMap;

use repo_index::candidate::{Candidate, PackageFormat};
use repo_index::codes;

use super::*;
use proptest::prelude::*;

const ESL: &str = r"~(?<os>debian|ubuntu)~(?<codename>[a-z]+)_";

fn candidate<'a>(file_name: &'a str, version: &'a str) -> Candidate<'a> {
    Candidate {
        format: PackageFormat::Deb,
        file_name,
        name: "esl-erlang",
        version,
        architecture: "amd64",
        component: None,
        source: None,
    }
}

fn route(when: Condition, to: &str) -> Route {
    to_several(when, &[to])
}

fn to_several(when: Condition, to: &[&str]) -> Route {
    let captures: Vec<_> = when.captures().collect();
    let to = to.iter().map(|to| Template::parse(to, &captures).unwrap()).collect();
    Route { when, to, source: diagnostic::Source::Program }
}

fn architectures() -> Vec<String> {
    vec!["amd64".to_owned()]
}

fn archives(architectures: &[String]) -> Vec<Destination<'_>> {
    vec![
        Destination::Apt {
            name: "debian",
            architectures,
            suites: vec!["stable"],
            components: vec![],
        },
        Destination::Apt { name: "ubuntu", architectures, suites: vec![], components: vec![] },
        Destination::Rpm { name: "el8", architectures: &[] },
    ]
}

/// `TARGET: INDEX...` of each target, or the defects.
fn routed(routes: &[Route], candidates: &[Candidate<'_>]) -> Result<Vec<String>, String> {
    let architectures = architectures();
    let router = Router::new(routes, archives(&architectures));
    let targets = router.route(candidates).map_err(|defects| defects.to_string())?;
    Ok(targets.iter().map(|(target, indexes)| format!("{target}: {indexes:?}")).collect())
}

#[test]
fn captures_and_fields_name_the_target() {
    let when = Condition {
        name: Some("esl-*".parse().unwrap()),
        file_name: Some(Condition::expression(ESL).unwrap()),
        ..Condition::default()
    };
    // `${...}` as in manifests, and `{...}`.
    let routes = [route(when, "apt:{os}/${codename}-${name}-{version.major}")];
    let files = [
        candidate("esl-erlang_26.2.5-1~debian~bookworm_amd64.deb", "1:26.2.5-1~debian~bookworm"),
        candidate("esl-erlang_27.0-1~ubuntu~jammy_amd64.deb", "1:27.0-1"),
        candidate("esl-erlang_26.0-1~debian~bookworm_amd64.deb", "1:26.0-1"),
    ];
    assert_eq!(
        routed(&routes, &files).unwrap(),
        ["apt:debian/bookworm-esl-erlang-26: [0, 2]", "apt:ubuntu/jammy-esl-erlang-27: [1]"]
    );
}

#[test]
fn a_package_goes_to_all_targets_of_its_route_that_take_its_format() {
    let all = ["apt:debian/{version.major}", "apt:ubuntu/stable", "apt:debian/27", "rpm:el8"];
    let routes = [to_several(Condition::default(), &all)];
    let rpm = Candidate { format: PackageFormat::Rpm, ..candidate("a.rpm", "1.0") };
    assert_eq!(
        routed(&routes, &[candidate("a.deb", "27.1"), rpm, candidate("b.deb", "26")]).unwrap(),
        [
            "apt:debian/26: [2]",
            "apt:debian/27: [0, 2]",
            "apt:ubuntu/stable: [0, 2]",
            "rpm:el8: [1]"
        ]
    );
    let debian = [to_several(Condition::default(), &all[..3])];
    let refused = routed(&debian, &[rpm]).unwrap_err();
    assert!(
        refused.contains("is a rpm package, but apt:debian/1 does not accept this format"),
        "{refused}"
    );
    // Each must be one.
    let routes = [to_several(Condition::default(), &["apt:debian/stable", "apt:debain/stable"])];
    let refused = routed(&routes, &[candidate("a.deb", "1.0")]).unwrap_err();
    assert!(refused.contains("did you mean \"debian\"?"), "{refused}");
}

#[test]
fn the_first_route_that_takes_a_package_wins() {
    let named = |name: &str| Condition { name: Some(name.parse().unwrap()), ..Default::default() };
    let routes = [
        route(named("other"), "apt:debian/other"),
        route(named("esl*"), "apt:debian/first/main"),
        route(Condition::default(), "apt:debian/second"),
    ];
    let file = candidate("a.deb", "1");
    assert_eq!(routed(&routes, &[file]).unwrap(), ["apt:debian/first/main: [0]"]);
}

#[test]
fn all_defects_of_one_call_are_told() {
    let when =
        Condition { file_name: Some(Condition::expression(ESL).unwrap()), ..Condition::default() };
    let routes = [route(when, "apt:{os}/{version.minor}")];
    let other = Candidate { architecture: "arm64", ..candidate("a~debian~sid_.deb", "1.2") };
    let files = [
        candidate("a.deb", "1.2"),
        candidate("b~debian~sid_.deb", "1"),
        candidate("c~debian~sid_.deb", "1.2"),
        other,
    ];
    let shown = routed(&routes, &files).unwrap_err();
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown}");
    assert!(lines[0].starts_with("E897: a.deb: no route matches it"), "{shown}");
    assert!(lines[1].starts_with("E895: b~debian") && lines[1].contains("{version.minor}"));
    assert!(lines[2].starts_with("E898: a~debian") && lines[2].contains("arm64"), "{shown}");
}

#[test]
fn without_routes_the_only_target_is_meant() {
    let rpm = Candidate { format: PackageFormat::Rpm, ..candidate("a.rpm", "1-1") };
    let files = [candidate("a.deb", "1"), rpm];
    assert_eq!(routed(&[], &files).unwrap(), ["apt:debian/stable: [0]", "rpm:el8: [1]"]);

    let architectures = architectures();
    let two = Destination::Apt {
        name: "debian",
        architectures: &architectures,
        suites: vec!["stable", "testing"],
        components: Vec::new(),
    };
    let error = Router::new(&[], vec![two]).route(&files).unwrap_err();
    let codes: Vec<_> = error.as_slice().iter().map(|defect| defect.code).collect();
    assert_eq!(codes, [codes::UNROUTED, codes::UNROUTED]);
    assert!(error.to_string().contains("apt:debian/stable, apt:debian/testing"), "{error}");
}

#[test]
fn noarch_goes_to_the_repository_of_each_architecture() {
    let of = |architecture| Candidate {
        format: PackageFormat::Rpm,
        architecture,
        ..candidate("hello.rpm", "1.0-1")
    };
    let sources = ["src".to_owned()];
    let mut repositories: Vec<_> = ["el9-x86_64", "el9-aarch64", "el9-debug", "el8-x86_64", "el9-"]
        .map(|name| Destination::Rpm { name, architectures: &[] })
        .into();
    repositories.push(Destination::Rpm { name: "el9-src", architectures: &sources });
    let routes = [route(Condition::default(), "rpm:el9-{arch}")];
    let router = Router::new(&routes, repositories.clone());
    let files = [of("noarch"), of("x86_64"), of("src")];
    let shown = |routed: BTreeMap<TargetName, Vec<usize>>| {
        routed.iter().map(|(target, indexes)| format!("{target}: {indexes:?}")).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(router.route(&files).unwrap()),
        ["rpm:el9-aarch64: [0]", "rpm:el9-src: [2]", "rpm:el9-x86_64: [0, 1]"]
    );
    let error = router.route(&[of("ppc64le")]).unwrap_err();
    assert!(error.to_string().contains("[rpm.el9-ppc64le]"), "{error}");

    let twice = [route(Condition::default(), "rpm:{arch}.{arch}")];
    let names = ["x86_64.x86_64", "x86_64.aarch64", "."];
    let repositories = names.map(|name| Destination::Rpm { name, architectures: &[] });
    let router = Router::new(&twice, repositories.into());
    assert_eq!(shown(router.route(&[of("noarch")]).unwrap()), ["rpm:x86_64.x86_64: [0]"]);
    let routes = [route(Condition::default(), "rpm:el7-{arch}")];
    let error = Router::new(&routes, Vec::new()).route(&[of("noarch")]).unwrap_err();
    assert!(error.to_string().contains("rpm:el7-{arch} matches no repository"), "{error}");
}

#[test]
fn repositories_take_what_they_list() {
    let of = |architecture| Candidate {
        format: PackageFormat::Rpm,
        architecture,
        ..candidate("hello.rpm", "1.0-1")
    };
    let takes = |listed: &[&str], architecture| {
        let listed: Vec<String> = listed.iter().map(|&name| name.to_owned()).collect();
        let repository = Destination::Rpm { name: "el9", architectures: &listed };
        let target = "rpm:el9".parse().unwrap();
        Router::new(&[], vec![repository]).check(&of(architecture), &target).is_ok()
    };
    for (listed, architecture, expected) in [
        (&[][..], "x86_64", true),
        (&[], "noarch", true),
        (&[], "src", false),
        (&["x86_64"], "x86_64", true),
        (&["x86_64"], "noarch", true),
        (&["x86_64"], "aarch64", false),
        (&["x86_64"], "src", false),
        (&["x86_64", "src"], "nosrc", true),
        (&["src"], "src", true),
        (&["src"], "noarch", false),
    ] {
        assert_eq!(takes(listed, architecture), expected, "{listed:?} {architecture}");
    }
}

#[test]
fn targets_that_are_not_configured_are_refused() {
    let routes = [route(Condition::default(), "apt:debain/stable")];
    let shown = routed(&routes, &[candidate("a.deb", "1")]).unwrap_err();
    assert!(shown.starts_with("E896: a.deb") && shown.contains("\"debian\""), "{shown}");
    let routes = [route(Condition::default(), "rpm:el8")];
    let shown = routed(&routes, &[candidate("a.deb", "1")]).unwrap_err();
    assert!(shown.starts_with("E896: a.deb: is a deb package"), "{shown}");
}

#[test]
fn no_value_leaves_its_name() {
    let when = Condition {
        file_name: Some(Condition::expression("^(?<all>.*)$").unwrap()),
        ..Condition::default()
    };
    let routes = [route(when, "apt:debian/a{all}")];
    for name in ["/../../etc", "x/y", "x:y", "x y", "x\ny", "é"] {
        let shown = routed(&routes, &[candidate(name, "1")]);
        assert!(shown.is_err(), "{name:?}: {shown:?}");
    }
    let routes = [route(Condition::default(), "apt:debian/{version}")];
    let shown = routed(&routes, &[candidate("a.deb", "1:2.0")]).unwrap_err();
    assert!(shown.contains("{version.upstream}"), "{shown}");
}

#[test]
fn templates_are_refused_as_soon_as_they_are_read() {
    let errors = |text: &str| Template::parse(text, &["codename"]).unwrap_err();
    let found = errors("apt:{os}/{codenam}-{version.mayor}");
    assert_eq!(found.len(), 3);
    assert!(found[0].hint.contains("{codename}"), "{found:?}");
    assert_eq!(found[1].hint, "did you mean {codename}?");
    assert_eq!(found[2].hint, "did you mean {version.major}?");
    for bad in ["apt:{name", "apt:name}/x", "{name}", "apt:{name}", "apt:a/-{name}", "apt:a/{}", ""]
    {
        assert!(!errors(bad).is_empty(), "{bad}");
    }
}

#[test]
fn references_stand_for_parts_of_suites_with_slashes() {
    let expression = Condition::expression(r"~(?<codename>[^_]+)_").unwrap();
    let when = || Condition { file_name: Some(expression.clone()), ..Condition::default() };
    let architectures = architectures();
    let archive = Destination::Apt {
        name: "deb",
        architectures: &architectures,
        suites: vec!["jammy", "jammy/vendor/7.0", "noble/vendor/7.0", "noble/main"],
        components: vec!["updates/main"],
    };
    let routed = |to: &str, files: &[&str]| {
        let routes = [route(when(), to)];
        let router = Router::new(&routes, vec![archive.clone()]);
        let files: Vec<_> = files.iter().map(|file| candidate(file, "7.0.4")).collect();
        let targets = router.route(&files).map_err(|defects| defects.to_string())?;
        Ok::<_, String>(targets.keys().map(ToString::to_string).collect::<Vec<_>>())
    };
    let both = ["a~jammy_.deb", "a~noble_.deb"];
    let number = "apt:deb/{codename}/vendor/{version.major}.{version.minor}";
    for to in ["apt:deb/{codename}/vendor/7.0", number] {
        let expected = ["apt:deb/jammy/vendor/7.0", "apt:deb/noble/vendor/7.0"];
        assert_eq!(routed(to, &both).unwrap(), expected);
    }
    let with_component = routed("apt:deb/{codename}/vendor/7.0/updates/main", &both[..1]);
    assert_eq!(with_component.unwrap(), ["apt:deb/jammy/vendor/7.0/updates/main"]);
    // A reference is a part of one name, whatever it stands for, and the suite must be declared.
    for (file, problem) in [
        ("a~sid_.deb", "apt:deb has no suite \"sid/vendor/7.0\""),
        ("a~jammy/vendor_.deb", "the name of a suite or repository cannot have '/'"),
        ("a~.._.deb", "starts with '.'"),
    ] {
        let error = routed("apt:deb/{codename}/vendor/7.0", &[file]).unwrap_err();
        assert!(error.starts_with("E895") && error.contains(problem), "{file}: {error}");
    }
    let suites = ["jammy", "jammy/vendor/7.0"];
    for (to, is_dead) in [
        ("apt:deb/{codename}/vendor/7.0", false),
        ("apt:deb/{codename}/vendor/{version}", false),
        ("apt:deb/j{codename}y/{codename}/7.{version.minor}/x", false),
        ("apt:deb/jammy/vendor/7.0/updates/main", false),
        ("apt:deb/{codename}/updates/main", false),
        ("apt:{codename}/x/main", false),
        ("apt:deb/{codename}/main", false),
        ("rpm:a", false),
        ("apt:deb/{codename}/other/7.0", true),
        ("apt:deb/noble/vendor/7.0", true),
        ("apt:deb/k{codename}/vendor/7.0", true),
        ("apt:deb/jammy/vendor/7.0/updates/contrib", true),
        ("apt:deb/{codename}/vendor/{version.major}.1", true),
    ] {
        let found =
            Template::parse(to, &["codename"]).unwrap().dead_end(&suites, &["updates/main"]);
        assert_eq!(found.is_some(), is_dead, "{to}");
    }
}

#[test]
fn numbers_of_versions() {
    for (version, major, minor) in [
        ("1:26.2.5-1", Some("26"), Some("2")),
        ("27", Some("27"), None),
        ("27~rc1-1", Some("27"), None),
        ("3.x", Some("3"), None),
        ("", None, None),
    ] {
        let candidate = candidate("x", version);
        assert_eq!((candidate.number(0), candidate.number(1)), (major, minor), "{version}");
    }
}

#[test]
fn architectures_match_in_any_spelling() {
    let when = Condition { architecture: Some("x86_64".parse().unwrap()), ..Condition::default() };
    let routes = [route(when, "apt:debian/stable")];
    assert!(routed(&routes, &[candidate("a.deb", "1")]).is_ok());
}

proptest! {
    #[test]
    fn any_template_gives_a_target_of_its_shape(
        text in r"apt:a/[ab{}.:-]{0,2}(\{(name|version|x)\})[ab/.]{0,3}",
        name in "[a-z/.]{1,3}", version in "[0-9a:/~-]{1,4}", file_name in ".{0,4}",
    ) {
        let when = Condition { file_name: Some(Condition::expression("(?<x>.*)").unwrap()), ..Default::default() };
        if let Ok(to) = Template::parse(&text, &["x"]) {
            let literals = text.matches('/').count();
            let routes = [Route { when, to: vec![to], source: diagnostic::Source::Program }];
            let candidate = Candidate { name: &name, ..candidate(&file_name, &version) };
            let architectures = architectures();
            let archive =
                Destination::Apt { name: "a", architectures: &architectures, suites: Vec::new(), components: Vec::new() };
            for (target, _) in Router::new(&routes, vec![archive]).route(&[candidate]).into_iter().flatten() {
                prop_assert_eq!(target.to_string().matches('/').count(), literals);
            }
        }
    }
}

#[test]
fn expressions_know_ascii_and_pass_over_what_is_cut_within_a_character() {
    let digits = Condition::expression(r"(?i)^A\d+\w_(?<rest>.)").unwrap();
    assert!(digits.is_match(b"a12b_x") && !digits.is_match("a\u{0661}b_x".as_bytes()));
    let when = Condition { file_name: Some(digits), ..Condition::default() };
    let candidate = candidate("a1b_\u{e9}", "1.0");
    assert_eq!(when.find(&candidate).unwrap().capture("rest"), None);
}
