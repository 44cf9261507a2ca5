//! The results as tables, with the goals and whether they are met.

use std::fmt::Write as _;

use super::cases::{
    APTLY, CREATEREPO, CREATEREPO_UPDATE, FLOOR, FTPARCHIVE, FTPARCHIVE_COLD, FTPARCHIVE_WARM,
    MKREPO, MKREPO_INDEX, MKREPO_STDOUT, REPREPRO, SCANPACKAGES,
};
use crate::results::{Results, Row};
use crate::table::{mebibytes, ratio};

/// What is compared in a case, with what, and the most that ours may be of it in wall time.
const CASES: [(&str, &str, Option<f64>, &[&str]); 9] = [
    (
        "index",
        FTPARCHIVE,
        Some(0.65),
        &[
            FLOOR,
            SCANPACKAGES,
            FTPARCHIVE,
            FTPARCHIVE_COLD,
            FTPARCHIVE_WARM,
            MKREPO_STDOUT,
            MKREPO_INDEX,
        ],
    ),
    ("contents", FTPARCHIVE, Some(0.5), &[FTPARCHIVE, MKREPO]),
    ("add-800", FTPARCHIVE_WARM, Some(1.0), ADDING),
    ("add-10000", FTPARCHIVE_WARM, None, ADDING),
    ("add-60000", FTPARCHIVE_WARM, None, ADDING),
    ("rpm-index", CREATEREPO, Some(0.8), &[FLOOR, CREATEREPO, MKREPO_INDEX]),
    ("rpm-update", CREATEREPO_UPDATE, Some(0.2), &[CREATEREPO_UPDATE, MKREPO_INDEX]),
    ("rpm-add-800", CREATEREPO_UPDATE, Some(0.2), UPDATING),
    ("rpm-add-10000", CREATEREPO_UPDATE, None, UPDATING),
];

const UPDATING: &[&str] = &[CREATEREPO_UPDATE, MKREPO];
const ADDING: &[&str] = &[FTPARCHIVE_WARM, APTLY, REPREPRO, MKREPO];

/// Markdown tables of all results, in a fixed order.
pub(crate) fn markdown(results: &Results) -> String {
    let mut text = String::new();
    for (case, base, goal, jobs) in CASES {
        let row = |job: &str| results.row(case, "-", job);
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "## {case}\n\n| job | n | wall s | CPU s | MiB | wall / {base} | CPU / {base} |\n\
             |---|--:|--:|--:|--:|--:|--:|"
        );
        for job in jobs {
            if let Some(found) = row(job) {
                line(&mut text, found, row(base), goal.filter(|_| job.starts_with("mkrepo")));
            }
        }
        text.push('\n');
    }
    text
}

fn line(text: &mut String, row: &Row, base: Option<&Row>, goal: Option<f64>) {
    let of = |value: fn(&Row) -> f64, goal: Option<f64>| match base {
        Some(base) => ratio(value(row) / value(base), goal.unwrap_or(f64::INFINITY)),
        None => "-".to_owned(),
    };
    let _ = writeln!(
        text,
        "| {} | {} | {:.3} | {:.3} | {:.0} | {} | {} |",
        row.job,
        row.runs,
        row.wall,
        row.cpu,
        mebibytes(row),
        of(|row| row.wall, goal),
        of(|row| row.cpu, None),
    );
}
