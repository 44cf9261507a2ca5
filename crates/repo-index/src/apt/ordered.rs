//! Printing a paragraph in the order of its index.

use debpkg::deb822::Paragraph;

/// The fields of `control` in `order`, then the others in their own order.
///
/// `own` are fields of the archive, which stand in for those of `control`; `left_out` are fields that
/// are not taken from it.
pub(super) fn print(
    control: &Paragraph<'_>,
    order: &[&str],
    left_out: &[&str],
    own: &[(&str, String)],
) -> String {
    let mut text = String::new();
    for name in order {
        if let Some((_, value)) = own.iter().find(|(own, _)| own == name) {
            push(&mut text, name, value);
        } else if !contains(left_out, name)
            && let Some(field) = control.fields().iter().find(|field| field.is_named(name))
        {
            push(&mut text, field.name(), field.value());
        }
    }
    let others = control.fields().iter();
    for field in others.filter(|field| !contains(order, field.name())) {
        if !contains(left_out, field.name()) {
            push(&mut text, field.name(), field.value());
        }
    }
    text
}

fn contains(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn push(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push(':');
    if !value.is_empty() && !value.starts_with('\n') {
        text.push(' ');
    }
    text.push_str(value);
    text.push('\n');
}
