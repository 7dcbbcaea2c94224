//! What may come of a page meant to do harm. The people and places are invented.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;

use super::{AsSent, NotShown, as_sent, clean, vocabulary};

/// The smallest picture there is.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

fn mail(page: &str) -> Vec<u8> {
    format!("From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n{page}").into_bytes()
}

fn shown(page: &str) -> AsSent {
    as_sent(&mail(page)).expect("a page that can be shown")
}

/// Everything in a page that must not be there, read as a browser reads it.
fn faults(shown: &AsSent) -> Vec<String> {
    let tree = parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(shown.html.as_str());
    let mut found = Vec::new();
    let mut waiting: Vec<Handle> = vec![tree.document];
    while let Some(node) = waiting.pop() {
        waiting.extend(node.children.borrow().iter().cloned());
        let NodeData::Element { name, attrs, .. } = &node.data else {
            if matches!(node.data, NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. }) {
                found.push("a comment".to_owned());
            }
            continue;
        };
        let element = name.local.as_ref();
        let frame = ["html", "head", "body"].contains(&element);
        if name.ns != ns!(html) || !(frame || vocabulary::ELEMENTS.contains(&element)) {
            found.push(format!("an element {element}"));
        }
        for attribute in attrs.borrow().iter() {
            let (known, value) = (attribute.name.local.as_ref(), attribute.value.as_ref());
            let allowed = match (element, known) {
                ("a", "href") => value
                    .strip_prefix("#link-")
                    .and_then(|number| number.parse::<usize>().ok())
                    .is_some_and(|number| number < shown.links.len()),
                ("img", "src") => ["png", "jpeg", "gif", "webp"]
                    .iter()
                    .any(|kind| value.starts_with(&format!("data:image/{kind};base64,"))),
                (_, "dir") => ["ltr", "rtl", "auto"].contains(&value),
                _ => {
                    vocabulary::attributes(element).contains(&known)
                        && vocabulary::value(known, value).as_deref() == Some(value)
                }
            };
            if !allowed {
                found.push(format!("{element} {known}"));
            }
        }
    }
    let known =
        |address: &str| ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
    found.extend(shown.links.iter().filter(|link| !known(&link.address)).map(|_| "an address".to_owned()));
    found
}

fn payloads() -> Vec<(String, String)> {
    let text = include_str!("../../../../../tests/fixtures/hostile-html.json");
    serde_json::from_str(text).expect("the collection can be read")
}

#[test]
fn of_no_hostile_page_anything_is_left_that_runs_or_fetches() {
    let payloads = payloads();
    assert!(payloads.len() >= 150, "a collection worth the name");
    let names: BTreeSet<_> = payloads.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), payloads.len(), "each has a name of its own");
    let (mut refused, mut kept) = (0, Vec::new());
    for (name, page) in &payloads {
        match as_sent(&mail(page)) {
            Ok(shown) => {
                assert!(faults(&shown).is_empty(), "{name}: {:?} in {}", faults(&shown), shown.html);
                kept.push((name, shown.html, shown.links.len()));
            }
            Err(why) => {
                assert!(why != NotShown::Unreadable, "{name} is a mail");
                refused += 1;
            }
        }
    }
    println!("{} hostile pages: {} shown without harm, {refused} shown as words", payloads.len(), kept.len());
    // The window's own tests put exactly these before a browser.
    let lines: Vec<_> = kept.iter().map(|line| serde_json::to_string(line).expect("plain values")).collect();
    let fresh = format!("[\n{}\n]\n", lines.join(",\n"));
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hostile-html.shown.json");
    if std::env::var_os("WRITE_BINDINGS").is_some() {
        std::fs::write(&place, &fresh).expect("the collection can be written");
    }
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(written == fresh, "what is shown has changed: run `make bindings`, and look at the difference");
}

#[test]
fn the_look_of_a_letter_survives() {
    let page = shown(
        "<html><head><title>unseen</title><style>p{color:red}</style></head><body><p style='text-align:center'>\
         <b>Dear Mr Hale</b>,<p>We have <span style=\"font-weight:bold;color:#c00\">waited</span> a year.\
         <ul><li>one<li>two</ul><table border=1><tr><td bgcolor=#eeeeee>a<td>b</table></body></html>",
    );
    assert_eq!(
        page.html,
        "<p align=\"center\"><b>Dear Mr Hale</b>,</p><p>We have <span><b><font color=\"#c00\">waited</font></b></span> \
         a year.</p><ul><li>one</li><li>two</li></ul><table border=\"1\"><tbody><tr><td bgcolor=\"#eeeeee\">a</td>\
         <td>b</td></tr></tbody></table>"
    );
    assert_eq!((page.elsewhere, page.unshown), (0, 0));
}

#[test]
fn pictures_come_from_the_mail_or_not_at_all() {
    let related = |id: &str, kind: &str, body: &str| {
        let page = "<p>See <img src=\"cid:photo@example\" alt=\"Our photo\"><img src=\"http://elsewhere.example/x.gif\">";
        let inner = format!(
            "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: multipart/alternative; boundary=a\n\n\
             --a\nContent-Type: text/plain\n\nSee our photo\n--a\nContent-Type: text/html\n\n{page}\n--a--\n\
             --r\nContent-Type: {kind}\nContent-ID: <{id}>\nContent-Transfer-Encoding: base64\n\n{body}\n--r--\n"
        );
        let outer = "From: a@example.org\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\n";
        as_sent(format!("{outer}From: b@example.org\nSubject: Photo\n{inner}\n--m--\n").as_bytes())
            .expect("a page")
    };
    let page = related("photo@example", "image/png", PNG);
    assert!(
        page.html.contains(&format!("<img src=\"data:image/png;base64,{PNG}\" alt=\"Our photo\">")),
        "{}",
        page.html
    );
    assert!(page.html.contains("Forwarded message"), "whose mail it was is said: {}", page.html);
    assert_eq!((page.elsewhere, page.unshown), (1, 0), "the picture that would have told the sender");
    assert!(faults(&page).is_empty());

    let svg = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";
    for (id, kind, body, why) in [
        ("other@example", "image/png", PNG, "no such picture"),
        ("photo@example", "image/svg+xml", svg, "SVG is a program"),
        ("photo@example", "image/png", svg, "what it says it is does not count"),
        ("photo@example", "text/html", PNG, "not sent as a picture"),
    ] {
        let page = related(id, kind, body);
        assert!(!page.html.contains("<img") && page.html.contains("Our photo"), "{why}: {}", page.html);
        assert_eq!(page.unshown, 1, "{why}");
    }
    // A picture of four thousand million dots, in a hundred bytes.
    let mut bomb = charset_base64(PNG);
    bomb.splice(16..24, [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    use base64::Engine as _;
    let page = related("photo@example", "image/png", &base64::engine::general_purpose::STANDARD.encode(bomb));
    assert_eq!(page.unshown, 1, "too many dots to unpack");
}

fn charset_base64(text: &str) -> Vec<u8> {
    super::super::charset::base64(text.as_bytes())
}

#[test]
fn a_link_says_where_it_leads() {
    for (page, address, host, pretends) in [
        (
            "<a href='https://www.elsewhere.example/a?b#c'>here</a>",
            "https://www.elsewhere.example/a?b#c",
            "www.elsewhere.example",
            false,
        ),
        (
            "<a href='https://elsewhere.example/'>www.bank.example</a>",
            "https://elsewhere.example/",
            "elsewhere.example",
            true,
        ),
        (
            "<a href='https://www.bank.example/x'>bank.example</a>",
            "https://www.bank.example/x",
            "www.bank.example",
            false,
        ),
        (
            "<a href='https://bank.example.elsewhere.example/'>https://bank.example/</a>",
            "https://bank.example.elsewhere.example/",
            "bank.example.elsewhere.example",
            true,
        ),
        (
            "<a href='https://bank.example@elsewhere.example/'>x</a>",
            "https://elsewhere.example/",
            "elsewhere.example",
            true,
        ),
        (
            "<a href='https://\u{430}pple.example/'>apple.example</a>",
            "https://xn--pple-43d.example/",
            "xn--pple-43d.example",
            true,
        ),
        (
            "<a href='HTTP:\\\\elsewhere.example\\x'>x</a>",
            "http://elsewhere.example/x",
            "elsewhere.example",
            false,
        ),
        (
            "<a href='mailto:jo@example.org?bcc=thief@elsewhere.example'>jo@example.org</a>",
            "mailto:jo@example.org",
            "jo@example.org",
            false,
        ),
        (
            "<a href='mailto:thief@elsewhere.example'>jo@example.org</a>",
            "mailto:thief@elsewhere.example",
            "thief@elsewhere.example",
            true,
        ),
        (
            "<a href='https://elsewhere.example/'>Mr. Hale, e.g. on 3.4.2024</a>",
            "https://elsewhere.example/",
            "elsewhere.example",
            false,
        ),
    ] {
        let shown = shown(page);
        let link = shown.links.first().expect(page);
        assert_eq!(
            (link.address.as_str(), link.host.as_str(), link.pretends),
            (address, host, pretends),
            "{page}"
        );
        assert!(shown.html.starts_with("<a href=\"#link-0\">"), "{}", shown.html);
    }
    assert!(shown("<a href='#part'>down</a><a href='/x'>x</a>").links.is_empty(), "leads nowhere");
}

#[test]
fn bombs_are_told_by_counting_and_cost_little() {
    let many = |part: &str, times: usize| part.repeat(times);
    let attributes = (0..100_000).map(|n| format!("a{n}=1 ")).collect::<String>();
    let crossed = (0..12_000).map(|n| format!("<font color=#{n:06}><p>")).collect::<String>();
    let bombs = [
        ("100,000 nested blocks", many("<div>", 100_000)),
        ("100,000 nested tables", many("<table><tr><td>", 34_000)),
        ("100,000 nested links", many("<a href=https://elsewhere.example/>", 100_000)),
        ("100,000 nested quotes", many("<blockquote><b>", 50_000)),
        ("100,000 end tags", many("</b></p>", 50_000)),
        ("100,000 attributes", format!("<p {attributes}>x")),
        ("12,000 crossed elements", crossed),
        ("40,000 crossed tags within the caps", many("<b><i><p></b></i>", 8_000)),
        ("190 deep and 49,000 long", many("<div>", 190) + &many("<p><b>x</b>", 16_000)),
        ("5 MB of <", many("<", 5_000_000)),
        ("a million entities", many("&amp;", 1_000_000)),
        ("a million named entities", many("&CounterClockwiseContourIntegral;", 300_000)),
        ("5 MB in one attribute", format!("<p title='{}'>x", many("x", 5_000_000))),
        ("5 MB in one comment", format!("<!--{}", many("-", 5_000_000))),
        ("one picture 3,000 times", many(&format!("<img src='data:image/png;base64,{PNG}'>"), 3_000)),
    ];
    for (name, page) in bombs {
        let started = Instant::now();
        let result = as_sent(&mail(&page));
        let said = match &result {
            Ok(shown) => format!("shown, {} bytes", shown.html.len()),
            Err(why) => why.to_string(),
        };
        println!("{name}: {:?}: {said}", started.elapsed());
        let within = result.as_ref().map_or(0, |shown| shown.html.len());
        assert!(within <= super::rewrite::LONGEST_PAGE, "{name}: no page grows without end");
        if name.contains("nested") {
            assert_eq!(result, Err(NotShown::TooTangled), "{name}");
        }
        if name == "5 MB of <" {
            assert_eq!(result, Err(NotShown::TooLarge), "{name}");
        }
    }
}

#[test]
fn what_is_not_shown_says_why() {
    assert_eq!(as_sent(b"Subject: x\n\nPlain words."), Err(NotShown::Plain));
    assert_eq!(as_sent(b"no mail"), Err(NotShown::Unreadable));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn no_page_makes_it_panic_and_what_is_clean_stays_as_it_is(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec![
            "<p>", "</p>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<caption>", "<tbody>", "<ul>", "<li>", "</ul>",
            "<blockquote>", "</blockquote>", "<a href=https://one.example/>", "</a>", "<b>", "</b>", "<font color=red>", "</font>",
            "<div style='color:blue;text-align:right'>", "</div>", "<pre>", "\n", "</pre>", "<h1>", "<h2>", "</h1>", "<center>",
            "<svg>", "</svg>", "<math>", "<style>", "</style>", "<script>", "</script>", "<title>", "</title>", "<noscript>",
            "<template>", "<select>", "</select>", "<img src=cid:x alt='<b>'>", "<br>", "<hr>", "<!--", "-->", "<![CDATA[", "&lt;",
            "&amp;lt;", "&#0;", "\u{202e}", "words ", "<dl>", "<dt>", "<dd>", "<form>", "<button>", "<nobr>", "<span dir=rtl>", "</br>",
            "<strike>", "<head>", "<body>", "<q", " x='", "\"", ">", "<a name=x>",
        ]).prop_map(str::to_owned),
        "\\PC{0,6}",
    ], 0..40)) {
        let page = pieces.concat();
        if let Ok(shown) = as_sent(&mail(&page)) {
            prop_assert!(faults(&shown).is_empty(), "{:?}", faults(&shown));
        }
        if let Ok(once) = clean(&page) {
            prop_assert_eq!(clean(&once), Ok(once.clone()), "it reads the same again");
        }
    }
}
