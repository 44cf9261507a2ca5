//! A package's element of `other`: what changed in it.

use rpmpkg::read::ChangelogEntry;

use super::fields::Fields;
use super::filelists;
use super::xml::prose;

/// How many entries of a changelog are listed: the newest, as by createrepo_c's default.
const MOST: usize = 10;

/// Prints the element. `changelog` has the newest first, as in a package; they are listed the other
/// way round.
pub(super) fn print(fields: &Fields, changelog: &[ChangelogEntry]) -> Vec<u8> {
    let mut printer = filelists::start(fields);
    let changelog = &changelog[..changelog.len().min(MOST)];
    for (entry, time) in changelog.iter().zip(times(changelog)).rev() {
        let author = prose(&entry.name);
        let author = match author.trim_end_matches(' ') {
            // The first character always stays.
            "" => author.get(..1).unwrap_or_default(),
            trimmed => trimmed,
        };
        let attributes = [("author", author), ("date", &time.to_string())];
        printer.text("changelog", &attributes, &prose(&entry.text));
    }
    printer.end("package");
    printer.into_bytes()
}

/// The times of `changelog`. Entries of one time, as those of one day have, would lose their order
/// in clients that sort by it: newer ones count as seconds later.
fn times(changelog: &[ChangelogEntry]) -> Vec<u64> {
    let mut times: Vec<u64> = Vec::with_capacity(changelog.len());
    let mut last = 0;
    for entry in changelog {
        let time = u64::from(entry.time);
        if time == last {
            for (taken, newer) in (time..).zip(times.iter_mut().rev()) {
                if *newer != taken {
                    break;
                }
                *newer += 1;
            }
        }
        last = time;
        times.push(time);
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(times: &[u32]) -> Vec<ChangelogEntry> {
        let entry = |&time| ChangelogEntry { time, name: Vec::new(), text: Vec::new() };
        times.iter().map(entry).collect()
    }

    #[test]
    fn times_keep_the_order() {
        assert_eq!(times(&entries(&[9, 8, 7])), [9, 8, 7]);
        assert_eq!(times(&entries(&[7, 7, 7])), [9, 8, 7]);
        assert_eq!(times(&entries(&[9, 7, 7, 5, 5])), [9, 8, 7, 6, 5]);
        // What was moved by others stays ahead of them, but not of older ones.
        assert_eq!(times(&entries(&[8, 7, 7])), [9, 8, 7]);
    }
}
