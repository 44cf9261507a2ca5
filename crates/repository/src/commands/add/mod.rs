//! `mkrepo add`: publishes packages.

mod change;
mod documents;
mod files;
mod payload;
mod routing;
mod told;

use std::collections::BTreeMap;
use std::path::PathBuf;

use diagnostic::Diagnostics;

use crate::admission::Admission;
use crate::choice::{Chooser, Chosen, IfDropped};
use crate::described::Repository;
use crate::destination::Destination;
use crate::incoming::{self, Incoming, ReadOptions};
use crate::opened::Opened;
use crate::publication::Publication;
use crate::settings::Settings;
use crate::signing::{self, Signing};
use crate::transaction::publish_all;
use crate::{document, strict};
use change::{Manner, change};
use files::Files;

/// What packages are read for, as far as a person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To know what they are.
    Read,
    /// Their payloads, to know whether they can be installed.
    Checked,
}

/// How packages are read.
pub struct Reading<'a> {
    /// How much packages may hold.
    pub limits: (debpkg::read::Limits, rpmpkg::read::Limits),
    /// Begins a step of so many bytes, and gives what hears of those that are done.
    pub progress: &'a dyn Fn(Step, u64) -> Box<dyn Fn(u64) + Sync>,
}

/// What is added where.
#[derive(Clone, Debug, Default)]
pub struct AddOptions {
    /// Packages, `.changes` files, directories of packages, and documents.
    pub files: Vec<PathBuf>,
    /// Targets, instead of where the routes lead.
    pub to: Vec<String>,
    /// Make a suite or an RPM repository although one with a similar name exists, or it was dropped.
    pub new_suite: bool,
    /// Let published packages give way to another content of the same version.
    pub replace: bool,
    /// Documents with their types, as `TYPE=FILE`.
    pub document: Vec<String>,
    /// Pass over documents that lie in directories.
    pub no_documents: bool,
    /// Publish versions that were yanked.
    pub allow_yanked: bool,
    /// Read no payloads.
    pub skip_payload: bool,
}

impl AddOptions {
    /// Does it; see `mkrepo add`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        reading: &Reading<'_>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let typed = document::typed("--document", &self.document)?;
        let files = Files::find(&self.files)?;
        let chosen = self.chosen(repository)?;
        let named = chosen.as_ref().map(|chosen| &chosen.targets);
        let mut packages = read(repository, settings, reading, files.packages, warnings)?;
        let mut routed = routing::route(repository, named, &packages)?;
        let repository = &repository.making(routed.keys())?;
        strict::check(repository, &routed, &packages, &packages)?;
        let folders = if self.no_documents { &[][..] } else { &files.folders };
        let given = documents::Given { files: &files.documents, typed: &typed, folders };
        let mut documents = documents::read(repository, named, routed.keys(), &given, warnings)?;
        for target in documents.keys() {
            routed.entry(target.clone()).or_default();
        }
        let mut opened = BTreeMap::new();
        for target in routed.keys() {
            let one = Opened::new(repository, settings, &keys, "--to", target)?;
            opened.insert(target.clone(), one);
        }
        if !self.skip_payload {
            let context = (repository, settings, reading);
            let may_differ = self.replace;
            payload::check(context, (&packages, may_differ), &routed, &opened, warnings)?;
        }
        // The signed copies are there until the end.
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        let copies = signing.sign(&mut packages, &mut routed, &opened, warnings)?;
        let mut changes = Vec::new();
        for (target, opened) in opened {
            let documents = documents.remove(&target).unwrap_or_default();
            let routed = routed.remove(&target).unwrap_or_default();
            let if_dropped = chosen
                .as_ref()
                .map_or(IfDropped::Revive, |chosen| chosen.if_dropped(&target, self.new_suite));
            let admission = Admission { allow_yanked: self.allow_yanked };
            let manner = Manner { if_dropped, replace: self.replace, admission };
            changes.push(change((opened, manner), &routed, &packages, documents)?);
        }
        let destination = Destination::open(repository, settings)?;
        destination.note_signed(&copies);
        publish_all(&destination, &changes, settings, warnings)
    }

    /// The targets that `--to` chooses; `None` where the routes lead.
    fn chosen(&self, repository: &Repository) -> Result<Option<Chosen>, Diagnostics> {
        if self.to.is_empty() {
            return Ok(None);
        }
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "--to" };
        let chosen = chooser.choose(&self.to)?;
        chooser.check_new(&chosen, self.new_suite)?;
        Ok(Some(chosen))
    }
}

fn read(
    repository: &Repository,
    settings: &Settings,
    reading: &Reading<'_>,
    files: Vec<PathBuf>,
    warnings: &mut Diagnostics,
) -> Result<Vec<Incoming>, Diagnostics> {
    let advance = (reading.progress)(Step::Read, incoming::length(&files));
    let architectures = repository.architectures();
    let options = ReadOptions {
        progress: &*advance,
        limits: reading.limits,
        ..signing::read_options(repository, settings.threads, &architectures)
    };
    incoming::read(files, &options, warnings)
}
