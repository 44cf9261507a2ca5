//! RPM packages that are like Debian's.

use std::error::Error;
use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use pkgio::Compression;
use pkgtree::Description;
use rpmpkg::{Package, WriteOptions};

/// Makes `count` packages in `folder`: of the first paragraphs of an index, with nothing in them; or,
/// where `from` is a folder, of its `.deb` packages, with what they install.
pub(crate) fn make(from: &Path, count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let stage = tempfile::TempDir::new_in(folder)?;
    if from.is_dir() {
        let mut debs: Vec<PathBuf> =
            fs::read_dir(from)?.map(|entry| entry.map(|it| it.path())).collect::<Result<_, _>>()?;
        debs.retain(|path| path.extension().is_some_and(|suffix| suffix == "deb"));
        debs.sort();
        for deb in debs.iter().take(count) {
            let tree = stage.path().join("tree");
            let unpacked = real_tools::command("dpkg-deb").arg("-x").args([deb, &tree]).status()?;
            let fields = real_tools::command("dpkg-deb").arg("-f").arg(deb).output()?;
            if !unpacked.success() || !fields.status.success() {
                return Err(format!("{} was not unpacked", deb.display()).into());
            }
            write(&String::from_utf8(fields.stdout)?, &tree, folder)?;
            fs::remove_dir_all(tree)?;
        }
    } else {
        for paragraph in fs::read_to_string(from)?.split("\n\n").take(count) {
            write(paragraph, stage.path(), folder)?;
        }
    }
    Ok(())
}

/// Makes the package of a paragraph.
fn write(paragraph: &str, tree: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let field = |name: &str| {
        let line = |line: &'_ str| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned());
        paragraph.lines().find_map(line).unwrap_or_default()
    };
    let version = field("Version");
    let (epoch, version) = version.split_once(':').unwrap_or(("0", &version));
    let (version, release) = version.rsplit_once('-').unwrap_or((version, "1"));
    let names = |name: &str| -> Vec<_> {
        let fields = field(name);
        let first = |one: &str| one.split(['(', '|', ':']).next().unwrap_or(one).trim().to_owned();
        fields.split(',').map(first).filter(|one| !one.is_empty()).map(Into::into).collect()
    };
    let mut description = Description {
        epoch: Some(epoch.into()),
        release: Some(release.replace('-', "_").into()),
        arch: Some(field("Architecture").as_str().into()),
        summary: Some(field("Description").as_str().into()),
        homepage: Some(field("Homepage").as_str().into()).filter(|_| !field("Homepage").is_empty()),
        license: Some("unknown".into()),
        depends: names("Depends"),
        recommends: names("Recommends"),
        ..Description::named(field("Package"), version.replace('-', "_"))
    };
    description.tree.allow_empty = true;
    let package = Package::from_staged(tree, &description)
        .map_err(|defects| format!("{}: {defects}", field("Package")))?;
    let mut out = File::create(folder.join(package.file_name()))?;
    // Little time for nearly the size; what reads the package never decompresses it.
    let compression: Compression = "zstd:7".parse()?;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    rpmpkg::write(&package, &WriteOptions::new(compression, threads, folder), &mut out)?;
    Ok(())
}
