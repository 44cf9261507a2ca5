//! apt, as users have it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::chroot::{Chroot, Suite};
use crate::tool::{self, Outcome, command, outcome};

/// A Debian system that knows no other repository than the one under test.
#[derive(Debug)]
pub struct Client {
    chroot: Chroot,
}

impl Client {
    /// A fresh system of `suite`, without sources.
    ///
    /// # Panics
    /// As [`Chroot::new`].
    #[must_use]
    pub fn new(suite: Suite) -> Self {
        let client = Self { chroot: Chroot::new(suite) };
        for path in ["etc/apt/sources.list", "var/lib/apt/lists", "etc/apt/sources.list.d"] {
            tool::call("rm", &["-rf".as_ref(), client.path(path).as_os_str()]);
        }
        client.write("etc/apt/sources.list.d/.keep", "");
        client.write("var/lib/apt/lists/partial/.keep", "");
        client
    }

    /// The system.
    #[must_use]
    pub fn chroot(&self) -> &Chroot {
        &self.chroot
    }

    /// Writes a file below its root.
    ///
    /// # Panics
    /// When it cannot.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Makes `lines` its only sources.
    ///
    /// # Panics
    /// When it cannot.
    pub fn sources(&self, lines: &[String]) {
        self.write("etc/apt/sources.list.d/test.list", lines.join("\n") + "\n");
    }

    /// Runs `apt-get` without questions.
    #[track_caller]
    pub fn attempt(&self, arguments: &[&str]) -> Outcome {
        let options = ["-q", "-y", "-o", "APT::Sandbox::User=root", "-o", "Dpkg::Use-Pty=0"];
        let outcome = self.chroot.outcome("apt-get", &[&options, arguments].concat());
        if arguments.contains(&"update") {
            // HTTP's dates have whole seconds: what is published within that of a download is the
            // same to apt.
            std::thread::sleep(Duration::from_secs(1));
        }
        outcome
    }

    /// Runs `apt-get`, which must succeed and have nothing to complain about.
    ///
    /// # Panics
    /// When it fails, or warns.
    #[track_caller]
    pub fn apt(&self, arguments: &[&str]) -> String {
        let outcome = self.attempt(arguments).succeeded();
        let complaint = |line: &str| line.starts_with("W:") || line.starts_with("E:");
        assert!(!outcome.errors().lines().any(complaint), "{outcome}");
        outcome.text()
    }

    /// The version of an installed package; empty when it is not.
    #[must_use]
    pub fn installed(&self, package: &str) -> String {
        let format = "-f=${db:Status-Abbrev}${Version}";
        let outcome = self.chroot.outcome("dpkg-query", &["-W", format, package]).text();
        outcome.strip_prefix("ii ").unwrap_or_default().to_owned()
    }

    /// The version of a package that apt would install.
    ///
    /// # Panics
    /// When apt-cache fails.
    #[must_use]
    pub fn candidate(&self, package: &str) -> String {
        let policy = String::from_utf8(self.chroot.run("apt-cache", &["policy", package])).unwrap();
        let candidate = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
        candidate.unwrap_or_default().to_owned()
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.chroot.root().join(path)
    }
}

/// The apt of this machine with folders of its own: quick, and only what it installs is not tested.
#[derive(Debug)]
pub struct PrivateApt {
    folder: TempDir,
}

impl PrivateApt {
    /// One that trusts `key`, given in binary form, for `source`, a `deb` line without options.
    ///
    /// # Panics
    /// When its folders cannot be made.
    #[must_use]
    pub fn new(key: &[u8], uri: &str, suite: &str) -> Self {
        let folder = crate::dpkg::in_memory();
        let path = |name: &str| folder.path().join(name);
        for name in ["state/lists/partial", "cache/archives/partial", "etc/parts", "log"] {
            fs::create_dir_all(path(name)).unwrap();
        }
        fs::write(path("status"), "").unwrap();
        fs::write(path("key.gpg"), key).unwrap();
        let signed = path("key.gpg");
        let source = format!("deb [signed-by={}] {uri} {suite} main\n", signed.display());
        fs::write(path("etc/sources.list"), source).unwrap();
        let configuration = format!(
            "Dir \"{}\";\nDir::State \"state\";\nDir::State::status \"{}\";\nDir::Cache \"cache\";\n\
             Dir::Etc \"etc\";\nDir::Etc::sourceparts \"parts\";\nDir::Etc::parts \"parts\";\n\
             Dir::Etc::trusted \"none\";\nDir::Etc::trustedparts \"parts\";\n\
             Dir::Etc::preferences \"none\";\nDir::Etc::preferencesparts \"parts\";\n\
             Dir::Log \"log\";\nAPT::Architecture \"amd64\";\nAPT::Architectures {{ \"amd64\"; }};\n\
             APT::Sandbox::User \"root\";\nDebug::NoLocking \"true\";\nAcquire::Languages \"none\";\n",
            folder.path().display(),
            path("status").display(),
        );
        fs::write(path("apt.conf"), configuration).unwrap();
        Self { folder }
    }

    /// Runs `apt-get update`.
    #[track_caller]
    pub fn update(&self) -> Outcome {
        self.attempt(&["update"])
    }

    /// Downloads the newest version of a package anew, and checks it.
    #[track_caller]
    pub fn download(&self, package: &str) -> Outcome {
        let archives = self.folder.path().join("cache/archives");
        for entry in fs::read_dir(archives).unwrap() {
            let path = entry.unwrap().path();
            path.extension().is_some_and(|it| it == "deb").then(|| fs::remove_file(path).unwrap());
        }
        self.attempt(&["install", "-y", "--download-only", package])
    }

    /// Every package that it knows now: `NAME VERSION`, sorted.
    ///
    /// # Panics
    /// When apt-cache fails.
    #[must_use]
    pub fn known(&self) -> Vec<String> {
        let mut cache = self.command("apt-cache");
        let dump = String::from_utf8(tool::run(cache.arg("dumpavail"))).unwrap();
        let mut known = Vec::new();
        for paragraph in dump.split("\n\n") {
            let field = |name| paragraph.lines().find_map(|line| line.strip_prefix(name));
            if let (Some(name), Some(version)) = (field("Package: "), field("Version: ")) {
                known.push(format!("{name} {version}"));
            }
        }
        known.sort();
        known
    }

    /// Forgets what it has downloaded.
    ///
    /// # Panics
    /// When it cannot.
    pub fn forget(&self) {
        let lists = self.folder.path().join("state/lists");
        fs::remove_dir_all(&lists).unwrap();
        fs::create_dir_all(lists.join("partial")).unwrap();
    }

    fn attempt(&self, arguments: &[&str]) -> Outcome {
        outcome(
            self.command("apt-get")
                .args(["-q", "-o", "APT::Update::Error-Mode=any"])
                .args(arguments),
        )
    }

    fn command(&self, program: &str) -> Command {
        let mut apt = command(program);
        apt.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        apt.env("APT_CONFIG", self.folder.path().join("apt.conf")).current_dir(Path::new("/"));
        apt
    }
}
