//! A reader sees the old state or the new one, whole, whatever happens to a publisher.

mod concurrent;
mod errors;
mod full_disk;
mod kills;
mod operation;
