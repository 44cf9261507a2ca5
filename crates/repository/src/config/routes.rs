//! `[[route]]`.

use std::str::FromStr;

use diagnostic::nearest;
use pkgterms::Architecture;
use pkgtree::description::{Table, Text};
use regex::bytes::Regex;
use repo_index::candidate::PackageFormat;
use repo_index::codes;

use super::overlap::Place;
use crate::route::{Condition, Glob, Route, Router, Template};

pub(super) fn read(table: &mut Table<'_>, places: &[Place], router: &Router<'_>) -> Vec<Route> {
    let mut routes = Vec::new();
    for mut route in table.tables("route") {
        let source = route.source();
        let mut is_whole = true;
        let when = match route.table("when") {
            Some(when) => condition(when, &mut is_whole),
            None => Condition::default(),
        };
        route.missing("to", "to = \"apt:ARCHIVE/SUITE\"");
        let given = route.line_or_lines("to");
        if given.as_ref().is_some_and(Vec::is_empty) {
            let hint = "name a target, such as \"apt:ARCHIVE/SUITE\"";
            route.report(codes::VALUE, "to", &route.source(), "lists none", hint);
        }
        // Without its expression it is not known what the captures are.
        let given = given.into_iter().flatten().filter(|_| is_whole);
        let to: Vec<_> = given.filter_map(|text| template(&route, &text, &when)).collect();
        for (text, template) in &to {
            check_holder(&route, text, template, places, router);
        }
        route.finish();
        let to: Vec<Template> = to.into_iter().map(|(_, to)| to).collect();
        if !to.is_empty() {
            routes.push(Route { when, to, source });
        }
    }
    routes
}

fn condition(mut table: Table<'_>, is_whole: &mut bool) -> Condition {
    const FORMATS: &str = "write \"deb\", \"dsc\" or \"rpm\"";
    let format = table.line("format").and_then(|text| {
        let format = text.value.parse::<PackageFormat>().ok();
        if format.is_none() {
            let problem = format!("{:?} is not a package format", text.value);
            table.report(codes::VALUE, "format", &text.source, problem, FORMATS);
        }
        format
    });
    let architecture = glob(&mut table, "arch");
    if let Some(arch) = &architecture
        && let Err(error) = arch.as_str().parse::<Architecture>()
        && error.is_wildcard()
        && !matches!(arch.as_str(), "*" | "source" | "src" | "nosrc")
    {
        let hint = "leave it out to match all architectures, or write \"all\" for packages \
                    without an architecture";
        table.report(codes::VALUE, "arch", &table.source(), error.to_string(), hint);
    }
    let condition = Condition {
        format,
        name: glob(&mut table, "name"),
        version: glob(&mut table, "version"),
        architecture,
        component: glob(&mut table, "component"),
        source: glob(&mut table, "source"),
        file_name: None,
    };
    let given = table.line("filename");
    let file_name = given.as_ref().and_then(|text| expression(&table, text));
    *is_whole = given.is_none() || file_name.is_some();
    table.finish();
    Condition { file_name, ..condition }
}

fn glob(table: &mut Table<'_>, key: &'static str) -> Option<Glob> {
    const GLOB: &str = "* and ? are wildcards, [a-z] and {a,b} choose, \\ escapes";
    let text: Text = table.line(key)?;
    Glob::from_str(&text.value)
        .map_err(|error| table.report(codes::VALUE, key, &text.source, error.to_string(), GLOB))
        .ok()
}

fn expression(table: &Table<'_>, text: &Text) -> Option<Regex> {
    let expression = Condition::expression(&text.value);
    let problem = match expression {
        Ok(expression) => return Some(expression),
        Err(regex::Error::CompiledTooBig(limit)) => {
            format!("is a regular expression that needs more than {limit} bytes")
        }
        // The parser draws the expression with a caret over several lines; its last says what is wrong.
        Err(error) => {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default();
            format!("is not a regular expression: {}", last.trim_start_matches("error: "))
        }
    };
    let hint = "see https://docs.rs/regex for the syntax; quote it with '...', so that \\ is kept";
    table.report(codes::VALUE, "filename", &text.source, problem, hint);
    None
}

fn template(table: &Table<'_>, text: &Text, when: &Condition) -> Option<(Text, Template)> {
    let captures: Vec<_> = when.captures().collect();
    match Template::parse(&text.value, &captures) {
        Ok(template) => Some((text.clone(), template)),
        Err(errors) => {
            for error in errors {
                let code = if error.is_reference { codes::REFERENCE } else { codes::TARGET };
                table.report(code, "to", &text.source, error.problem, error.hint);
            }
            None
        }
    }
}

/// Reports an archive or repository that there is not, and a suite with a slash that no table declares.
fn check_holder(
    table: &Table<'_>,
    text: &Text,
    template: &Template,
    places: &[Place],
    router: &Router<'_>,
) {
    let Some(holder) = template.holder() else { return };
    let kind = if template.is_apt() { "apt" } else { "rpm" };
    if let Some((suites, components)) = router.named_in(holder).filter(|_| template.is_apt())
        && let Some(error) = template.dead_end(suites, components)
    {
        table.report(codes::TARGET, "to", &text.source, error.problem, error.hint);
    }
    if places.iter().any(|place| place.table == kind && place.name == holder) {
        return;
    }
    if let Err((problem, hint)) = router.known(holder, template.is_apt()) {
        // A name that is near to one that was not read well is meant to be that.
        let names = places.iter().filter(|place| place.table == kind);
        let near = nearest(holder, names.map(|place| place.name.as_str()));
        let hint = near.map_or(hint, |near| format!("did you mean {near:?}?"));
        table.report(codes::TARGET, "to", &text.source, problem, hint);
    }
}
