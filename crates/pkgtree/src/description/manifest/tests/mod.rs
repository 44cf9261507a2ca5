//! Manifests, good and bad.

mod defects;
mod documentation;
mod generated;
mod reading;
mod references;
mod rpm;

use diagnostic::excerpt;

use super::*;

/// A manifest called `package.toml` in the directory `packaging`.
fn manifest(text: impl AsRef<[u8]>) -> ManifestFile {
    ManifestFile { path: "packaging/package.toml".into(), text: text.as_ref().to_vec() }
}

/// What a good manifest says.
fn read(text: &str) -> Description {
    read_with(text, &ManifestOptions::default())
}

fn read_with(text: &str, options: &ManifestOptions) -> Description {
    match Description::from_manifest(&manifest(text), options) {
        Ok(description) => description,
        Err(defects) => panic!("{defects}"),
    }
}

/// The defects of a bad manifest, each with the place it points at.
fn defects(text: impl AsRef<[u8]>) -> String {
    defects_with(text, &ManifestOptions::default())
}

fn defects_with(text: impl AsRef<[u8]>, options: &ManifestOptions) -> String {
    let file = manifest(text);
    let defects = match Description::from_manifest(&file, options) {
        Ok(_) => return "no defect".into(),
        Err(defects) => defects,
    };
    let mut shown = String::new();
    for defect in defects.as_slice() {
        shown.push_str(&format!("{defect}\n"));
        if let Subject::Field { source, .. } = &defect.subject {
            shown.push_str(&excerpt(&file.text, source).unwrap_or_default());
        }
    }
    shown
}

fn value(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(|text| text.value.as_str())
}

fn values(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}
