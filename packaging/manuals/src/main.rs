//! Writes the manual pages and shell completions of every command:
//! `cargo run --package manuals -- target/man target/completions`.
//!
//! This is a separate package, so that its dependencies are not linked into the commands.

mod reference;
mod texts;

use std::fs;
use std::io;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(man), Some(completions)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: manuals MAN-DIRECTORY COMPLETIONS-DIRECTORY"));
    };
    let (man, completions) = (Path::new(&man), Path::new(&completions));
    fs::create_dir_all(man)?;
    fs::create_dir_all(completions)?;
    for reference in &reference::ALL {
        fs::write(man.join(format!("{}.5", reference.name)), reference::page(reference)?)?;
    }
    let commands =
        [packwright::mkdeb::command(), packwright::mkrpm::command(), packwright::mkrepo::command()];
    for mut command in commands {
        write_pages(&command, man)?;
        let name = command.get_name().to_owned();
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            clap_complete::generate_to(shell, &mut command, &name, completions)?;
        }
    }
    Ok(())
}

/// Writes a page for the command and for each subcommand at any depth.
fn write_pages(command: &Command, directory: &Path) -> io::Result<()> {
    let tool = command.get_name().to_owned();
    let mut all = vec![(tool.clone(), command.clone())];
    let mut at = 0;
    while let Some((name, command)) = all.get(at).cloned() {
        for sub in command.get_subcommands() {
            let name = format!("{name}-{}", sub.get_name());
            let bin_name = name.replacen('-', " ", 2);
            all.push((name.clone(), sub.clone().display_name(name).bin_name(bin_name)));
        }
        at += 1;
    }
    for (name, command) in &all {
        let others: Vec<String> =
            all.iter().map(|(other, _)| other.clone()).filter(|other| other != name).collect();
        fs::write(directory.join(format!("{name}.1")), page(command, &tool, name, &others)?)?;
    }
    Ok(())
}

fn page(command: &Command, tool: &str, name: &str, others: &[String]) -> io::Result<Vec<u8>> {
    let (is_tool, has_commands) = (name == tool, command.has_subcommands());
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = after.split("\n\nExit status:").next().unwrap_or_default();
    // The examples have a section of their own.
    let command = command.clone().after_help("");
    let man = Man::new(command.disable_help_subcommand(true))
        .manual(MANUAL)
        .date(date())
        .source(source());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut roff = Roff::new();
    if has_commands {
        let own = format!("{name}-");
        let own: Vec<_> = others.iter().filter(|other| other.starts_with(&own)).cloned().collect();
        pages(&mut roff, "COMMANDS", &own);
    }
    if is_tool {
        paragraphs(&mut roff, "ENVIRONMENT", texts::environment(tool));
        paragraphs(&mut roff, "FILES", texts::files(tool));
    }
    paragraphs(&mut roff, "EXIT STATUS", texts::exit_status(tool));
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines().skip(1) {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    see_also(&mut roff, name, others);
    roff.to_writer(&mut page)?;
    Ok(page)
}

/// The header of each page.
const MANUAL: &str = "Packwright";

/// The footer of each page.
fn source() -> String {
    format!("Packwright {}", env!("CARGO_PKG_VERSION"))
}

const CHANGELOG: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/changelog"));

/// The date of the newest entry in the package's changelog, as `2026-11-21`.
fn date() -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let trailer = CHANGELOG.lines().find(|line| line.starts_with(" -- ")).unwrap_or_default();
    let (_, date) = trailer.rsplit_once(", ").unwrap_or_default();
    let mut words = date.split(' ').map(str::to_owned);
    let mut next = || words.next().unwrap_or_default();
    let (day, month, year) = (next(), next(), next());
    let month = MONTHS.find(&month).map_or(0, |place| place / 3 + 1);
    format!("{year}-{month:02}-{day}")
}

fn paragraphs(roff: &mut Roff, heading: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (term, text) in entries {
        if term.is_empty() {
            roff.control("PP", []);
        } else {
            roff.control("TP", []).text([bold(*term)]);
        }
        roff.text([roman(*text)]);
    }
}

fn pages(roff: &mut Roff, heading: &str, pages: &[String]) {
    roff.control("SH", [heading]);
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            roff.control("br", []);
        }
        roff.text([bold(page), roman("(1)")]);
    }
}

fn see_also(roff: &mut Roff, name: &str, others: &[String]) {
    let theirs: &[(&str, &str)] = match name {
        "mkdeb" => &[
            ("package.toml", "5"),
            ("mkrpm", "1"),
            ("dpkg", "1"),
            ("deb", "5"),
            ("deb-control", "5"),
            ("deb-conffiles", "5"),
        ],
        "mkrepo" => {
            &[("mkrepo.toml", "5"), ("mkdeb", "1"), ("apt-secure", "8"), ("sources.list", "5")]
        }
        _ if name.starts_with("mkrepo-") => &[("mkrepo.toml", "5")],
        "mkrpm" => &[("package.toml", "5"), ("mkdeb", "1"), ("rpm", "8"), ("rpmbuild", "8")],
        _ if name.starts_with("mkrpm-") => &[("rpm", "8")],
        _ => &[("dpkg-deb", "1"), ("deb", "5")],
    };
    let ours = others.iter().map(|page| (page.as_str(), "1"));
    references(roff, ours.chain(theirs.iter().copied()));
}

/// The section SEE ALSO: references to other pages, each with its section number.
fn references<'a>(roff: &mut Roff, pages: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let all: Vec<_> = pages.into_iter().collect();
    roff.control("SH", ["SEE ALSO"]);
    let mut line = Vec::new();
    for (index, (page, section)) in all.iter().enumerate() {
        let end = if index + 1 < all.len() { ", " } else { "" };
        line.extend([bold(*page), roman(format!("({section}){end}"))]);
    }
    roff.text(line);
}
