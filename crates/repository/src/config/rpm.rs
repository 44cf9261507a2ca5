//! `[rpm.NAME]`.

use pkgio::{Codec, Compression};
use pkgterms::Architecture;
use pkgtree::description::{Table, Text};
use repo_index::codes;
use repo_index::compress::{parse_compression, usual_compression};
use repo_index::rpmmd::{ClientSettings, RpmRepository, SOURCES, SignPackages, is_client_id};

use super::ages::Ages;
use super::overlap::{Place, folder};
use super::{duration, name, retention, template, url};
use crate::route::NamePattern;
use crate::rpm_template::RpmTemplate;

const ARCHITECTURES: &str = "architectures = [\"x86_64\", \"aarch64\"]";

/// `root_url` is the public address of the root, when it is known, and `origin` that of the archives.
pub(super) fn read(
    table: &mut Table<'_>,
    root_url: Option<&str>,
    origin: Option<&str>,
    places: &mut Vec<Place>,
) -> (Vec<RpmRepository>, Vec<RpmTemplate>) {
    let is_signed = table.has("signing");
    let tables = table.named_tables("rpm");
    let mut ids: Vec<(String, Option<String>)> = Vec::new();
    let (mut repositories, mut taken) = (Vec::new(), Vec::new());
    let mut templates = Vec::new();
    for (key, mut table) in tables {
        if NamePattern::is_meant(&key.value) {
            templates.extend(template::read(&key, table, (is_signed, origin)).map(|it| (key, it)));
            continue;
        }
        let id = id(&mut table);
        let source = id.as_ref().map_or_else(|| key.source.clone(), |id| id.source.clone());
        let Some(found) = read_repository(&key, table, is_signed, root_url, places) else {
            continue;
        };
        let (id, origin) = (id.map(|id| id.value), origin.map(str::to_owned));
        let repository = RpmRepository { id, origin, ..found };
        let (first, shared) = (repository.first_id(), repository.client.url.clone());
        // Of those that one `.repo` file serves, no client sees more than one.
        if ids.iter().any(|(known, url)| *known == first && (shared.is_none() || *url != shared)) {
            taken.push((source, first));
        } else {
            ids.push((first, shared));
        }
        repositories.push(repository);
    }
    for (source, id) in taken {
        let problem = format!("{id:?} is the id of another repository, too");
        let hint = "give each repository its own id: clients read only one of several \
                    repositories with the same id; repositories of several architectures can \
                    share it, with one repo-url for all";
        table.report(codes::VALUE, "rpm", &source, problem, hint);
    }
    template::check(table, &templates, places);
    (repositories, templates.into_iter().map(|(_, template)| template).collect())
}

/// `id`, as clients take it.
fn id(table: &mut Table<'_>) -> Option<Text> {
    const KEY: &str = "id";
    let mut id = table.line(KEY)?;
    id.value = id.value.trim().to_owned();
    if is_client_id(&id.value) {
        return Some(id);
    }
    let hint = "write letters, digits and -_.: such as \"example-el9\"; [main] is dnf's own";
    table.report(codes::VALUE, KEY, &id.source, format!("{:?} is not an id", id.value), hint);
    None
}

fn read_repository(
    key: &Text,
    mut table: Table<'_>,
    is_signed: bool,
    root_url: Option<&str>,
    places: &mut Vec<Place>,
) -> Option<RpmRepository> {
    let name = name(&table, "", &key.value, &key.source);
    let folder = folder(&mut table, "rpm", key, places);
    let description = table.line("description").map(|text| text.value.trim().to_owned());
    let url = url::read(&mut table);
    let repo_url = url::read_with_variables(&mut table);
    let common = common(&mut table, is_signed);
    table.finish();
    let folder = folder?;
    Some(RpmRepository {
        name: name?.to_string(),
        description,
        url: url.or_else(|| root_url.map(|root| super::url::below(root, folder.as_ref()))),
        folder,
        client: ClientSettings { url: repo_url, ..common.client.clone() },
        ..common
    })
}

/// What repositories of one description have in common: all but names, places and addresses.
pub(super) fn common(table: &mut Table<'_>, is_signed: bool) -> RpmRepository {
    let client = client(table);
    let architectures = architectures(table);
    let compression = compression(table);
    let sign_packages = sign_packages(table);
    let strict = table.flag("strict").is_some_and(|flag| flag.value);
    let require_signed = table.flag("require-signed").is_some_and(|flag| flag.value);
    let replace = table.flag("replace").is_some_and(|flag| flag.value);
    let retention = retention::read(table);
    if !is_signed {
        check_keys(table, "sign-packages", sign_packages != SignPackages::No);
        check_keys(table, "require-signed", require_signed);
    }
    let Ages { cache_ttl, keep, keep_packages } = Ages::read(table);
    RpmRepository {
        client,
        architectures,
        compression,
        sign_packages,
        strict,
        require_signed,
        replace,
        retention,
        cache_ttl,
        keep,
        keep_packages,
        ..RpmRepository::new("")
    }
}

/// What the `.repo` file says besides where the repository is.
fn client(table: &mut Table<'_>) -> ClientSettings {
    const PRIORITY: &str = "priority";
    let priority = table.integer(PRIORITY).and_then(|number| {
        let found = u8::try_from(number.value).ok().filter(|it| (1..=99).contains(it));
        if found.is_none() {
            let problem = format!("{} is not a priority", number.value);
            let hint = "write a number from 1 to 99; the lowest goes first";
            table.report(codes::VALUE, PRIORITY, &number.source, problem, hint);
        }
        found
    });
    let metadata_expire = duration::read(table, "metadata-expire");
    let module_hotfixes = table.flag("module-hotfixes").is_some_and(|flag| flag.value);
    ClientSettings { url: None, priority, metadata_expire, module_hotfixes }
}

/// RPM's names of the architectures, in order, each once; `src` and `nosrc` among them.
fn architectures(table: &mut Table<'_>) -> Vec<String> {
    const KEY: &str = "architectures";
    let mut architectures: Vec<String> = Vec::new();
    let given = table.lines(KEY);
    if given.as_ref().is_some_and(Vec::is_empty) {
        let hint = format!("leave it out to accept all architectures, or write {ARCHITECTURES}");
        table.report(codes::VALUE, KEY, &table.source(), "lists none", hint);
    }
    for text in given.unwrap_or_default() {
        let (problem, hint) = match rpm_name(&text.value) {
            Ok("noarch") => (
                format!("{:?} is not an architecture", text.value),
                "leave it out: packages for all architectures are always accepted".to_owned(),
            ),
            Ok(found) if architectures.iter().any(|known| known == found) => (
                format!("{:?} is {found}, which is given twice", text.value),
                "keep one".to_owned(),
            ),
            Ok(found) => {
                architectures.push(found.to_owned());
                continue;
            }
            Err((problem, hint)) => (problem, hint),
        };
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
    }
    architectures
}

fn rpm_name(text: &str) -> Result<&'static str, (String, String)> {
    if let Some(source) = SOURCES.into_iter().find(|source| *source == text) {
        return Ok(source);
    }
    text.parse::<Architecture>().map(Architecture::rpm).map_err(|error| {
        let hint = match error.nearest {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("such as {ARCHITECTURES}"),
        };
        (error.to_string(), hint)
    })
}

fn compression(table: &mut Table<'_>) -> Compression {
    const KEY: &str = "compression";
    let default = usual_compression(Codec::Zstd);
    let Some(text) = table.line(KEY) else { return default };
    let problem = match parse_compression(&text.value) {
        Ok(found) if matches!(found.codec(), Codec::Zstd | Codec::Gzip) => return found,
        Ok(_) => format!("{:?} is not a supported compression of RPM repositories", text.value),
        Err(error) => error.to_string(),
    };
    let hint =
        "write \"zstd\", or \"gzip\" for clients before RHEL 8, perhaps with a level: \"zstd:19\"";
    table.report(codes::VALUE, KEY, &text.source, problem, hint);
    default
}

/// Reports what needs keys where there are none.
pub(super) fn check_keys(table: &Table<'_>, key: &str, needs_keys: bool) {
    if needs_keys {
        let hint = "add a table [signing] with a key";
        table.report(codes::SIGNING, key, &table.source(), "there is no key for it", hint);
    }
}

pub(super) fn sign_packages(table: &mut Table<'_>) -> SignPackages {
    const KEY: &str = "sign-packages";
    let Some(text) = table.line(KEY) else { return SignPackages::No };
    let all = [SignPackages::No, SignPackages::Unsigned, SignPackages::All];
    if let Some(found) = all.into_iter().find(|one| one.name() == text.value.trim()) {
        return found;
    }
    let problem = format!("{:?} is not a choice of packages to sign", text.value);
    let hint = "write \"unsigned\" for packages without a signature, \"all\", or \"no\"";
    table.report(codes::VALUE, KEY, &text.source, problem, hint);
    SignPackages::No
}
