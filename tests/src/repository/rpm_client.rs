//! dnf, dnf5 and zypper, as users have them.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::chroot::{Chroot, Suite};
use crate::tool::Outcome;

use super::Key;

/// A package manager that reads RPM repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// dnf of a release.
    Dnf(Suite),
    /// dnf5, which Debian unstable has.
    Dnf5,
    /// zypper of a release.
    Zypper(Suite),
}

impl Manager {
    /// All that are tested: dnf 4.14 and 4.2x, dnf5, zypper 1.14 on libzypp 17.25 and a current one.
    pub const ALL: [Self; 5] = [
        Self::Dnf(Suite::Bookworm),
        Self::Zypper(Suite::Bookworm),
        Self::Dnf(Suite::Sid),
        Self::Dnf5,
        Self::Zypper(Suite::Sid),
    ];
}

/// How a repository is named to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `baseurl`: its folder.
    Baseurl,
    /// `mirrorlist`: what names its current snapshot, which dnf reads.
    Mirrorlist,
    /// Both, as the `.repo` file has them that is published.
    Both,
}

impl Way {
    /// Those that every client can be told: zypper needs `baseurl`.
    pub const ALL: [Self; 2] = [Self::Baseurl, Self::Both];

    fn line(self, url: &str) -> String {
        match self {
            Self::Baseurl => format!("baseurl={url}/"),
            Self::Mirrorlist => format!("mirrorlist={url}/mirrorlist"),
            Self::Both => format!("mirrorlist={url}/mirrorlist\nbaseurl={url}/"),
        }
    }
}

/// A system with dnf, librepo and libsolv's tools, and with dnf5 where Debian has it; made once.
///
/// # Panics
/// As [`Chroot::with_packages`].
#[must_use]
pub fn system(suite: Suite) -> Chroot {
    let dnf5: &[&str] = if suite == Suite::Sid { &["dnf5"] } else { &[] };
    let packages =
        ["dnf", "dnf-plugins-core", "gpg", "libsolv-tools", "python3-librepo", "rpm", "zstd"];
    Chroot::with_packages(suite, "dnf", &[&packages, dnf5].concat())
}

/// A system with zypper, which does not stand beside dnf's plugins in Debian 12.
fn system_with_zypper(suite: Suite) -> Chroot {
    Chroot::with_packages(suite, "zypper", &["gpg", "rpm", "zypper"])
}

/// Where the clients install: a system of nothing but what they put there.
const ROOT: &str = "/system";
const REPOSITORIES: &str = "etc/test.repos.d";
const KEY: &str = "etc/test.key";
/// Where they keep what they have downloaded.
const CACHES: [&str; 3] = ["var/cache/test", "system/var/cache", "system/var/lib/dnf"];

/// A package manager that knows no other repository than the one under test.
#[derive(Debug)]
pub struct RpmClient {
    manager: Manager,
    chroot: Chroot,
}

impl RpmClient {
    /// A fresh system, without repositories and without packages.
    ///
    /// # Panics
    /// As [`Chroot::with_packages`].
    #[must_use]
    pub fn new(manager: Manager) -> Self {
        let chroot = match manager {
            Manager::Zypper(suite) => system_with_zypper(suite),
            Manager::Dnf(suite) => system(suite),
            Manager::Dnf5 => system(Suite::Sid),
        };
        for folder in [ROOT.trim_start_matches('/'), REPOSITORIES] {
            fs::create_dir_all(chroot.root().join(folder)).unwrap();
        }
        Self { manager, chroot }
    }

    /// Makes the repository at `url` its only one, with everything signed by `key`.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn point(&self, url: &str, way: Way, key: &Key) {
        self.trust(key);
        self.describe(&description(url, way, true));
    }

    /// The same, with packages that nobody signed.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn point_at_unsigned(&self, url: &str, way: Way, key: &Key) {
        self.trust(key);
        self.describe(&description(url, way, false));
    }

    /// Every package that it knows now: `NAME VERSION`, sorted. dnf 4 alone is asked so.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn known(&self) -> Vec<String> {
        let text = self.run(&["--quiet", "repoquery", "--qf", "%{name} %{version}"]);
        let mut known: Vec<String> = text.lines().map(str::to_owned).collect();
        known.sort();
        known
    }

    /// Downloads the newest version of a package, and checks it. dnf alone is asked so.
    #[track_caller]
    pub fn download(&self, package: &str) -> Outcome {
        self.attempt(&["install", "--downloadonly", package])
    }

    /// Makes `text` its only `.repo` file.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn describe(&self, text: &str) {
        let folder = match self.manager {
            Manager::Zypper(_) => self.inside("etc/zypp/repos.d"),
            Manager::Dnf(_) | Manager::Dnf5 => self.chroot.root().join(REPOSITORIES),
        };
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("test.repo"), text).unwrap();
    }

    /// Puts `key` where the description names it; zypper takes it from rpm's own keys.
    ///
    /// # Panics
    /// When it cannot.
    pub fn trust(&self, key: &Key) {
        fs::write(self.chroot.root().join(KEY), &key.armored).unwrap();
        if let Manager::Zypper(_) = self.manager {
            self.chroot.run("rpm", &["--root", ROOT, "--import", &format!("/{KEY}")]);
        }
    }

    /// Forgets what it has downloaded.
    ///
    /// # Panics
    /// When it cannot.
    pub fn forget(&self) {
        for folder in CACHES {
            let _ = fs::remove_dir_all(self.chroot.root().join(folder));
        }
    }

    /// Lets what it has downloaded be three days older, after which each asks for news by itself.
    ///
    /// # Panics
    /// When it cannot.
    pub fn three_days_pass(&self) {
        const OLDER: &str = "find \"$@\" 2>/dev/null | while read -r path; do \
                             touch -hd \"@$(($(stat -c %Y \"$path\") - 3 * 86400))\" \"$path\"; done";
        let folders = CACHES.map(|folder| format!("/{folder}"));
        let folders = folders.iter().map(String::as_str);
        let arguments = ["-c", OLDER, "sh"].into_iter().chain(folders).collect::<Vec<_>>();
        let _ = self.chroot.outcome("sh", &arguments).succeeded();
    }

    /// Runs it with a command.
    #[track_caller]
    pub fn attempt(&self, arguments: &[&str]) -> Outcome {
        let common: &[&str] = match self.manager {
            // The plugin looks for a repository of its own.
            Manager::Dnf(_) => {
                &["dnf", "-y", "--disableplugin=local", "--setopt=reposdir=/etc/test.repos.d"]
            }
            Manager::Dnf5 => {
                &["dnf5", "-y", "--use-host-config", "--setopt=reposdir=/etc/test.repos.d"]
            }
            Manager::Zypper(_) => &["zypper", "--non-interactive", "--root", ROOT],
        };
        let dnf: &[&str] = &[
            "--installroot",
            ROOT,
            "--releasever=1",
            "--setopt=cachedir=/var/cache/test",
            "--setopt=system_cachedir=/var/cache/test",
            "--setopt=retries=1",
        ];
        let more = if matches!(self.manager, Manager::Zypper(_)) { &[] } else { dnf };
        let all = [&["120"], common, more, arguments].concat();
        self.chroot.outcome("timeout", &all)
    }

    /// Runs it, which must succeed.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        self.attempt(arguments).succeeded().text()
    }

    /// Asks for news, as users do who want them.
    #[track_caller]
    pub fn refresh(&self) -> Outcome {
        match self.manager {
            Manager::Zypper(_) => self.attempt(&["refresh"]),
            Manager::Dnf(_) | Manager::Dnf5 => self.attempt(&["makecache", "--refresh"]),
        }
    }

    /// Installs packages with what they require and recommend.
    #[track_caller]
    pub fn install(&self, packages: &[&str]) -> Outcome {
        self.attempt(&[&["install"], packages].concat())
    }

    /// Brings everything to its newest version.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn upgrade(&self) {
        let command = if matches!(self.manager, Manager::Zypper(_)) { "update" } else { "upgrade" };
        self.run(&[command]);
    }

    /// Installs an older version of a package.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn downgrade(&self, package: &str, version: &str) {
        match self.manager {
            Manager::Zypper(_) => {
                self.run(&["install", "--oldpackage", &format!("{package}={version}")]);
            }
            Manager::Dnf(_) | Manager::Dnf5 => {
                self.run(&["downgrade", &format!("{package}-{version}")]);
            }
        }
    }

    /// What it says when it is asked who has a file; zypper knows of files of importance alone.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn what_provides(&self, path: &str) -> Option<String> {
        match self.manager {
            Manager::Zypper(_) => None,
            // It reads no filelists unless it is told to.
            Manager::Dnf(Suite::Sid) => {
                let filelists = "--setopt=optional_metadata_types=filelists";
                Some(self.run(&["repoquery", filelists, "--whatprovides", path]))
            }
            Manager::Dnf(_) | Manager::Dnf5 => {
                Some(self.run(&["repoquery", "--whatprovides", path]))
            }
        }
    }

    /// What it says of dependencies that nothing satisfies; zypper has no such command.
    pub fn closure(&self) -> Option<Outcome> {
        match self.manager {
            Manager::Zypper(_) => None,
            Manager::Dnf(_) | Manager::Dnf5 => Some(self.attempt(&["repoclosure"])),
        }
    }

    /// The version of an installed package; empty when it is not.
    #[must_use]
    pub fn installed(&self, package: &str) -> String {
        let arguments = ["--root", ROOT, "-q", "--qf", "%{VERSION}", package];
        let outcome = self.chroot.outcome("rpm", &arguments);
        if outcome.status.success() { outcome.text() } else { String::new() }
    }

    /// A path below the folder that it installs into.
    #[must_use]
    pub fn inside(&self, path: &str) -> PathBuf {
        self.chroot.root().join(ROOT.trim_start_matches('/')).join(path)
    }

    /// The system that it runs in.
    #[must_use]
    pub fn chroot(&self) -> &Chroot {
        &self.chroot
    }
}

fn description(url: &str, way: Way, packages_are_signed: bool) -> String {
    format!(
        "[test]\nname=Test\nenabled=1\nskip_if_unavailable=0\nmetadata_expire=0\n{}\ngpgcheck={}\n\
         repo_gpgcheck=1\ngpgkey=file:///{KEY}\n",
        way.line(url),
        u8::from(packages_are_signed)
    )
}

/// librepo, which dnf reads with, by itself: quick enough to read many times a second.
#[derive(Debug)]
pub struct Librepo {
    process: Child,
    chroot: Chroot,
}

/// Reads a repository again and again, signature and all digests checked, until its input ends, and
/// says how often that was done, how often it failed, and why.
const READING: &str = r#"
import collections, librepo, select, shutil, sys, tempfile
way, url = sys.argv[1:]
done, failed = 0, collections.Counter()
while not select.select([sys.stdin], [], [], 0)[0]:
    folder = tempfile.mkdtemp()
    handle = librepo.Handle()
    handle.repotype = librepo.LR_YUMREPO
    handle.destdir = folder
    if way == "mirrorlist":
        handle.mirrorlisturl = url
    else:
        handle.urls = [url]
    handle.gpgcheck = True
    handle.checksum = True
    handle.maxmirrortries = 1
    try:
        handle.perform(librepo.Result())
    except librepo.LibrepoException as error:
        failed[str(error.args[1])] += 1
    done += 1
    shutil.rmtree(folder)
print(done)
print(sum(failed.values()))
for error, count in failed.most_common():
    print(count, error)
"#;

impl Librepo {
    /// Begins to read the repository at `url`.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(url: &str, way: Way, key: &Key) -> Self {
        let chroot = system(Suite::Bookworm);
        fs::write(chroot.root().join(KEY), &key.armored).unwrap();
        // Without an agent, which public keys do not need.
        chroot.run("gpg", &["--batch", "--no-autostart", "--import", &format!("/{KEY}")]);
        fs::write(chroot.root().join("reading.py"), READING).unwrap();
        let mut command: Command = chroot.command("python3");
        let (way, url) = match way {
            Way::Baseurl => ("baseurl", format!("{url}/")),
            Way::Mirrorlist | Way::Both => ("mirrorlist", format!("{url}/mirrorlist")),
        };
        command.args(["/reading.py", way, &url]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        Self { process: command.spawn().unwrap(), chroot }
    }

    /// Ends it: how often it read, how often that failed, and why.
    ///
    /// # Panics
    /// When it died.
    #[must_use]
    pub fn stop(mut self) -> (usize, usize, String) {
        drop(self.process.stdin.take());
        let output = self.process.wait_with_output().unwrap();
        assert!(output.status.success(), "librepo in {:?}", self.chroot.root());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines = text.lines();
        let mut number = || lines.next().and_then(|line| line.parse().ok()).unwrap();
        let (done, failed) = (number(), number());
        (done, failed, lines.collect::<Vec<_>>().join("\n"))
    }
}
