//! What a mail may say to a browser: which elements, which attributes, which values.
//!
//! The rewriter writes nothing else, and `ammonia` lets nothing else through.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The elements that are kept. None of them runs, fetches, covers or submits anything.
pub(super) const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// The attributes an element keeps, beside `dir`.
pub(super) fn attributes(element: &str) -> &'static [&'static str] {
    match element {
        "a" => &["href"],
        "font" => &["color"],
        "img" => &["src", "alt", "width", "height"],
        "ol" => &["start"],
        "table" => &["align", "bgcolor", "border", "cellpadding", "cellspacing", "width"],
        "td" | "th" => &["align", "valign", "bgcolor", "colspan", "rowspan", "width"],
        "tr" => &["align", "valign", "bgcolor"],
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => &["align"],
        _ => &[],
    }
}

/// A value as it is kept; nothing where it is not one of the few that are meant to be there.
/// Addresses are not judged here but made by us, and looked at again by [`judged`].
pub(super) fn value(attribute: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let one_of = |words: &[&str]| words.contains(&lower.as_str()).then(|| lower.clone());
    let number = |most: u32| {
        let digits: String = lower.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok().filter(|number| *number <= most).map(|number| number.to_string())
    };
    match attribute {
        "align" => one_of(&["left", "right", "center", "justify"]),
        "valign" => one_of(&["top", "middle", "bottom", "baseline"]),
        "dir" => one_of(&["ltr", "rtl", "auto"]),
        "color" | "bgcolor" => color(&lower),
        "width" | "height" if lower.ends_with('%') => number(100).map(|number| format!("{number}%")),
        "width" | "height" => number(2_000),
        "colspan" | "rowspan" => number(60),
        "border" => number(5),
        "cellpadding" | "cellspacing" => number(50),
        "start" => number(9_999),
        "alt" => Some(value.chars().filter(|letter| !letter.is_control()).take(300).collect()),
        _ => None,
    }
}

/// A colour as `#rrggbb` or by its name.
pub(super) fn color(value: &str) -> Option<String> {
    let value = value.trim();
    if let Some(digits) = value.strip_prefix('#') {
        let whole = matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return whole.then(|| value.to_owned());
    }
    if let Some(inside) = value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let parts: Option<Vec<u8>> = inside.split(',').map(|part| part.trim().parse().ok()).collect();
        return match parts?.as_slice() {
            [red, green, blue] => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
            _ => None,
        };
    }
    let named = (3..=20).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_lowercase());
    (named && !["inherit", "initial", "transparent", "unset", "revert"].contains(&value))
        .then(|| value.to_owned())
}

/// Whether an address is one that we write.
fn is_ours(attribute: &str, value: &str) -> bool {
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
    if attribute == "src" {
        let kinds = ["png", "jpeg", "gif", "webp"];
        let body = kinds.iter().find_map(|kind| value.strip_prefix(&format!("data:image/{kind};base64,")));
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        return body.is_some_and(|body| body.bytes().all(base64));
    }
    let numbered = value
        .strip_prefix("#link-")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || (plain && ["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)))
}

static JUDGE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut judge = Builder::empty();
    let with_attributes = ELEMENTS.iter().map(|element| (*element, attributes(element)));
    judge
        .tags(ELEMENTS.iter().copied().collect())
        .tag_attributes(
            with_attributes
                .filter(|(_, attributes)| !attributes.is_empty())
                .map(|(element, attributes)| (element, attributes.iter().copied().collect()))
                .collect::<HashMap<_, HashSet<_>>>(),
        )
        .generic_attributes(HashSet::from(["dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "data"]))
        // Only `#link-N`, as the filter below sees to.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, attribute, found| {
            let kept = match attribute {
                "href" | "src" => is_ours(attribute, found),
                _ => value(attribute, found).as_deref() == Some(found),
            };
            kept.then_some(Cow::Borrowed(found))
        });
    judge
});

/// What of a page is on the allowed list, told from the tree a browser would build.
pub(super) fn judged(page: &str) -> String {
    JUDGE.clean(page).to_string()
}
