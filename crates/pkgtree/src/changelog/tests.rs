//! Changelogs, good and bad.

use proptest::prelude::*;

use super::*;

/// The flaws, one on a line.
fn flaws(changelog: &Changelog) -> String {
    let shown = changelog.flaws.iter().map(|flaw| {
        let kind = if flaw.is_warning() { "warning" } else { "error" };
        format!("{} {kind}: {}; {}\n", flaw.line, flaw.problem, flaw.hint())
    });
    shown.collect()
}

/// Time, title and text of each entry.
fn entries(changelog: &Changelog) -> Vec<(u64, &str, &str)> {
    changelog
        .entries
        .iter()
        .map(|entry| (entry.time.seconds(), &*entry.title, &*entry.text))
        .collect()
}

#[test]
fn the_changelog_of_a_spec_file() {
    let changelog = Changelog::from_spec(
        "%changelog\n# newest first\n* Wed Jan 01 2025 Jane Doe <jane@example.org> - 2.10-1\n\
         - Greet in Portuguese\n\n  * 100%% sure\n  # not this\n- Mend   \n\n\n\
         * Tue Dec 31 23:59:59 CET 2024 J. Doe <j@example.org> 1:2.9-3\n- One\n\
         *Tue Dec 31 2024   Somebody   Else\nx\n",
    );
    assert_eq!(flaws(&changelog), "");
    assert_eq!(
        entries(&changelog),
        [
            (
                1_735_732_800,
                "Jane Doe <jane@example.org> - 2.10-1",
                "- Greet in Portuguese\n\n  * 100% sure\n- Mend"
            ),
            (1_735_685_999, "J. Doe <j@example.org> 1:2.9-3", "- One"),
            (1_735_646_400, "Somebody   Else", "x"),
        ]
    );
    let versions: Vec<_> = changelog.entries.iter().map(|entry| entry.version.as_deref()).collect();
    assert_eq!(versions, [Some("2.10-1"), Some("1:2.9-3"), None]);
    let lines: Vec<_> = changelog.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [3, 11, 13]);
}

#[test]
fn flaws_of_a_spec_file() {
    let changelog = Changelog::from_spec(
        "stray\n* Wed Jan 01 2025 A - 1\n- x %{version} 5%\n* Thu Jan 02 2025 A - 1\n- x\n\
         * Tue Jan 01 2025 A - 1\n- x\n* Sun Feb 30 2025 A - 1\n- x\n* Wed Jan 01 2025\n- x\n\
         * Wed Jan 01 2025 A - 1\n\n* wed jan 1 2025 A\n- x\n* Wed Jan 1 12:00 UTC 2025 A\n- x\n*\n",
    );
    insta::assert_snapshot!(flaws(&changelog));
    let lines: Vec<_> = changelog.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 6]);

    let day = |day: u8| format!("* Wed Jan {day:02} 2025 A\n- x\n");
    let unordered = Changelog::from_spec(&[5, 9, 7, 5, 3].map(day).concat());
    let order = |flaw: &&Flaw| flaw.problem == Problem::Order { sorted: false };
    let lines: Vec<_> = unordered.flaws.iter().filter(order).map(|flaw| flaw.line).collect();
    assert_eq!(lines, [3, 5]);
    assert!(unordered.entries.is_sorted_by(|one, other| one.time >= other.time));
    for text in ["", "\n \n", "%changelog\n"] {
        assert_eq!(Changelog::from_spec(text).flaws[0].problem, Problem::NoEntries, "{text:?}");
    }
}

/// rpmbuild reads the same entries, and refuses what is refused.
#[test]
fn rpmbuild_reads_the_same() {
    for (text, sound) in [
        (
            "* Wed Jan 01 2025 Jane <j@example.org> - 1.0-1\n- x\n\n  * y 100%%\n# no\n - z\n\n\
             * Wed Jan 1 2025 Jane\nx\n* Tue Dec 31 23:59:59 EST 2024 Jané 1-1\n- é\n",
            true,
        ),
        ("*Wed Jan 1 2025 A\n\n   - x\n   y\n", true),
        ("* Tue Jan 01 2025 A\n- x\n", true),
        ("* Wed Jan 01 2025 A\n- x\n* Thu Jan 02 2025 A\n- x\n", false),
        ("* Sun Feb 30 2025 A\n- x\n", false),
        ("* Wed Jan 01 2025\n- x\n", false),
        ("* Wed Jan 01 2025 A\n\n", false),
        ("* wed jan 01 2025 A\n- x\n", false),
        ("Wed Jan 01 2025 A\n- x\n", false),
    ] {
        let changelog = Changelog::from_spec(text);
        assert_eq!(changelog.flaws.iter().all(Flaw::is_warning), sound, "{text}");
        let ours: String = entries(&changelog)
            .iter()
            .map(|(time, title, text)| format!("{time}|{title}|{text}\n\u{1}"))
            .collect();
        assert_eq!(rpmbuild(text), sound.then_some(ours), "{text}");
    }
}

/// The changelog of a package that rpmbuild makes; `None` when it refuses.
fn rpmbuild(changelog: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("x.spec");
    let text = format!(
        "Name: x\nVersion: 1\nRelease: 1\nSummary: x\nLicense: x\nBuildArch: noarch\n\
         %description\nx\n%files\n%changelog\n{changelog}"
    );
    std::fs::write(&spec, text).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        real_tools::command(program).args(arguments).env("LC_ALL", "C.UTF-8").output().unwrap()
    };
    let top = format!("_topdir {}", folder.path().display());
    let built = run("rpmbuild", &["-bb", "-D", &top, "-D", "_rpmfilename x.rpm", spec.to_str()?]);
    // Of some errors it says so only, and leaves out the rest.
    if !built.status.success() || String::from_utf8_lossy(&built.stderr).contains("error: ") {
        return None;
    }
    let package = folder.path().join("RPMS/x.rpm");
    let format = "[%{CHANGELOGTIME}|%{CHANGELOGNAME}|%{CHANGELOGTEXT}\n\u{1}]";
    let query = run("rpm", &["-qp", "--qf", format, package.to_str()?]);
    Some(String::from_utf8(query.stdout).unwrap())
}

const DEBIAN: &str = "\
/* kept by hand */
hello (1:2.10-3) unstable; urgency=medium

  [ Jane Doe ]
  * Greet in
    Portuguese.
  * Mend.

 -- Jane Doe <jane@example.org>  Wed, 01 Jan 2025 23:30:00 -0500

hello (2.9-1) unstable; urgency=low

  * First.

 -- Somebody <s@example.org>  Mon,  1 jan 2024 00:30:00 +0100

Local variables:
nonsense
";

#[test]
fn the_changelog_of_debian() {
    let changelog = Changelog::from_debian(DEBIAN);
    assert_eq!(flaws(&changelog), "");
    assert_eq!(
        entries(&changelog),
        [
            (
                1_735_732_800,
                "Jane Doe <jane@example.org> - 1:2.10-3",
                "[ Jane Doe ]\n- Greet in\n  Portuguese.\n- Mend."
            ),
            (1_704_110_400, "Somebody <s@example.org> - 2.9-1", "- First."),
        ]
    );
    let newest = &changelog.entries[0];
    assert_eq!((newest.package.as_deref(), newest.line), (Some("hello"), 2));
    assert_eq!(newest.version.as_deref(), Some("1:2.10-3"));
}

#[test]
fn flaws_of_debian() {
    let entry = |trailer: &str| format!("x (1) u; urgency=low\n\n  * x\n\n{trailer}\n");
    let text = [
        "stray\n".to_owned(),
        entry(" -- A <a@b>  Wed, 01 Jan 2025 12:00:00 +0000"),
        entry(" -- A <a@b>  Thu, 02 Jan 2025 12:00:00 +0000"),
        entry(" -- A <a@b>  Sun, 01 Jan 2024 12:00:00 +0000"),
        entry(" -- A <a@b>  Mon, 01 Jan 2024 12:00:00"),
        entry(" -- A <a@b>  Feb 30 2024"),
        entry(" -- A  Mon, 01 Jan 2024 12:00:00 +0000"),
        "x (1) u; urgency=low\n\n -- A <a@b>  Mon, 01 Jan 2024 12:00:00 +0000\n".to_owned(),
        "x (1) u; urgency=low\n\n  * x\n".to_owned(),
        entry(" -- A <a@b>  Mon, 01 Jan 2024 12:00:00 +0000"),
        " -- A <a@b>  Mon, 01 Jan 2024 12:00:00 +0000\n".to_owned(),
        "x (1) u; urgency=low\n".to_owned(),
    ];
    let changelog = Changelog::from_debian(&text.concat());
    insta::assert_snapshot!(flaws(&changelog));
    let times: Vec<_> = changelog.entries.iter().map(|entry| entry.time).collect();
    assert!(times.is_sorted_by(|one, other| one >= other));
    assert_eq!(changelog.entries[0].line, 7);
    assert_eq!(Changelog::from_debian("\n").flaws[0].problem, Problem::NoEntries);
}

/// dpkg-parsechangelog(1) reads the same packages, versions and days.
#[test]
fn dpkg_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changelog");
    std::fs::write(&file, DEBIAN).unwrap();
    let output = real_tools::command("dpkg-parsechangelog")
        .args(["--all", "--format", "rfc822", "-l"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let paragraphs = String::from_utf8(output.stdout).unwrap();
    let field = |name: &str| -> Vec<String> {
        let lines = paragraphs.lines().filter_map(|line| line.strip_prefix(name));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let ours = Changelog::from_debian(DEBIAN).entries;
    let of = |part: fn(&Entry) -> String| ours.iter().map(part).collect::<Vec<_>>();
    assert_eq!(field("Source:"), of(|entry| entry.package.clone().unwrap()));
    assert_eq!(field("Version:"), of(|entry| entry.version.clone().unwrap()));
    let authors = of(|entry| entry.title.split(" - ").next().unwrap().to_owned());
    assert_eq!(field("Maintainer:"), authors);
}

/// Pieces from which broken changelogs are made.
const PIECES: &[&str] = &[
    "* Wed Jan 01 2025 A <a@b> - 1-1",
    "* ",
    "*",
    "Wed Jan 1 12:00:00 UTC 2025 A",
    "- x",
    "%%",
    "%{",
    "%",
    "#",
    "hello (1) u; urgency=low",
    " -- A <a@b>  Wed, 01 Jan 2025 12:00:00 +0000",
    " -- ",
    ">",
    "  * é",
    " (",
    ");",
    "\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "Local variables:",
];

proptest! {
    #[test]
    fn any_text_is_parsed(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        for changelog in [Changelog::from_spec(&text), Changelog::from_debian(&text)] {
            prop_assert!(!changelog.entries.is_empty() || !changelog.flaws.is_empty());
            prop_assert!(changelog.flaws.is_sorted_by_key(|flaw| flaw.line));
            for entry in &changelog.entries {
                prop_assert!(!entry.title.is_empty() && !entry.text.trim().is_empty());
            }
        }
    }

    #[test]
    fn any_characters_are_parsed(text in "\\PC{0,60}\n\\PC{0,60}") {
        drop(Changelog::from_spec(&text));
        drop(Changelog::from_debian(&text));
    }
}
