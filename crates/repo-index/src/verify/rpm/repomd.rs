//! `repomd.xml` and the one signature beside it.

use pkgsign::DetachedSignature;

use super::{COMMIT, SIGNATURE, Tree};
use crate::codes;
use crate::rpmmd::Repomd;
use crate::verify::SignatureReport;
use crate::verify::findings::Findings;
use crate::verify::lineage;
use crate::verify::signatures::{self, Context};

/// Reads `repomd.xml` and judges its signature.
pub(super) fn read(context: Context<'_>, findings: &mut Findings) -> Tree {
    let mut tree = Tree::default();
    for file in [COMMIT, SIGNATURE] {
        tree.live.extend(context.place.key(file).ok());
    }
    let before = findings.count();
    let commit = context.read(COMMIT, findings);
    let block = context.read(SIGNATURE, findings);
    let unread = findings.count() > before;
    let about = context.name(COMMIT);
    let Some(commit) = commit else {
        if !unread {
            let told = ("is not there", "publish the repository, or remove its directory");
            tree.is_unpublished = lineage::absent(context, COMMIT, told, findings);
        }
        return tree;
    };
    match block {
        Some(block) => tree.signatures = judge(context, &block, &commit, findings),
        None if unread => {}
        None => {
            let hint = "sign the repository; without a signature, clients accept it only with \
                        repo_gpgcheck=0";
            context.unsigned(COMMIT, "is not signed", hint, findings);
        }
    }
    match Repomd::parse(&commit) {
        Ok(repomd) => {
            dated(context, &repomd, findings);
            tree.repomd = Some(repomd);
        }
        Err(error) => {
            let hint = "generate the metadata again from the packages, and publish";
            findings.fault(codes::RELEASE, &about, error.to_string(), hint);
        }
    }
    tree.commit = Some(commit);
    tree
}

/// Judges the signature: there must be exactly one, since clients on rpm-sequoia take no other
/// number.
fn judge(
    context: Context<'_>,
    block: &[u8],
    commit: &[u8],
    findings: &mut Findings,
) -> Vec<SignatureReport> {
    let about = context.name(SIGNATURE);
    match DetachedSignature::parse_all(block) {
        Ok(signatures) => {
            if signatures.len() != 1 {
                let problem = format!("has {} signatures", signatures.len());
                let hint =
                    "clients with rpm-sequoia accept exactly one: sign with one key, and publish";
                findings.fault(codes::BAD_SIGNATURE, &about, problem, hint);
            }
            signatures::judge_all(context, SIGNATURE, &signatures, commit, findings)
        }
        Err(error) => {
            let problem = format!("the signature {error}");
            findings.fault(codes::BAD_SIGNATURE, &about, problem, "publish the repository again");
            Vec::new()
        }
    }
}

/// A revision in the future works, and later ones have to be later still.
fn dated(context: Context<'_>, repomd: &Repomd, findings: &mut Findings) {
    const AHEAD: u64 = 10;
    let revision = repomd.revision.as_deref().and_then(|text| text.trim().parse::<u64>().ok());
    let now = context.options.now.seconds();
    if let Some(revision) = revision
        && revision > now + AHEAD
    {
        let problem = format!("its revision is {} s in the future", revision - now);
        let hint = "set the publisher's clock right";
        findings.warn(codes::FUTURE, &context.name(COMMIT), problem, hint);
    }
}
