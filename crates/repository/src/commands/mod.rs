//! What is done to a repository: each of these is a transaction for every target that it changes.

mod add;
mod copy;
mod drop;
mod history;
mod list;
mod prune;
mod recover;
mod refresh;
mod remove;
mod resign;
mod rollback;
mod yank;

pub use add::{AddOptions, Reading, Step};
pub use copy::CopyOptions;
pub use drop::DropOptions;
pub use history::{History, history};
pub use list::{Listing, list};
pub use prune::{PruneSettings, prune};
pub use recover::RecoverOptions;
pub use refresh::RefreshOptions;
pub use remove::RemoveOptions;
pub use resign::ResignOptions;
pub use rollback::RollbackOptions;
pub use yank::YankOptions;
