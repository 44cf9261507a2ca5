//! What a dry run shows: fields, entries, and what patterns matched.

use diagnostic::{Printable, Source};
use pkgio::Timestamp;
use pkgtree::{Entry, Kind};
use serde_json::{Value, json};

use super::Format;
use super::summary::Built;
use crate::listing::Line;

/// The lines for a person.
pub(super) fn lines<F: Format>(built: &Built<F>) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, value) in F::document(&built.package, None) {
        match value {
            Value::String(text) => lines.push(format!("{name}: {text}")),
            Value::Number(number) => lines.push(format!("{name}: {number}")),
            _ => {}
        }
    }
    lines.push(format!("compression: {}", built.compression));
    lines.push(format!("timestamp: {}", time(built)));
    for matched in F::tree(&built.package).patterns() {
        lines.push(format!("{} ({}) matches:", matched.pattern.display(), place(&matched.origin)));
        let files = matched.files.iter();
        lines.extend(files.map(|(file, target)| format!("  {} -> {target}", file.display())));
    }
    lines.extend(F::shipped(&built.package).into_iter().map(|entry| {
        let ghost = if entry.roles.ghost { " (ghost)" } else { "" };
        format!("{}{ghost}", line(entry, time(built)))
    }));
    lines
}

/// The entries as JSON.
pub(super) fn entries<F: Format>(built: &Built<F>) -> Value {
    let entries = F::shipped(&built.package).into_iter().map(|entry| {
        let mut value = json!({
            "path": entry.path.to_string(),
            "type": kind(&entry.kind).1,
            "mode": entry.mode.to_string(),
            "owner": entry.attributes.owner(),
            "group": entry.attributes.group(),
            "mtime": entry.mtime.min(time(built)).seconds(),
        });
        match &entry.kind {
            Kind::File(content) => value["size"] = content.length().into(),
            Kind::HardLink { target } => value["target"] = target.to_string().into(),
            Kind::Symlink { target } => value["target"] = Printable(target).to_string().into(),
            _ => {}
        }
        if entry.roles.ghost {
            value["ghost"] = true.into();
        }
        value
    });
    entries.collect()
}

/// What patterns matched, as JSON.
pub(super) fn patterns<F: Format>(built: &Built<F>) -> Value {
    let matched = F::tree(&built.package).patterns().iter().map(|matched| {
        let files = matched.files.iter().map(|(file, target)| {
            json!({
                "source": Printable(file.as_os_str().as_encoded_bytes()).to_string(),
                "target": target.to_string(),
            })
        });
        json!({
            "pattern": Printable(matched.pattern.as_os_str().as_encoded_bytes()).to_string(),
            "matches": files.collect::<Vec<_>>(),
        })
    });
    matched.collect()
}

/// The package's time.
pub(super) fn time<F: Format>(built: &Built<F>) -> Timestamp {
    built.timestamp.unwrap_or_else(|| F::tree(&built.package).newest())
}

fn place(origin: &Source) -> String {
    match origin {
        Source::Program => "the description".to_owned(),
        Source::Flag(flag) => flag.clone(),
        Source::Manifest { file, line, .. } => format!("{}:{line}", file.display()),
    }
}

fn line(entry: &Entry, time: Timestamp) -> String {
    let (size, target): (_, Option<(_, &[u8])>) = match &entry.kind {
        Kind::File(content) => (content.length().to_string(), None),
        Kind::Symlink { target } => (String::new(), Some((" -> ", target))),
        Kind::HardLink { target } => (String::new(), Some((" link to /", target.as_bytes()))),
        Kind::CharacterDevice(device) | Kind::BlockDevice(device) => {
            (format!("{},{}", device.major, device.minor), None)
        }
        Kind::Directory | Kind::Fifo => (String::new(), None),
    };
    let line = Line {
        letter: kind(&entry.kind).0,
        mode: entry.mode.bits().into(),
        owner: format!("{}/{}", entry.attributes.owner(), entry.attributes.group()),
        size,
        mtime: i64::try_from(entry.mtime.min(time).seconds()).unwrap_or(i64::MAX),
        path: entry.path.as_bytes(),
        target,
    };
    line.to_string()
}

/// The letter of ls(1), and the word of `inspect --json`.
fn kind(kind: &Kind) -> (char, &'static str) {
    match kind {
        Kind::File(_) => ('-', "file"),
        Kind::HardLink { .. } => ('-', "hardlink"),
        Kind::Directory => ('d', "directory"),
        Kind::Symlink { .. } => ('l', "symlink"),
        Kind::Fifo => ('p', "fifo"),
        Kind::CharacterDevice(_) => ('c', "character-device"),
        Kind::BlockDevice(_) => ('b', "block-device"),
    }
}
