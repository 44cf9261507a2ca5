//! FIFOs, sockets, devices and directories in the place of every file that can be named: an error that names
//! them, and never a command that waits or does not end.

use std::fs;
use std::io::Read;
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::repository::{Package, Repository};
use crate::support::{Run, Tool, Workshop};

/// What a command may take, in seconds, on a machine that does a lot besides.
const LONGEST: u64 = 60;

const FIFO: &str = "odd.fifo";
const SOCKET: &str = "odd.socket";
const DIRECTORY: &str = "odd.directory";
const DEVICE: &str = "/dev/zero";
const KINDS: [&str; 4] = [FIFO, SOCKET, DIRECTORY, DEVICE];

/// Runs a command that may wait for ever, in vain.
fn run(mut command: Command) -> Run {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipes = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = thread::spawn(move || {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        pipes.1.read_to_string(&mut stderr).unwrap();
        pipes.0.read_to_string(&mut stdout).unwrap();
        (stdout, stderr)
    });
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(LONGEST) {
            child.kill().unwrap();
            child.wait().unwrap();
            break std::os::unix::process::ExitStatusExt::from_raw(9);
        }
        thread::sleep(Duration::from_millis(2));
    };
    let (stdout, stderr) = reader.join().unwrap();
    Run { code: status.code(), stdout, stderr }
}

/// Commands that were expected to end with an error that names their operand, and did otherwise.
#[derive(Debug, Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn expect_refused(&mut self, command: Command, odd: &str, what: &str) {
        let Run { code, stdout, stderr } = run(command);
        if !code.is_some_and(|code| (2..100).contains(&code)) || !stderr.contains(odd) {
            self.0.push(format!("{what}: {code:?}: {stdout}{stderr}"));
        }
    }
}

impl Drop for Wrong {
    fn drop(&mut self) {
        assert!(self.0.is_empty() || thread::panicking(), "{}", self.0.join("\n"));
    }
}

fn make(folder: &std::path::Path) -> UnixListener {
    let mut mkfifo = real_tools::command("mkfifo");
    assert!(mkfifo.arg(folder.join(FIFO)).status().unwrap().success());
    fs::create_dir(folder.join(DIRECTORY)).unwrap();
    UnixListener::bind(folder.join(SOCKET)).unwrap()
}

/// Each line of arguments with `@` for the operand; a directory where one is refused too.
fn each(lines: &[&str], kinds: &[&'static str]) -> Vec<(Vec<String>, &'static str)> {
    let of = |line: &str, kind: &str| line.split(' ').map(|it| it.replace('@', kind)).collect();
    lines.iter().flat_map(|line| kinds.iter().map(move |kind| (of(line, kind), *kind))).collect()
}

#[test]
fn odd_files_on_command_lines_of_packages_are_refused() {
    let mut wrong = Wrong::default();
    for tool in [Tool::Mkdeb, Tool::Mkrpm] {
        let workshop = Workshop::of(tool);
        workshop.build(&[]).done();
        let _socket = make(&workshop.path(""));
        let key = crate::secrets::fixture("protected.secret.asc");
        workshop.file("key.asc", key.as_bytes(), 0o600);
        let public = crate::secrets::fixture("ed25519.asc");
        workshop.file("public.asc", public.as_bytes(), 0o644);
        let package = tool.package();
        let mut lines: Vec<String> = [
            "inspect @",
            "diff @ PACKAGE",
            "diff PACKAGE @",
            "verify --key @ PACKAGE",
            "verify --key public.asc @",
            "sign --sign-key @ PACKAGE",
            "sign --sign-key key.asc --sign-password @ PACKAGE",
            "sign --sign-command false @",
        ]
        .map(|line| line.replace("PACKAGE", package))
        .to_vec();
        let script = if tool == Tool::Mkdeb { "postinst" } else { "post" };
        let mut options = vec![
            "-m @".to_owned(),
            "--changelog @".to_owned(),
            format!("--script {script}=@"),
            "--sign-key @".to_owned(),
            "--sign-key key.asc --sign-password @".to_owned(),
        ];
        match tool {
            Tool::Mkdeb => options.extend(
                ["--copyright @", "--templates @", "--shlibs @", "--symbols @"].map(str::to_owned),
            ),
            Tool::Mkrpm => options.push("--spec-changelog @".to_owned()),
        }
        let lines: Vec<&str> = lines.drain(..).map(|line| &*line.leak()).collect();
        let options: Vec<&str> = options.drain(..).map(|line| &*line.leak()).collect();
        for (arguments, odd) in each(&lines, &KINDS) {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            wrong.expect_refused(
                workshop.command(&arguments),
                odd,
                &format!("{tool:?} {arguments:?}"),
            );
        }
        for (arguments, odd) in each(&options, &KINDS) {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let arguments = [&tool.sufficient(), &arguments[..], &["-f"]].concat();
            wrong.expect_refused(
                workshop.command(&arguments),
                odd,
                &format!("{tool:?} {arguments:?}"),
            );
        }
        // Trees, and what is written.
        for (arguments, odd) in each(&["@ --name=x", "init -o @"], &[FIFO, SOCKET, DEVICE]) {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            wrong.expect_refused(
                workshop.command(&arguments),
                odd,
                &format!("{tool:?} {arguments:?}"),
            );
        }
        // Fields of manifests.
        for field in [
            "changelog = \"@\"".to_owned(),
            format!("[{}.scripts]\n{script} = \"@\"", &tool.name()[2..]),
        ] {
            for odd in [FIFO, SOCKET, DEVICE] {
                let text = field.replace('@', odd);
                workshop.file("package.toml", text.as_bytes(), 0o644);
                let arguments = [&tool.sufficient(), &["-m", "package.toml", "-f"][..]].concat();
                wrong.expect_refused(
                    workshop.command(&arguments),
                    odd,
                    &format!("{tool:?} {text}"),
                );
            }
        }
    }
}

/// A project whose README and licence are FIFOs: `init` passes over them.
#[test]
fn init_passes_over_odd_files() {
    let workshop = Workshop::new();
    for name in ["README.md", "LICENSE", "COPYING"] {
        let mut mkfifo = real_tools::command("mkfifo");
        assert!(mkfifo.arg(workshop.path(name)).status().unwrap().success());
    }
    let run = run(workshop.command(&["init", "stage"]));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn odd_files_on_command_lines_of_repositories_are_refused() {
    let mut wrong = Wrong::default();
    let repository = Repository::signed();
    let hello = repository.build(Package::new("hello", "1.0"));
    repository.run(&["add", &hello]).done();
    let _socket = make(&repository.path(""));
    let rpm = repository.build_rpm(Package::new("hello", "1.0"));
    fs::create_dir(repository.path("rpms")).unwrap();
    fs::copy(repository.path(&rpm), repository.path("rpms").join("hello.rpm")).unwrap();
    let control = "Format: 1.8\nSource: a\nVersion: 1\nDistribution: stable\nFiles:\n \
                   d41d8cd98f00b204e9800998ecf8427e 0 x y odd.fifo\nChecksums-Sha256:\n \
                   e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 odd.fifo\n";
    fs::write(repository.path("a.changes"), control).unwrap();
    wrong.expect_refused(repository.command(&["add", "a.changes"]), FIFO, "add a.changes");
    let lines = [
        "add --document group=@",
        "add --document x-@=@",
        "index --document group=@ rpms",
        "index --sign-key @ rpms",
        "index --sign-command false --certificate @ rpms",
        "verify --key @",
        "key inspect @",
        "key export @",
        "key generate --name x -o key --password @",
    ];
    for (arguments, odd) in each(&lines, &KINDS) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        wrong.expect_refused(repository.command(&arguments), odd, &format!("{arguments:?}"));
    }
    for odd in [FIFO, SOCKET, DEVICE] {
        let arguments = ["key", "generate", "--name=x", "-o", odd];
        wrong.expect_refused(repository.command(&arguments), odd, &format!("{arguments:?}"));
    }
    for name in ["add", "verify", "index", "serve", "-C", "init"] {
        for odd in [FIFO, SOCKET, DEVICE] {
            let arguments: &[&str] = if name == "-C" { &["-C", odd, "list"] } else { &[name, odd] };
            wrong.expect_refused(repository.command(arguments), odd, &format!("{arguments:?}"));
        }
    }
    // By the names that packages have.
    for (name, kind) in ["x.deb", "x.rpm", "x.dsc", "x.changes"].iter().zip([FIFO; 4]) {
        fs::rename(repository.path(kind), repository.path(name)).unwrap();
        wrong.expect_refused(repository.command(&["add", name]), name, name);
        fs::rename(repository.path(name), repository.path(kind)).unwrap();
    }
}

#[test]
fn odd_files_in_the_configuration_are_refused() {
    let mut wrong = Wrong::default();
    for odd in KINDS {
        for lines in [
            "[signing]\nkey = \"file:@\"",
            "[signing]\nkey = \"file:key.asc\"\npassword = \"file:@\"",
            "[signing]\nkey = \"file:key.asc\"\ncertificates = \"file:@\"",
        ] {
            let repository = Repository::unsigned();
            repository.key("key.asc", crate::repository::KEY);
            let _socket = make(&repository.path(""));
            let lines = lines.replace('@', odd);
            repository.describe(|text| text.replace("# [signing]", &lines));
            wrong.expect_refused(repository.command(&["refresh"]), odd, &lines);
        }
        let repository = Repository::signed();
        let _socket = make(&repository.path(""));
        repository.describe(|text| format!("state = \"file:{odd}\"\n{text}"));
        let hello = repository.build(Package::new("hello", "1.0"));
        wrong.expect_refused(repository.command(&["add", &hello]), odd, "state");
    }
    let repository = Repository::unsigned();
    fs::remove_file(repository.path("mkrepo.toml")).unwrap();
    let mut mkfifo = real_tools::command("mkfifo");
    assert!(mkfifo.arg(repository.path("mkrepo.toml")).status().unwrap().success());
    wrong.expect_refused(repository.command(&["list"]), "mkrepo.toml", "mkrepo.toml");
}
