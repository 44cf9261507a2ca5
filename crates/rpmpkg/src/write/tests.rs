//! What is written, with packages made by hand.

use super::Format;
use super::testing::{How, package, tree, written};

/// Bytes that no compressor makes much of.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_where_the_payload_waits() {
    let noise = noise(300_000);
    let tree = tree(&[
        ("usr/bin/hello", b"#!/bin/sh\necho hello\n"),
        ("usr/share/a+", b"plus"),
        ("usr/share/a/x", b""),
        ("usr/share/big", &noise),
    ]);
    let package = package(tree);
    for (compression, format) in [
        ("zstd:3", Format::V4),
        ("xz:1", Format::V4),
        ("gzip:6", Format::V4),
        ("none", Format::V4),
        ("zstd:3", Format::V6),
    ] {
        let how = How { compression, format, threads: 1, ..How::default() };
        let (expected, _) = written(&package, how);
        for (threads, memory) in [(1, 1000), (2, 8 << 20), (8, 1000)] {
            let (bytes, _) = written(&package, How { threads, memory, ..how });
            assert!(bytes == expected, "{compression} {threads} {memory}");
        }
    }
}
