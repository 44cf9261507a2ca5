//! Packages of one archive on their way into another.

use std::path::{Path, PathBuf};

use diagnostic::{Code, Diagnostic, Diagnostics, Subject};
use repo_store::{Content, Key, Object, Store};

use super::addition::{NoPlace, no_place, with_field};
use super::{Addition, Destination, SuitePackage};
use crate::apt::pool::Named;
use crate::apt::{Archive, Format, Incoming, IntakeOptions, PackageKind, Record, RecordFile};
use crate::codes;
use crate::parallel;

/// From one archive to another one in the same store.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    /// Where both archives are.
    pub store: &'a dyn Store,
    /// The archive that publishes the packages.
    pub from: &'a Archive,
    /// The archive that will.
    pub to: &'a Archive,
    /// The suite there.
    pub suite: &'a str,
    /// The component there; `None`: each package stays in its own.
    pub component: Option<&'a str>,
}

impl Transfer<'_> {
    /// What it takes to publish `packages` there too. Binary packages are read anew, since what an
    /// index says of them depends on its archive's settings; all must be what their records say.
    /// Their files will be created from those in the pool where they are.
    ///
    /// # Errors
    /// Every package that is missing, changed or unreadable, and each that has no place there.
    pub fn additions(
        &self,
        packages: &[SuitePackage],
        options: &IntakeOptions<'_>,
    ) -> Result<Vec<Addition>, Diagnostics> {
        let (mut additions, mut defects) = (Vec::new(), Diagnostics::new());
        let one = |package: &SuitePackage| match package.kind {
            PackageKind::Source => self.source(package).map_err(Diagnostics::from),
            _ => self.binary(package, options),
        };
        for result in parallel::map(packages, options.threads, one) {
            match result {
                Ok(addition) => additions.push(addition),
                Err(found) => defects.append(found),
            }
        }
        defects.into_result(additions)
    }

    fn binary(
        &self,
        package: &SuitePackage,
        options: &IntakeOptions<'_>,
    ) -> Result<Addition, Diagnostics> {
        let file = self.published(&package.record.path())?;
        let defect = |code, problem: &str| unfit(code, &file, problem);
        let input = self.store.open(&file).map_err(|error| error.diagnostic())?;
        let missing = || defect(codes::MISSING_OBJECT, "is referred to and does not exist");
        let mut incoming =
            Incoming::read(input.ok_or_else(missing)?, Path::new(file.as_str()), options)?;
        if incoming.sha256 != package.record.sha256() {
            return Err(defect(codes::DAMAGED, "does not match its index").into());
        }
        incoming.kind = package.kind;
        let path = package.record.path();
        let destination = Destination {
            suite: self.suite,
            component: Some(self.component(package)),
            file_name: path.rsplit('/').next().unwrap_or(&path),
        };
        let mut addition = Addition::of_package(self.to, &incoming, destination)?;
        for object in &mut addition.objects {
            object.content = Content::Stored(file.clone());
        }
        Ok(addition)
    }

    /// A source package, whose paragraph differs by its folder alone.
    fn source(&self, package: &SuitePackage) -> Result<Addition, Diagnostic> {
        let dsc = self.published(&package.record.path())?;
        let file = PathBuf::from(dsc.as_str());
        let component = self.component(package);
        let place = || {
            let path = package.record.path();
            let folder = self.to.pool_names.source_folder(&Named::source(
                (component, self.suite),
                (package.record.package(), package.record.version()),
                (path.rsplit('/').next().unwrap_or(&path), package.record.sha256()),
            ))?;
            let mut objects = Vec::new();
            for RecordFile { path, size, sha256 } in package.record.files() {
                let name = path.rsplit('/').next().unwrap_or(&path);
                let key = self.to.key(&format!("{folder}/{name}"))?;
                let content = Content::Stored(self.from.key(&path)?);
                objects.push(Object { key, content, sha256, length: size });
            }
            Ok((folder, objects))
        };
        let (folder, objects) = place().map_err(|error: NoPlace| no_place(&file, &error))?;
        let paragraph = with_field(package.record.paragraph(), "Directory", &folder);
        let record = Record::parse(paragraph, Format::Sources).map_err(|error| {
            let problem = format!("its paragraph, {error}");
            Diagnostic::new(codes::PARAGRAPH, Subject::File(file.clone()), problem)
        })?;
        let component = component.to_owned();
        let package = SuitePackage { component, kind: package.kind, record };
        Ok(Addition { file, package, objects, time: None, files: None, translation: None })
    }

    /// The object at `path` of the archive that publishes it.
    fn published(&self, path: &str) -> Result<Key, Diagnostic> {
        self.from.key(path).map_err(|error| {
            let subject = Subject::File(PathBuf::from(path));
            Diagnostic::new(codes::DAMAGED, subject, error.to_string())
        })
    }

    fn component<'p>(&'p self, package: &'p SuitePackage) -> &'p str {
        self.component.unwrap_or(&package.component)
    }
}

fn unfit(code: Code, file: &Key, problem: &str) -> Diagnostic {
    Diagnostic::new(code, Subject::File(PathBuf::from(file.as_str())), problem)
        .hint("verify the repository; add the package again from its file")
}
