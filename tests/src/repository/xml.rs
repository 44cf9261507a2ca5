//! As much of XML as a strict reader of well-formed repository metadata needs.

/// Every element called `name`, from its first character to its last; those within one of the same
/// name are not found.
pub(super) fn elements<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(&start) {
        rest = &rest[at..];
        let is_name = rest[start.len()..].starts_with([' ', '>', '/', '\n']);
        let Some(tag) = rest.find('>').filter(|_| is_name) else {
            rest = &rest[start.len()..];
            continue;
        };
        let length = match rest[..tag].ends_with('/') {
            true => tag + 1,
            false => rest.find(&end).map_or(rest.len(), |at| at + end.len()),
        };
        found.push(&rest[..length]);
        rest = &rest[length..];
    }
    found
}

/// An attribute of the first tag in `element`.
pub(super) fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    // What stands before the root element has attributes of its own.
    let name = format!(" {name}=\"");
    let (_, rest) = element.split_once(&name)?;
    rest.split('"').next()
}

/// The text of the first element called `name`.
pub(super) fn content<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let element = *elements(text, name).first()?;
    let (_, rest) = element.split_once('>')?;
    rest.split("</").next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<data type=\"a\"><size>1</size><open-size>2</open-size></data>\n\
                        <data-other/><data type=\"b\"/>";

    #[test]
    fn finds_elements_attributes_and_texts() {
        let all = elements(TEXT, "data");
        assert_eq!(all.len(), 2);
        assert_eq!(
            all.iter().map(|it| attribute(it, "type")).collect::<Vec<_>>(),
            [Some("a"), Some("b")]
        );
        assert_eq!((content(all[0], "size"), content(all[0], "open-size")), (Some("1"), Some("2")));
        assert_eq!(content(TEXT, "none"), None);
    }
}
