use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Vec<Paragraph<'_>> {
    Paragraphs::new(text.as_bytes()).collect::<Result<_, _>>().unwrap()
}

fn error(text: &[u8]) -> String {
    Paragraphs::new(text).find_map(Result::err).unwrap().to_string()
}

const CONTROL: &str = "Package: tool\nVersion:1.0\nTag:\t a, b \nMD5Sum:\n 0 1 x\n 2 3 y\n\
                       Description: does things\n Much of it.\n .\n\tEven that. \nEmpty:\n";

#[test]
fn finds_fields_whatever_their_case() {
    let paragraph = Paragraph::parse(CONTROL.as_bytes()).unwrap();
    assert_eq!(paragraph.field("Package"), Some("tool"));
    assert_eq!(paragraph.field("vERSION"), Some("1.0"));
    assert_eq!(paragraph.field("Tag"), Some("a, b"));
    assert_eq!(paragraph.field("MD5Sum"), Some("\n 0 1 x\n 2 3 y"));
    assert_eq!(paragraph.field("Description"), Some("does things\n Much of it.\n .\n\tEven that."));
    assert_eq!(paragraph.field("Empty"), Some(""));
    assert_eq!(paragraph.field("Section"), None);
}

#[test]
fn prints_the_bytes_that_were_parsed() {
    assert_eq!(Paragraph::parse(CONTROL.as_bytes()).unwrap().to_string(), CONTROL);
    let owned = Paragraph::parse(CONTROL.as_bytes()).unwrap().into_owned();
    assert_eq!(owned.to_string(), CONTROL);
}

#[test]
fn empty_lines_separate_paragraphs() {
    let paragraphs = parse("\n\nA: 1\n\n\n\nB: 2\nC: 3\n\n");
    let printed: Vec<_> = paragraphs.iter().map(Paragraph::to_string).collect();
    assert_eq!(printed, ["A: 1\n", "B: 2\nC: 3\n"]);
    assert!(parse("").is_empty());
    assert!(parse("\n\n").is_empty());
}

#[test]
fn refuses_with_the_line() {
    for (text, message) in [
        ("A: 1", "line 1: the last line has no line break at its end"),
        ("A: 1\n b", "line 2: the last line has no line break at its end"),
        ("A: 1\n\nB", "line 3: a line that is not a field: it has no \":\""),
        (" a\n", "line 1: a continuation line without a field before it"),
        ("A: 1\n \nB: 2\n", "line 2: a line of only blanks; an empty line of text is \" .\""),
        ("A: 1\n\t", "line 2: a line of only blanks; an empty line of text is \" .\""),
        ("A: 1\n\n \n", "line 3: a continuation line without a field before it"),
        ("# hello\nA: 1\n", "line 1: a comment, which is not allowed in this file"),
        ("A: 1\n#B: 2\n", "line 2: a comment, which is not allowed in this file"),
        ("A: 1\nB: 2\na: 3\n", "line 3: field a is repeated"),
        ("A: 1\r\nB: 2\r\n", "line 1: a carriage return; lines must end with only a line feed"),
        ("A: 1\nB: 2\n \u{0}\n", "line 3: the control character 0x00"),
        ("A: 1\nB: \u{1a}\n", "line 2: the control character 0x1a"),
        ("A b: 1\n", "line 1: \"A b\" is not a field name"),
        ("A : 1\n", "line 1: \"A \" is not a field name"),
        ("-A: 1\n", "line 1: \"-A\" is not a field name"),
        (": 1\n", "line 1: \"\" is not a field name"),
        ("\u{feff}A: 1\n", "line 1: \"\\u{feff}A\" is not a field name"),
        (
            "-----BEGIN PGP SIGNED MESSAGE-----\n",
            "line 1: a line that is not a field: it has no \":\"",
        ),
    ] {
        assert_eq!(error(text.as_bytes()), message, "{text:?}");
    }
    assert_eq!(error(b"A: 1\nB: x\n y\n \xff\n"), "line 4: the value of B is not UTF-8");
}

#[test]
fn nothing_follows_an_error() {
    let mut paragraphs = Paragraphs::new(b"A: 1\nA: 2\n\nB: 1\n");
    assert!(paragraphs.next().unwrap().is_err());
    assert!(paragraphs.next().is_none());
}

#[test]
fn a_control_file_is_one_paragraph() {
    let error = |text: &'static [u8]| Paragraph::parse(text).unwrap_err().to_string();
    assert_eq!(error(b""), "line 1: no fields");
    assert_eq!(error(b"\n\n"), "line 3: no fields");
    assert_eq!(error(b"A: 1\n\nB: 2\n"), "line 3: a second paragraph, but only one is allowed");
    assert_eq!(error(b"A: 1\n\n x\n"), "line 3: a second paragraph, but only one is allowed");
    assert!(Paragraph::parse(b"\nA: 1\n\n\n").is_ok());
}

#[test]
fn a_paragraph_has_so_many_fields_and_no_more() {
    let fields = |count: usize| -> String { (0..count).map(|n| format!("F{n}: {n}\n")).collect() };
    assert_eq!(Paragraph::parse(fields(256).as_bytes()).unwrap().fields().len(), 256);
    assert_eq!(error(fields(257).as_bytes()), "line 257: a paragraph has more than 256 fields");
    let text = fields(256);
    let mut full = Paragraph::parse(text.as_bytes()).unwrap();
    assert_eq!(full.push("X", "1"), Err(FieldError::TooMany));
}

#[test]
fn push_refuses_what_would_not_read_back() {
    let mut paragraph = Paragraph::new();
    for value in [
        "x\nDepends: evil",
        "x\n\nPackage: other",
        "x\n",
        "x\n ",
        "x\n \t\n y",
        "x\r\n y",
        "x\u{0}",
        "x\u{1b}[0m",
        " x",
        "x\t",
        "\n",
    ] {
        let wrong = FieldError::Value("A".to_owned());
        assert_eq!(paragraph.push("A", value), Err(wrong), "{value:?}");
    }
    for name in ["", "A b", "A:", "A\n", "#A", "-A", "Ä"] {
        assert_eq!(paragraph.push(name, "x"), Err(FieldError::Name(name.to_owned())));
    }
    paragraph.push("A", "x").unwrap();
    assert_eq!(paragraph.push("a", "y"), Err(FieldError::Duplicate("a".to_owned())));
    assert_eq!(paragraph.to_string(), "A: x\n");
}

#[test]
fn push_writes_what_dpkg_writes() {
    let mut paragraph = Paragraph::new();
    paragraph.push("Package", "tool").unwrap();
    paragraph.push("Empty", "").unwrap();
    paragraph.push("MD5Sum", "\n 0 1 x").unwrap();
    paragraph.push("Description", "does\n things\n .\n   so").unwrap();
    let printed = "Package: tool\nEmpty:\nMD5Sum:\n 0 1 x\nDescription: does\n things\n .\n   so\n";
    assert_eq!(paragraph.to_string(), printed);
}

/// Names and values that are often right, and wrong in every way that matters.
fn field() -> impl Strategy<Value = (String, String)> {
    let name = "[A-Za-z][A-Za-z0-9-]{0,3}|[#:\\-a\n é]{0,3}";
    let value = "[ -~é]{0,12}(\n[ \t]?[ \
                 .#:a-c\t]{0,5}){0,3}|\\PC{0,9}|[a\n\r\t\u{0}\u{b}\u{1a}\u{7f}\u{85} :#-]{0,9}";
    (name, value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Some 100,000 fields: what push takes reads back as it is, and nothing besides.
    #[test]
    fn what_is_written_reads_back(fields in prop::collection::vec(field(), 1..10)) {
        let mut paragraph = Paragraph::new();
        let mut taken = Vec::new();
        for (name, value) in &fields {
            if paragraph.push(name, value).is_ok() {
                taken.push((name.as_str(), value.as_str()));
            }
        }
        if !taken.is_empty() {
            let text = paragraph.to_string();
            let again = Paragraph::parse(text.as_bytes()).unwrap();
            let read: Vec<_> = again.fields().iter().map(|field| (field.name(), field.value())).collect();
            prop_assert_eq!(read, taken);
            prop_assert_eq!(again, paragraph);
        }
    }

    #[test]
    fn what_parses_prints_as_it_was(text in "(A|b|C)(: ?[ a]{0,3}(\n [.a]{1,2}){0,2}\n[Dd]){0,3}: \
                                             \n\n?") {
        if let Ok(paragraph) = Paragraph::parse(text.as_bytes()) {
            prop_assert_eq!(paragraph.to_string(), format!("{}\n", text.trim_end_matches('\n')));
        }
    }

    #[test]
    fn bytes_never_panic(text in prop::collection::vec(
        prop::sample::select(b"Aa:\n\n\t #-\xc3\xa9\r\0".as_slice()), 0..40,
    )) {
        for paragraph in Paragraphs::new(&text).flatten() {
            let printed = paragraph.to_string();
            prop_assert!(text.windows(printed.len()).any(|part| part == printed.as_bytes()));
        }
    }
}
