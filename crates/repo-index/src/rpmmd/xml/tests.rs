use proptest::prelude::*;

use super::escape::{find_forbidden, prose, push_attribute, push_text, readable, unescape};
use super::reader::Event;
use super::*;

/// What a document reads as, one word for each event.
fn shape(document: &str) -> Result<String, XmlError> {
    let mut reader = Reader::new(document.as_bytes())?;
    let mut shape = Vec::new();
    while let Some(event) = reader.next()? {
        shape.push(match event {
            Event::Start(tag) => {
                let attributes: Vec<_> = tag
                    .attributes()
                    .map(|(name, _)| format!("{name}={}", tag.attribute(name).unwrap()))
                    .collect();
                format!("<{}>", [vec![tag.name.to_owned()], attributes].concat().join(" "))
            }
            Event::End(name) => format!("</{name}>"),
            Event::Text(text) => unescape(text).unwrap().into_owned(),
            Event::Verbatim(text) => format!("[{text}]"),
        });
    }
    Ok(shape.concat())
}

#[test]
fn documents_are_read() {
    for (document, expected) in [
        ("<a/>", "<a></a>"),
        ("<a />", "<a></a>"),
        ("<?xml version='1.0'?>\n<a>x</a >\n", "<a>x</a>"),
        ("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><a></a>", "<a></a>"),
        ("<!-- - --><?x y?><a><!----><b/></a><!-- end -->\n", "<a><b></b></a>"),
        ("<a b='\"' c:d = \"1>'\n&#9;\"/>", "<a b=\" c:d=1>'\n\t></a>"),
        ("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600; > ü</a>", "<a><>&\"'A\u{1f600} > ü</a>"),
        ("<a><![CDATA[<&]]></a>", "<a>[<&]</a>"),
        ("<ä ö='ü'/>", "<ä ö=ü></ä>"),
    ] {
        assert_eq!(shape(document).as_deref(), Ok(expected), "{document}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for document in [
        "",
        " ",
        "x",
        "<",
        "<a",
        "<a ",
        "<a>",
        "<a/",
        "</a>",
        "<a></b>",
        "<a><b></a></b>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b/>",
        "<a b=/>",
        "<a b=c/>",
        "<a b='c/>",
        "<a b='<'/>",
        "<a b='1'c='2'/>",
        "<a b='1' b='2'/>",
        "<1/>",
        "<-a/>",
        "< a/>",
        "<a>&</a>",
        "<a>&x;</a>",
        "<a>&nbsp;</a>",
        "<a>&#0;</a>",
        "<a>&#x110000;</a>",
        "<a>&#+65;</a>",
        "<a>&#xD800;</a>",
        "<a b='&x;'/>",
        "<a>]]></a>",
        "<a><!-- -- --></a>",
        "<a><!-- </a>",
        "<a><![CDATA[</a>",
        "<![CDATA[x]]><a/>",
        "<a><?xml version='1.0'?></a>",
        "\n<?xml version='1.0'?><a/>",
        "<a><?x </a>",
        "<a\u{1}/>",
        "<a>\u{1b}</a>",
        "<a>\u{ffff}</a>",
        "<a>\u{0}</a>",
        "<?xml encoding='latin1'?><a/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<a><!ENTITY b 'c'></a>",
    ] {
        assert!(shape(document).is_err(), "{document:?}: {:?}", shape(document));
    }
    let deep = "<a>".repeat(33) + &"</a>".repeat(33);
    assert!(shape(&deep).unwrap_err().problem.contains("deep"));
    assert!(Reader::new(b"<a>\n\xff</a>").is_err_and(|error| error.line == 2));
    assert_eq!(shape("<a>\n\n<b></a>").unwrap_err().line, 3);
}

#[test]
fn document_types_are_named_where_they_may_be() {
    let read = |document: &'static str| Reader::of_type(document.as_bytes()).unwrap().finish();
    assert_eq!(read("<!DOCTYPE comps PUBLIC \"-//X//EN\" \"comps.dtd\"><comps/>"), Ok(()));
    for document in [
        "<!DOCTYPE a><!DOCTYPE a><a/>",
        "<a/><!DOCTYPE a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>",
        "<!DOCTYPE a [ %x; ]><a/>",
        "<!ENTITY b \"c\"><a/>",
    ] {
        assert!(read(document).is_err(), "{document}");
    }
}

#[test]
fn escapes_are_those_of_libxml2() {
    let mut out = Vec::new();
    push_text(&mut out, "a<b>&\"'\t\r\nü");
    assert_eq!(out, "a&lt;b&gt;&amp;\"'\t&#13;\nü".as_bytes());
    out.clear();
    push_attribute(&mut out, "a<b>&\"'\t\r\nü\u{1f600}");
    assert_eq!(out, b"a&lt;b&gt;&amp;&quot;'&#9;&#13;&#10;&#xFC;&#x1F600;");
}

#[test]
fn bytes_become_texts() {
    assert_eq!(readable("grün".as_bytes()), "grün");
    assert_eq!(readable(b"gr\xfcn \x80\xa0\xbf\xc0"), "grün À");
    assert_eq!(prose(b"a\x1bb\tc"), "a\u{fffd}b\tc");
    assert_eq!(find_forbidden("ab\u{ffff}\u{1}".as_bytes()), Some(5));
    assert_eq!(find_forbidden("ab\t\r\n\u{7f}\u{fffd}".as_bytes()), None);
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(document in "[<>/!?&;'\"=a-c \\[\\]#x0-9-]{0,60}") {
        let _ = shape(&document);
    }

    #[test]
    fn what_is_printed_reads_back(text in "\\PC{0,40}", value in "[\\PC\t\r\n]{0,40}") {
        prop_assume!(find_forbidden(text.as_bytes()).is_none());
        prop_assume!(find_forbidden(value.as_bytes()).is_none());
        let mut printer = Printer::default();
        printer.start("a", &[]);
        printer.text("b", &[("c", &value)], &text);
        printer.end("a");
        let printed = printer.into_bytes();
        let mut reader = Reader::new(&printed).unwrap();
        reader.root().unwrap();
        let tag = reader.child().unwrap().unwrap();
        prop_assert_eq!(tag.attribute("c").unwrap(), value);
        prop_assert_eq!(reader.content().unwrap(), text);
        reader.finish().unwrap();
    }
}
