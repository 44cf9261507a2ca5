//! From a description to all that does not need the tree.

use diagnostic::Report;
use pkgio::{Codec, Compression};
use pkgterms::Architecture;
use pkgtree::{Description, Tree};

use super::DEB;
use super::documents::{self, Document};
use super::metadata::{self, MetadataFile};
use super::{fields, identity, relationships};
use crate::{Control, MaintainerScript, codes};

/// All of a package that does not need the tree.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) control: Control,
    pub(super) architecture: Architecture,
    pub(super) scripts: Vec<MaintainerScript>,
    pub(super) metadata: Vec<MetadataFile>,
    pub(super) documents: Vec<Document>,
    pub(super) installed_size: Option<u64>,
    pub(super) compression: Compression,
}

/// Parses the whole description; `None` when it has defects, all of which are in the report then.
/// `tree` is looked at where the description does not say what it is for.
pub(super) fn parse(
    description: &Description,
    tree: Option<&Tree>,
    report: &mut Report,
) -> Option<Fields> {
    let deb = &description.deb;
    let name = identity::name(description, report);
    let version = identity::version(description, report);
    let own = name.as_ref().zip(version.as_ref());
    let source = identity::source(description, own, report);
    let architecture = identity::architecture(description, tree, report);
    let maintainer = fields::maintainer(description, report);
    let section = fields::section(description, report);
    let priority = fields::priority(description, report);
    let multi_arch = fields::multi_arch(description, architecture, report);
    let origin = fields::origin(description, report);
    let bugs = fields::bugs(description, report);
    let homepage = fields::homepage(description, report);
    let tag = fields::tag(description, report);
    let lists = relationships::parse(description, own, report);
    let summary = fields::summary(description, report);
    let long_description = fields::description(description, report);
    let further = fields::further(description, report);
    let scripts = metadata::maintainer_scripts(description, report);
    let metadata = metadata::metadata_files(description, report);
    let documents = own.map(|(name, version)| documents::read(description, name, version, report));
    let compression = compression(description, report);
    let installed_size = installed_size(description, report);
    let is_set =
        |flag: &Option<diagnostic::Sourced<bool>>| flag.as_ref().is_some_and(|it| it.value);
    let control = Control {
        package: name.clone()?,
        source,
        version: version.clone()?,
        architecture: architecture?.debian().to_owned(),
        architecture_variant: architecture?.variant().map(str::to_owned),
        maintainer: maintainer?,
        essential: is_set(&deb.essential),
        protected: is_set(&deb.protected),
        build_essential: is_set(&deb.build_essential),
        multi_arch,
        section: section?,
        priority: priority?,
        origin,
        bugs,
        homepage,
        tag,
        pre_depends: lists.pre_depends,
        depends: lists.depends,
        recommends: lists.recommends,
        suggests: lists.suggests,
        enhances: lists.enhances,
        breaks: lists.breaks,
        conflicts: lists.conflicts,
        provides: lists.provides,
        replaces: lists.replaces,
        built_using: lists.built_using,
        static_built_using: lists.static_built_using,
        summary: summary?,
        description: long_description?,
        further,
    };
    Some(Fields {
        control,
        architecture: architecture?,
        scripts,
        metadata,
        documents: documents?,
        installed_size,
        compression: compression?,
    })
}

/// The compression that is asked for; xz, which every dpkg reads, when none is.
fn compression(description: &Description, report: &mut Report) -> Option<Compression> {
    let Some(value) = DEB.own("compression", description.deb.compression.as_ref()) else {
        return Some(Compression::new(Codec::Xz));
    };
    value
        .value
        .parse()
        .map_err(|error: pkgio::ParseCompressionError| {
            let defect = value.diagnostic(codes::COMPRESSION, error.to_string());
            report.defect(defect.hint("write \"xz\", or another with a level: \"zstd:19\""));
        })
        .ok()
}

/// The `Installed-Size` that is given instead of the computed one, in KiB.
fn installed_size(description: &Description, report: &mut Report) -> Option<u64> {
    let value = DEB.own("installed-size", description.deb.installed_size.as_ref())?;
    let digits = value.value.bytes().all(|byte| byte.is_ascii_digit());
    let size = value.value.parse().ok().filter(|_| digits);
    if size.is_none() {
        let problem = format!("is {:?}, not a number of KiB", value.value);
        report.defect(
            value
                .diagnostic(codes::INSTALLED_SIZE, problem)
                .hint("leave it out: it is computed from the tree"),
        );
    }
    size
}
