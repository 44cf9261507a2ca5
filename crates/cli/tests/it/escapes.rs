//! What others wrote never controls the terminal.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use crate::support::{Run, Tool, Workshop, of_both, set};

of_both!(in_file_names, in_flags_operands_and_manifests);

/// Sets a terminal's title, as raw bytes, and as what a C1-aware terminal reads as such.
const EVIL: [&[u8]; 3] = [b"\x1b]0;x\x07", "\u{9b}31m".as_bytes(), "a\u{202e}b".as_bytes()];

#[track_caller]
fn assert_tame(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        let wild = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!text.contains(wild), "{text:?}");
    }
}

fn in_file_names(tool: Tool) {
    for name in EVIL {
        let workshop = Workshop::of(tool);
        let path = workshop.path("stage/usr/bin").join(OsStr::from_bytes(name));
        fs::write(path, b"").unwrap();
        for further in [&[][..], &["--json"], &["--allow-non-utf8", "--verbose", "--color=never"]] {
            let run = workshop.build(further);
            assert_tame(&run);
            if name[0] == 0x1b {
                assert_eq!(run.code, Some(3), "{}", run.stderr);
                assert_eq!(workshop.names(), set(&["stage"]));
            }
        }
    }
}

fn in_flags_operands_and_manifests(tool: Tool) {
    let workshop = Workshop::of(tool);
    for evil in EVIL {
        let evil = str::from_utf8(evil).unwrap();
        let manifest = format!("\"{evil}\" = 1\nname = '{evil}'\n").replace('\x07', "");
        workshop.file("package.toml", manifest.as_bytes(), 0o644);
        assert_tame(&workshop.run(&["stage", "-m", "package.toml"]));
        assert_tame(&workshop.run(&["stage", "-m", "package.toml", "--json"]));
        for arguments in [
            &[evil][..],
            &["stage", "-m", evil],
            &["stage", &format!("--{evil}")],
            &["inspect", evil],
            &["stage", "--attr", evil, "--set", evil, "--threads", evil, "--timestamp", evil],
        ] {
            assert_tame(&workshop.run(arguments));
            assert_tame(&workshop.run(&[&["--json"], arguments].concat()));
        }
        for flag in ["--summary", "--description", "--name", "--version", "--depends", "--license"]
        {
            let run = workshop.run(&[&tool.sufficient()[..1], &[flag, evil]].concat());
            assert_ne!(run.code, Some(0), "{flag}");
            assert_tame(&run);
        }
    }
}
