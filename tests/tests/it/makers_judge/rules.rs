//! The rules of the judges that a description can break: each is broken, and refused with its place.

use conformance::tool::require_root;

use super::cases::{Says, text};
use super::ground::{Ground, assert_places};
use super::values::with_long_names;

use Says::{Row, Value};

fn value(table: &'static str, key: &'static str, value: &'static str) -> Says {
    Value(table, key, value)
}

fn row(table: &str, row: &'static str) -> Says {
    Row(table.to_owned(), row)
}

/// Unless `says` is refused with this, at the place of what it says: what is said instead.
fn difference(
    made: Result<Vec<u8>, diagnostic::Diagnostics>,
    says: &Says,
    expected: &str,
) -> Option<String> {
    let text = text(std::slice::from_ref(says));
    let Err(defects) = made else { return Some(format!("{text}\nis taken")) };
    assert_places(&text, &defects);
    let said = defects.to_string();
    let place = match says {
        Value(_, key, _) => {
            said.contains("package.toml:") && said.contains(key) || said.contains(".sh")
        }
        // Of what is installed the path is the place.
        Row(..) => said.contains("package.toml:") || said.contains(": /"),
    };
    let is_it = place && said.contains(&with_long_names(expected));
    (!is_it).then(|| format!("{text}\n{expected}\n{said}"))
}

#[test]
fn mkdeb_refuses_what_the_judge_of_debs_refuses() {
    require_root();
    let ground = Ground::new();
    let fields = |text| value("deb", "fields", text);
    let triggers = |text| value("deb", "triggers", text);
    let cases = [
        (fields("{ X = '1' }"), "is not the name of a field"),
        (fields("{ Essential = 'maybe' }"), "would set Essential"),
        (fields("{ Protected = 'maybe' }"), "would set Protected"),
        (fields("{ X-Empty = '' }"), "is empty"),
        (fields("{ Revision = 'a b' }"), "would set Revision"),
        (fields("{ Status = 'x' }"), "would set Status"),
        (fields("{ config-version = '1' }"), "would set Config-Version"),
        (fields("{ Triggers-Awaited = 'x' }"), "would set Triggers-Awaited"),
        (fields("{ Conffiles = 'x' }"), "would set Conffiles"),
        (fields("{ Filename = 'a b' }"), "would set Filename"),
        (value("deb", "multi-arch", "'yes'"), "known are no, same, foreign and allowed"),
        (value("deb", "multi-arch", "'Same'"), "is \"same\" in a package for all architectures"),
        (value("deb", "priority", "'optional x'"), "has text after \"optional\""),
        (value("", "arch", "'any'"), "any"),
        (value("", "arch", "'source'"), "source"),
        (value("", "depends", "['a1 b1']"), "there is 'b' after a package"),
        (value("deb", "breaks", "['a1 | b1']"), "has alternatives"),
        (value("deb", "conflicts", "['a1 | b1']"), "has alternatives"),
        (value("", "provides", "['a1 | b1']"), "has alternatives"),
        (value("deb", "replaces", "['a1 | b1']"), "has alternatives"),
        (value("deb", "provides", "['a1 (>= 1)']"), "dpkg 1.22 (Debian 13) and later refuse"),
        (value("deb", "conffiles", "['etc/a']"), "is not an absolute path"),
        (value("deb", "conffiles", "['/']"), "is the root"),
        (value("deb", "conffiles", "['/etc']"), "is a directory"),
        (value("deb", "remove-on-upgrade", "['/etc/case.conf']"), "which the package installs"),
        (value("deb", "remove-on-upgrade", "['/DEEP']"), "has 1012 bytes; dpkg reads 996"),
        (row("add", "source = 'good.sh'\ntarget = '/etc/DEEP/file'"), "dpkg reads 996"),
        (triggers("['watch x']"), "is not a directive"),
        (triggers("['interest']"), "has no trigger name"),
        (triggers("['interest a b']"), "has text after the trigger"),
        (triggers("['interest /usr/']"), "write \"/usr\""),
        (triggers("['interest a_b']"), "is not the name of a trigger"),
        (triggers("['activate File']"), "is the name of a file that dpkg stores"),
        (triggers("['interest /LONG/LONG']"), "is longer than 254 bytes"),
        (value("", "scripts", "{ postinst = 'crlf.sh' }"), "CR LF"),
        (
            value("", "scripts", "{ postinst = 'crlf-argument.sh' }"),
            "its interpreter is \"/bin/sh\\r\", with a carriage return",
        ),
        (row("add", "source = 'good.sh'\ntarget = '/LONGER'"), "247 bytes"),
        (row("link", "path = '/l'\ntarget = 'LONGESTx'"), "has 4096 bytes; the limit is 4095"),
    ];
    let found = cases.into_iter().filter_map(|(says, expected)| {
        difference(ground.deb(&text(std::slice::from_ref(&says))), &says, expected)
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// More fields than readers take.
#[test]
fn mkdeb_refuses_more_fields_than_are_read() {
    require_root();
    let fields: String = (0..257).map(|at| format!("X-{at} = '1'\n")).collect();
    let text = format!("{}[deb.fields]\n{fields}", text(&[]));
    let defects = Ground::new().deb(&text).unwrap_err();
    assert_places("", &defects);
    assert!(defects.to_string().contains("a paragraph can have at most 256 fields"), "{defects}");
}

#[test]
fn mkrpm_refuses_what_the_judge_of_rpms_refuses() {
    require_root();
    let ground = Ground::new();
    let pre = |text| value("rpm", "scripts", text);
    let cases = [
        (
            pre("{ pre = { file = 'good.sh', interpreter = '<perl>' } }"),
            "the only built-in interpreter of rpm is <lua>",
        ),
        (
            value("rpm", "requires", "['rpmlib(Foo) <= 1']"),
            "requires rpmlib(Foo) 1, which no supported rpm provides",
        ),
        (
            value("rpm", "requires-for", "{ pre = ['rpmlib(Foo)'] }"),
            "which no supported rpm provides",
        ),
        (row("add", "source = 'good.sh'\ntarget = '/LONGER'"), "247 bytes"),
        (row("link", "path = '/l'\ntarget = 'LONGESTx'"), "has 4096 bytes; the limit is 4095"),
        (row("link", "path = '/l'\ntarget = ''"), ""),
    ];
    let found = cases.into_iter().filter_map(|(says, expected)| {
        difference(ground.rpm(&text(std::slice::from_ref(&says))), &says, expected)
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
