//! The folders that a distribution's base packages own.
//!
//! A package owns the folders that it brings, so that they go when it goes. Those that are there
//! anyway it leaves alone: were it to own them too, rpm would refuse to install it beside their
//! owner as soon as permissions differ (`/etc/cron.d` is 0700 on one system and 0755 on the next).
//!
//! [`FOLDERS`] has what the package `filesystem` of Fedora 40 and Enterprise Linux 7 to 10 owns, and
//! the folders into which other base packages invite everyone to put files: systemd, udev, D-Bus,
//! cron, logrotate, PAM, sudo, polkit, glibc, `setup`, `chkconfig`, the shells' completions, the
//! icon theme `hicolor`, GLib's schemas, pkg-config, and what openSUSE's `filesystem` has besides.
//! Translated man pages and message catalogues have folders for each locale, which [`is_shared`]
//! knows by their form.

use pkgtree::InstallPath;

/// True for a folder that base packages own.
pub(crate) fn is_shared(folder: &InstallPath) -> bool {
    let path = folder.as_bytes();
    let Ok(text) = str::from_utf8(path) else { return false };
    FOLDERS.binary_search(&text).is_ok() || is_localised(text) || is_icon_folder(text)
}

/// `/usr/share/locale/*`, `/usr/share/locale/*/LC_MESSAGES`, `/usr/share/man/*`,
/// `/usr/share/man/*/man1` and `/usr/share/help/*`.
fn is_localised(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    match parts.as_slice() {
        ["usr", "share", "locale" | "help", locale] => is_locale(locale),
        ["usr", "share", "locale", locale, part] => is_locale(locale) && part.starts_with("LC_"),
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
pub(crate) fn is_locale(text: &str) -> bool {
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

/// The folders, sorted.
#[rustfmt::skip]
const FOLDERS: &[&str] = &[
    "afs", "bin", "boot", "boot/efi", "boot/grub2", "boot/loader", "boot/loader/entries", "dev",
    "etc", "etc/X11", "etc/X11/applnk", "etc/X11/fontpath.d", "etc/X11/xinit",
    "etc/X11/xinit/xinitrc.d", "etc/X11/xinit/xinput.d", "etc/X11/xorg.conf.d",
    "etc/alternatives", "etc/bash_completion.d", "etc/binfmt.d", "etc/chkconfig.d", "etc/cron.d",
    "etc/cron.daily", "etc/cron.hourly", "etc/cron.monthly", "etc/cron.weekly", "etc/dbus-1",
    "etc/dbus-1/session.d", "etc/dbus-1/system.d", "etc/default", "etc/depmod.d", "etc/dnf",
    "etc/dracut.conf.d", "etc/fonts", "etc/fonts/conf.d", "etc/init.d", "etc/keys",
    "etc/keys/ima", "etc/krb5.conf.d", "etc/ld.so.conf.d", "etc/logrotate.d", "etc/modprobe.d",
    "etc/modules-load.d", "etc/opt", "etc/pam.d", "etc/pki", "etc/pki/ca-trust",
    "etc/pki/rpm-gpg", "etc/pki/tls", "etc/pki/tls/certs", "etc/pki/tls/private", "etc/pm",
    "etc/pm/config.d", "etc/pm/power.d", "etc/pm/sleep.d", "etc/polkit-1",
    "etc/polkit-1/localauthority", "etc/polkit-1/rules.d", "etc/popt.d", "etc/profile.d",
    "etc/rc.d", "etc/rc.d/init.d", "etc/rc.d/rc0.d", "etc/rc.d/rc1.d", "etc/rc.d/rc2.d",
    "etc/rc.d/rc3.d", "etc/rc.d/rc4.d", "etc/rc.d/rc5.d", "etc/rc.d/rc6.d", "etc/rpm",
    "etc/rsyslog.d", "etc/rwtab.d", "etc/security", "etc/security/console.apps",
    "etc/security/limits.d", "etc/selinux", "etc/skel", "etc/ssh", "etc/ssh/ssh_config.d",
    "etc/ssh/sshd_config.d", "etc/ssl", "etc/ssl/certs", "etc/statetab.d", "etc/sudoers.d",
    "etc/sysconfig", "etc/sysconfig/network-scripts", "etc/sysctl.d", "etc/systemd",
    "etc/systemd/network", "etc/systemd/system", "etc/systemd/user", "etc/sysusers.d",
    "etc/tmpfiles.d", "etc/udev", "etc/udev/rules.d", "etc/xdg", "etc/xdg/autostart",
    "etc/xdg/menus", "etc/xdg/systemd", "etc/xinetd.d", "etc/yum", "etc/yum.repos.d", "etc/zypp",
    "etc/zypp/repos.d", "home", "lib", "lib/firmware", "lib/modules", "lib/systemd",
    "lib/systemd/system", "lib/systemd/user", "lib/udev", "lib/udev/rules.d", "lib64", "media",
    "mnt", "opt", "proc", "root", "run", "run/lock", "run/log", "run/user", "sbin", "srv", "sys",
    "tmp", "usr", "usr/bin", "usr/etc", "usr/games", "usr/include", "usr/lib",
    "usr/lib/.build-id", "usr/lib/X11", "usr/lib/binfmt.d", "usr/lib/cmake", "usr/lib/debug",
    "usr/lib/debug/.build-id", "usr/lib/debug/.dwz", "usr/lib/debug/bin", "usr/lib/debug/lib",
    "usr/lib/debug/lib64", "usr/lib/debug/sbin", "usr/lib/debug/usr", "usr/lib/debug/usr/bin",
    "usr/lib/debug/usr/lib", "usr/lib/debug/usr/lib64", "usr/lib/debug/usr/sbin",
    "usr/lib/depmod.d", "usr/lib/dracut", "usr/lib/dracut/modules.d", "usr/lib/environment.d",
    "usr/lib/firewalld", "usr/lib/firewalld/services", "usr/lib/firmware", "usr/lib/games",
    "usr/lib/kernel", "usr/lib/kernel/install.d", "usr/lib/locale", "usr/lib/modprobe.d",
    "usr/lib/modules", "usr/lib/modules-load.d", "usr/lib/motd.d", "usr/lib/opt", "usr/lib/pam.d",
    "usr/lib/pkgconfig", "usr/lib/pm-utils", "usr/lib/pm-utils/module.d",
    "usr/lib/pm-utils/power.d", "usr/lib/pm-utils/sleep.d", "usr/lib/rpm",
    "usr/lib/rpm/fileattrs", "usr/lib/rpm/macros.d", "usr/lib/sse2", "usr/lib/sysctl.d",
    "usr/lib/sysimage", "usr/lib/systemd", "usr/lib/systemd/catalog", "usr/lib/systemd/network",
    "usr/lib/systemd/ntp-units.d", "usr/lib/systemd/system", "usr/lib/systemd/system-generators",
    "usr/lib/systemd/system-preset", "usr/lib/systemd/system-shutdown",
    "usr/lib/systemd/system-sleep", "usr/lib/systemd/user", "usr/lib/systemd/user-generators",
    "usr/lib/systemd/user-preset", "usr/lib/sysusers.d", "usr/lib/tls", "usr/lib/tmpfiles.d",
    "usr/lib/udev", "usr/lib/udev/hwdb.d", "usr/lib/udev/rules.d", "usr/lib64", "usr/lib64/X11",
    "usr/lib64/bpf", "usr/lib64/cmake", "usr/lib64/games", "usr/lib64/pkgconfig",
    "usr/lib64/pm-utils", "usr/lib64/pm-utils/module.d", "usr/lib64/pm-utils/power.d",
    "usr/lib64/pm-utils/sleep.d", "usr/lib64/security", "usr/lib64/sse2", "usr/lib64/tls",
    "usr/libexec", "usr/local", "usr/local/bin", "usr/local/etc", "usr/local/games",
    "usr/local/include", "usr/local/lib", "usr/local/lib/bpf", "usr/local/lib64",
    "usr/local/lib64/bpf", "usr/local/libexec", "usr/local/sbin", "usr/local/share",
    "usr/local/share/applications", "usr/local/share/info", "usr/local/share/man",
    "usr/local/src", "usr/sbin", "usr/share", "usr/share/X11", "usr/share/X11/fonts",
    "usr/share/X11/xorg.conf.d", "usr/share/aclocal", "usr/share/appdata",
    "usr/share/applications", "usr/share/augeas", "usr/share/augeas/lenses",
    "usr/share/backgrounds", "usr/share/bash-completion", "usr/share/bash-completion/completions",
    "usr/share/bash-completion/helpers", "usr/share/cmake", "usr/share/cmake/Modules",
    "usr/share/dbus-1", "usr/share/dbus-1/interfaces", "usr/share/dbus-1/services",
    "usr/share/dbus-1/session.d", "usr/share/dbus-1/system-services", "usr/share/dbus-1/system.d",
    "usr/share/desktop-directories", "usr/share/dict", "usr/share/doc", "usr/share/empty",
    "usr/share/factory", "usr/share/factory/etc", "usr/share/fish",
    "usr/share/fish/vendor_completions.d", "usr/share/fish/vendor_conf.d",
    "usr/share/fish/vendor_functions.d", "usr/share/fontconfig",
    "usr/share/fontconfig/conf.avail", "usr/share/fonts", "usr/share/games", "usr/share/gir-1.0",
    "usr/share/glib-2.0", "usr/share/glib-2.0/schemas", "usr/share/gnome", "usr/share/gnome/help",
    "usr/share/gtk-doc", "usr/share/gtk-doc/html", "usr/share/help", "usr/share/icons",
    "usr/share/icons/hicolor", "usr/share/icons/locolor", "usr/share/idl", "usr/share/info",
    "usr/share/licenses", "usr/share/locale", "usr/share/man", "usr/share/metainfo",
    "usr/share/mime", "usr/share/mime-info", "usr/share/mime/packages", "usr/share/misc",
    "usr/share/modulefiles", "usr/share/omf", "usr/share/pixmaps", "usr/share/pkgconfig",
    "usr/share/polkit-1", "usr/share/polkit-1/actions", "usr/share/polkit-1/rules.d",
    "usr/share/sounds", "usr/share/themes", "usr/share/vala", "usr/share/vala/vapi",
    "usr/share/vim", "usr/share/vim/vimfiles", "usr/share/wayland-sessions",
    "usr/share/xsessions", "usr/share/zsh", "usr/share/zsh/site-functions", "usr/src",
    "usr/src/debug", "usr/src/kernels", "usr/src/packages", "usr/tmp", "var", "var/adm",
    "var/cache", "var/cache/bpf", "var/cache/man", "var/crash", "var/db", "var/db/sudo",
    "var/empty", "var/ftp", "var/games", "var/gopher", "var/kerberos", "var/lib",
    "var/lib/alternatives", "var/lib/games", "var/lib/misc", "var/lib/rpm-state",
    "var/lib/systemd", "var/local", "var/lock", "var/log", "var/log/journal", "var/mail",
    "var/nis", "var/opt", "var/preserve", "var/run", "var/spool", "var/spool/cron",
    "var/spool/lpd", "var/spool/mail", "var/spool/uucp", "var/tmp", "var/yp",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(path: &str) -> bool {
        is_shared(&InstallPath::parse(path.as_bytes()).unwrap())
    }

    #[test]
    fn the_list_is_sorted_and_has_every_parent() {
        assert!(FOLDERS.is_sorted_by(|one, next| one < next));
        for folder in FOLDERS {
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
