//! The main header: everything that is known of a package.

use pkgio::{Codec, Compression, Digests, Hex, Timestamp};

use super::files::{Files, SHA256};
use super::nevr::Nevr;
use super::payload::Payload;
use super::{Format, dependencies, scriptlets, triggers};
use crate::Package;
use crate::header::{Header, Tag, Value, tag};

/// The release of rpm whose packages ours are like: what `RPMVERSION` says. Nothing that installs
/// packages asks for more than that it is there.
const RPM_VERSION_4: &str = "4.18.0";
/// The same in format 6.
const RPM_VERSION_6: &str = "6.0.0";

/// What a header is made from beside the package.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) package: &'a Package,
    pub(super) files: Files<'a>,
    pub(super) payload: &'a Payload,
    pub(super) compression: Compression,
    pub(super) format: Format,
    pub(super) timestamp: Timestamp,
}

impl Parts<'_> {
    /// Makes the header.
    pub(super) fn to_header(&self) -> Header {
        let mut header = Header::new();
        self.insert_identity(&mut header);
        self.insert_texts(&mut header);
        self.insert_build(&mut header);
        self.insert_changelog(&mut header);
        self.insert_sizes(&mut header);
        self.insert_payload(&mut header);
        self.files.insert_into(&mut header, self.format);
        dependencies::insert_into(&mut header, &self.package.dependencies, self.needs());
        scriptlets::insert_into(&mut header, self.package);
        triggers::insert_into(&mut header, &self.package.triggers);
        header
    }

    fn needs(&self) -> dependencies::Needs {
        dependencies::Needs {
            format: self.format,
            codec: self.compression.codec(),
            has_files: !self.files.list.files.is_empty(),
            has_large_files: self.files.are_large,
            has_hard_links: !self.files.links.sets.is_empty(),
        }
    }

    fn insert_identity(&self, header: &mut Header) {
        let package = self.package;
        header.insert(tag::NAME, Value::text(&package.name));
        header.insert(tag::VERSION, Value::text(&package.evr.version));
        header.insert(tag::RELEASE, Value::text(package.evr.release.as_deref().unwrap_or("")));
        if let Some(epoch) = package.evr.epoch {
            header.insert(tag::EPOCH, Value::int32([epoch]));
        }
        let architecture = package.architecture.rpm();
        header.insert(tag::ARCH, Value::text(architecture));
        header.insert(tag::OS, Value::text("linux"));
        header.insert(tag::PLATFORM, Value::text(format!("{architecture}-linux")));
    }

    fn insert_texts(&self, header: &mut Header) {
        let texts = &self.package.texts;
        let locales = locales(&[&texts.summary, &texts.description]);
        header.insert(tag::SUMMARY, translated(&texts.summary, &locales));
        header.insert(tag::DESCRIPTION, translated(&texts.description, &locales));
        header.insert(tag::GROUP, Value::translated([&texts.group]));
        header.insert(tag::HEADERI18NTABLE, Value::texts(locales));
        header.insert(tag::LICENSE, Value::text(&texts.license));
        let mut optional = |tag: Tag, text: &Option<String>| {
            if let Some(text) = text {
                header.insert(tag, Value::text(text));
            }
        };
        optional(tag::URL, &texts.url);
        optional(tag::VENDOR, &texts.vendor);
        optional(tag::PACKAGER, &texts.packager);
        optional(tag::DISTRIBUTION, &texts.distribution);
        optional(tag::COOKIE, &texts.cookie);
        optional(tag::OPTFLAGS, &texts.opt_flags);
        if !self.package.prefixes.is_empty() {
            header.insert(tag::PREFIXES, Value::texts(&self.package.prefixes));
        }
        header.insert(tag::ENCODING, Value::text("utf-8"));
    }

    fn insert_build(&self, header: &mut Header) {
        let texts = &self.package.texts;
        let time = u32::try_from(self.timestamp.seconds()).unwrap_or(u32::MAX);
        header.insert(tag::BUILDTIME, Value::int32([time]));
        header.insert(tag::BUILDHOST, Value::text(&texts.build_host));
        header.insert(tag::SOURCERPM, Value::text(&texts.source_rpm));
        let version = match self.format {
            Format::V4 => RPM_VERSION_4,
            Format::V6 => RPM_VERSION_6,
        };
        header.insert(tag::RPMVERSION, Value::text(version));
        if self.format == Format::V6 {
            header.insert(tag::RPMFORMAT, Value::int32([6]));
            header.insert(tag::SOURCENEVR, Value::text(self.source_nevr()));
        }
    }

    fn insert_changelog(&self, header: &mut Header) {
        let entries = || self.package.changelog.iter();
        header.insert(tag::CHANGELOGTIME, Value::int32(entries().map(|entry| entry.time)));
        header.insert(tag::CHANGELOGNAME, Value::texts(entries().map(|entry| &entry.name)));
        header.insert(tag::CHANGELOGTEXT, Value::texts(entries().map(|entry| &entry.text)));
    }

    fn insert_sizes(&self, header: &mut Header) {
        let size = self.files.total_size();
        match u32::try_from(size) {
            Ok(small) if self.format == Format::V4 && small < u32::MAX => {
                header.insert(tag::SIZE, Value::int32([small]));
            }
            _ => header.insert(tag::LONGSIZE, Value::int64([size])),
        }
        if self.format == Format::V6 {
            let payload = self.payload;
            header.insert(tag::PAYLOADSIZE, Value::int64([payload.bytes.length()]));
            header.insert(tag::PAYLOADSIZEALT, Value::int64([payload.archive_length]));
        }
    }

    fn insert_payload(&self, header: &mut Header) {
        header.insert(tag::PAYLOADFORMAT, Value::text("cpio"));
        // What is not compressed has no compressor: rpm reads it as gzip, which lets it pass.
        if self.compression.codec() != Codec::None {
            let name = self.compression.codec().name();
            header.insert(tag::PAYLOADCOMPRESSOR, Value::text(name));
        }
        let level = match self.compression.codec() {
            Codec::None => String::new(),
            _ => self.compression.level().to_string(),
        };
        header.insert(tag::PAYLOADFLAGS, Value::text(level));
        self.insert_payload_digests(header);
    }

    /// In format 6 rpm knows the algorithms by their tags alone.
    fn insert_payload_digests(&self, header: &mut Header) {
        use tag::{PAYLOADSHA3_256, PAYLOADSHA3_256ALT, PAYLOADSHA512, PAYLOADSHA512ALT};
        let digests = &self.payload.digests;
        let archive_digests = &self.payload.archive_digests;
        let sha256 = |digests: &Digests| digests.sha256.map(|digest| Hex(&digest).to_string());
        header.insert(tag::PAYLOADSHA256, Value::texts(sha256(digests)));
        header.insert(tag::PAYLOADSHA256ALT, Value::texts(sha256(archive_digests)));
        match self.format {
            Format::V4 => header.insert(tag::PAYLOADSHA256ALGO, Value::int32([SHA256])),
            Format::V6 => {
                let mut insert = |tag, digest: Option<&[u8]>| {
                    if let Some(digest) = digest {
                        header.insert(tag, Value::text(Hex(digest).to_string()));
                    }
                };
                insert(PAYLOADSHA512, digests.sha512.as_ref().map(<[u8; 64]>::as_slice));
                insert(PAYLOADSHA512ALT, archive_digests.sha512.as_ref().map(<[u8; 64]>::as_slice));
                insert(PAYLOADSHA3_256, digests.sha3_256.as_ref().map(<[u8; 32]>::as_slice));
                insert(
                    PAYLOADSHA3_256ALT,
                    archive_digests.sha3_256.as_ref().map(<[u8; 32]>::as_slice),
                );
            }
        }
    }

    /// Name, epoch, version and release of the source package, of which the file name has no epoch:
    /// it is the package's own where the source is.
    fn source_nevr(&self) -> String {
        let source = &self.package.texts.source_rpm;
        let stem = source.strip_suffix(".rpm").unwrap_or(source);
        let stem = stem.strip_suffix(".src").or(stem.strip_suffix(".nosrc")).unwrap_or(stem);
        let own = Nevr::of(self.package);
        if stem == own.without_epoch() { own.to_string() } else { stem.to_owned() }
    }
}

/// The locales of all texts, each once, as they come: `C` first.
fn locales<'a>(translations: &[&'a [(String, String)]]) -> Vec<&'a str> {
    let mut locales = vec!["C"];
    for (locale, _) in translations.iter().copied().flatten() {
        if !locales.contains(&&**locale) {
            locales.push(locale);
        }
    }
    locales
}

/// A text for each locale; the untranslated one where there is no translation, since rpm would show
/// nothing.
fn translated(texts: &[(String, String)], locales: &[&str]) -> Value {
    let text = |locale: &str| texts.iter().find(|(of, _)| of == locale).map(|(_, text)| &**text);
    let untranslated = text("C").unwrap_or("");
    Value::translated(locales.iter().map(|locale| text(locale).unwrap_or(untranslated)))
}
