//! A published package in JSON.

use repository::Package;
use serde_json::{Value, json};

/// All that there is of it.
pub(super) fn document(package: &Package) -> Value {
    let digest = (!package.digest.is_empty()).then_some(&package.digest);
    json!({
        "package": package.name,
        "version": package.version,
        "architecture": package.architecture,
        "component": package.component,
        "path": package.path,
        "size": package.size,
        "sha256": digest.filter(|_| package.algorithm == "sha256"),
        "checksum_type": package.algorithm,
        "checksum": digest,
    })
}
