//! The directories that a distribution's base packages own.
//!
//! A package owns the directories that it brings, so that they go when it goes. Those that are
//! there anyway it leaves alone: were it to own them too, rpm would refuse to install it beside
//! their owner as soon as permissions differ (`/etc/cron.d` is 0700 on one system and 0755 on the
//! next).
//!
//! [`FILESYSTEM`] has what the package `filesystem` owns, the links among it included: of
//! Enterprise Linux 7 (`filesystem.spec` of 3.2-18), of Enterprise Linux 8 (3.8-6), of 3.16 (the
//! version of Enterprise Linux 9, read in Sailfish OS's form) and of Fedora (3.18 of Fedora 39, and
//! with what Fedora 41 added), each for 64 and for 32 bits. What one of them owns is in the list,
//! though another may have dropped it. Translated man pages and message catalogues have directories
//! for each locale, which [`is_localised`] knows by their form instead of by the lists of ISO 639
//! and `lang-exceptions` that they come from.
//!
//! [`OTHERS`] has the directories into which other base packages invite everyone to put files:
//! systemd, udev, D-Bus, cron, logrotate, PAM, sudo, polkit, glibc, `setup`, `chkconfig`, the
//! shells' completions, GLib's schemas, pkg-config, and what openSUSE's `filesystem` has besides;
//! and [`is_icon_folder`] those of the icon theme `hicolor`. That is a choice, and follows no list.

use crate::InstallPath;

/// True for a directory that base packages own on RPM systems, and that other packages use without
/// owning it.
#[must_use]
pub fn is_shared_directory(folder: &InstallPath) -> bool {
    let path = folder.as_bytes();
    let Ok(text) = str::from_utf8(path) else { return false };
    [FILESYSTEM, OTHERS].iter().any(|folders| folders.binary_search(&text).is_ok())
        || is_localised(text)
        || is_icon_folder(text)
}

/// `/usr/share/locale/*`, `/usr/share/locale/*/LC_MESSAGES`, `/usr/share/man/*`,
/// `/usr/share/man/*/man1` and `/usr/local/share/man/man1`.
fn is_localised(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    match parts.as_slice() {
        ["usr", "share", "locale", locale] => is_locale(locale),
        ["usr", "share", "locale", locale, "LC_MESSAGES"] => is_locale(locale),
        ["usr", "share", "man", section] => is_locale(section) || is_section(section),
        ["usr", "share", "man", locale, section] => is_locale(locale) && is_section(section),
        ["usr", "local", "share", "man", section] => is_section(section),
        _ => false,
    }
}

/// `/usr/share/icons/hicolor/48x48/apps` and those above it.
fn is_icon_folder(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("usr/share/icons/hicolor") else { return false };
    let parts: Vec<_> = rest.split('/').skip(1).collect();
    let is_size = |part: &str| {
        matches!(part, "scalable" | "symbolic") || part.starts_with(|it: char| it.is_ascii_digit())
    };
    match parts.as_slice() {
        [] => rest.is_empty(),
        [size] => is_size(size),
        [size, context] => is_size(size) && ICON_CONTEXTS.contains(context),
        _ => false,
    }
}

const ICON_CONTEXTS: [&str; 12] = [
    "actions",
    "animations",
    "apps",
    "categories",
    "devices",
    "emblems",
    "emotes",
    "filesystems",
    "intl",
    "mimetypes",
    "places",
    "status",
];

/// `man1`, `mann`, `man3p`.
fn is_section(name: &str) -> bool {
    let Some(section) = name.strip_prefix("man") else { return false };
    let mut characters = section.chars();
    characters.next().is_some_and(|first| first.is_ascii_digit() || first == 'n')
        && characters.all(|further| further.is_ascii_lowercase())
}

/// True for `ll[l][_CC][.codeset][@modifier]`, as setlocale(3) has it, but for `C`.
#[must_use]
pub fn is_locale(text: &str) -> bool {
    let (text, modifier) = split(text, '@');
    let (text, codeset) = split(text, '.');
    let (language, country) = split(text, '_');
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_country = |part: &str| {
        matches!(part.len(), 2..=4) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    matches!(language.len(), 2..=3)
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && country.is_none_or(is_country)
        && codeset.is_none_or(is_word)
        && modifier.is_none_or(is_word)
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// What the package `filesystem` owns, sorted.
#[rustfmt::skip]
const FILESYSTEM: &[&str] = &[
    "afs", "bin", "boot", "dev", "etc", "etc/X11", "etc/X11/applnk", "etc/X11/fontpath.d",
    "etc/X11/xinit", "etc/X11/xinit/xinitrc.d", "etc/X11/xinit/xinput.d", "etc/bash_completion.d",
    "etc/default", "etc/keys", "etc/keys/ima", "etc/opt", "etc/pki", "etc/pm", "etc/pm/config.d",
    "etc/pm/power.d", "etc/pm/sleep.d", "etc/rwtab.d", "etc/skel", "etc/statetab.d",
    "etc/sysconfig", "etc/xdg", "etc/xdg/autostart", "etc/xinetd.d", "home", "lib", "lib64",
    "media", "mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "usr/bin",
    "usr/etc", "usr/games", "usr/include", "usr/lib", "usr/lib/X11", "usr/lib/bpf",
    "usr/lib/debug", "usr/lib/debug/.dwz", "usr/lib/debug/bin", "usr/lib/debug/lib",
    "usr/lib/debug/lib64", "usr/lib/debug/sbin", "usr/lib/debug/usr", "usr/lib/debug/usr/bin",
    "usr/lib/debug/usr/lib", "usr/lib/debug/usr/lib64", "usr/lib/debug/usr/sbin", "usr/lib/games",
    "usr/lib/locale", "usr/lib/modules", "usr/lib/pm-utils", "usr/lib/pm-utils/module.d",
    "usr/lib/pm-utils/power.d", "usr/lib/pm-utils/sleep.d", "usr/lib/sse2", "usr/lib/sysimage",
    "usr/lib/systemd", "usr/lib/systemd/system", "usr/lib/systemd/user", "usr/lib/sysusers.d",
    "usr/lib/tls", "usr/lib/tmpfiles.d", "usr/lib64", "usr/lib64/X11", "usr/lib64/bpf",
    "usr/lib64/games", "usr/lib64/pm-utils", "usr/lib64/pm-utils/module.d",
    "usr/lib64/pm-utils/power.d", "usr/lib64/pm-utils/sleep.d", "usr/lib64/sse2", "usr/lib64/tls",
    "usr/libexec", "usr/local", "usr/local/bin", "usr/local/etc", "usr/local/games",
    "usr/local/include", "usr/local/lib", "usr/local/lib/bpf", "usr/local/lib64",
    "usr/local/lib64/bpf", "usr/local/libexec", "usr/local/sbin", "usr/local/share",
    "usr/local/share/applications", "usr/local/share/info", "usr/local/share/man", "usr/local/src",
    "usr/sbin", "usr/share", "usr/share/X11", "usr/share/X11/fonts", "usr/share/aclocal",
    "usr/share/appdata", "usr/share/applications", "usr/share/augeas", "usr/share/augeas/lenses",
    "usr/share/backgrounds", "usr/share/bash-completion", "usr/share/bash-completion/completions",
    "usr/share/bash-completion/helpers", "usr/share/desktop-directories", "usr/share/dict",
    "usr/share/doc", "usr/share/empty", "usr/share/fish", "usr/share/fish/vendor_completions.d",
    "usr/share/games", "usr/share/ghostscript", "usr/share/ghostscript/conf.d", "usr/share/gnome",
    "usr/share/help", "usr/share/icons", "usr/share/idl", "usr/share/info", "usr/share/licenses",
    "usr/share/locale", "usr/share/man", "usr/share/metainfo", "usr/share/mime-info",
    "usr/share/misc", "usr/share/modulefiles", "usr/share/omf", "usr/share/pixmaps",
    "usr/share/sounds", "usr/share/themes", "usr/share/wayland-sessions", "usr/share/xsessions",
    "usr/share/zsh", "usr/share/zsh/site-functions", "usr/src", "usr/src/debug", "usr/src/kernels",
    "usr/tmp", "var", "var/adm", "var/cache", "var/cache/bpf", "var/db", "var/empty", "var/ftp",
    "var/games", "var/gopher", "var/lib", "var/lib/games", "var/lib/misc", "var/lib/rpm-state",
    "var/local", "var/lock", "var/log", "var/mail", "var/nis", "var/opt", "var/preserve",
    "var/run", "var/spool", "var/spool/lpd", "var/spool/mail", "var/tmp", "var/yp",
];

/// What other base packages own, sorted.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "boot/efi", "boot/grub2", "boot/loader", "boot/loader/entries", "etc/X11/xorg.conf.d",
    "etc/alternatives", "etc/binfmt.d", "etc/chkconfig.d", "etc/cron.d", "etc/cron.daily",
    "etc/cron.hourly", "etc/cron.monthly", "etc/cron.weekly", "etc/dbus-1", "etc/dbus-1/session.d",
    "etc/dbus-1/system.d", "etc/depmod.d", "etc/dnf", "etc/dracut.conf.d", "etc/fonts",
    "etc/fonts/conf.d", "etc/init.d", "etc/krb5.conf.d", "etc/ld.so.conf.d", "etc/logrotate.d",
    "etc/modprobe.d", "etc/modules-load.d", "etc/pam.d", "etc/pki/ca-trust", "etc/pki/rpm-gpg",
    "etc/pki/tls", "etc/pki/tls/certs", "etc/pki/tls/private", "etc/polkit-1",
    "etc/polkit-1/localauthority", "etc/polkit-1/rules.d", "etc/popt.d", "etc/profile.d",
    "etc/rc.d", "etc/rc.d/init.d", "etc/rc.d/rc0.d", "etc/rc.d/rc1.d", "etc/rc.d/rc2.d",
    "etc/rc.d/rc3.d", "etc/rc.d/rc4.d", "etc/rc.d/rc5.d", "etc/rc.d/rc6.d", "etc/rpm",
    "etc/rsyslog.d", "etc/security", "etc/security/console.apps", "etc/security/limits.d",
    "etc/selinux", "etc/ssh", "etc/ssh/ssh_config.d", "etc/ssh/sshd_config.d", "etc/ssl",
    "etc/ssl/certs", "etc/sudoers.d", "etc/sysconfig/network-scripts", "etc/sysctl.d",
    "etc/systemd", "etc/systemd/network", "etc/systemd/system", "etc/systemd/user",
    "etc/sysusers.d", "etc/tmpfiles.d", "etc/udev", "etc/udev/rules.d", "etc/xdg/menus",
    "etc/xdg/systemd", "etc/yum", "etc/yum.repos.d", "etc/zypp", "etc/zypp/repos.d",
    "lib/firmware", "lib/modules", "lib/systemd", "lib/systemd/system", "lib/systemd/user",
    "lib/udev", "lib/udev/rules.d", "run/lock", "run/log", "run/user", "usr/lib/.build-id",
    "usr/lib/binfmt.d", "usr/lib/cmake", "usr/lib/debug/.build-id", "usr/lib/depmod.d",
    "usr/lib/dracut", "usr/lib/dracut/modules.d", "usr/lib/environment.d", "usr/lib/firewalld",
    "usr/lib/firewalld/services", "usr/lib/firmware", "usr/lib/kernel", "usr/lib/kernel/install.d",
    "usr/lib/modprobe.d", "usr/lib/modules-load.d", "usr/lib/motd.d", "usr/lib/pam.d",
    "usr/lib/pkgconfig", "usr/lib/rpm", "usr/lib/rpm/fileattrs", "usr/lib/rpm/macros.d",
    "usr/lib/sysctl.d", "usr/lib/systemd/catalog", "usr/lib/systemd/network",
    "usr/lib/systemd/ntp-units.d", "usr/lib/systemd/system-generators",
    "usr/lib/systemd/system-preset", "usr/lib/systemd/system-shutdown",
    "usr/lib/systemd/system-sleep", "usr/lib/systemd/user-generators",
    "usr/lib/systemd/user-preset", "usr/lib/udev", "usr/lib/udev/hwdb.d", "usr/lib/udev/rules.d",
    "usr/lib64/cmake", "usr/lib64/pkgconfig", "usr/lib64/security", "usr/share/X11/xorg.conf.d",
    "usr/share/cmake", "usr/share/cmake/Modules", "usr/share/dbus-1",
    "usr/share/dbus-1/interfaces", "usr/share/dbus-1/services", "usr/share/dbus-1/session.d",
    "usr/share/dbus-1/system-services", "usr/share/dbus-1/system.d", "usr/share/factory",
    "usr/share/factory/etc", "usr/share/fish/vendor_conf.d", "usr/share/fish/vendor_functions.d",
    "usr/share/fontconfig", "usr/share/fontconfig/conf.avail", "usr/share/fonts",
    "usr/share/gir-1.0", "usr/share/glib-2.0", "usr/share/glib-2.0/schemas",
    "usr/share/gnome/help", "usr/share/gtk-doc", "usr/share/gtk-doc/html",
    "usr/share/icons/hicolor", "usr/share/icons/locolor", "usr/share/mime",
    "usr/share/mime/packages", "usr/share/pkgconfig", "usr/share/polkit-1",
    "usr/share/polkit-1/actions", "usr/share/polkit-1/rules.d", "usr/share/vala",
    "usr/share/vala/vapi", "usr/share/vim", "usr/share/vim/vimfiles", "usr/src/packages",
    "var/cache/man", "var/crash", "var/db/sudo", "var/kerberos", "var/lib/alternatives",
    "var/lib/systemd", "var/log/journal", "var/spool/cron", "var/spool/uucp",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(path: &str) -> bool {
        is_shared_directory(&InstallPath::parse(path.as_bytes()).unwrap())
    }

    #[test]
    fn the_lists_are_sorted_and_have_every_parent() {
        for folders in [FILESYSTEM, OTHERS] {
            assert!(folders.is_sorted_by(|one, next| one < next));
        }
        for folder in [FILESYSTEM, OTHERS].concat() {
            assert!(!(FILESYSTEM.contains(&folder) && OTHERS.contains(&folder)), "{folder}");
            if let Some((parent, _)) = folder.rsplit_once('/') {
                assert!(shared(parent), "{parent} of {folder}");
            }
        }
    }

    #[test]
    fn what_everyone_uses_is_shared() {
        for folder in [
            "/usr",
            "/usr/bin",
            "/etc",
            "/usr/lib64",
            "/usr/lib/systemd/system",
            "/var/log",
            "/opt",
            "/usr/share/man/man1",
            "/usr/share/man/de",
            "/usr/share/man/pt_BR/man8",
            "/usr/share/man/man3p",
            "/usr/share/locale/sr@latin/LC_MESSAGES",
            "/usr/src",
            "/usr/share/icons/hicolor/48x48/apps",
            "/usr/share/icons/hicolor",
            "/etc/cron.d",
            "/usr/share/ghostscript/conf.d",
            "/usr/lib/bpf",
        ] {
            assert!(shared(folder), "{folder}");
        }
        for folder in [
            "/usr/lib/hello",
            "/etc/hello",
            "/opt/hello",
            "/usr/share/doc/hello",
            "/usr/share/man/manx",
            "/usr/share/man/hello",
            "/usr/share/locale/de/hello",
            "/usr/share/locale/de/LC_TIME",
            "/usr/share/help/de",
            "/usr/share/icons/hicolor/48x48/hello",
            "/usr/share/icons/hicolorx",
            "/srv/www",
            "/var/lib/hello",
            "/usr/lib/systemd/system/hello.service.d",
        ] {
            assert!(!shared(folder), "{folder}");
        }
    }

    #[test]
    fn locales() {
        for locale in ["de", "pt_BR", "ast", "sr@latin", "zh_CN.GB2312", "ca_ES.UTF-8@valencia"] {
            assert!(is_locale(locale), "{locale}");
        }
        for text in ["", "C", "german", "DE", "de_", "de_D", "de-DE", "d e", "de@", "../x"] {
            assert!(!is_locale(text), "{text}");
        }
    }
}
