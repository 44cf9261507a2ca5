//! Tags of the main header (rpm's `include/rpm/rpmtag.h`).
//!
//! Those that are stored in packages, of any age, by the names that rpm 6 gives them. Tags that rpm
//! computes for queries are none of a header's and not here. The signature header has numbers of
//! its own: see [`signature`].

pub mod signature;

/// The number that a value is stored under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u32);

impl Tag {
    /// rpm's name of a tag of the main header, as `rpm --querytags` lists it; `None` when it is not
    /// known.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        name(self)
    }
}

/// Constants, and a function that names them.
macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::header::Tag = $crate::header::Tag($number);)*

        /// The name of a tag; `None` when it is not known.
        #[must_use]
        pub fn name(tag: $crate::header::Tag) -> Option<&'static str> {
            match tag.0 {
                $($number => Some(stringify!($name)),)*
                _ => None,
            }
        }
    };
}
use tags;

tags! {
    /// The region of headers in databases and files before rpm 4.
    HEADERIMAGE = 61;
    /// The region of the signature header.
    HEADERSIGNATURES = 62;
    /// The region of the main header.
    HEADERIMMUTABLE = 63;
    /// The locales of translated texts, `C` first.
    HEADERI18NTABLE = 100;
    /// The name.
    NAME = 1000;
    /// The version.
    VERSION = 1001;
    /// The release.
    RELEASE = 1002;
    /// The epoch; absent for none.
    EPOCH = 1003;
    /// The summary, one line for each locale.
    SUMMARY = 1004;
    /// The description, one text for each locale.
    DESCRIPTION = 1005;
    /// When it was built, in seconds since 1970.
    BUILDTIME = 1006;
    /// The host that built it.
    BUILDHOST = 1007;
    /// When it was installed; in databases only.
    INSTALLTIME = 1008;
    /// The installed size in bytes, when below 4 GiB.
    SIZE = 1009;
    /// The distribution that it belongs to.
    DISTRIBUTION = 1010;
    /// Who it comes from.
    VENDOR = 1011;
    /// An icon.
    GIF = 1012;
    /// An icon.
    XPM = 1013;
    /// The license.
    LICENSE = 1014;
    /// Who packaged it.
    PACKAGER = 1015;
    /// The group, as in `Applications/System`, for each locale.
    GROUP = 1016;
    /// File names of the sources; in source packages.
    SOURCE = 1018;
    /// File names of the patches; in source packages.
    PATCH = 1019;
    /// The home page.
    URL = 1020;
    /// The operating system: `linux`.
    OS = 1021;
    /// The architecture by rpm's name.
    ARCH = 1022;
    /// The script before the installation.
    PREIN = 1023;
    /// The script after the installation.
    POSTIN = 1024;
    /// The script before the removal.
    PREUN = 1025;
    /// The script after the removal.
    POSTUN = 1026;
    /// Whole paths of the files, before rpm 4.
    OLDFILENAMES = 1027;
    /// Sizes of the files, when all are below 4 GiB.
    FILESIZES = 1028;
    /// What became of the files; in databases only.
    FILESTATES = 1029;
    /// Types and permissions of the files, as in `st_mode`.
    FILEMODES = 1030;
    /// Owners of the files by number, before rpm 4.
    FILEUIDS = 1031;
    /// Groups of the files by number, before rpm 4.
    FILEGIDS = 1032;
    /// Devices that nodes stand for.
    FILERDEVS = 1033;
    /// Modification times of the files, in seconds since 1970.
    FILEMTIMES = 1034;
    /// Digests of the files in hexadecimal; empty for what has none.
    FILEDIGESTS = 1035;
    /// Texts of the symbolic links; empty for other files.
    FILELINKTOS = 1036;
    /// `RPMFILE_*` of the files.
    FILEFLAGS = 1037;
    /// Owners of the files by name.
    FILEUSERNAME = 1039;
    /// Groups of the files by name.
    FILEGROUPNAME = 1040;
    /// An icon.
    ICON = 1043;
    /// The file name of the source package; only source packages have none.
    SOURCERPM = 1044;
    /// `RPMVERIFY_*` of the files.
    FILEVERIFYFLAGS = 1045;
    /// The length of the uncompressed payload, when below 4 GiB.
    ARCHIVESIZE = 1046;
    /// Names that are provided.
    PROVIDENAME = 1047;
    /// `RPMSENSE_*` of what is required.
    REQUIREFLAGS = 1048;
    /// Names that are required.
    REQUIRENAME = 1049;
    /// Versions that are required.
    REQUIREVERSION = 1050;
    /// Numbers of the sources that are left out; in source packages.
    NOSOURCE = 1051;
    /// Numbers of the patches that are left out; in source packages.
    NOPATCH = 1052;
    /// `RPMSENSE_*` of the conflicts.
    CONFLICTFLAGS = 1053;
    /// Names of the conflicts.
    CONFLICTNAME = 1054;
    /// Versions of the conflicts.
    CONFLICTVERSION = 1055;
    /// The prefix that can be relocated, before rpm 4.
    DEFAULTPREFIX = 1056;
    /// The build root, in old files.
    BUILDROOT = 1057;
    /// The prefix that it was relocated to, before rpm 4.
    INSTALLPREFIX = 1058;
    /// Architectures that it does not build for; in source packages.
    EXCLUDEARCH = 1059;
    /// Systems that it does not build for; in source packages.
    EXCLUDEOS = 1060;
    /// Architectures that it builds for; in source packages.
    EXCLUSIVEARCH = 1061;
    /// Systems that it builds for; in source packages.
    EXCLUSIVEOS = 1062;
    /// The version of rpm whose format it was written in.
    RPMVERSION = 1064;
    /// Scripts of the triggers.
    TRIGGERSCRIPTS = 1065;
    /// Names that triggers watch.
    TRIGGERNAME = 1066;
    /// Versions that triggers watch.
    TRIGGERVERSION = 1067;
    /// `RPMSENSE_*` of what triggers watch.
    TRIGGERFLAGS = 1068;
    /// For each name that is watched, the index of the script.
    TRIGGERINDEX = 1069;
    /// The script that verifies the installation.
    VERIFYSCRIPT = 1079;
    /// Times of the changes, in seconds since 1970, newest first.
    CHANGELOGTIME = 1080;
    /// Authors of the changes.
    CHANGELOGNAME = 1081;
    /// Texts of the changes.
    CHANGELOGTEXT = 1082;
    /// The interpreter of `PREIN` and its arguments.
    PREINPROG = 1085;
    /// The interpreter of `POSTIN` and its arguments.
    POSTINPROG = 1086;
    /// The interpreter of `PREUN` and its arguments.
    PREUNPROG = 1087;
    /// The interpreter of `POSTUN` and its arguments.
    POSTUNPROG = 1088;
    /// Architectures that are built; in source packages.
    BUILDARCHS = 1089;
    /// Names that are obsoleted.
    OBSOLETENAME = 1090;
    /// The interpreter of `VERIFYSCRIPT` and its arguments.
    VERIFYSCRIPTPROG = 1091;
    /// Interpreters of the triggers' scripts.
    TRIGGERSCRIPTPROG = 1092;
    /// What tells one build from another.
    COOKIE = 1094;
    /// Devices that the files was on, made up by the builder.
    FILEDEVICES = 1095;
    /// Inodes of the files, made up; equal for hard links of one file.
    FILEINODES = 1096;
    /// Locales of the files; empty for all.
    FILELANGS = 1097;
    /// Prefixes that can be relocated.
    PREFIXES = 1098;
    /// Prefixes that it was relocated to; in databases only.
    INSTPREFIXES = 1099;
    /// Unused, in old files.
    CAPABILITY = 1105;
    /// 1 in a source package.
    SOURCEPACKAGE = 1106;
    /// `RPMSENSE_*` of what is provided.
    PROVIDEFLAGS = 1112;
    /// Versions that are provided.
    PROVIDEVERSION = 1113;
    /// `RPMSENSE_*` of what is obsoleted.
    OBSOLETEFLAGS = 1114;
    /// Versions that are obsoleted.
    OBSOLETEVERSION = 1115;
    /// For each file, the index of its directory in `DIRNAMES`.
    DIRINDEXES = 1116;
    /// Names of the files in their directories.
    BASENAMES = 1117;
    /// Directories of the files, each with `/` at its end.
    DIRNAMES = 1118;
    /// `DIRINDEXES` before the relocation; in databases only.
    ORIGDIRINDEXES = 1119;
    /// `BASENAMES` before the relocation; in databases only.
    ORIGBASENAMES = 1120;
    /// `DIRNAMES` before the relocation; in databases only.
    ORIGDIRNAMES = 1121;
    /// Compiler flags of the build.
    OPTFLAGS = 1122;
    /// Where the distribution keeps its source.
    DISTURL = 1123;
    /// The format of the payload: `cpio`.
    PAYLOADFORMAT = 1124;
    /// The compression of the payload, as in `zstd`.
    PAYLOADCOMPRESSOR = 1125;
    /// The level of the compression, as in `19`.
    PAYLOADFLAGS = 1126;
    /// The color of the transaction; in databases only.
    INSTALLCOLOR = 1127;
    /// The transaction that installed it; in databases only.
    INSTALLTID = 1128;
    /// The transaction that removed it; in databases only.
    REMOVETID = 1129;
    /// The architecture, in old files.
    RHNPLATFORM = 1131;
    /// Architecture, vendor and system, as in `x86_64-redhat-linux-gnu`.
    PLATFORM = 1132;
    /// Names of the packages that it patches, in files of SuSE.
    PATCHESNAME = 1133;
    /// `RPMSENSE_*` of the packages that it patches.
    PATCHESFLAGS = 1134;
    /// Versions of the packages that it patches.
    PATCHESVERSION = 1135;
    /// Colors of the files: 1 for 32-bit ELF, 2 for 64-bit, 0 for others.
    FILECOLORS = 1140;
    /// For each file, the index of its class in `CLASSDICT`.
    FILECLASS = 1141;
    /// Classes of files, as file(1) names them.
    CLASSDICT = 1142;
    /// For each file, the index of its first dependency in `DEPENDSDICT`.
    FILEDEPENDSX = 1143;
    /// For each file, the number of its dependencies.
    FILEDEPENDSN = 1144;
    /// Kinds and indexes of the files' dependencies.
    DEPENDSDICT = 1145;
    /// The MD5 of the source package.
    SOURCEPKGID = 1146;
    /// SELinux contexts of the files, in old files.
    FILECONTEXTS = 1147;
    /// SELinux policies, in old files.
    POLICIES = 1150;
    /// The script before the transaction.
    PRETRANS = 1151;
    /// The script after the transaction.
    POSTTRANS = 1152;
    /// The interpreter of `PRETRANS` and its arguments.
    PRETRANSPROG = 1153;
    /// The interpreter of `POSTTRANS` and its arguments.
    POSTTRANSPROG = 1154;
    /// The tag of the distribution, as in `.el9`.
    DISTTAG = 1155;
    /// Names of weak dependencies, in files of SuSE.
    OLDSUGGESTSNAME = 1156;
    /// Versions of weak dependencies, in files of SuSE.
    OLDSUGGESTSVERSION = 1157;
    /// `RPMSENSE_*` of weak dependencies, in files of SuSE.
    OLDSUGGESTSFLAGS = 1158;
    /// Names of reverse weak dependencies, in files of SuSE.
    OLDENHANCESNAME = 1159;
    /// Versions of reverse weak dependencies, in files of SuSE.
    OLDENHANCESVERSION = 1160;
    /// `RPMSENSE_*` of reverse weak dependencies, in files of SuSE.
    OLDENHANCESFLAGS = 1161;
    /// Digest algorithms of the files; never came into use.
    FILEDIGESTALGOS = 1177;
    /// The number in the database; in databases only.
    DBINSTANCE = 1195;
    /// Sizes of the files, when one is 4 GiB or more.
    LONGFILESIZES = 5008;
    /// The installed size in bytes, when 4 GiB or more.
    LONGSIZE = 5009;
    /// Capabilities of the files as text.
    FILECAPS = 5010;
    /// The digest algorithm of the files, by OpenPGP's number; absent for MD5.
    FILEDIGESTALGO = 5011;
    /// Where defects are reported.
    BUGURL = 5012;
    /// `RPMSCRIPT_FLAG_*` of `PREIN`.
    PREINFLAGS = 5020;
    /// `RPMSCRIPT_FLAG_*` of `POSTIN`.
    POSTINFLAGS = 5021;
    /// `RPMSCRIPT_FLAG_*` of `PREUN`.
    PREUNFLAGS = 5022;
    /// `RPMSCRIPT_FLAG_*` of `POSTUN`.
    POSTUNFLAGS = 5023;
    /// `RPMSCRIPT_FLAG_*` of `PRETRANS`.
    PRETRANSFLAGS = 5024;
    /// `RPMSCRIPT_FLAG_*` of `POSTTRANS`.
    POSTTRANSFLAGS = 5025;
    /// `RPMSCRIPT_FLAG_*` of `VERIFYSCRIPT`.
    VERIFYSCRIPTFLAGS = 5026;
    /// `RPMSCRIPT_FLAG_*` of the triggers' scripts.
    TRIGGERSCRIPTFLAGS = 5027;
    /// Names of SELinux policies.
    POLICYNAMES = 5030;
    /// Types of SELinux policies.
    POLICYTYPES = 5031;
    /// For each type, the index of its policy.
    POLICYTYPESINDEXES = 5032;
    /// Flags of SELinux policies.
    POLICYFLAGS = 5033;
    /// Where the source is kept, as in `git:https://...`.
    VCS = 5034;
    /// Names that are installed before, if at all.
    ORDERNAME = 5035;
    /// Versions that are installed before.
    ORDERVERSION = 5036;
    /// `RPMSENSE_*` of what is installed before.
    ORDERFLAGS = 5037;
    /// Names that are recommended.
    RECOMMENDNAME = 5046;
    /// Versions that are recommended.
    RECOMMENDVERSION = 5047;
    /// `RPMSENSE_*` of what is recommended.
    RECOMMENDFLAGS = 5048;
    /// Names that are suggested.
    SUGGESTNAME = 5049;
    /// Versions that are suggested.
    SUGGESTVERSION = 5050;
    /// `RPMSENSE_*` of what is suggested.
    SUGGESTFLAGS = 5051;
    /// Names that it supplements.
    SUPPLEMENTNAME = 5052;
    /// Versions that it supplements.
    SUPPLEMENTVERSION = 5053;
    /// `RPMSENSE_*` of what it supplements.
    SUPPLEMENTFLAGS = 5054;
    /// Names that it enhances.
    ENHANCENAME = 5055;
    /// Versions that it enhances.
    ENHANCEVERSION = 5056;
    /// `RPMSENSE_*` of what it enhances.
    ENHANCEFLAGS = 5057;
    /// The encoding of all texts: `utf-8`.
    ENCODING = 5062;
    /// Scripts of the file triggers.
    FILETRIGGERSCRIPTS = 5066;
    /// Interpreters of the file triggers' scripts.
    FILETRIGGERSCRIPTPROG = 5067;
    /// `RPMSCRIPT_FLAG_*` of the file triggers' scripts.
    FILETRIGGERSCRIPTFLAGS = 5068;
    /// Path prefixes that file triggers watch.
    FILETRIGGERNAME = 5069;
    /// For each prefix that is watched, the index of the script.
    FILETRIGGERINDEX = 5070;
    /// Empty versions, one for each prefix.
    FILETRIGGERVERSION = 5071;
    /// `RPMSENSE_*` of what file triggers watch.
    FILETRIGGERFLAGS = 5072;
    /// Scripts of the transaction file triggers.
    TRANSFILETRIGGERSCRIPTS = 5076;
    /// Interpreters of the transaction file triggers' scripts.
    TRANSFILETRIGGERSCRIPTPROG = 5077;
    /// `RPMSCRIPT_FLAG_*` of the transaction file triggers' scripts.
    TRANSFILETRIGGERSCRIPTFLAGS = 5078;
    /// Path prefixes that transaction file triggers watch.
    TRANSFILETRIGGERNAME = 5079;
    /// For each prefix that is watched, the index of the script.
    TRANSFILETRIGGERINDEX = 5080;
    /// Empty versions, one for each prefix.
    TRANSFILETRIGGERVERSION = 5081;
    /// `RPMSENSE_*` of what transaction file triggers watch.
    TRANSFILETRIGGERFLAGS = 5082;
    /// Priorities of the file triggers' scripts; 1,000,000 when not given.
    FILETRIGGERPRIORITIES = 5084;
    /// Priorities of the transaction file triggers' scripts.
    TRANSFILETRIGGERPRIORITIES = 5085;
    /// IMA signatures of the files.
    FILESIGNATURES = 5090;
    /// The length of each IMA signature.
    FILESIGNATURELENGTH = 5091;
    /// The SHA-256 of the payload; `PAYLOADDIGEST` before rpm 6.
    PAYLOADSHA256 = 5092;
    /// The algorithm of `PAYLOADSHA256`: 8; `PAYLOADDIGESTALGO` before rpm 6.
    PAYLOADSHA256ALGO = 5093;
    /// The module that it belongs to.
    MODULARITYLABEL = 5096;
    /// The SHA-256 of the uncompressed payload; `PAYLOADDIGESTALT` before rpm 6.
    PAYLOADSHA256ALT = 5097;
    /// The spec file, expanded; in source packages.
    SPEC = 5099;
    /// Where it is translated.
    TRANSLATIONURL = 5100;
    /// Where its releases are announced.
    UPSTREAMRELEASES = 5101;
    /// The license of the source.
    SOURCELICENSE = 5102;
    /// The script before the transaction that removes it.
    PREUNTRANS = 5103;
    /// The script after the transaction that removed it.
    POSTUNTRANS = 5104;
    /// The interpreter of `PREUNTRANS` and its arguments.
    PREUNTRANSPROG = 5105;
    /// The interpreter of `POSTUNTRANS` and its arguments.
    POSTUNTRANSPROG = 5106;
    /// `RPMSCRIPT_FLAG_*` of `PREUNTRANS`.
    PREUNTRANSFLAGS = 5107;
    /// `RPMSCRIPT_FLAG_*` of `POSTUNTRANS`.
    POSTUNTRANSFLAGS = 5108;
    /// Users and groups that it makes, as sysusers.d(5) has them.
    SYSUSERS = 5109;
    /// The length of the compressed payload.
    PAYLOADSIZE = 5112;
    /// The length of the uncompressed payload.
    PAYLOADSIZEALT = 5113;
    /// The version of the package format: 6; absent in version 4.
    RPMFORMAT = 5114;
    /// For each file, the index of its type in `MIMEDICT`.
    FILEMIMEINDEX = 5115;
    /// MIME types of the files.
    MIMEDICT = 5116;
    /// Digests of the package file; in databases only.
    PACKAGEDIGESTS = 5118;
    /// Algorithms of `PACKAGEDIGESTS`; in databases only.
    PACKAGEDIGESTALGOS = 5119;
    /// Name and version of the source package.
    SOURCENEVR = 5120;
    /// The SHA-512 of the payload.
    PAYLOADSHA512 = 5121;
    /// The SHA-512 of the uncompressed payload.
    PAYLOADSHA512ALT = 5122;
    /// The SHA3-256 of the payload.
    PAYLOADSHA3_256 = 5123;
    /// The SHA3-256 of the uncompressed payload.
    PAYLOADSHA3_256ALT = 5124;
}
