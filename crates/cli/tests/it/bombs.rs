//! Small files that claim, or hold, very much: what reading them takes of memory.
//!
//! Peak resident memory is at most 64 MiB, the decoder's window, eight times the file and 256 bytes an
//! entry; or the file is refused.

mod deb;
mod repository;
mod rpm;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use pkgio::{Codec, Compression, Encoder};
use real_tools::run_in;
use tempfile::TempDir;

const MIB: u64 = 1 << 20;

/// What is read, and what it may take.
struct Bomb {
    name: &'static str,
    /// The arguments of the command, in a directory where the file is.
    arguments: Vec<&'static str>,
    /// Bytes of everything that is read.
    size: u64,
    /// Files, packages, dependencies, entries of a changelog.
    entries: u64,
    /// What the decoder keeps of what it wrote, in bytes.
    window: u64,
    /// How the command ends.
    exit: i32,
}

impl Bomb {
    fn bound(&self) -> u64 {
        64 * MIB + self.window + 8 * self.size + 256 * self.entries
    }
}

/// Runs a command and prints its exit code and its peak memory in KiB. What a process has when it
/// starts another counts for that too: this one has little.
const MEASURE: &str = "import os, subprocess, sys\n\
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n\
    _, status, used = os.wait4(child.pid, 0)\n\
    print(os.waitstatus_to_exitcode(status), used.ru_maxrss)\n";

/// Runs each in `directory`, and says which takes more than it may.
fn check(binary: &str, directory: &Path, bombs: &[Bomb]) {
    let mut over = Vec::new();
    for bomb in bombs {
        let arguments = [&["-c", MEASURE, binary], &bomb.arguments[..]].concat();
        let measured = run_in(directory, "python3", &arguments);
        let measured = String::from_utf8(measured).unwrap();
        let (exit, peak) = measured.trim().split_once(' ').unwrap();
        let (peak, bound) = (peak.parse::<u64>().unwrap() << 10, bomb.bound());
        let name = format!("{} ({})", bomb.name, bomb.arguments.join(" "));
        assert_eq!(exit, bomb.exit.to_string(), "{name}");
        if peak > bound {
            over.push(format!("{name} takes {} MiB of {}", peak / MIB, bound / MIB));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

/// A package that is inspected.
struct Package {
    name: &'static str,
    bytes: Vec<u8>,
    entries: u64,
    exit: i32,
}

/// Inspects each package as text, and as JSON if it is not refused.
fn inspect(binary: &str, window: u64, packages: Vec<Package>) {
    let mut bombs = Vec::new();
    let mut files = Vec::new();
    for (at, Package { name, bytes, entries, exit }) in packages.into_iter().enumerate() {
        let file: &'static str = format!("{at}.package").leak();
        let (text, json) = (vec!["inspect", file], vec!["inspect", "--json", file]);
        let forms = if exit == 0 { vec![text, json] } else { vec![text] };
        let size = bytes.len() as u64;
        let bomb = |arguments| Bomb { name, arguments, size, entries, window, exit };
        bombs.extend(forms.into_iter().map(bomb));
        files.push((file, bytes));
    }
    check(binary, directory(&files).path(), &bombs);
}

fn packed(codec: Codec, bytes: &[u8]) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new(), Compression::new(codec), NonZeroUsize::MIN).unwrap();
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A directory with files in it, and the bytes of each.
fn directory(files: &[(&str, Vec<u8>)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    directory
}
