//! Pictures that came with a mail: of four kinds, told by their bytes, and of a size to look at.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;

use super::super::charset;

/// A larger picture is not shown; it can be saved.
const LARGEST: usize = 8 * 1024 * 1024;
/// A picture of more dots than this is not unpacked: a camera makes fifty million, a bomb billions.
const MOST_DOTS: usize = 60_000_000;

/// A picture inside a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its Content-ID, without angle brackets.
    pub(crate) id: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The address of the picture a mail calls `cid:…`.
pub(super) fn in_mail(pictures: &[Picture], src: &str) -> Option<String> {
    let id = percent_decoded(src.get("cid:".len()..)?);
    let picture = pictures.iter().find(|picture| picture.id == id)?;
    data(&picture.bytes)
}

/// The same picture as a `data:` address was, written by us.
pub(super) fn in_address(src: &str) -> Option<String> {
    let (head, body) = src.split_once(',')?;
    let head = head.to_ascii_lowercase();
    if !head.ends_with(";base64") || body.len() > LARGEST * 2 {
        return None;
    }
    data(&charset::base64(body.as_bytes()))
}

/// A picture as an address that fetches nothing. What it says it is does not count, only its bytes.
fn data(bytes: &[u8]) -> Option<String> {
    if bytes.len() > LARGEST {
        return None;
    }
    let kind = match imagesize::image_type(bytes).ok()? {
        ImageType::Png => "png",
        ImageType::Jpeg => "jpeg",
        ImageType::Gif => "gif",
        ImageType::Webp => "webp",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    if size.width.checked_mul(size.height)? > MOST_DOTS {
        return None;
    }
    Some(format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let ahead = rest.as_slice().get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = ahead.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        if let Some(escaped) = escaped {
            bytes.push(escaped);
            rest.nth(1);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}
