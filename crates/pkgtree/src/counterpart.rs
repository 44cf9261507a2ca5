//! Well-known packages that Debian and the RPM distributions call differently.

/// Names that only Debian and its descendants have, and those of Fedora and Enterprise Linux.
///
/// Of several names that Debian has or had for one package, the present one comes first. SUSE shares
/// a few of Debian's names.
const PAIRS: &[(&str, &str)] = &[
    ("adduser", "shadow-utils"),
    ("apache2", "httpd"),
    ("build-essential", "gcc"),
    ("cron", "cronie"),
    ("default-jre", "java-headless"),
    ("default-jre-headless", "java-headless"),
    ("dnsutils", "bind-utils"),
    ("gnupg", "gnupg2"),
    ("init-system-helpers", "systemd"),
    ("iproute2", "iproute"),
    ("libacl1", "libacl"),
    ("libaio1t64", "libaio"),
    ("libaio1", "libaio"),
    ("libarchive13t64", "libarchive"),
    ("libarchive13", "libarchive"),
    ("libasound2t64", "alsa-lib"),
    ("libasound2", "alsa-lib"),
    ("libatk1.0-0", "atk"),
    ("libattr1", "libattr"),
    ("libblkid1", "libblkid"),
    ("libbz2-1.0", "bzip2-libs"),
    ("libc-bin", "glibc-common"),
    ("libc6", "glibc"),
    ("libc6-dev", "glibc-devel"),
    ("libcairo2", "cairo"),
    ("libcap2", "libcap"),
    ("libcups2t64", "cups-libs"),
    ("libcups2", "cups-libs"),
    ("libcurl4t64", "libcurl"),
    ("libcurl4", "libcurl"),
    ("libdbus-1-3", "dbus-libs"),
    ("libexpat1", "expat"),
    ("libffi8", "libffi"),
    ("libffi7", "libffi"),
    ("libfontconfig1", "fontconfig"),
    ("libfreetype6", "freetype"),
    ("libfuse2t64", "fuse-libs"),
    ("libfuse2", "fuse-libs"),
    ("libgcc-s1", "libgcc"),
    ("libgcc1", "libgcc"),
    ("libgl1", "libglvnd-glx"),
    ("libglib2.0-0t64", "glib2"),
    ("libglib2.0-0", "glib2"),
    ("libgmp10", "gmp"),
    ("libgnutls30t64", "gnutls"),
    ("libgnutls30", "gnutls"),
    ("libgssapi-krb5-2", "krb5-libs"),
    ("libgtk-3-0t64", "gtk3"),
    ("libgtk-3-0", "gtk3"),
    ("liblzma5", "xz-libs"),
    ("libncurses6", "ncurses-libs"),
    ("libncurses5", "ncurses-compat-libs"),
    ("libncursesw6", "ncurses-libs"),
    ("libnotify4", "libnotify"),
    ("libnspr4", "nspr"),
    ("libnss3", "nss"),
    ("libpam0g", "pam"),
    ("libpango-1.0-0", "pango"),
    ("libpcre2-8-0", "pcre2"),
    ("libpcre3", "pcre"),
    ("libpq5", "libpq"),
    ("libreadline8t64", "readline"),
    ("libreadline8", "readline"),
    ("libsasl2-2", "cyrus-sasl-lib"),
    ("libselinux1", "libselinux"),
    ("libsodium23", "libsodium"),
    ("libsqlite3-0", "sqlite-libs"),
    ("libssl3t64", "openssl-libs"),
    ("libssl3", "openssl-libs"),
    ("libssl1.1", "openssl-libs"),
    ("libssl1.0.0", "openssl-libs"),
    ("libstdc++6", "libstdc++"),
    ("libsystemd0", "systemd-libs"),
    ("libtinfo6", "ncurses-libs"),
    ("libudev1", "systemd-libs"),
    ("libuuid1", "libuuid"),
    ("libx11-6", "libX11"),
    ("libxcb1", "libxcb"),
    ("libxss1", "libXScrnSaver"),
    ("libxtst6", "libXtst"),
    ("libyaml-0-2", "libyaml"),
    ("libzstd1", "libzstd"),
    ("lsb-base", "systemd"),
    ("netbase", "setup"),
    ("openssh-client", "openssh-clients"),
    ("python3-minimal", "python3"),
    ("zlib1g", "zlib"),
];

/// Names of Fedora and Enterprise Linux that no package of Debian has.
const NOT_OF_DEBIAN: &[&str] = &[
    "alsa-lib",
    "bzip2-libs",
    "cups-libs",
    "cyrus-sasl-lib",
    "dbus-libs",
    "fuse-libs",
    "glib2",
    "glibc",
    "glibc-common",
    "glibc-devel",
    "gtk3",
    "java-headless",
    "krb5-libs",
    "libacl",
    "libaio",
    "libattr",
    "libblkid",
    "libcap",
    "libcurl",
    "libffi",
    "libgcc",
    "libglvnd-glx",
    "libpq",
    "libselinux",
    "libsodium",
    "libstdc++",
    "libuuid",
    "libxcb",
    "libyaml",
    "libzstd",
    "ncurses-compat-libs",
    "ncurses-libs",
    "nspr",
    "openssh-clients",
    "openssl-libs",
    "pcre",
    "pcre2",
    "shadow-utils",
    "sqlite-libs",
    "systemd-libs",
    "xz-libs",
    "zlib",
];

/// The name in Fedora and Enterprise Linux of what only Debian calls `name`; `None` for a name that
/// RPM distributions may have.
///
/// ```
/// assert_eq!(pkgtree::rpm_counterpart("libc6").as_deref(), Some("glibc"));
/// assert_eq!(pkgtree::rpm_counterpart("libfoo-dev").as_deref(), Some("libfoo-devel"));
/// assert_eq!(pkgtree::rpm_counterpart("bash"), None);
/// ```
#[must_use]
pub fn rpm_counterpart(name: &str) -> Option<String> {
    if let Some((_, rpm)) = PAIRS.iter().find(|(debian, _)| *debian == name) {
        return Some((*rpm).to_owned());
    }
    // The suffixes of Debian's own: development files, and libraries with a 64-bit `time_t`.
    let library = || name.starts_with("lib");
    match (name.strip_suffix("-dev"), name.strip_suffix("t64")) {
        (Some(stem), _) if library() || stem.starts_with("python3") => {
            Some(format!("{stem}-devel"))
        }
        (_, Some(stem)) if library() => Some(
            stem.trim_end_matches(|it: char| it.is_ascii_digit() || "-.".contains(it)).to_owned(),
        ),
        _ => None,
    }
}

/// The name in Debian of what only RPM distributions call `name`; `None` for a name that Debian may
/// have.
///
/// ```
/// assert_eq!(pkgtree::debian_counterpart("openssl-libs").as_deref(), Some("libssl3t64"));
/// assert_eq!(pkgtree::debian_counterpart("libfoo-devel").as_deref(), Some("libfoo-dev"));
/// assert_eq!(pkgtree::debian_counterpart("bash"), None);
/// ```
#[must_use]
pub fn debian_counterpart(name: &str) -> Option<String> {
    if NOT_OF_DEBIAN.contains(&name) {
        let pair = PAIRS.iter().find(|(_, rpm)| *rpm == name);
        return pair.map(|(debian, _)| (*debian).to_owned());
    }
    // Debian has a few metapackages whose names end so, but no libraries.
    let stem = name.strip_suffix("-devel").filter(|it| it.starts_with("lib"));
    stem.map(|stem| format!("{stem}-dev"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rpm_name_has_a_debian_one() {
        for name in NOT_OF_DEBIAN {
            assert!(debian_counterpart(name).is_some(), "{name}");
            assert_eq!(rpm_counterpart(name), None, "{name}");
        }
    }

    #[test]
    fn no_debian_name_is_taken_for_one_of_rpm() {
        for (debian, _) in PAIRS {
            assert_eq!(debian_counterpart(debian), None, "{debian}");
        }
    }

    #[test]
    fn names_of_both_are_left_alone() {
        for name in ["bash", "systemd", "tzdata", "ca-certificates", "procps", "xdg-utils", "libx"]
        {
            assert_eq!((rpm_counterpart(name), debian_counterpart(name)), (None, None), "{name}");
        }
        assert_eq!(rpm_counterpart("libpng16-16t64").as_deref(), Some("libpng"));
    }
}
