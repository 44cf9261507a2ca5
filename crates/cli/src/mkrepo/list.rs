//! `mkrepo list`: lists the published packages.

use diagnostic::Printable;
use repo_index::Yanked;
use repository::route::TargetName;
use repository::{Listing, Package, Settings, list};
use serde_json::{Map, Value, json};

use super::context::Context;
use super::history::yanked_document;
use super::package;
use super::table::Table;
use crate::clock;
use crate::report::{Failure, Outcome, with_warnings};

/// List the published packages
///
/// Prints a line for each package with its target, name, version and architecture, in aligned
/// columns. The list shows what clients see: the signed state.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards, in
TARGET too.

Examples:
  mkrepo list
      List everything.

  mkrepo list apt:deb
      List every suite of an archive.

  mkrepo list 'apt:*/stable' hello
      List a package in every suite of that name.

  mkrepo list apt:deb/stable 'lib*:amd64'
  mkrepo list rpm:rpm 'hello (>= 1.0)'
      List the packages of a suite or an RPM repository that SPEC selects.

  mkrepo list --yanked
      List the yanked versions with the reasons.

  mkrepo list --json apt:deb/stable hello | jq -r '.packages[].version'")]
pub(crate) struct ListArgs {
    /// The target, as apt:ARCHIVE, apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME [default: all], and
    /// the packages [default: all]
    #[arg(value_name = "TARGET] [SPEC")]
    arguments: Vec<String>,

    /// List the yanked versions with the reasons instead
    #[arg(long)]
    yanked: bool,
}

impl ListArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = Settings::reading(clock::now());
            let listing = list(&repository, &settings, &self.arguments, warnings)?;
            Ok(self.shown(&listing))
        })
    }

    fn shown(&self, listing: &Listing) -> Outcome {
        let Listing { packages, yanked, dropped } = listing;
        let mut outcome = Outcome {
            result: match self.yanked {
                true => table_of_yanked(yanked).into_bytes(),
                false => table(packages).to_string().into_bytes(),
            },
            ..Outcome::default()
        };
        if self.yanked {
            if yanked.is_empty() {
                outcome.summary.push("nothing was yanked".to_owned());
            }
        } else if packages.is_empty() && dropped.is_empty() {
            outcome.summary.push("nothing is published".to_owned());
        }
        if !self.yanked {
            let shown = yanked.iter().map(|one| table_of_yanked(std::slice::from_ref(one)));
            outcome.summary.extend(shown.map(|line| format!("yanked: {}", line.trim_end())));
        }
        outcome.summary.extend(dropped.iter().map(|target| format!("{target}: dropped")));
        let documents: Vec<Value> =
            packages.iter().map(|(target, package)| described(target, package)).collect();
        let dropped: Vec<String> = dropped.iter().map(ToString::to_string).collect();
        outcome.document = Map::from_iter([
            ("packages".to_owned(), Value::from(documents)),
            ("yanked".to_owned(), yanked.iter().map(document_of_yanked).collect()),
            ("dropped".to_owned(), json!(dropped)),
        ]);
        outcome
    }
}

fn table(packages: &[(TargetName, Package)]) -> Table {
    let mut table = Table::default();
    for (target, package) in packages {
        let place = target.clone().without_component();
        let component = package.component.as_ref().map(|component| format!("/{component}"));
        let Package { name, version, architecture, .. } = package;
        let place = format!("{place}{}", component.unwrap_or_default());
        table.row([place, name.clone(), version.clone(), architecture.clone()]);
    }
    table
}

fn table_of_yanked(yanked: &[(TargetName, Yanked)]) -> String {
    let mut table = Table::default();
    for (target, Yanked { name, version, architecture, reason }) in yanked {
        let architecture = architecture.as_deref().unwrap_or("any").to_owned();
        let (target, reason) = (target.clone().without_component(), Printable(reason.as_bytes()));
        let row = [target.to_string(), name.clone(), version.clone(), architecture];
        table.row(row.into_iter().chain([reason.to_string()]).collect::<Vec<_>>());
    }
    table.to_string()
}

fn document_of_yanked((target, yanked): &(TargetName, Yanked)) -> Value {
    let mut document = yanked_document(yanked);
    document["target"] = json!(target.clone().without_component().to_string());
    document
}

fn described(target: &TargetName, package: &Package) -> Value {
    let mut document = package::document(package);
    document["target"] = json!(target.clone().without_component().to_string());
    document
}
