//! Where a link in a mail really leads, read as a browser would read it.

use url::Url;

/// A longer address is not offered: nobody could judge it.
const LONGEST: usize = 4_096;

/// A link in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The whole address, in plain letters: another alphabet's show as `xn--…` or `%…`.
    pub address: String,
    /// The part that says whose it is: a web site's name, or a mailbox.
    pub host: String,
    /// Its words name another address than the one it leads to.
    pub pretends: bool,
}

/// Reads a link's address, and gives it as it was written too. Only the web and mailboxes: nothing
/// else is a link.
pub(super) fn read(href: &str) -> Option<(Link, String)> {
    if href.len() > LONGEST {
        return None;
    }
    let mut url = Url::parse(href.trim()).ok()?;
    let written = url.to_string();
    let mut pretends = false;
    let host = match url.scheme() {
        "http" | "https" => {
            // `https://bank.example@elsewhere.example/` leads elsewhere: the first part is there to deceive.
            if !url.username().is_empty() || url.password().is_some() {
                pretends = true;
                url.set_username("").ok()?;
                url.set_password(None).ok()?;
            }
            url.host_str()?.to_owned()
        }
        // What comes after `?` could fill in a letter nobody wrote.
        "mailto" => {
            url.set_query(None);
            url.set_fragment(None);
            url.path().to_owned()
        }
        _ => return None,
    };
    let address = url.to_string();
    let plain = |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    let good = plain(&address) && plain(&written) && !host.is_empty();
    good.then_some((Link { address, host, pretends }, written))
}

/// Whether a link's words name an address that is not the one it leads to.
pub(super) fn pretends(words: &str, link: &Link) -> bool {
    words.split_whitespace().filter_map(named).any(|named| {
        let (named, real) = (bare(&named), bare(&link.host));
        let within = |inner: &str, outer: &str| {
            inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '@']))
        };
        !(within(&real, &named) || within(&named, &real))
    })
}

/// The host or mailbox a word names, if it looks like one.
fn named(word: &str) -> Option<String> {
    let word = word.trim_matches(|letter: char| "()[]<>{},;:!?'\"“”‘’.…".contains(letter)).to_lowercase();
    let word = word.strip_prefix("mailto:").unwrap_or(&word);
    if word.contains("://") {
        return Url::parse(word).ok()?.host_str().map(str::to_owned);
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let (_, name) = host.rsplit_once('@').unwrap_or(("", host));
    let (before, last) = name.rsplit_once('.')?;
    let is_name = !before.is_empty()
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
        && before.chars().all(|letter| letter.is_alphanumeric() || "-.".contains(letter));
    // "e.g" and "Mr.Smith" are no hosts, but a word that a browser takes for one may be meant as one.
    let read = is_name.then(|| Url::parse(&format!("http://{name}/")).ok()).flatten()?;
    read.host_str().map(str::to_owned)
}

fn bare(host: &str) -> String {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}
