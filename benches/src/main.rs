//! Measures `mkdeb` side by side with `dpkg-deb`, `mkrpm` with `rpmbuild`, and both with the bare
//! compressor on the same trees.
//!
//! The command `repository` measures `mkrepo` beside the tools that index and publish repositories.
//!
//! `benches/README.md` says what is measured and how.

#![allow(clippy::print_stdout, reason = "a command line")]

mod jobs;
mod measure;
mod repository;
mod results;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use pkgio::Compression;

use crate::jobs::{Job, Workplace};
use crate::measure::Sample;
use crate::results::{Results, Row};

/// Measures mkdeb, dpkg-deb, mkrpm, rpmbuild and the bare compressors side by side.
#[derive(Debug, Parser)]
struct Arguments {
    /// Something else instead
    #[command(subcommand)]
    command: Option<repository::Command>,
    /// Where `benches/corpora.sh` put the trees; outputs and earlier results stand there too
    #[arg(long, default_value = "target/bench")]
    dir: PathBuf,
    /// The trees to package
    #[arg(long, value_delimiter = ',', default_value = "ten,erlang,many,big")]
    trees: Vec<String>,
    /// The compressors
    #[arg(long, value_delimiter = ',', default_value = "none,zstd:3,gzip:9,zstd:19,xz:6")]
    compressions: Vec<Compression>,
    /// The jobs, by name, such as floor,rpmbuild,mkrpm; all when not given
    #[arg(long, value_delimiter = ',')]
    jobs: Vec<String>,
    /// Counted runs of a job
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Counted runs of jobs of which one takes over 20 seconds
    #[arg(long, default_value_t = 3)]
    slow_runs: usize,
    /// The mkdeb to measure, with mkrpm beside it; by default the one built beside this program
    #[arg(long)]
    mkdeb: Option<PathBuf>,
    /// The nfpm to measure beside mkrpm; none when not given
    #[arg(long)]
    nfpm: Option<PathBuf>,
    /// Measure nothing: show the results that stand in the folder
    #[arg(long)]
    show: bool,
    /// Write the table into this file too
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Jobs that take longer are run less often, and their first run is not thrown away.
const SLOW: Duration = Duration::from_secs(20);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if let Some(command) = &arguments.command {
        return command.run();
    }
    let mut results = Results::load(&arguments.dir.join("results.tsv"))?;
    if !arguments.show {
        let mkdeb = match &arguments.mkdeb {
            Some(path) => path.clone(),
            None => std::env::current_exe()?.with_file_name("mkdeb"),
        };
        let workplace = Workplace::new(&arguments.dir, &mkdeb, arguments.nfpm.as_deref())?;
        for tree in &arguments.trees {
            workplace.prepare(tree)?;
            for &compression in &arguments.compressions {
                measure(&arguments, &workplace, tree, compression, &mut results)?;
            }
        }
    }
    let table = table::markdown(&results);
    println!("{table}");
    if let Some(path) = &arguments.write {
        std::fs::write(path, table)?;
    }
    Ok(())
}

/// Runs the jobs of one tree and compressor in turn (A B C A B C), so that whatever else the
/// machine does falls on all of them alike.
fn measure(
    arguments: &Arguments,
    workplace: &Workplace,
    tree: &str,
    compression: Compression,
    results: &mut Results,
) -> Result<(), Box<dyn Error>> {
    let mut jobs = workplace.jobs(tree, compression)?;
    jobs.retain(|job| arguments.jobs.is_empty() || arguments.jobs.iter().any(|it| it == job.name));
    if jobs.is_empty() {
        return Err(format!("no job is called {}", arguments.jobs.join(" or ")).into());
    }
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); jobs.len()];
    round(workplace.folder(), &jobs, &mut samples)?;
    let slow = samples.iter().flatten().any(|sample| sample.wall > SLOW);
    let runs = if slow { arguments.slow_runs } else { arguments.runs };
    if !slow {
        // The first round warmed the caches.
        samples.iter_mut().for_each(Vec::clear);
    }
    while samples[0].len() < runs {
        round(workplace.folder(), &jobs, &mut samples)?;
    }
    for (job, samples) in jobs.iter().zip(&samples) {
        let row = Row::new(tree, &compression.to_string(), job.name, samples);
        println!("{row}");
        results.put(row);
    }
    results.save()?;
    Ok(())
}

fn round(folder: &Path, jobs: &[Job], samples: &mut [Vec<Sample>]) -> Result<(), Box<dyn Error>> {
    for (job, samples) in jobs.iter().zip(samples) {
        samples.push(measure::run(&job.command, folder, job.output)?);
    }
    Ok(())
}
