//! apt with folders of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::run;

/// An apt that knows the suite `stable` of `public`, and what it fetched of it.
pub(super) struct Client {
    folder: PathBuf,
    options: Vec<String>,
}

impl Client {
    /// The client of a repository in `folder`, which trusts `key.gpg` alone, or anyone.
    pub(super) fn new(folder: &Path, checks: bool) -> Self {
        let own = folder.join(format!("client-{checks}"));
        for needed in ["lists/partial", "cache/archives/partial", "downloads", "parts"] {
            fs::create_dir_all(own.join(needed)).unwrap();
        }
        let (key, public) = (folder.join("key.gpg"), folder.join("public"));
        let trust =
            if checks { format!("signed-by={}", key.display()) } else { "trusted=yes".to_owned() };
        let source = format!("deb [arch=amd64 {trust}] file://{} stable main\n", public.display());
        fs::write(own.join("sources.list"), source).unwrap();
        fs::write(own.join("status"), "").unwrap();
        let place = |name: &str| own.join(name).display().to_string();
        let options = [
            ("Dir::Etc::SourceList", place("sources.list")),
            ("Dir::Etc::SourceParts", place("parts")),
            ("Dir::Etc::Preferences", place("none")),
            ("Dir::Etc::PreferencesParts", place("parts")),
            ("Dir::State::Lists", place("lists")),
            ("Dir::State::Status", place("status")),
            ("Dir::Cache", place("cache")),
            ("APT::Architecture", "amd64".to_owned()),
            ("APT::Architectures", "amd64".to_owned()),
            ("APT::Sandbox::User", "root".to_owned()),
            ("APT::Update::Error-Mode", "any".to_owned()),
            ("Acquire::Check-Date", "true".to_owned()),
            ("Acquire::Check-Valid-Until", "true".to_owned()),
            ("Acquire::Languages", "en".to_owned()),
        ];
        let options = options
            .into_iter()
            .flat_map(|(name, value)| ["-o".to_owned(), format!("{name}={value}")]);
        Self { folder: own.clone(), options: options.collect() }
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let options = self.options.iter().map(String::as_str);
        let arguments: Vec<&str> = options.chain(arguments.iter().copied()).collect();
        String::from_utf8(run(&self.folder.join("downloads"), program, &arguments)).unwrap()
    }

    /// The names of the packages that there are, after an update.
    #[track_caller]
    pub(super) fn packages(&self) -> Vec<String> {
        self.run("apt-get", &["-q", "update"]);
        let mut names: Vec<String> =
            self.run("apt-cache", &["pkgnames"]).lines().map(str::to_owned).collect();
        names.sort();
        names
    }

    /// Fetches packages; apt checks them against their digests.
    #[track_caller]
    pub(super) fn download(&self, packages: &[&str]) {
        let mut arguments = vec!["-q", "download"];
        arguments.extend(packages);
        self.run("apt-get", &arguments);
        let fetched = fs::read_dir(self.folder.join("downloads")).unwrap().count();
        assert_eq!(fetched, packages.len());
    }

    /// What apt tells of a package, after an update.
    #[track_caller]
    pub(super) fn show(&self, package: &str) -> String {
        self.run("apt-get", &["-q", "update"]);
        self.run("apt-cache", &["show", package])
    }
}
