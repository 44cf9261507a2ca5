//! Directories that every system has, and their modes.

use crate::{InstallPath, Mode, is_shared_directory};

/// The mode of a directory that every system has, as Debian's base-files gives it; `None` for all
/// others, and for those that are private on one system and open on the next.
///
/// dpkg leaves the mode of a directory alone that is there already, and mkrpm has packages not own
/// these: what matters is the system that lacks one.
pub(in super::super) fn standard(path: &InstallPath) -> Option<Mode> {
    let text = std::str::from_utf8(path.as_bytes()).ok()?;
    let bits = match text {
        "" => return None,
        "tmp" | "var/tmp" => 0o1777,
        "root" => 0o700,
        "var/mail" => 0o2775,
        _ if OPEN.binary_search(&text).is_ok() || is_multiarch(text) => 0o755,
        _ if is_open_branch(text) && is_shared_directory(path) => 0o755,
        _ => return None,
    };
    Some(Mode::from_bits(bits))
}

/// `/usr/lib/x86_64-linux-gnu` and the like.
fn is_multiarch(path: &str) -> bool {
    let folder = path.strip_prefix("usr/").unwrap_or(path).strip_prefix("lib/");
    let mut parts = folder.unwrap_or_default().split('-');
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some(machine), Some("linux" | "kfreebsd"), Some(abi), None)
            if is_word(machine) && abi.starts_with("gnu")
    )
}

/// True where the directories that base packages share are open to everyone.
fn is_open_branch(path: &str) -> bool {
    let is_open = path.starts_with("usr/") || path.starts_with("lib/") || path.starts_with("etc/");
    is_open && PRIVATE.binary_search(&path).is_err()
}

/// Shared directories that some systems keep to root, or to another user.
const PRIVATE: &[&str] = &[
    "etc/cron.d",
    "etc/cron.daily",
    "etc/cron.hourly",
    "etc/cron.monthly",
    "etc/cron.weekly",
    "etc/keys",
    "etc/keys/ima",
    "etc/pki/tls/private",
    "etc/polkit-1/localauthority",
    "etc/polkit-1/rules.d",
    "etc/selinux",
    "etc/sudoers.d",
    "usr/share/empty",
    "usr/share/polkit-1/rules.d",
];

/// What base-files has and what is next to it on every Debian and RPM system, open to all.
const OPEN: &[&str] = &[
    "bin",
    "boot",
    "dev",
    "etc",
    "etc/apt",
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/sources.list.d",
    "etc/apt/trusted.gpg.d",
    "etc/dpkg",
    "etc/dpkg/origins",
    "etc/kernel",
    "etc/network",
    "etc/rc0.d",
    "etc/rc1.d",
    "etc/rc2.d",
    "etc/rc3.d",
    "etc/rc4.d",
    "etc/rc5.d",
    "etc/rc6.d",
    "etc/rcS.d",
    "etc/update-motd.d",
    "home",
    "lib",
    "lib32",
    "lib64",
    "libx32",
    "media",
    "mnt",
    "opt",
    "proc",
    "run",
    "sbin",
    "srv",
    "sys",
    "usr",
    "usr/lib/python3",
    "usr/lib/python3/dist-packages",
    "usr/lib/tmpfiles.d",
    "usr/lib32",
    "usr/libx32",
    "usr/share/bug",
    "usr/share/common-licenses",
    "usr/share/doc-base",
    "usr/share/lintian",
    "usr/share/lintian/overrides",
    "usr/share/perl5",
    "usr/share/zsh/vendor-completions",
    "var",
    "var/backups",
    "var/cache",
    "var/lib",
    "var/lib/dpkg",
    "var/lib/misc",
    "var/local",
    "var/log",
    "var/opt",
    "var/spool",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<String> {
        standard(&InstallPath::parse(path.as_bytes()).unwrap()).map(|mode| mode.to_string())
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(OPEN.is_sorted_by(|one, next| one < next));
        assert!(PRIVATE.is_sorted_by(|one, next| one < next));
        for path in PRIVATE {
            assert!(is_shared_directory(&InstallPath::parse(path.as_bytes()).unwrap()), "{path}");
        }
    }

    #[test]
    fn directories_of_every_system_have_the_modes_of_base_files() {
        for (path, mode) in [
            ("/usr", "0755"),
            ("/usr/bin", "0755"),
            ("/etc", "0755"),
            ("/tmp", "1777"),
            ("/var/tmp", "1777"),
            ("/root", "0700"),
            ("/var/mail", "2775"),
            ("/usr/local/bin", "0755"),
            ("/usr/share/man/man1", "0755"),
            ("/usr/share/locale/de/LC_MESSAGES", "0755"),
            ("/usr/lib/x86_64-linux-gnu", "0755"),
            ("/lib/arm-linux-gnueabihf", "0755"),
            ("/usr/lib/systemd/system", "0755"),
            ("/etc/systemd/system", "0755"),
            ("/usr/share/icons/hicolor/48x48/apps", "0755"),
        ] {
            assert_eq!(of(path).as_deref(), Some(mode), "{path}");
        }
    }

    #[test]
    fn all_others_have_none() {
        for path in [
            "/",
            "/usr/share/hello",
            "/usr/lib/hello",
            "/opt/hello",
            "/var/lib/hello",
            "/etc/sudoers.d",
            "/etc/cron.d",
            "/var/spool/cron",
            "/usr/lib/a-linux",
            "/usr/lib/x-y-z",
        ] {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
