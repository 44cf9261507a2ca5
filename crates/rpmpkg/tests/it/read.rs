//! Reading what rpmbuild makes, and comparing it with what rpm says of it.

use std::fmt::Write;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use pkgio::{Algorithms, Encoding, Hex};
use rpmpkg::header::{Value, tag};
use rpmpkg::read::{Contents, DependencyKind, FileKind, Limits, contents};
use rpmpkg::{ScriptletKind, TriggerKind};

use crate::spec::{EMPTY, EVERYTHING, SMALL, build};
use crate::tools::{query, run};

fn read(rpm: &Path) -> Contents {
    let sha256 = Algorithms { sha256: true, ..Algorithms::NONE };
    let mut input = BufReader::new(File::open(rpm).unwrap());
    contents(&mut input, sha256, &Limits::default()).unwrap()
}

#[test]
fn every_tag_is_as_rpm_has_it() {
    let folder = tempfile::tempdir().unwrap();
    for body in [EVERYTHING, EMPTY, SMALL] {
        let built = build(folder.path(), body, &[]);
        for rpm in [&built.binary, &built.source] {
            let contents = read(rpm);
            let compared = tags(rpm, &contents);
            assert!(compared > 30, "{compared}");
            files(rpm, &contents);
            lists(rpm, &contents);
        }
    }
}

/// Compares the value of each tag, and says how many there were.
fn tags(rpm: &Path, contents: &Contents) -> usize {
    let (mut format, mut expected) = (String::new(), String::new());
    let mut count = 0;
    for (tag, value) in contents.metadata.header.entries() {
        // rpm looks these up in CLASSDICT
        if tag == tag::FILECLASS {
            continue;
        }
        // rpm 4.18 knows them by older names
        let name = match tag {
            tag::PAYLOADSHA256 => "PAYLOADDIGEST",
            tag::PAYLOADSHA256ALGO => "PAYLOADDIGESTALGO",
            tag::PAYLOADSHA256ALT => "PAYLOADDIGESTALT",
            tag => tag.name().unwrap(),
        };
        write!(format, "{name}:[ %{{{name}}}]\\n").unwrap();
        write!(expected, "{name}:").unwrap();
        let mut add = |text: String| write!(expected, " {text}").unwrap();
        let shown = |text: &[u8]| String::from_utf8(text.to_vec()).unwrap();
        match value {
            Value::Char(bytes) | Value::Int8(bytes) => {
                bytes.iter().for_each(|byte| add(byte.to_string()));
            }
            Value::Int16(all) => all.iter().for_each(|number| add(number.to_string())),
            Value::Int32(all) => all.iter().for_each(|number| add(number.to_string())),
            Value::Int64(all) => all.iter().for_each(|number| add(number.to_string())),
            Value::String(text) => add(shown(text)),
            Value::Binary(bytes) => add(Hex(bytes).to_string()),
            Value::StringArray(all) => all.iter().for_each(|text| add(shown(text))),
            Value::I18nString(all) => add(shown(&all[0])),
        }
        expected.push('\n');
        count += 1;
    }
    assert_eq!(query(rpm, &format), expected);
    count
}

fn files(rpm: &Path, contents: &Contents) {
    let format = "[%{FILENAMES}|%{FILEMODES:octal}|%{FILESIZES}|%{FILEDIGESTS}|%{FILELINKTOS}|\
        %{FILEUSERNAME}|%{FILEGROUPNAME}|%{FILEFLAGS}|%{FILEVERIFYFLAGS}|%{FILEMTIMES}|\
        %{FILEINODES}|%{FILERDEVS}|%{FILELANGS}\\n]";
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut expected = String::new();
    for (file, digests) in &contents.files {
        writeln!(
            expected,
            "{}|{:o}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            text(&file.path),
            file.mode,
            file.size,
            text(&file.digest),
            text(&file.link_target),
            text(&file.owner),
            text(&file.group),
            file.flags,
            file.verify,
            file.mtime,
            file.inode,
            file.device,
            text(&file.language),
        )
        .unwrap();
        let is_packed = file.kind() == FileKind::File && !file.is_ghost();
        assert_eq!(digests.is_some(), is_packed);
        if let Some(digests) = digests {
            assert_eq!(Hex(&digests.to_digests().sha256.unwrap()).to_string(), text(&file.digest));
        }
    }
    // an empty list is shown as "(none)" for each tag
    if !contents.files.is_empty() {
        assert_eq!(query(rpm, format), expected);
    }
    let capabilities: String =
        contents.files.iter().map(|(file, _)| text(&file.capabilities)).collect();
    let shown = query(rpm, "[%{FILECAPS}]");
    assert_eq!(shown.replace("(none)", ""), capabilities);
}

fn lists(rpm: &Path, contents: &Contents) {
    let metadata = &contents.metadata;
    let query = |format: &str| match query(rpm, format) {
        none if none.starts_with("(none)") => String::new(),
        text => text,
    };
    assert_eq!(query("%{NEVRA}").replace("2:", ""), query("%{NVRA}"));
    for (kind, name) in DependencyKind::ALL.into_iter().zip([
        "REQUIRE",
        "PROVIDE",
        "CONFLICT",
        "OBSOLETE",
        "RECOMMEND",
        "SUGGEST",
        "SUPPLEMENT",
        "ENHANCE",
    ]) {
        let dependencies = metadata.dependencies(kind).unwrap();
        let lines: String = dependencies.iter().map(|one| format!("{one}\n")).collect();
        assert_eq!(query(&format!("[%{{{name}NEVRS}}\\n]")), lines);
        let flags: String = dependencies.iter().map(|one| format!("{}\n", one.sense.0)).collect();
        assert_eq!(query(&format!("[%{{{name}FLAGS}}\\n]")), flags);
    }
    let changelog: String = metadata
        .changelog()
        .unwrap()
        .iter()
        .map(|entry| {
            let (name, text) = (entry.name.escape_ascii(), String::from_utf8_lossy(&entry.text));
            format!("{} {name} {text}\n", entry.time)
        })
        .collect();
    assert_eq!(query("[%{CHANGELOGTIME} %{CHANGELOGNAME} %{CHANGELOGTEXT}\\n]"), changelog);

    let [mut package, mut file, mut transaction] = [const { String::new() }; 3];
    for trigger in metadata.triggers().unwrap() {
        let program = &trigger.script.interpreter[0];
        let body = String::from_utf8(trigger.script.body).unwrap();
        match &trigger.kind {
            TriggerKind::Package { targets, .. } => {
                let targets: Vec<_> = targets.iter().map(ToString::to_string).collect();
                let when = trigger.kind.name().strip_prefix("trigger").unwrap();
                writeln!(package, "{when} {} {program} {body}", targets.join(", ")).unwrap();
            }
            TriggerKind::File { prefixes, priority, transaction: is_transaction, .. } => {
                let (out, prefix) = match is_transaction {
                    true => (&mut transaction, "transfiletrigger"),
                    false => (&mut file, "filetrigger"),
                };
                let when = trigger.kind.name().strip_prefix(prefix).unwrap();
                writeln!(out, "{when} {} {priority} {program} {body}", prefixes.join(" ")).unwrap();
            }
        }
    }
    for (name, expected) in [("FILE", file), ("TRANSFILE", transaction)] {
        let format = format!(
            "[%{{{name}TRIGGERTYPE}} %{{{name}TRIGGERCONDS}} %{{{name}TRIGGERPRIORITIES}} \
            %{{{name}TRIGGERSCRIPTPROG}} %{{{name}TRIGGERSCRIPTS}}\\n]"
        );
        let shown = if expected.is_empty() { String::new() } else { query(&format) };
        assert_eq!(shown.replace(", ", " "), expected);
    }
    let format = "[%{TRIGGERTYPE} %{TRIGGERCONDS} %{TRIGGERSCRIPTPROG} %{TRIGGERSCRIPTS}\\n]";
    let shown = if package.is_empty() { String::new() } else { query(format) };
    assert_eq!(shown, package);
}

#[test]
fn scriptlets_are_those_of_the_spec_file() {
    let folder = tempfile::tempdir().unwrap();
    let scriptlets =
        read(&build(folder.path(), EVERYTHING, &[]).binary).metadata.scriptlets().unwrap();
    let shown: Vec<_> = scriptlets
        .iter()
        .map(|(kind, one)| {
            let body = String::from_utf8(one.body.clone()).unwrap();
            (*kind, one.interpreter.join(" "), body)
        })
        .collect();
    let expected = [
        (ScriptletKind::Pretrans, "<lua>", "print(\"pretrans\")"),
        (ScriptletKind::Pre, "/bin/sh", "echo pre"),
        (ScriptletKind::Post, "/sbin/ldconfig", ""),
        (ScriptletKind::Preun, "/bin/sh", "echo preun %{name}"),
        (ScriptletKind::Postun, "/bin/sh", "echo postun"),
        (ScriptletKind::Posttrans, "/usr/bin/perl -w", "print \"x\";"),
        (ScriptletKind::Verify, "/bin/sh", "true"),
    ];
    let expected =
        expected.map(|(kind, program, body)| (kind, program.to_owned(), body.to_owned()));
    assert_eq!(shown, expected);
    assert!(scriptlets[&ScriptletKind::Preun].flags.expand);
}

#[test]
fn reads_every_compressor_of_rpmbuild() {
    let folder = tempfile::tempdir().unwrap();
    for (payload, encoding) in [
        ("w9.gzdio", Encoding::Gzip),
        ("w7.xzdio", Encoding::Xz),
        ("w7T2.xzdio", Encoding::Xz),
        ("w19.zstdio", Encoding::Zstd),
        ("w19T2.zstdio", Encoding::Zstd),
        ("w9.bzdio", Encoding::Bzip2),
        ("w7.lzdio", Encoding::Lzma),
        ("w.ufdio", Encoding::None),
    ] {
        let macros = [format!("_binary_payload {payload}"), format!("_source_payload {payload}")];
        let built = build(folder.path(), EVERYTHING, &[&macros[0], &macros[1]]);
        assert_eq!(read(&built.binary).payload_encoding, encoding, "{payload}");
        let source = read(&built.source);
        assert_eq!(source.payload_encoding, encoding, "{payload}");
        assert!(source.metadata.is_source);
        assert_eq!(*source.files[0].0.path, *b"sample.spec");
    }
}

#[test]
fn reads_older_digests_of_files() {
    let folder = tempfile::tempdir().unwrap();
    for algorithm in [1, 2, 8, 9, 10, 11] {
        let digest = format!("_binary_filedigest_algorithm {algorithm}");
        read(&build(folder.path(), EVERYTHING, &[&digest]).binary);
    }
}

#[test]
fn the_rpm_crate_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = build(folder.path(), EVERYTHING, &[]).binary;
    let ours = read(&path);
    let theirs = rpm::PackageMetadata::open(&path).unwrap();
    assert_eq!(theirs.get_name().unwrap(), ours.metadata.name);
    let range = theirs.get_package_segment_offsets();
    assert_eq!(
        (range.header, range.payload),
        (ours.metadata.header_range.start, ours.metadata.header_range.end)
    );
    let paths: Vec<_> = theirs.get_file_paths().unwrap();
    let expected: Vec<_> =
        ours.files.iter().map(|(file, _)| String::from_utf8(file.path.to_vec()).unwrap()).collect();
    assert_eq!(paths.iter().map(|path| path.to_str().unwrap()).collect::<Vec<_>>(), expected);
}

/// `cargo test -p rpmpkg -- --ignored more_than_4_gib`
#[test]
#[ignore = "packs 5 GiB"]
fn reads_files_of_more_than_4_gib() {
    let folder = tempfile::tempdir().unwrap();
    let body =
        SMALL.replace("%files\n", "truncate -s 5G %{buildroot}/usr/large\n%files\n/usr/large\n");
    let rpm = build(folder.path(), &body, &["_binary_payload w1.zstdio"]).binary;
    let contents = read(&rpm);
    let large = &contents.files.iter().find(|(file, _)| *file.path == *b"/usr/large").unwrap().0;
    assert_eq!(large.size, 5 << 30);
    assert!(contents.archive_length > 5 << 30);
    run("rpm", &["-K", "--nosignature", rpm.to_str().unwrap()]);
}
