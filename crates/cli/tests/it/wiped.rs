//! What is left of secrets in the memory of a command that has read them.

use std::fs::{self, File};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::repository::{Package, Repository};
use crate::secrets::fixture;

/// Everything that a process can write to: its heap, stacks and data.
fn memory(pid: u32) -> Vec<u8> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let file = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut memory = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (begin, end) = range.split_once('-').unwrap();
        let [begin, end] = [begin, end].map(|it| u64::from_str_radix(it, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - begin).unwrap()];
        if file.read_exact_at(&mut bytes, begin).is_ok() {
            memory.extend(bytes);
        }
    }
    memory
}

fn holds(memory: &[u8], text: &str) -> bool {
    memory.windows(text.len()).any(|it| it == text.as_bytes())
}

/// A repository is signed by a key and by a command, which waits while the memory is searched.
#[test]
fn the_text_of_a_key_is_overwritten_before_signing() {
    let repository = Repository::unsigned();
    let signing = "[signing]\nkey = \"file:key.asc\"\npassword = \"file:password\"\n\
                   command = \"touch started; while [ ! -e go ]; do sleep 0.02; done; exit 1\"\n\
                   certificates = \"file:public.asc\"\n";
    repository.describe(|text| text.replace("# [signing]", signing));
    let key = fixture("protected.secret.asc");
    for (name, text) in [("key.asc", &*key), ("password", "correct horse\n")] {
        fs::write(repository.path(name), text).unwrap();
        fs::set_permissions(repository.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    fs::write(repository.path("public.asc"), fixture("rsa3072.asc")).unwrap();
    let hello = repository.build(Package::new("hello", "1.0"));
    let mut command = repository.command(&["add", &hello]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    while !repository.path("started").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before the command was run");
        thread::sleep(Duration::from_millis(10));
    }
    let memory = memory(child.id());
    fs::write(repository.path("go"), "").unwrap();
    child.wait().unwrap();
    // It is the memory of that command.
    assert!(holds(&memory, "certificates = \"file:public.asc\""));
    // The first lines are public numbers. Buffers of the OpenPGP parser are not wiped, but used again for
    // other things.
    let secret: Vec<&str> = key.lines().skip(12).filter(|line| line.len() == 64).collect();
    let left: Vec<_> = secret.iter().filter(|line| holds(&memory, line)).collect();
    assert!(secret.len() > 20 && left.len() <= 2, "{} of {}: {left:?}", left.len(), secret.len());
}
