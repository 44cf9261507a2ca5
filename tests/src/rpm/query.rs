//! What rpm says of a package, tag by tag.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::chroot::Chroot;

/// The tags that are asked for, each with rpm's format for it.
pub const TAGS: &[&str] = &[
    "ARCH",
    "ARCHIVESIZE",
    "BASENAMES",
    "BUGURL",
    "BUILDHOST",
    "BUILDTIME",
    "CHANGELOGNAME",
    "CHANGELOGTEXT",
    "CHANGELOGTIME",
    "CLASSDICT",
    "CONFLICTFLAGS:hex",
    "CONFLICTNAME",
    "CONFLICTVERSION",
    "COOKIE",
    "DEPENDSDICT:hex",
    "DESCRIPTION",
    "DIRINDEXES",
    "DIRNAMES",
    "DISTRIBUTION",
    "DISTTAG",
    "DISTURL",
    "DSAHEADER",
    "ENCODING",
    "ENHANCEFLAGS:hex",
    "ENHANCENAME",
    "ENHANCEVERSION",
    "EPOCH",
    "EVR",
    "FILECAPS",
    "FILECLASS",
    "FILECOLORS",
    "FILECONTEXTS",
    "FILEDEPENDSN",
    "FILEDEPENDSX",
    "FILEDEVICES",
    "FILEDIGESTALGO",
    "FILEDIGESTS",
    "FILEFLAGS:hex",
    "FILEGROUPNAME",
    "FILEINODES",
    "FILELANGS",
    "FILELINKTOS",
    "FILEMODES:octal",
    "FILEMTIMES",
    "FILENAMES",
    "FILENLINKS",
    "FILEPROVIDE",
    "FILERDEVS:hex",
    "FILEREQUIRE",
    "FILESIGNATURES",
    "FILESIZES",
    "FILETRIGGERFLAGS:hex",
    "FILETRIGGERINDEX",
    "FILETRIGGERNAME",
    "FILETRIGGERPRIORITIES",
    "FILETRIGGERSCRIPTFLAGS:hex",
    "FILETRIGGERSCRIPTPROG",
    "FILETRIGGERSCRIPTS",
    "FILETRIGGERTYPE",
    "FILETRIGGERVERSION",
    "FILEUSERNAME",
    "FILEVERIFYFLAGS:hex",
    "GROUP",
    "HEADERCOLOR",
    "HEADERI18NTABLE",
    "INSTPREFIXES",
    "LICENSE",
    "LONGARCHIVESIZE",
    "LONGFILESIZES",
    "LONGSIGSIZE",
    "LONGSIZE",
    "MODULARITYLABEL",
    "NAME",
    "NEVRA",
    "OBSOLETEFLAGS:hex",
    "OBSOLETENAME",
    "OBSOLETEVERSION",
    "OPTFLAGS",
    "ORDERFLAGS:hex",
    "ORDERNAME",
    "ORDERVERSION",
    "OS",
    "PACKAGER",
    "PAYLOADCOMPRESSOR",
    "PAYLOADDIGEST",
    "PAYLOADDIGESTALGO",
    "PAYLOADDIGESTALT",
    "PAYLOADFLAGS",
    "PAYLOADFORMAT",
    "PLATFORM",
    "POSTIN",
    "POSTINFLAGS:hex",
    "POSTINPROG",
    "POSTTRANS",
    "POSTTRANSFLAGS:hex",
    "POSTTRANSPROG",
    "POSTUN",
    "POSTUNFLAGS:hex",
    "POSTUNPROG",
    "PREFIXES",
    "PREIN",
    "PREINFLAGS:hex",
    "PREINPROG",
    "PRETRANS",
    "PRETRANSFLAGS:hex",
    "PRETRANSPROG",
    "PREUN",
    "PREUNFLAGS:hex",
    "PREUNPROG",
    "PROVIDEFLAGS:hex",
    "PROVIDENAME",
    "PROVIDEVERSION",
    "RECOMMENDFLAGS:hex",
    "RECOMMENDNAME",
    "RECOMMENDVERSION",
    "RELEASE",
    "REQUIREFLAGS:hex",
    "REQUIRENAME",
    "REQUIREVERSION",
    "RPMVERSION",
    "RSAHEADER",
    "SHA1HEADER",
    "SHA256HEADER",
    "SIGGPG",
    "SIGMD5",
    "SIGPGP",
    "SIGSIZE",
    "SIZE",
    "SOURCERPM",
    "SUGGESTFLAGS:hex",
    "SUGGESTNAME",
    "SUGGESTVERSION",
    "SUMMARY",
    "SUPPLEMENTFLAGS:hex",
    "SUPPLEMENTNAME",
    "SUPPLEMENTVERSION",
    "TRANSFILETRIGGERFLAGS:hex",
    "TRANSFILETRIGGERINDEX",
    "TRANSFILETRIGGERNAME",
    "TRANSFILETRIGGERPRIORITIES",
    "TRANSFILETRIGGERSCRIPTFLAGS:hex",
    "TRANSFILETRIGGERSCRIPTPROG",
    "TRANSFILETRIGGERSCRIPTS",
    "TRANSFILETRIGGERTYPE",
    "TRANSFILETRIGGERVERSION",
    "TRIGGERFLAGS:hex",
    "TRIGGERINDEX",
    "TRIGGERNAME",
    "TRIGGERSCRIPTFLAGS:hex",
    "TRIGGERSCRIPTPROG",
    "TRIGGERSCRIPTS",
    "TRIGGERTYPE",
    "TRIGGERVERSION",
    "UPSTREAMRELEASES",
    "URL",
    "VCS",
    "VENDOR",
    "VERIFYSCRIPT",
    "VERIFYSCRIPTFLAGS:hex",
    "VERIFYSCRIPTPROG",
    "VERSION",
];

/// What rpm prints for each tag, and what the package holds of each index entry.
pub type Values = BTreeMap<String, Vec<String>>;

/// A tag that is known to differ between a package and its twin, and why.
pub type Difference = (&'static str, &'static str);

/// Asks the rpm of `system` about the package at `path` inside: each of [`TAGS`], the texts of each
/// locale, and the type and count of every entry of both headers.
///
/// # Panics
/// When rpm cannot read it.
#[must_use]
#[track_caller]
pub fn values(system: &Chroot, path: &str, locales: &[&str]) -> Values {
    let mut format = String::new();
    for tag in TAGS {
        write!(format, "\u{1}{tag}\\n[%{{{tag}}}\u{2}\\n]").unwrap();
    }
    let mut values = Values::new();
    let ask = |locale: &str, format: &str| {
        let mut rpm = system.command("rpm");
        rpm.env("LC_ALL", locale).args(["-qp", "--nosignature", "--qf", format, path]);
        crate::tool::outcome(&mut rpm).succeeded().text()
    };
    for record in ask("C.UTF-8", &format).split('\u{1}').skip(1) {
        let (tag, elements) = record.split_once('\n').unwrap();
        let elements = elements.split_terminator("\u{2}\n").map(str::to_owned).collect();
        values.insert(tag.split(':').next().unwrap().to_owned(), elements);
    }
    for locale in locales {
        let text = ask(locale, "%{SUMMARY}\\n%{DESCRIPTION}");
        values.insert(format!("SUMMARY and DESCRIPTION in {locale}"), vec![text]);
    }
    let bytes = std::fs::read(system.root().join(path.trim_start_matches('/'))).unwrap();
    values.extend(super::index::entries(&bytes));
    values
}

/// Every tag that differs and is not in `expected`, and every tag in `expected` that does not differ.
#[must_use]
pub fn differences(ours: &Values, theirs: &Values, expected: &[Difference]) -> String {
    let mut lines = String::new();
    let tags = ours.keys().chain(theirs.keys()).collect::<std::collections::BTreeSet<_>>();
    for (tag, _) in expected.iter().filter(|(tag, _)| !tags.contains(&(*tag).to_owned())) {
        writeln!(lines, "{tag}: expected to differ, but neither has it").unwrap();
    }
    for tag in tags {
        let is_expected = expected.iter().any(|(name, _)| name == tag);
        let (ours, theirs) = (ours.get(tag), theirs.get(tag));
        match (ours == theirs, is_expected) {
            (true, true) => writeln!(lines, "{tag}: expected to differ, but does not").unwrap(),
            (false, false) => writeln!(lines, "{tag}: {}", first_difference(ours, theirs)).unwrap(),
            _ => {}
        }
    }
    lines
}

fn first_difference(ours: Option<&Vec<String>>, theirs: Option<&Vec<String>>) -> String {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return format!("ours {ours:?}, rpmbuild's {theirs:?}");
    };
    let mut text = format!("ours has {}, rpmbuild's {} elements", ours.len(), theirs.len());
    for index in 0..ours.len().max(theirs.len()) {
        let (ours, theirs) = (ours.get(index), theirs.get(index));
        if ours != theirs {
            write!(text, "\n  [{index}] ours       {ours:?}\n  [{index}] rpmbuild's {theirs:?}")
                .unwrap();
            break;
        }
    }
    text
}
