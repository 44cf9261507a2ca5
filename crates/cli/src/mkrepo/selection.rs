//! Packages as they are chosen on the command line.

use std::collections::BTreeSet;

use pkgtree::description::nearest;
use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::{IndexId, Record, SuiteState};
use repo_index::route::{Spec, SpecError, TargetName};

use crate::codes;
use crate::describe::flag_defect;

/// No more versions than these are named.
const NAMED: usize = 5;

/// The packages of a target that a command is about.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    target: &'a TargetName,
    /// Without any, all are meant.
    specs: Vec<Spec>,
}

impl<'a> Selection<'a> {
    /// The packages of `target` that `texts` choose.
    pub(super) fn parse(target: &'a TargetName, texts: &[String]) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut specs = Vec::new();
        for text in texts {
            match text.parse::<Spec>() {
                Ok(spec) => specs.push(spec),
                Err(error) => errors.push(
                    flag_defect(codes::SPEC, "SPEC", error.to_string()).hint(SpecError::HINT),
                ),
            }
        }
        errors.into_result(Self { target, specs })
    }

    /// True for a package that is meant.
    pub(super) fn chooses(&self, id: &IndexId, record: &Record) -> bool {
        self.is_within(&id.component)
            && (self.specs.is_empty() || self.specs.iter().any(|spec| chooses(spec, record)))
    }

    /// Checks that each choice means something in `state`.
    pub(super) fn check(&self, state: &SuiteState) -> Result<(), Diagnostics> {
        let indexes = state.indexes.iter().filter(|(id, _)| self.is_within(&id.component));
        let records: Vec<&Record> = indexes.flat_map(|(_, index)| index.records()).collect();
        let mut errors = Diagnostics::new();
        for spec in &self.specs {
            if !records.iter().any(|record| chooses(spec, record)) {
                errors.push(self.no_match(spec, &records));
            }
        }
        errors.into_result(())
    }

    /// True for the component of the target, and for each where it names none.
    fn is_within(&self, component: &str) -> bool {
        match self.target {
            TargetName::Apt { component: Some(only), .. } => only.as_str() == component,
            _ => true,
        }
    }

    fn no_match(&self, spec: &Spec, records: &[&Record]) -> Diagnostic {
        let text = spec.to_string();
        let name = text.split([':', '=', '(', ' ']).next().unwrap_or_default();
        let same = records.iter().filter(|record| record.package() == name);
        let same: BTreeSet<String> = same
            .map(|record| format!("{}:{}={}", name, record.architecture(), record.version()))
            .collect();
        let hint = if records.is_empty() {
            "nothing is published there".to_owned()
        } else if !same.is_empty() {
            let more = if same.len() > NAMED { ", ..." } else { "" };
            let named: Vec<String> = same.into_iter().take(NAMED).collect();
            format!("published are {}{more}", named.join(", "))
        } else {
            let names: BTreeSet<&str> = records.iter().map(|record| record.package()).collect();
            match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("see what is published with `mkrepo list {}`", self.target),
            }
        };
        let problem = format!("{text} matches no package of {}", self.target);
        flag_defect(codes::NO_MATCH, "SPEC", problem).hint(hint)
    }
}

fn chooses(spec: &Spec, record: &Record) -> bool {
    spec.matches(record.package(), record.version(), record.architecture())
}
