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
    (BOTH, &["-s", "--input-type"], "the only input is a staged tree: give the directory as TREE"),
    (DEB, &["-t", "--output-type"], "remove it: mkdeb builds a .deb, and mkrpm an .rpm; set the output directory with --output DIR"),
    (RPM, &["-t", "--output-type"], "remove it: mkrpm builds an .rpm, and mkdeb a .deb; set the output directory with --output DIR"),
    (BOTH, &["-C", "--chdir", "--buildroot", "-r", "--root"], "give the staged directory as TREE"),
    (DEB, &["-p", "--package", "--target", "--packages"], "set the output file with --output, such as 'dist/${name}_${version}_${arch}.deb' where fpm has NAME, VERSION and ARCH"),
    (RPM, &["-p", "--package", "--packages"], "set the output file with --output, such as 'dist/${name}-${version}.${arch}.rpm' where fpm has NAME, VERSION and ARCH"),
    (RPM, &["--target"], "set the architecture with --arch, and the output directory with --output"),
    (BOTH, &["--inputs", "--source-dir", "--files", "--contents"], "add files from outside TREE with --add SOURCE=TARGET"),
    (BOTH, &["--exclude-file"], "repeat --exclude, or list the patterns in the manifest's exclude"),
    (BOTH, &["--prefix"], "stage the files below that path in TREE, or install a directory there with --add SOURCE=TARGET"),
    (BOTH, &["--workdir", "-e", "--edit", "--no-edit", "--debug-workspace", "--log", "--nocheck", "--nodeps", "--rmsource", "--clean"], "remove it: there is no intermediate build directory"),
    (BOTH, &["--debug"], "print more with --verbose"),
    (BOTH, &["--fpm-options-file", "--config-file", "--nfpm-config"], "describe the package in a TOML file: --manifest package.toml"),
    // What it is called and what it says of itself.
    (BOTH, &["--iteration", "--revision", "--pkgrelease", "-r1"], "set the Debian revision or RPM release with --release"),
    (BOTH, &["--pkgname", "--package-name"], "set the package name with --name"),
    (BOTH, &["--pkgversion", "--package-version", "--upstream-version"], "set the package version with --version"),
    (BOTH, &["--architecture", "--pkgarch", "--goarch", "--platform"], "set the architecture with --arch"),
    (DEB, &["--category", "--group", "--pkggroup", "--deb-section"], "set the archive section with --section"),
    (RPM, &["--category", "--section", "--pkggroup"], "set the package group with --group"),
    (BOTH, &["--url", "--home-page", "--website"], "set the homepage with --homepage"),
    (BOTH, &["--licence", "--pkglicense", "--rpm-license"], "set the licence with --license"),
    (DEB, &["--packager", "--author", "--email"], "set the maintainer with --maintainer; nfpm's --packager deb is not needed"),
    (RPM, &["--author", "--email"], "set the maintainer with --maintainer"),
    (BOTH, &["--rpm-summary", "--short-description", "--synopsis", "--pkgsummary"], "set the summary in one line with --summary, and the long text with --description"),
    (DEB, &["--distribution", "--dist", "--deb-dist", "--rpm-dist", "--rpm-distribution"], "a .deb has no such field; add the distribution to --release, such as --release 1~deb12u1"),
    (RPM, &["--dist", "--rpm-dist"], "add the distribution to --release, such as --release 1.el9"),
    (RPM, &["--rpm-distribution"], "set the distribution with --distribution"),
    (RPM, &["--priority", "--deb-priority", "--essential", "--multi-arch"], "remove it: an .rpm has no such field"),
    (BOTH, &["--rpm-os", "--os", "--deb-build-depends", "--build-depends", "--rpm-tag", "--no-auto-depends", "--no-depends", "--rpm-autoreq", "--rpm-autoprov", "--rpm-autoreqprov", "--rpm-digest", "--deb-generate-changes"], "remove it: mkdeb and mkrpm have no such setting"),
    (BOTH, &["--source-date-epoch-default", "--source-date-epoch-from-changelog", "--mtime"], "set the timestamp of the package with --timestamp or SOURCE_DATE_EPOCH"),
    (BOTH, &["--template-value"], "set values for ${KEY} in the manifest with --set KEY=VALUE"),
    (BOTH, &["--template-scripts"], "remove it: scripts are not modified"),
    (BOTH, &["-D", "--define"], "set values for ${KEY} in the manifest with --set KEY=VALUE"),
    // What it needs.
    (DEB, &["--requires", "--dependencies", "--dependency", "--rpm-requires"], "set the required packages with --depends"),
    (RPM, &["--dependencies", "--dependency"], "set the required packages with --depends"),
    (DEB, &["--obsoletes", "--rpm-obsoletes"], "set the replaced packages with --replaces, usually together with --conflicts"),
    (BOTH, &["--deb-recommends"], "set packages that are installed with it by default with --recommends"),
    (BOTH, &["--deb-suggests"], "set packages that are useful with it with --suggests"),
    (DEB, &["--deb-pre-depends"], "set packages that must be configured before it is unpacked with --pre-depends"),
    (RPM, &["--deb-pre-depends", "--pre-depends"], "set packages that are required before it is installed with --requires-for pre:LIST"),
    (RPM, &["--breaks"], "set packages that cannot be installed together with it with --conflicts"),
    // Files.
    (DEB, &["--directories"], "remove it: every directory of TREE is in the package"),
    (RPM, &["--directories", "--rpm-auto-add-directories", "--rpm-auto-add-exclude-directories"], "every directory of TREE is in the package, except those of the distribution: own these with --own"),
    (BOTH, &["--config-files", "--conffiles", "--rpm-config-files"], "mark configuration files with --config PATTERN; files under /etc are marked by default"),
    (DEB, &["--deb-no-default-config-files", "--no-deb-auto-config-files"], "leave files under /etc unmarked with --no-etc-conffiles"),
    (RPM, &["--deb-no-default-config-files", "--no-etc-conffiles"], "leave files under /etc unmarked with --no-etc-config"),
    (DEB, &["--no-etc-config"], "leave files under /etc unmarked with --no-etc-conffiles"),
    (BOTH, &["--deb-user", "--deb-group", "--rpm-user", "--rpm-group", "--rpm-attr", "--rpm-defattrfile", "--rpm-defattrdir", "--owner", "--chown", "--chmod", "--mode"], "set modes and owners with --attr PATTERN:MODE:OWNER:GROUP; the default owner is root"),
    (BOTH, &["--root-owner-group", "--fakeroot"], "remove it: the owner is root unless --attr sets another one"),
    (BOTH, &["--deb-use-file-permissions", "--rpm-use-file-permissions"], "remove it: modes are kept, and owners are set with --attr"),
    (BOTH, &["--deb-systemd", "--deb-upstart", "--deb-init", "--deb-default", "--rpm-init", "--deb-copyright"], "stage the file in TREE, or install it with --add SOURCE=TARGET"),
    // Scripts.
    (BOTH, &["--before-install", "--pre-install", "--preinst", "--preinstall"], "set the script with --script preinst=FILE"),
    (BOTH, &["--after-install", "--post-install", "--postinst", "--postinstall"], "set the script with --script postinst=FILE"),
    (BOTH, &["--before-remove", "--pre-uninstall", "--prerm", "--preremove"], "set the script with --script prerm=FILE"),
    (BOTH, &["--after-remove", "--post-uninstall", "--postrm", "--postremove", "--deb-after-purge"], "set the script with --script postrm=FILE"),
    (BOTH, &["--before-upgrade"], "one script handles installation and upgrade, and checks its argument: --script preinst=FILE"),
    (BOTH, &["--after-upgrade"], "one script handles installation and upgrade, and checks its argument: --script postinst=FILE"),
    (RPM, &["--rpm-posttrans"], "set the script with --script posttrans=FILE"),
    (RPM, &["--rpm-pretrans"], "set the script with --script pretrans=FILE"),
    (RPM, &["--rpm-verifyscript"], "set the script with --script verify=FILE"),
    (RPM, &["--rpm-trigger-before-install", "--rpm-trigger-after-install", "--rpm-trigger-before-uninstall", "--rpm-trigger-after-target-uninstall", "--trigger"], "set triggers with [[rpm.trigger]] in the --manifest"),
    (DEB, &["--deb-config"], "set the script with --script config=FILE"),
    (DEB, &["--deb-templates"], "set the debconf templates file with --templates"),
    (DEB, &["--deb-shlibs"], "set the shlibs file with --shlibs"),
    (DEB, &["--deb-interest", "--deb-interest-noawait", "--deb-activate", "--deb-activate-noawait"], "add a line to the triggers file with --trigger, such as --trigger 'interest NAME'"),
    (DEB, &["--deb-priority"], "set the priority with --priority"),
    (DEB, &["--deb-field", "--deb-custom-control"], "add a field to the control file with --field NAME=VALUE"),
    (DEB, &["--deb-installed-size", "--installed-size"], "the size is computed; installed-size under [deb] in the --manifest overrides it"),
    (BOTH, &["--deb-changelog", "--deb-upstream-changelog"], "set a changelog in Debian's format with --changelog"),
    (DEB, &["--rpm-changelog", "--spec-changelog"], "set a changelog in Debian's format with --changelog"),
    (RPM, &["--rpm-changelog"], "set a changelog of a spec file with --spec-changelog, and one in Debian's format with --changelog"),
    // Compression and signatures.
    (BOTH, &["-Z", "-z", "--deb-compression", "--rpm-compression", "--deb-compression-level", "--rpm-compression-level", "--compression-level", "--uniform-compression", "--no-uniform-compression"], "set the compressor and its level with --compression, such as --compression zstd:19"),
    (BOTH, &["--rpm-sign", "--sign", "--addsign", "--deb-sign", "--gpg-key", "--key"], "sign with --sign-key FILE or --sign-command COMMAND"),
    // dpkg-deb and rpmbuild.
    (BOTH, &["-b", "--build", "-bb", "-ba", "-bi", "--rebuild"], "remove it: mkdeb builds the given TREE; set the output file with --output"),
    (DEB, &["-c", "-I", "--info", "-W", "--show", "--ctrl-tarfile"], "show the contents of a package with `mkdeb inspect FILE`"),
    (RPM, &["-i", "-l", "--query", "--info"], "show the contents of a package with `mkrpm inspect FILE`"),
    (BOTH, &["-R", "--raw-extract", "--extract", "--vextract"], "there is no command to unpack packages: use dpkg-deb -R or rpm2cpio, or show a package with `inspect`"),
    // createrepo_c.
    (REPO, &["--update", "--skip-stat", "--recycle-pkglist", "--unique-md-filenames", "--simple-md-filenames", "--no-database", "--quiet-md"], "remove it: only changed packages are read, and files are named by their content"),
    (REPO, &["--database", "--zck", "--deltas"], "remove it: no client needs it"),
    (REPO, &["--workers"], "set the number of threads with --threads"),
    (REPO, &["--checksum"], "remove it: digests are SHA-256"),
    (REPO, &["--compress-type", "--general-compress-type", "--xz"], "set the compression of indexes with `compression` in mkrepo.toml, or --compression of `mkrepo index`"),
    (REPO, &["--retain-old-md", "--retain-old-md-by-age"], "old publications are kept for a while, until `mkrepo prune` deletes them"),
    (REPO, &["--groupfile", "--comps"], "give the document together with the packages: `mkrepo add comps.xml *.rpm`"),
    (REPO, &["--outputdir", "--outdir", "-o", "--output"], "set the directory of the repository with `root` in mkrepo.toml"),
    // reprepro and aptly.
    (REPO, &["-b", "--basedir", "--confdir", "-config", "--rootdir", "-rootDir"], "set the directory of mkrepo.toml with --directory (-C)"),
    (REPO, &["-distribution", "--distribution", "--suite", "-d", "--dist", "-codename", "--codename"], "the suite is part of the target: --to apt:ARCHIVE/SUITE"),
    (REPO, &["-component", "--component", "-components"], "the component is part of the target: --to apt:ARCHIVE/SUITE/COMPONENT"),
    (REPO, &["-architectures", "--architectures", "-architecture"], "set the architectures in mkrepo.toml"),
    (REPO, &["-gpg-key", "--gpg-key", "-keyring", "--keyring", "-secret-keyring", "--ask-passphrase"], "set the key with `key` under [signing] in mkrepo.toml"),
    (REPO, &["-skip-signing", "--skip-signing", "--no-sign"], "remove [signing] from mkrepo.toml"),
    (REPO, &["-origin", "-label"], "set origin and label in mkrepo.toml"),
    (REPO, &["-force-overwrite", "-force-replace", "-batch", "--ignore", "--keepunreferenced"], "remove it: published packages never change, and unreferenced ones remain until `mkrepo prune`"),
];

#[rustfmt::skip]
const COMMANDS: &[Row] = &[
    (REPO, &["include", "includedeb", "includeudeb", "includedsc", "upload", "push", "publish", "import", "put"], "publish packages with `mkrepo add FILE...`"),
    (REPO, &["rm", "delete", "del", "removefilter", "removesrc", "removesrcs", "unpublish"], "remove packages with `mkrepo remove`"),
    (REPO, &["ls", "listfilter", "listmatched", "show", "search", "lsbycomponent", "packages"], "list the published packages with `mkrepo list`"),
    (REPO, &["mv", "move", "promote", "pull", "cp", "copysrc", "copyfilter", "copymatched"], "copy packages from one target to another with `mkrepo copy PACKAGE --from TARGET --to TARGET`"),
    (REPO, &["snapshot", "log", "snapshots"], "every publication is kept for a while: see `mkrepo history`"),
    (REPO, &["restore", "revert", "undo", "switch"], "publish an old publication again with `mkrepo rollback`"),
    (REPO, &["create", "createrepo", "createrepo_c", "scanpackages", "dpkg-scanpackages", "apt-ftparchive", "generate", "build", "update"], "index a directory of packages with `mkrepo index DIR`"),
    (REPO, &["repo", "new", "config", "setup"], "write the configuration of a repository with `mkrepo init`"),
    (REPO, &["export", "sign", "renew"], "sign the publication again with `mkrepo refresh`"),
    (REPO, &["gc", "clean", "cleanup", "db", "deleteunreferenced", "clearvanished", "vacuum"], "delete unreferenced files with `mkrepo prune`"),
    (REPO, &["check", "checkpool", "fsck", "validate", "audit"], "verify the repository with `mkrepo verify`"),
    (REPO, &["keys", "gen-key", "genkey", "keygen", "gpg"], "generate and show keys with `mkrepo key`"),
    (REPO, &["server", "http", "web"], "serve the repository for testing with `mkrepo serve`"),
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
