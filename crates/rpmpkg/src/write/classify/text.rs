//! Texts and scripts.

use super::Class;

/// libmagic looks at no more of a text.
const LOOKED_AT: usize = 64 << 10;
/// The length in bytes from which on libmagic calls a line very long.
const VERY_LONG: usize = 300;
/// How many bytes are looked at before it is asked whether they settled the matter.
const RUN: usize = 1 << 10;

/// The class of a text; `None` for what is none.
pub(super) fn classify(head: &[u8], length: u64) -> Option<Class> {
    let is_whole = head.len() as u64 == length && head.len() <= LOOKED_AT;
    let head = &head[..head.len().min(LOOKED_AT)];
    let encoding = encoding(head, is_whole)?;
    let (kind, mime) = kind(head);
    let lines = lines(head, is_whole);
    let description = match kind.as_deref() {
        None => format!("{encoding} text{lines}"),
        Some("Perl script") => "Perl script text executable".to_owned(),
        Some(kind) if kind.ends_with(" script") => {
            format!("{kind}, {encoding} text executable{lines}")
        }
        Some(kind) => format!("{kind}, {encoding} text{lines}"),
    };
    Some(Class::of(description, mime))
}

/// Bytes that libmagic counts among texts: printable ones, and `\a \b \t \n \v \f \r ESC NEL`.
fn encoding(head: &[u8], is_whole: bool) -> Option<&'static str> {
    if head.chunks(RUN).any(has_control) {
        return None;
    }
    if head.is_ascii() {
        return Some("ASCII");
    }
    match std::str::from_utf8(head) {
        Ok(_) => return Some("Unicode text, UTF-8"),
        Err(error) if error.error_len().is_none() && !is_whole => {
            return Some("Unicode text, UTF-8");
        }
        Err(_) => {}
    }
    let is_latin = head.iter().all(|byte| !matches!(byte, 0x80..=0x84 | 0x86..=0x9f));
    Some(if is_latin { "ISO-8859" } else { "Non-ISO extended-ASCII" })
}

/// Without a branch for each byte, so that a processor looks at many at once.
fn has_control(run: &[u8]) -> bool {
    run.iter().fold(false, |found, byte| found | matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127))
}

/// What is written in it, where that is told easily.
fn kind(head: &[u8]) -> (Option<String>, &'static str) {
    if let Some(line) = head.strip_prefix(b"#!") {
        return interpreter(line);
    }
    let start = head.trim_ascii_start();
    let starts = |with: &str| {
        start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    let known = |kind: &str, mime| (Some(kind.to_owned()), mime);
    if ["<!doctype html", "<html", "<head>", "<title>"].iter().any(|with| starts(with)) {
        known("HTML document", "text/html")
    } else if head.starts_with(b"<?xml version=\"1.0\"") {
        known("XML 1.0 document", "text/xml")
    } else if head.starts_with(b".\\\"") || head.starts_with(b"'\\\"") || head.starts_with(b".TH") {
        known("troff or preprocessor input", "text/troff")
    } else {
        (None, "text/plain")
    }
}

/// The words for the interpreter of a `#!` line.
fn interpreter(line: &[u8]) -> (Option<String>, &'static str) {
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    // env(1) starts what is named after it.
    let command = match line.strip_prefix(b"/usr/bin/env ") {
        Some(rest) => rest.trim_ascii(),
        None => line,
    };
    let program = command.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let program = program.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let stem = program.iter().take_while(|byte| !byte.is_ascii_digit()).count();
    let (kind, mime) = match &program[..stem] {
        b"sh" => ("POSIX shell script", "text/x-shellscript"),
        b"bash" => ("Bourne-Again shell script", "text/x-shellscript"),
        b"ksh" => ("Korn shell script", "text/x-shellscript"),
        b"zsh" => ("Paul Falstad's zsh script", "text/x-shellscript"),
        b"csh" | b"tcsh" => ("C shell script", "text/x-shellscript"),
        b"perl" => ("Perl script", "text/x-perl"),
        b"python" => ("Python script", "text/x-script.python"),
        b"ruby" => ("Ruby script", "text/x-ruby"),
        b"awk" => ("awk script", "text/x-awk"),
        b"gawk" => ("GNU awk script", "text/x-gawk"),
        b"node" => ("Node.js script", "application/javascript"),
        b"php" => ("PHP script", "text/x-php"),
        b"lua" => ("Lua script", "text/x-lua"),
        b"tclsh" => ("Tcl/Tk script", "text/x-tcl"),
        _ => return (Some(format!("a {} script", String::from_utf8_lossy(command))), "text/plain"),
    };
    (Some(kind.to_owned()), mime)
}

/// What is said of the lines: very long ones, and ends other than LF.
fn lines(head: &[u8], is_whole: bool) -> String {
    let mut said = String::new();
    if has_long_line(head) {
        said.push_str(&format!(", with very long lines ({})", longest_line(head)));
    }
    let count = |byte| head.iter().filter(|found| **found == byte).count();
    let (lf, cr) = (count(b'\n'), count(b'\r'));
    // Few texts have any.
    let crlf = if cr == 0 { 0 } else { head.windows(2).filter(|pair| pair == b"\r\n").count() };
    let (lf, cr) = (lf - crlf, cr - crlf);
    let ends = [("CRLF", crlf), ("CR", cr), ("LF", lf)];
    let ends: Vec<_> = ends.into_iter().filter(|(_, count)| *count > 0).collect();
    match &ends[..] {
        [("LF", _)] => {}
        [] if is_whole => said.push_str(", with no line terminators"),
        [] => {}
        several => {
            let names: Vec<_> = several.iter().map(|(name, _)| *name).collect();
            said.push_str(&format!(", with {} line terminators", names.join(", ")));
        }
    }
    said
}

/// True when a line is very long. Only the ends of lines that are not are looked at.
fn has_long_line(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(run) = rest.get(..=VERY_LONG) {
        let Some(end) = run.iter().rposition(|byte| *byte == b'\n') else { return true };
        rest = &rest[end + 1..];
    }
    false
}

fn longest_line(head: &[u8]) -> usize {
    head.split(|byte| *byte == b'\n').map(<[u8]>::len).max().unwrap_or(0)
}
