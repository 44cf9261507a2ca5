//! The results as a table, with the goals and whether they are met.

use std::fmt::Write as _;

use crate::jobs::{DPKG_DEB, DPKG_DEB_MD5, FLOOR, MKDEB, MKRPM, NFPM, RPMBUILD};
use crate::results::{Results, Row};

/// A Markdown table of all results, in a fixed order.
pub(crate) fn markdown(results: &Results) -> String {
    let mut table = String::from(
        "| tree | compressor | n | floor s | dpkg-deb s | md5sum + dpkg-deb s | mkdeb s | / floor \
         | / dpkg-deb | / md5sum + dpkg-deb | floor MiB | dpkg-deb MiB | mkdeb MiB | size / dpkg-deb |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for tree in ["ten", "erlang", "many", "big"] {
        for compression in ["none", "zstd:3", "gzip:9", "zstd:19", "xz:6"] {
            let row = |job| results.row(tree, compression, job);
            let (Some(floor), Some(dpkg), Some(md5), Some(ours)) =
                (row(FLOOR), row(DPKG_DEB), row(DPKG_DEB_MD5), row(MKDEB))
            else {
                continue;
            };
            line(&mut table, floor, dpkg, md5, ours);
        }
    }
    table.push_str(
        "\n| tree | compressor | n | floor s | rpmbuild s | nfpm s | mkrpm s | / floor | / rpmbuild | / nfpm \
         | floor MiB | rpmbuild MiB | mkrpm MiB | size / rpmbuild |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for tree in ["ten", "erlang", "many", "big"] {
        for compression in ["none", "zstd:3", "gzip:9", "zstd:19", "xz:6"] {
            let row = |job| results.row(tree, compression, job);
            if let (Some(floor), Some(peer), Some(ours)) = (row(FLOOR), row(RPMBUILD), row(MKRPM)) {
                rpm_line(&mut table, floor, peer, row(NFPM), ours);
            }
        }
    }
    table
}

fn rpm_line(table: &mut String, floor: &Row, peer: &Row, nfpm: Option<&Row>, ours: &Row) {
    // rpmbuild compresses on one core.
    let goal_of_peer = 1.0 / 1.8;
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        table,
        "| {} | {} | {} | {:.3} | {:.3} | {} | {:.3} | {} | {} | {} | {:.0} | {:.0} | {} | {} |",
        ours.tree,
        ours.compression,
        ours.runs,
        floor.wall,
        peer.wall,
        nfpm.map(|nfpm| format!("{:.3}", nfpm.wall)).unwrap_or_default(),
        ours.wall,
        ratio(ours.wall / floor.wall, 1.05),
        ratio(ours.wall / peer.wall, goal_of_peer),
        nfpm.map(|nfpm| ratio(ours.wall / nfpm.wall, 1.0)).unwrap_or_default(),
        mebibytes(floor),
        mebibytes(peer),
        memory(ours, floor),
        ratio(ours.size as f64 / peer.size as f64, 1.01),
    );
}

/// What `ours` may take beside the compressor, in MiB.
const MEMORY: f64 = 40.0;

/// The peak memory of `ours` in MiB, in bold where it misses its goal.
fn memory(ours: &Row, floor: &Row) -> String {
    let text = format!("{:.0}", mebibytes(ours));
    if mebibytes(ours) > mebibytes(floor) + MEMORY { format!("**{text}**") } else { text }
}

/// Its peak memory in MiB.
pub(crate) fn mebibytes(row: &Row) -> f64 {
    row.memory as f64 / f64::from(1 << 20)
}

fn line(table: &mut String, floor: &Row, dpkg: &Row, md5: &Row, ours: &Row) {
    let goal_of_peer = if ours.compression.starts_with("gzip") { 0.55 } else { 1.0 };
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        table,
        "| {} | {} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} | {:.2} | {:.0} | {:.0} | {} | {} |",
        ours.tree,
        ours.compression,
        ours.runs,
        floor.wall,
        dpkg.wall,
        md5.wall,
        ours.wall,
        ratio(ours.wall / floor.wall, 1.05),
        ratio(ours.wall / dpkg.wall, goal_of_peer),
        ours.wall / md5.wall,
        mebibytes(floor),
        mebibytes(dpkg),
        memory(ours, floor),
        ratio(ours.size as f64 / dpkg.size as f64, 1.01),
    );
}

/// A ratio, in bold where it misses its goal.
pub(crate) fn ratio(value: f64, goal: f64) -> String {
    let text = format!("{value:.3}");
    if value > goal { format!("**{text}**") } else { text }
}
