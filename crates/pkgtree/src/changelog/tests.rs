//! Changelogs, good and bad.
