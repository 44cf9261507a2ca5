//! What people know from other tools, and what it is called here: fpm, nfpm, dpkg-deb, rpmbuild,
//! checkinstall; createrepo_c, reprepro, aptly.

use clap::error::{ContextKind, ContextValue, ErrorKind};

const MKDEB: &str = "mkdeb";
const MKRPM: &str = "mkrpm";
const MKREPO: &str = "mkrepo";
const DEB: &[&str] = &[MKDEB];
const RPM: &[&str] = &[MKRPM];
const BOTH: &[&str] = &[MKDEB, MKRPM];
const REPO: &[&str] = &[MKREPO];

/// The name of the command line `name`, for messages.
pub(super) fn tool(name: &str) -> &'static str {
    [MKDEB, MKRPM, MKREPO].into_iter().find(|tool| *tool == name).unwrap_or(MKDEB)
}

/// What to write instead of the flag or command that `error` is about.
pub(super) fn hint(error: &clap::Error, tool: &str, arguments: &[&str]) -> Option<&'static str> {
    let (kind, table) = match error.kind() {
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, FLAGS),
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, COMMANDS),
        _ => return None,
    };
    let Some(ContextValue::String(given)) = error.get(kind) else { return None };
    // Of -distribution=x clap names -d; aptly's flags have one dash.
    let is_short = given.len() == 2 && given.starts_with('-');
    let whole =
        arguments.iter().filter(|argument| is_short && argument.starts_with(given.as_str()));
    let spelled = whole.map(|argument| argument.split('=').next().unwrap_or(argument));
    let find = |given: &str| {
        let mut rows = table.iter().filter(|(tools, ..)| tools.contains(&tool));
        rows.find(|(_, names, _)| names.contains(&given)).map(|(.., hint)| *hint)
    };
    let given = given.split('=').next().unwrap_or(given);
    spelled.chain([given]).find_map(find)
}

/// For which commands, which flags, and what to write instead.
type Row = (&'static [&'static str], &'static [&'static str], &'static str);

#[rustfmt::skip]
const FLAGS: &[Row] = &[
    // What goes in and what comes out.
    (BOTH, &["-s", "--input-type"], "there is one kind of input: name the staged directory as TREE"),
    (DEB, &["-t", "--output-type"], "leave it out: mkdeb makes a .deb, and mkrpm an .rpm; a directory for the package is --output DIR"),
    (RPM, &["-t", "--output-type"], "leave it out: mkrpm makes an .rpm, and mkdeb a .deb; a directory for the package is --output DIR"),
    (BOTH, &["-C", "--chdir", "--buildroot", "-r", "--root"], "name the staged directory as TREE"),
    (DEB, &["-p", "--package", "--target", "--packages"], "the package's file is --output, such as 'dist/${name}_${version}_${arch}.deb' where fpm has NAME, VERSION and ARCH"),
    (RPM, &["-p", "--package", "--packages"], "the package's file is --output, such as 'dist/${name}-${version}.${arch}.rpm' where fpm has NAME, VERSION and ARCH"),
    (RPM, &["--target"], "the architecture is --arch, and the directory for the package --output"),
    (BOTH, &["--inputs", "--source-dir", "--files", "--contents"], "add files from outside TREE with --add SOURCE=TARGET"),
    (BOTH, &["--exclude-file"], "repeat --exclude, or list the patterns in the manifest's exclude"),
    (BOTH, &["--prefix"], "put the files below that path in TREE, or install a directory there with --add SOURCE=TARGET"),
    (BOTH, &["--workdir", "-e", "--edit", "--no-edit", "--debug-workspace", "--log", "--nocheck", "--nodeps", "--rmsource", "--clean"], "leave it out: nothing is built or unpacked in between"),
    (BOTH, &["--debug"], "say more with --verbose"),
    (BOTH, &["--fpm-options-file", "--config-file", "--nfpm-config"], "describe the package in a TOML file: --manifest package.toml"),
    // What it is called and what it says of itself.
    (BOTH, &["--iteration", "--revision", "--pkgrelease", "-r1"], "the Debian revision or RPM release is --release"),
    (BOTH, &["--pkgname", "--package-name"], "the package's name is --name"),
    (BOTH, &["--pkgversion", "--package-version", "--upstream-version"], "the package's version is --version"),
    (BOTH, &["--architecture", "--pkgarch", "--goarch", "--platform"], "the architecture is --arch"),
    (DEB, &["--category", "--group", "--pkggroup", "--deb-section"], "the archive section is --section"),
    (RPM, &["--category", "--section", "--pkggroup"], "the package group is --group"),
    (BOTH, &["--url", "--home-page", "--website"], "the project's page is --homepage"),
    (BOTH, &["--licence", "--pkglicense", "--rpm-license"], "the licence is --license"),
    (DEB, &["--packager", "--author", "--email"], "who answers for the package is --maintainer; for nfpm's --packager deb there is no need"),
    (RPM, &["--author", "--email"], "who answers for the package is --maintainer"),
    (BOTH, &["--rpm-summary", "--short-description", "--synopsis", "--pkgsummary"], "what the package is, in one line, is --summary; --description is the long text"),
    (DEB, &["--distribution", "--dist", "--deb-dist", "--rpm-dist", "--rpm-distribution"], "a .deb has no such field; a mark of the distribution belongs into --release, such as --release 1~deb12u1"),
    (RPM, &["--dist", "--rpm-dist"], "a mark of the distribution belongs into --release, such as --release 1.el9"),
    (RPM, &["--rpm-distribution"], "the distribution is --distribution"),
    (RPM, &["--priority", "--deb-priority", "--essential", "--multi-arch"], "leave it out: an .rpm has no such field"),
    (BOTH, &["--rpm-os", "--os", "--deb-build-depends", "--build-depends", "--rpm-tag", "--no-auto-depends", "--no-depends", "--rpm-autoreq", "--rpm-autoprov", "--rpm-autoreqprov", "--rpm-digest", "--deb-generate-changes"], "leave it out: mkdeb and mkrpm have no such setting"),
    (BOTH, &["--source-date-epoch-default", "--source-date-epoch-from-changelog", "--mtime"], "the package's time is --timestamp, or SOURCE_DATE_EPOCH"),
    (BOTH, &["--template-value"], "values for the manifest's ${KEY} are --set KEY=VALUE"),
    (BOTH, &["--template-scripts"], "leave it out: scripts are taken as they are"),
    (BOTH, &["-D", "--define"], "values for the manifest's ${KEY} are --set KEY=VALUE"),
    // What it needs.
    (DEB, &["--requires", "--dependencies", "--dependency", "--rpm-requires"], "what the package needs is --depends"),
    (RPM, &["--dependencies", "--dependency"], "what the package needs is --depends"),
    (DEB, &["--obsoletes", "--rpm-obsoletes"], "what the package takes the place of is --replaces, mostly with --conflicts"),
    (BOTH, &["--deb-recommends"], "packages installed with it by default are --recommends"),
    (BOTH, &["--deb-suggests"], "packages that go well with it are --suggests"),
    (DEB, &["--deb-pre-depends"], "what must be configured before it is unpacked is --pre-depends"),
    (RPM, &["--deb-pre-depends", "--pre-depends"], "what is required before it is installed is --requires-for pre:LIST"),
    (RPM, &["--breaks"], "what the package cannot be installed beside is --conflicts"),
    // Files.
    (DEB, &["--directories"], "leave it out: every directory of TREE is in the package"),
    (RPM, &["--directories", "--rpm-auto-add-directories", "--rpm-auto-add-exclude-directories"], "every directory of TREE is in the package, except those that the distribution has: own these with --own"),
    (BOTH, &["--config-files", "--conffiles", "--rpm-config-files"], "mark configuration files with --config PATTERN; those under /etc are already"),
    (DEB, &["--deb-no-default-config-files", "--no-deb-auto-config-files"], "leave files under /etc unmarked with --no-etc-conffiles"),
    (RPM, &["--deb-no-default-config-files", "--no-etc-conffiles"], "leave files under /etc unmarked with --no-etc-config"),
    (DEB, &["--no-etc-config"], "leave files under /etc unmarked with --no-etc-conffiles"),
    (BOTH, &["--deb-user", "--deb-group", "--rpm-user", "--rpm-group", "--rpm-attr", "--rpm-defattrfile", "--rpm-defattrdir", "--owner", "--chown", "--chmod", "--mode"], "modes and owners are --attr PATTERN:MODE:OWNER:GROUP; all is root's otherwise"),
    (BOTH, &["--root-owner-group", "--fakeroot"], "leave it out: all is root's unless --attr says otherwise"),
    (BOTH, &["--deb-use-file-permissions", "--rpm-use-file-permissions"], "leave it out: modes are kept, and owners are given with --attr"),
    (BOTH, &["--deb-systemd", "--deb-upstart", "--deb-init", "--deb-default", "--rpm-init", "--deb-copyright"], "put the file into TREE, or install it with --add SOURCE=TARGET"),
    // Scripts.
    (BOTH, &["--before-install", "--pre-install", "--preinst", "--preinstall"], "a script is --script preinst=FILE"),
    (BOTH, &["--after-install", "--post-install", "--postinst", "--postinstall"], "a script is --script postinst=FILE"),
    (BOTH, &["--before-remove", "--pre-uninstall", "--prerm", "--preremove"], "a script is --script prerm=FILE"),
    (BOTH, &["--after-remove", "--post-uninstall", "--postrm", "--postremove", "--deb-after-purge"], "a script is --script postrm=FILE"),
    (BOTH, &["--before-upgrade"], "there is one script for installing and upgrading, which looks at its argument: --script preinst=FILE"),
    (BOTH, &["--after-upgrade"], "there is one script for installing and upgrading, which looks at its argument: --script postinst=FILE"),
    (RPM, &["--rpm-posttrans"], "a script is --script posttrans=FILE"),
    (RPM, &["--rpm-pretrans"], "a script is --script pretrans=FILE"),
    (RPM, &["--rpm-verifyscript"], "a script is --script verify=FILE"),
    (RPM, &["--rpm-trigger-before-install", "--rpm-trigger-after-install", "--rpm-trigger-before-uninstall", "--rpm-trigger-after-target-uninstall", "--trigger"], "triggers are [[rpm.trigger]] in the --manifest"),
    (DEB, &["--deb-config"], "a script is --script config=FILE"),
    (DEB, &["--deb-templates"], "a debconf templates file is --templates"),
    (DEB, &["--deb-shlibs"], "a shlibs file is --shlibs"),
    (DEB, &["--deb-interest", "--deb-interest-noawait", "--deb-activate", "--deb-activate-noawait"], "a line of the triggers file is --trigger, such as --trigger 'interest NAME'"),
    (DEB, &["--deb-priority"], "the priority is --priority"),
    (DEB, &["--deb-field", "--deb-custom-control"], "a further field of the control file is --field NAME=VALUE"),
    (DEB, &["--deb-installed-size", "--installed-size"], "the size is computed; installed-size under [deb] in the --manifest replaces it"),
    (BOTH, &["--deb-changelog", "--deb-upstream-changelog"], "a changelog in Debian's format is --changelog"),
    (DEB, &["--rpm-changelog", "--spec-changelog"], "a changelog in Debian's format is --changelog"),
    (RPM, &["--rpm-changelog"], "a changelog of a spec file is --spec-changelog, one in Debian's format --changelog"),
    // Compression and signatures.
    (BOTH, &["-Z", "-z", "--deb-compression", "--rpm-compression", "--deb-compression-level", "--rpm-compression-level", "--compression-level", "--uniform-compression", "--no-uniform-compression"], "the compressor and its level are --compression, such as --compression zstd:19"),
    (BOTH, &["--rpm-sign", "--sign", "--addsign", "--deb-sign", "--gpg-key", "--key"], "sign with --sign-key FILE or --sign-command COMMAND"),
    // dpkg-deb and rpmbuild.
    (BOTH, &["-b", "--build", "-bb", "-ba", "-bi", "--rebuild"], "leave it out: building is what happens to a TREE; the package's file is --output"),
    (DEB, &["-c", "-I", "--info", "-W", "--show", "--ctrl-tarfile"], "show what is in a package with `mkdeb inspect FILE`"),
    (RPM, &["-i", "-l", "--query", "--info"], "show what is in a package with `mkrpm inspect FILE`"),
    (BOTH, &["-R", "--raw-extract", "--extract", "--vextract"], "packages are not unpacked here: use dpkg-deb -R or rpm2cpio, or show one with `inspect`"),
    // createrepo_c.
    (REPO, &["--update", "--skip-stat", "--recycle-pkglist", "--unique-md-filenames", "--simple-md-filenames", "--no-database", "--quiet-md"], "leave it out: only what changed is read, and files are named by their content"),
    (REPO, &["--database", "--zck", "--deltas"], "leave it out: no client needs it"),
    (REPO, &["--workers"], "how many threads work is --threads"),
    (REPO, &["--checksum"], "leave it out: digests are SHA-256"),
    (REPO, &["--compress-type", "--general-compress-type", "--xz"], "how indexes are compressed is `compression` in mkrepo.toml, and --compression of `mkrepo index`"),
    (REPO, &["--retain-old-md", "--retain-old-md-by-age"], "old states are kept for a while, and dropped by `mkrepo prune`"),
    (REPO, &["--groupfile", "--comps"], "name the document beside the packages: `mkrepo add comps.xml *.rpm`"),
    (REPO, &["--outputdir", "--outdir", "-o", "--output"], "the repository's directory is `root` in mkrepo.toml"),
    // reprepro and aptly.
    (REPO, &["-b", "--basedir", "--confdir", "-config", "--rootdir", "-rootDir"], "the directory of mkrepo.toml is --directory (-C)"),
    (REPO, &["-distribution", "--distribution", "--suite", "-d", "--dist", "-codename", "--codename"], "the suite is part of the target: --to apt:ARCHIVE/SUITE"),
    (REPO, &["-component", "--component", "-components"], "the component is part of the target: --to apt:ARCHIVE/SUITE/COMPONENT"),
    (REPO, &["-architectures", "--architectures", "-architecture"], "architectures are listed in mkrepo.toml"),
    (REPO, &["-gpg-key", "--gpg-key", "-keyring", "--keyring", "-secret-keyring", "--ask-passphrase"], "the key is `key` under [signing] in mkrepo.toml"),
    (REPO, &["-skip-signing", "--skip-signing", "--no-sign"], "leave [signing] out of mkrepo.toml"),
    (REPO, &["-origin", "-label"], "origin and label are given in mkrepo.toml"),
    (REPO, &["-force-overwrite", "-force-replace", "-batch", "--ignore", "--keepunreferenced"], "leave it out: published packages never change, and unreferenced ones stay until `mkrepo prune`"),
];

#[rustfmt::skip]
const COMMANDS: &[Row] = &[
    (REPO, &["include", "includedeb", "includeudeb", "includedsc", "upload", "push", "publish", "import", "put"], "publish packages with `mkrepo add FILE...`"),
    (REPO, &["rm", "delete", "del", "removefilter", "removesrc", "removesrcs", "unpublish"], "take packages out with `mkrepo remove`"),
    (REPO, &["ls", "listfilter", "listmatched", "show", "search", "lsbycomponent", "packages"], "show what is published with `mkrepo list`"),
    (REPO, &["mv", "move", "promote", "pull", "cp", "copysrc", "copyfilter", "copymatched"], "bring packages from one target to another with `mkrepo copy PACKAGE --from TARGET --to TARGET`"),
    (REPO, &["snapshot", "log", "snapshots"], "every publication is kept for a while: see `mkrepo history`"),
    (REPO, &["restore", "revert", "undo", "switch"], "publish an old state again with `mkrepo rollback`"),
    (REPO, &["create", "createrepo", "createrepo_c", "scanpackages", "dpkg-scanpackages", "apt-ftparchive", "generate", "build", "update"], "index a directory of packages with `mkrepo index DIR`"),
    (REPO, &["repo", "new", "config", "setup"], "describe a repository in mkrepo.toml with `mkrepo init`"),
    (REPO, &["export", "sign", "renew"], "sign what is published anew with `mkrepo refresh`"),
    (REPO, &["gc", "clean", "cleanup", "db", "deleteunreferenced", "clearvanished", "vacuum"], "drop what nothing refers to with `mkrepo prune`"),
    (REPO, &["check", "checkpool", "fsck", "validate", "audit"], "check what is published with `mkrepo verify`"),
    (REPO, &["keys", "gen-key", "genkey", "keygen", "gpg"], "make and show keys with `mkrepo key`"),
    (REPO, &["server", "http", "web"], "try it out with `mkrepo serve`"),
    (REPO, &["mirror"], "download the packages with apt or dnf, and publish them with `mkrepo add`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn command(tool: &str) -> clap::Command {
        match tool {
            MKDEB => crate::mkdeb::command(),
            MKRPM => crate::mkrpm::command(),
            _ => crate::mkrepo::command(),
        }
    }

    /// All flags of a command and of the commands below it.
    fn flags(command: &clap::Command) -> Vec<String> {
        let own = command.get_arguments().flat_map(|argument| {
            let long = argument.get_long().map(|long| format!("--{long}"));
            let short = argument.get_short().map(|short| format!("-{short}"));
            long.into_iter().chain(short)
        });
        own.chain(command.get_subcommands().flat_map(flags)).collect()
    }

    /// The flags that a hint names.
    fn named(hint: &str) -> impl Iterator<Item = &str> {
        let words = hint.split(|found: char| !found.is_ascii_alphanumeric() && found != '-');
        words.filter(|word| word.starts_with("--") && word.len() > 2)
    }

    #[test]
    fn every_row_is_reachable_and_names_flags_that_exist() {
        for (tools, names, hint) in FLAGS {
            for tool in *tools {
                let command = command(tool);
                let own: Vec<_> = match *tool {
                    MKREPO => flags(&command),
                    _ => command
                        .get_arguments()
                        .filter_map(|it| Some(format!("--{}", it.get_long()?)))
                        .collect(),
                };
                for name in *names {
                    let is_own = *tool != MKREPO && own.iter().any(|flag| flag == name);
                    assert!(!is_own, "{tool} has {name}");
                }
                // A hint may name the flag of the other tool that it is about.
                for flag in named(hint).filter(|flag| !hint.contains(&format!("'s {flag}"))) {
                    assert!(own.iter().any(|it| it == flag), "{tool} has no {flag}: {hint}");
                }
            }
        }
    }

    #[test]
    fn every_command_of_another_tool_names_one_of_ours() {
        let command = command(MKREPO);
        for (_, names, hint) in COMMANDS {
            assert!(names.iter().all(|name| command.find_subcommand(name).is_none()), "{names:?}");
            let (_, rest) = hint.split_once("`mkrepo ").unwrap_or_else(|| panic!("{hint}"));
            let name = rest.split([' ', '`']).next().unwrap_or_default();
            assert!(command.find_subcommand(name).is_some(), "{hint}");
        }
    }

    #[test]
    fn no_flag_is_in_two_rows_of_one_tool() {
        for table in [FLAGS, COMMANDS] {
            for tool in [MKDEB, MKRPM, MKREPO] {
                let mut seen = std::collections::HashSet::new();
                let rows = table.iter().filter(|(tools, ..)| tools.contains(&tool));
                for name in rows.flat_map(|(_, names, _)| names.iter()) {
                    assert!(seen.insert(name), "{tool}: {name}");
                }
            }
        }
    }

    #[test]
    fn the_command_line_gives_the_hint_of_its_row() {
        for (tools, names, hint) in FLAGS.iter().chain(COMMANDS) {
            for tool in *tools {
                for name in *names {
                    let arguments: &[&str] = match *tool {
                        MKREPO if name.starts_with('-') => &[MKREPO, "add", name, "x.deb"],
                        MKREPO => &[MKREPO, name],
                        tool => &[tool, "stage", name],
                    };
                    let Err(error) = command(tool).try_get_matches_from(arguments) else {
                        // Flags that `mkrepo add` has, or that another command of it has not.
                        assert_eq!(*tool, MKREPO, "{name}");
                        continue;
                    };
                    assert_eq!(
                        super::hint(&error, tool, &arguments[1..]),
                        Some(*hint),
                        "{arguments:?}"
                    );
                }
            }
        }
    }
}
