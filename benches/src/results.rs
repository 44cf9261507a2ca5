//! Results, kept in a file between runs, so that a long job need not be repeated for a new table.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::measure::Sample;

/// The medians of one job.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Which tree.
    pub(crate) tree: String,
    /// Which compressor.
    pub(crate) compression: String,
    /// Which job.
    pub(crate) job: String,
    /// How many runs.
    pub(crate) runs: usize,
    /// Wall time in seconds.
    pub(crate) wall: f64,
    /// CPU time in seconds.
    pub(crate) cpu: f64,
    /// Peak memory in bytes.
    pub(crate) memory: u64,
    /// Output in bytes.
    pub(crate) size: u64,
}

impl Row {
    /// The medians of `samples`.
    pub(crate) fn new(tree: &str, compression: &str, job: &str, samples: &[Sample]) -> Self {
        let seconds = |of: fn(&Sample) -> Duration| median(samples, of).as_secs_f64();
        Self {
            tree: tree.to_owned(),
            compression: compression.to_owned(),
            job: job.to_owned(),
            runs: samples.len(),
            wall: seconds(|sample| sample.wall),
            cpu: seconds(|sample| sample.cpu),
            memory: median(samples, |sample| sample.memory),
            size: median(samples, |sample| sample.size),
        }
    }

    fn parse(line: &str) -> Result<Self, Box<dyn Error>> {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[tree, compression, job, runs, wall, cpu, memory, size] = fields.as_slice() else {
            return Err(format!("not a row of results: {line:?}").into());
        };
        Ok(Self {
            tree: tree.to_owned(),
            compression: compression.to_owned(),
            job: job.to_owned(),
            runs: runs.parse()?,
            wall: wall.parse()?,
            cpu: cpu.parse()?,
            memory: memory.parse()?,
            size: size.parse()?,
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tree, compression, job, runs, wall, cpu, memory, size } = self;
        write!(f, "{tree}\t{compression}\t{job}\t{runs}\t{wall:.4}\t{cpu:.4}\t{memory}\t{size}")
    }
}

/// The middle value of an odd number of samples; of an even number, the lower of the middle two.
fn median<T: Ord + Copy>(samples: &[Sample], of: impl Fn(&Sample) -> T) -> T {
    let mut values: Vec<T> = samples.iter().map(of).collect();
    values.sort_unstable();
    values[(values.len() - 1) / 2]
}

/// The rows of this run and of earlier ones, one for each tree, compressor and job.
#[derive(Debug)]
pub(crate) struct Results {
    path: PathBuf,
    rows: BTreeMap<[String; 3], Row>,
}

impl Results {
    /// What stands in the file at `path`, if it is there.
    pub(crate) fn load(path: &Path) -> Result<Self, Box<dyn Error>> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let mut results = Self { path: path.to_owned(), rows: BTreeMap::new() };
        for line in text.lines() {
            results.put(Row::parse(line)?);
        }
        Ok(results)
    }

    /// Adds a row in place of an earlier one of the same job.
    pub(crate) fn put(&mut self, row: Row) {
        let key = [row.tree.clone(), row.compression.clone(), row.job.clone()];
        self.rows.insert(key, row);
    }

    /// Writes the file anew.
    pub(crate) fn save(&self) -> Result<(), Box<dyn Error>> {
        let text: String = self.rows.values().map(|row| format!("{row}\n")).collect();
        Ok(fs::write(&self.path, text)?)
    }

    /// The row of a job.
    pub(crate) fn row(&self, tree: &str, compression: &str, job: &str) -> Option<&Row> {
        self.rows.get(&[tree.to_owned(), compression.to_owned(), job.to_owned()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(milliseconds: u64) -> Sample {
        let wall = Duration::from_millis(milliseconds);
        Sample { wall, cpu: 2 * wall, memory: milliseconds, size: 7 }
    }

    #[test]
    fn a_row_holds_medians_and_reads_back() {
        let row = Row::new("erlang", "xz:6", "mkdeb", &[sample(30), sample(10), sample(20)]);
        assert_eq!((row.runs, row.wall, row.cpu, row.memory, row.size), (3, 0.02, 0.04, 20, 7));
        let again = Row::parse(&row.to_string()).unwrap();
        assert_eq!(again.to_string(), row.to_string());
        assert!(Row::parse("erlang\txz:6").is_err());
    }
}
