//! `mkrepo` beside the tools that index and publish repositories.

mod cases;
mod contents;
mod rpms;
mod stubs;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::measure::{self, Sample};
use crate::results::{Results, Row};
use cases::{Case, Job};

/// What is measured besides the packaging of trees.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure mkrepo, apt-ftparchive, dpkg-scanpackages, aptly, reprepro and createrepo_c side by side
    Repository(Arguments),
    /// Make packages with the control data of an index's first, and nothing in them
    Stubs {
        /// The index
        index: PathBuf,
        /// How many
        count: usize,
        /// Where they go
        folder: PathBuf,
    },
    /// Make RPM packages of the same, or of the .deb packages of a folder with what they install
    RpmStubs {
        /// The index, or the folder
        from: PathBuf,
        /// How many
        count: usize,
        /// Where they go
        folder: PathBuf,
    },
    /// Print the Contents of a folder of packages, as mkrepo makes it
    Contents {
        /// The folder
        folder: PathBuf,
    },
}

/// What is measured of repositories.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where `benches/repository.sh` put the repositories; earlier results stand there too
    #[arg(long, default_value = "target/bench")]
    dir: PathBuf,
    /// The cases
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "index,contents,add-800,add-10000,add-60000,rpm-index,rpm-update,rpm-add-800,rpm-add-10000"
    )]
    cases: Vec<String>,
    /// The jobs, by name, such as mkrepo,aptly; all when not given
    #[arg(long, value_delimiter = ',')]
    jobs: Vec<String>,
    /// Counted runs of a job
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// The mkrepo to measure; by default the one built beside this program
    #[arg(long)]
    mkrepo: Option<PathBuf>,
    /// Measure nothing: show the results that stand in the folder
    #[arg(long)]
    show: bool,
    /// Write the tables into this file too
    #[arg(long)]
    write: Option<PathBuf>,
}

impl Command {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Repository(arguments) => arguments.run(),
            Self::Stubs { index, count, folder } => stubs::make(index, *count, folder),
            Self::RpmStubs { from, count, folder } => rpms::make(from, *count, folder),
            Self::Contents { folder } => contents::print(folder),
        }
    }
}

impl Arguments {
    fn run(&self) -> Result<(), Box<dyn Error>> {
        let folder = self.dir.join("repository");
        let mut results = Results::load(&folder.join("results.tsv"))?;
        if !self.show {
            let folder = folder.canonicalize().map_err(|error| {
                format!("{}: {error}; make it with `benches/repository.sh`", folder.display())
            })?;
            let own = std::env::current_exe()?;
            let mkrepo = self.mkrepo.clone().unwrap_or_else(|| own.with_file_name("mkrepo"));
            let mkrepo = mkrepo.canonicalize().map_err(|error| {
                format!("{}: {error}; make it with `make build`", mkrepo.display())
            })?;
            for name in &self.cases {
                let case = Case::new(name, &folder, &mkrepo, &own)?;
                self.measure(case, &folder, &mut results)?;
            }
        }
        let table = table::markdown(&results);
        println!("{table}");
        if let Some(path) = &self.write {
            std::fs::write(path, table)?;
        }
        Ok(())
    }

    /// Runs the jobs of a case in turn; the first round warms the caches and is not counted.
    fn measure(
        &self,
        mut case: Case,
        folder: &Path,
        results: &mut Results,
    ) -> Result<(), Box<dyn Error>> {
        case.jobs.retain(|job| self.jobs.is_empty() || self.jobs.iter().any(|it| it == job.name));
        let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); case.jobs.len()];
        for number in 0..=self.runs {
            for (job, samples) in case.jobs.iter().zip(&mut samples) {
                let sample = run(job, folder)?;
                if number > 0 {
                    samples.push(sample);
                }
            }
        }
        for (job, samples) in case.jobs.iter().zip(&samples) {
            let row = Row::new(&case.name, "-", job.name, samples);
            println!("{row}");
            results.put(row);
        }
        results.save()
    }
}

/// One run of a job, after what it changes was put back.
fn run(job: &Job, folder: &Path) -> Result<Sample, Box<dyn Error>> {
    if let Some(reset) = &job.reset {
        measure::time(&shell(reset), folder)?;
    }
    measure::time(&shell(&job.script), folder)
}

/// Fails early where a program of the script is missing.
fn shell(script: &str) -> Vec<String> {
    for program in real_tools::script::programs(script) {
        let _ = real_tools::require(&program);
    }
    ["sh", "-ec", script].map(str::to_owned).to_vec()
}
