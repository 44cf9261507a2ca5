//! Digests without which rpm installs nothing (`%_pkgverify_level digest`, its default since 4.14.2).

use super::Verdict;
use super::finding::Finding;
use crate::header::tag;
use crate::header::tag::signature as sig;
use crate::read::Metadata;

const REBUILD: &str = "build the package again with a supported mkrpm or rpmbuild";

pub(super) fn check(package: &Metadata, verdict: &mut Verdict) {
    let (signature, header) = (&package.signature, &package.header);
    let has_strong = [sig::SHA256, sig::SHA3_256].iter().any(|tag| signature.value(*tag).is_some());
    let of_payload = [tag::PAYLOADSHA256, tag::PAYLOADSHA512, tag::PAYLOADSHA3_256];
    let has_payload = of_payload.iter().any(|tag| header.value(*tag).is_some());
    let has_md5 = signature.value(sig::MD5).is_some();
    let has_header = has_strong || signature.value(sig::SHA1).is_some();
    if !(has_md5 || has_payload && has_header) {
        let problem = "has no digest of the payload or the header, so rpm cannot verify the \
                       package";
        verdict.refusals.push(Finding::new("the signature header", problem, REBUILD));
    } else if !(has_strong && has_payload) {
        let problem = "has no SHA-256 of the header or of the payload: rpm 6, which ignores MD5 \
                       and SHA-1, refuses the package";
        verdict.warnings.push(Finding::new("the signature header", problem, REBUILD));
    }
}
