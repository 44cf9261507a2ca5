//! A reader sees the old state or the new one, whole, whatever happens to a publisher.

mod caches;
mod concurrent;
mod errors;
mod full_disk;
mod kills;
mod operation;
mod random_kills;
