//! A repository as `mkrepo.toml` describes it.
//!
//! * [`config`]: the description, with the place of each defect.
//! * [`route`]: which target a package goes to, and the choice of published packages and of targets.
//! * [`RpmTemplate`]: many RPM repositories by one description.
//!
//! Nothing here prints, or reads the environment or the clock.

pub mod config;
pub mod route;

mod rpm_template;

pub use rpm_template::RpmTemplate;
