//! Classes against those of the real libmagic.

use std::io::Write;

use super::*;

/// What file(1) says of `bytes`.
fn libmagic(bytes: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let output = real_tools::command("file")
        .args(["--brief", "--exclude", "tokens"])
        .arg(file.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|error| panic!("file: {error}; apt-get install file"));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn described(bytes: &[u8]) -> String {
    classify(b"file", bytes, bytes.len() as u64).description.into_owned()
}

#[test]
fn texts_and_scripts_are_described_as_libmagic_does() {
    let long = format!("{}\nshort\n", "0".repeat(350));
    let [longest, too_long] = [300, 301].map(|length| format!("a\n\n{}\n", "0".repeat(length)));
    for bytes in [
        &b""[..],
        b"a line\nand another\n",
        b"no line end",
        b"dos\r\nlines\r\n",
        b"all\r\nkinds\nof\rlines\n",
        long.as_bytes(),
        longest.as_bytes(),
        too_long.as_bytes(),
        "größe\nλ\n".as_bytes(),
        b"caf\xe9 au lait\n",
        b"caf\x92 au lait\n",
        b"#!/bin/sh\nexit 0\n",
        b"#! /bin/bash -e\nexit 0\n",
        b"#!/bin/dash\nexit 0\n",
        b"#!/usr/bin/env python3\nprint()\n",
        b"#!/usr/bin/python3 -I\nprint()\n",
        b"#!/usr/bin/perl -w\nexit;\n",
        b"#!/usr/bin/env escript\nmain(_) -> ok.\n",
        b"#!/usr/bin/awk -f\n{}\n",
        b"#!/usr/bin/ruby\n1\n",
        b"#!/usr/bin/sed -f\np\n",
        b"<!DOCTYPE html>\n<html></html>\n",
        b"<?xml version=\"1.0\"?>\n<x/>\n",
        b".TH X 1\n.SH NAME\nx\n",
        b".\\\" a comment\n.TH X 1\n",
    ] {
        assert_eq!(described(bytes), libmagic(bytes), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn elf_files_are_described_as_libmagic_does() {
    for path in ["/bin/true", "/lib/x86_64-linux-gnu/libz.so.1", "/proc/self/exe"] {
        let Ok(bytes) = std::fs::read(path) else { continue };
        if bytes.len() < 4 << 20 {
            assert_eq!(described(&bytes), libmagic(&bytes), "{path}");
        }
        let color = classify(b"x", &bytes, bytes.len() as u64).color;
        assert_eq!(color, usize::BITS / 32, "{path}");
    }
}

#[test]
fn images_and_archives_are_described_as_libmagic_does() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x20\x08\x06\0\0\0\x1f\xf3\xff\x61";
    for bytes in [&png[..], b"GIF89a\x10\0\x20\0\0\0\0;", b"!<arch>\n"] {
        assert_eq!(described(bytes), libmagic(bytes));
    }
}

#[test]
fn what_rpmbuild_keeps_no_class_of_has_none() {
    for bytes in [&b"\xff\0\x01data"[..], b"x", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"] {
        assert_eq!(described(bytes), "");
    }
}

#[test]
fn some_names_say_it_all() {
    for (name, description) in [
        ("X.pm", "Perl5 module source text"),
        ("x.la", "libtool library file"),
        ("x.pc", "pkgconfig file"),
        (".pm", "ASCII text"),
    ] {
        assert_eq!(classify(name.as_bytes(), b"text\n", 5).description, description, "{name}");
    }
}

#[test]
fn broken_elf_files_do_no_harm() {
    let bytes = std::fs::read("/bin/true").unwrap();
    for length in (0..bytes.len().min(2000)).chain([bytes.len() / 2, bytes.len() - 1]) {
        drop(classify(b"x", &bytes[..length], bytes.len() as u64));
        drop(classify(b"x", &bytes[..length], length as u64));
    }
    for at in 0..400 {
        for value in [0x00, 0x7f, 0xff] {
            let mut broken = bytes.clone();
            broken[at] = value;
            drop(classify(b"x", &broken, broken.len() as u64));
        }
    }
}
