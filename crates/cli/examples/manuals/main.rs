//! Writes the manual pages and shell completions of every command:
//! `cargo run --example manuals -- target/man target/completions`.
//!
//! An example, so that nothing of it is linked into the commands.

mod manifest;

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
        return Err(io::Error::other("usage: manuals MAN-FOLDER COMPLETIONS-FOLDER"));
    };
    let (man, completions) = (Path::new(&man), Path::new(&completions));
    fs::create_dir_all(man)?;
    fs::create_dir_all(completions)?;
    fs::write(man.join("package.toml.5"), manifest::page()?)?;
    for mut command in [packwright::mkdeb::command(), packwright::mkrpm::command()] {
        write_pages(&command, man)?;
        let name = command.get_name().to_owned();
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            clap_complete::generate_to(shell, &mut command, &name, completions)?;
        }
    }
    Ok(())
}

/// A page for the command, and one for each of its own commands.
fn write_pages(command: &Command, folder: &Path) -> io::Result<()> {
    let tool = command.get_name().to_owned();
    let commands: Vec<String> =
        command.get_subcommands().map(|sub| format!("{tool}-{}", sub.get_name())).collect();
    let others = |page: &str| -> Vec<String> {
        let pages = std::iter::once(&tool).chain(&commands).filter(|name| *name != page);
        pages.cloned().collect()
    };
    fs::write(folder.join(format!("{tool}.1")), page(command, &tool, &others(&tool))?)?;
    for (sub, name) in command.get_subcommands().zip(&commands) {
        let bin_name = format!("{tool} {}", sub.get_name());
        let sub = sub.clone().display_name(name).bin_name(bin_name);
        fs::write(folder.join(format!("{name}.1")), page(&sub, name, &others(name))?)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str, others: &[String]) -> io::Result<Vec<u8>> {
    let is_tool = command.has_subcommands();
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = after.split("\n\nExit status:").next().unwrap_or_default();
    // They have a section of their own.
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
    if is_tool {
        pages(&mut roff, "COMMANDS", others);
        paragraphs(&mut roff, "ENVIRONMENT", ENVIRONMENT);
        paragraphs(&mut roff, "FILES", FILES);
    }
    paragraphs(&mut roff, "EXIT STATUS", EXIT_STATUS);
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines().skip(1) {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    see_also(&mut roff, name, others);
    roff.to_writer(&mut page)?;
    Ok(page)
}

/// What stands above each page.
const MANUAL: &str = "Packwright";

/// What stands below each page.
fn source() -> String {
    format!("Packwright {}", env!("CARGO_PKG_VERSION"))
}

const CHANGELOG: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/changelog"));

/// The day of the newest entry of the package's changelog, as `2026-11-21`.
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

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "SOURCE_DATE_EPOCH",
        "The package's time in seconds since 1970, unless --timestamp gives it. What is no number \
         is an error.",
    ),
    ("NO_COLOR", "When set and not empty, messages are not colored."),
    ("TERM", "When it is \"dumb\", messages are not colored and no progress bar is shown."),
    ("NAME", "What the manifest refers to as ${env:NAME}; nothing else is read."),
];

const FILES: &[(&str, &str)] = &[
    (
        "package.toml",
        "The usual name of the package description. Paths in it start at its folder. \
         See package.toml(5).",
    ),
    (
        ".NAME.*.tmp",
        "The package while it is written, beside its target; removed when the command fails or is \
         ended by SIGINT, SIGTERM or SIGHUP.",
    ),
];

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "Done; for diff: the packages are the same."),
    ("2", "The command line is wrong."),
    ("3", "The manifest, the tree or the package is bad. Nothing was written."),
    ("4", "Reading or writing failed. A previous package is left as it was."),
    ("5", "The output exists already, or stands among the inputs. Nothing was changed."),
    ("6", "A key cannot sign, or a signature is missing, bad or of another key."),
    ("7", "The packages differ, or a package is damaged."),
    ("70", "A bug of the program."),
    (
        "130, 143",
        "Ended by SIGINT or SIGTERM, as shells report it. A previous package is left as it was.",
    ),
    ("", "With several defects it is the code of the first."),
];

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
        "mkrpm" => &[("package.toml", "5"), ("mkdeb", "1"), ("rpm", "8"), ("rpmbuild", "8")],
        _ if name.starts_with("mkrpm-") => &[("rpm", "8")],
        _ => &[("dpkg-deb", "1"), ("deb", "5")],
    };
    let ours = others.iter().map(|page| (page.as_str(), "1"));
    references(roff, ours.chain(theirs.iter().copied()));
}

/// The section of references to other pages, each with its section.
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
