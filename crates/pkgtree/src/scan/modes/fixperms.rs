//! What dh_fixperms of debhelper 13 and 14 does to modes, but that setuid, setgid and sticky bits
//! stay.
//!
//! Each step is one of its `find ... | xargs chmod`, in its order. A file of several names is
//! changed where any of its names is matched, as the one inode that it is.

use crate::{InstallPath, Mode};

const SPECIAL: u16 = 0o7000;
const EXECUTE: u16 = 0o111;

/// The mode of a directory: everyone may read and enter it, and only its owner write.
pub(super) fn directory(path: &InstallPath, mode: Mode) -> Mode {
    let bits = mode.bits();
    let permissions =
        if below(path.as_bytes(), "usr/share/doc") || path.as_bytes() == b"usr/share/doc" {
            0o755
        } else {
            bits & 0o700 | 0o600 | 0o055
        };
    with_special(permissions, bits)
}

/// The mode of the regular file that is at all of `paths`.
pub(super) fn file(paths: &[&[u8]], mode: Mode) -> Mode {
    let any = |is_match: &dyn Fn(&[u8]) -> bool| paths.iter().any(|path| is_match(path));
    let before = mode.bits();
    // go=rX,u+rw
    let mut bits = before & 0o700 | 0o644 | if before & EXECUTE == 0 { 0 } else { 0o011 };
    if any(&|path| below(path, "usr/share/doc") && !is_example(path)) {
        bits = 0o644;
    }
    if any(&|path| DATA.iter().any(|folder| below(path, folder))) {
        bits = 0o644;
    }
    if bits & 0o005 == 0o005 && any(&is_perl_module) {
        bits &= !EXECUTE;
    }
    if any(&has_data_name) {
        bits = 0o644;
    }
    if any(&|path| PROGRAMS.iter().any(|folder| below(path, folder))) {
        bits |= EXECUTE;
    }
    if any(&|path| below(path, "usr/lib") && name(path).ends_with(b".ali")) {
        bits &= !0o222;
    }
    if any(&is_node_program) {
        bits = 0o755;
    }
    if let Some(is_script) = paths.iter().find_map(|path| reporting(path)) {
        bits = if is_script { 0o755 } else { 0o644 };
    }
    if any(&|path| below(path, "etc/sudoers.d")) {
        bits = 0o440;
    }
    with_special(bits, before)
}

fn with_special(permissions: u16, before: u16) -> Mode {
    Mode::from_bits((permissions | before & SPECIAL).into())
}

/// Where nothing is executable.
const DATA: [&str; 5] = [
    "usr/share/man",
    "usr/include",
    "usr/share/applications",
    // Of debhelper 14.
    "usr/share/themes",
    "usr/share/lintian/overrides",
];

/// Where everything is.
const PROGRAMS: [&str; 7] =
    ["usr/bin", "bin", "usr/sbin", "sbin", "usr/games", "usr/libexec", "etc/init.d"];

/// Endings of what is read, not executed.
const DATA_NAMES: [&str; 14] = [
    ".so", ".la", ".a", ".js", ".css", ".scss", ".sass", ".jpeg", ".jpg", ".png", ".gif", ".cmxs",
    ".node", ".so.",
];

fn below(path: &[u8], folder: &str) -> bool {
    path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'/'))
}

fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// `/usr/share/doc/*/examples/**`.
fn is_example(path: &[u8]) -> bool {
    let mut parts = path.split(|byte| *byte == b'/').skip(4);
    parts.next() == Some(b"examples") && parts.next().is_some()
}

fn has_data_name(path: &[u8]) -> bool {
    let name = name(path);
    let (library, endings) =
        DATA_NAMES.split_last().map_or(("", &[][..]), |(last, all)| (*last, all));
    endings.iter().any(|ending| name.ends_with(ending.as_bytes()))
        || name.windows(library.len()).any(|part| part == library.as_bytes())
}

/// `*.pm` below the directories of Perl's vendor modules.
fn is_perl_module(path: &[u8]) -> bool {
    let mut parts = path.strip_prefix(b"usr/lib/").unwrap_or_default().split(|byte| *byte == b'/');
    let is_of_machine =
        parts.next().is_some() && parts.next() == Some(b"perl5") && parts.count() > 1;
    name(path).ends_with(b".pm") && (below(path, "usr/share/perl5") || is_of_machine)
}

/// `/usr/lib/nodejs/*/cli.js` and `bin.js`.
fn is_node_program(path: &[u8]) -> bool {
    let parts: Vec<_> = path.split(|byte| *byte == b'/').collect();
    matches!(parts[..], [b"usr", b"lib", b"nodejs", folder, b"cli.js" | b"bin.js"] if !folder.starts_with(b"."))
}

/// For what `/usr/share/bug/PACKAGE` is or holds, whether it is a script.
fn reporting(path: &[u8]) -> Option<bool> {
    let parts: Vec<_> = path.strip_prefix(b"usr/share/bug/")?.split(|byte| *byte == b'/').collect();
    match parts[..] {
        [_] | [_, b"script"] => Some(true),
        [.., b"script"] => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str], bits: u32) -> String {
        let paths: Vec<_> = paths.iter().map(|path| path.as_bytes()).collect();
        file(&paths, Mode::from_bits(bits)).to_string()
    }

    #[test]
    fn files_get_the_modes_of_their_place_and_name() {
        for (path, before, after) in [
            ("usr/lib/hello/data", 0o600, "0644"),
            ("usr/lib/hello/tool", 0o770, "0755"),
            ("usr/lib/hello/odd", 0o010, "0655"),
            ("usr/bin/hello", 0o644, "0755"),
            ("bin/hello", 0o4711, "4755"),
            ("usr/games/chess", 0o2775, "2755"),
            ("usr/share/doc/hello/notes", 0o777, "0644"),
            ("usr/share/doc/hello/examples/run", 0o777, "0755"),
            ("usr/share/doc/hello/examples", 0o777, "0644"),
            ("usr/share/man/man1/hello.1.gz", 0o755, "0644"),
            ("usr/lib/libhello.so.1.2", 0o755, "0644"),
            ("usr/lib/libhello.so", 0o700, "0644"),
            ("usr/lib/hello.soup", 0o755, "0755"),
            ("srv/x.jpg", 0o777, "0644"),
            ("usr/share/perl5/Hello.pm", 0o755, "0644"),
            ("usr/lib/x86_64-linux-gnu/perl5/5.36/Hello.pm", 0o755, "0644"),
            ("opt/Hello.pm", 0o755, "0755"),
            ("usr/lib/ada/hello.ali", 0o644, "0444"),
            ("usr/lib/nodejs/hello/cli.js", 0o600, "0755"),
            ("usr/share/bug/hello/control", 0o755, "0644"),
            ("usr/share/bug/hello/script", 0o644, "0755"),
            ("usr/share/bug/hello", 0o644, "0755"),
            ("etc/sudoers.d/hello", 0o644, "0440"),
            ("etc/init.d/hello", 0o600, "0755"),
        ] {
            assert_eq!(of(&[path], before), after, "{path} {before:o}");
        }
    }

    #[test]
    fn a_file_is_what_all_of_its_names_make_it() {
        assert_eq!(of(&["usr/share/doc/hello/x", "usr/bin/x"], 0o600), "0755");
        assert_eq!(of(&["opt/x.so", "srv/x"], 0o755), "0644");
    }
}
