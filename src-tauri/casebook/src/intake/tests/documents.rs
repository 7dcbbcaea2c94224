//! Letters that came as documents, and letters that cannot be read.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::super::{Unread, attached, read_letter};
use super::containers::zip;
use super::letter;
use crate::submission::{Channel, Format};

/// A page for each of these texts; without a text, a page without words.
pub(super) fn pdf(pages: &[Option<&str>]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let kids: Vec<Object> = pages
        .iter()
        .map(|words| {
            let content =
                words.map_or(String::new(), |words| format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET"));
            let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
            document
                .add_object(dictionary! {
                    "Type" => "Page", "Parent" => tree, "Contents" => content,
                    "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                })
                .into()
        })
        .collect();
    let count = i64::try_from(kids.len()).expect("a few");
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF");
    bytes
}

#[test]
fn a_word_document_is_a_letter_with_the_document_attached() {
    let page = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>\
        <w:p><w:r><w:t>Dear Alex &amp; team,</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">We have </w:t></w:r><w:r><w:t>waited&#8217;s end.</w:t><w:br/><w:t>Still.</w:t></w:r>\
        <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>May</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>no taxi</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>no bus</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        </w:body></w:document>";
    let bytes = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", page.as_bytes())]);
    let letter = letter(&bytes);
    assert_eq!(letter.text, "Dear Alex & team,\nWe have waited’s end.\nStill.\nMay\tno taxi\n\tno bus");
    assert_eq!((letter.format, letter.format.channel()), (Format::Docx, Channel::Letter));
    let found = attached(&bytes, 0).expect("a letter").expect("the document");
    assert_eq!((found.name.as_str(), found.bytes), ("Letter.docx", bytes), "as it came, byte for byte");
}

#[test]
fn an_opendocument_text_is_a_letter() {
    let page = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text>\
        <text:h>Our son</text:h><text:p>He has <text:span>no school</text:span>.<text:line-break/>Nothing.</text:p>\
        </office:text></office:body></office:document-content>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", page)] {
        archive.start_file(name, stored).expect("a file");
        std::io::Write::write_all(&mut archive, bytes.as_bytes()).expect("written");
    }
    let letter = letter(archive.finish().expect("an archive").into_inner());
    assert_eq!(letter.text, "Our son\nHe has no school.\nNothing.");
    assert_eq!(letter.format, Format::Odt);
}

#[test]
fn a_pdf_gives_its_words_and_a_scan_says_that_it_has_none() {
    let found = letter(pdf(&[Some("We have waited a year."), Some("Please help.")]));
    assert!(found.text.contains("We have waited a year."), "{:?}", found.text);
    assert!(found.text.contains("Please help."), "every page: {:?}", found.text);
    assert_eq!((found.format, found.unread, found.attachments.len()), (Format::Pdf, None, 1));
    let scan = letter(pdf(&[None]));
    assert_eq!((scan.text.as_str(), scan.unread, scan.attachments.len()), ("", Some(Unread::Scan), 1));
    let broken = letter(b"%PDF-1.7");
    assert_eq!((broken.unread, broken.attachments.len()), (Some(Unread::NoWords), 1), "kept, damaged or not");
}

#[test]
fn a_pdf_of_far_too_many_pages_gives_its_first_and_says_so() {
    let pages: Vec<String> = (1..=501).map(|number| format!("Page {number} of our story.")).collect();
    let found = letter(pdf(&pages.iter().map(|page| Some(page.as_str())).collect::<Vec<_>>()));
    assert_eq!((found.unread, found.attachments.len()), (Some(Unread::End), 1), "the document is kept");
    assert!(found.text.contains("Page 1 of") && found.text.contains("Page 500 of"));
    assert!(!found.text.contains("Page 501 of"));
}

#[test]
fn a_pdf_s_signs_are_read_by_its_fonts_list_unless_that_names_them_without_end() {
    let with_list = |lines: &str| {
        let mut document = Document::load_mem(&pdf(&[Some("AB")])).expect("a PDF");
        let list = format!(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n\
             1 beginbfrange\n{lines}\nendbfrange\nendcmap\n\
             CMapName currentdict /CMap defineresource pop\nend\nend\n"
        );
        let list = document.add_object(Stream::new(Dictionary::new(), list.into_bytes()));
        let fonts = document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
        fonts.filter(|dictionary| dictionary.has_type(b"Font")).for_each(|font| {
            font.set("Encoding", "Identity-H");
            font.set("ToUnicode", list);
        });
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("a PDF");
        letter(bytes)
    };
    // "AB" is the one sign 4142.
    let said = with_list("<0001> <0005> <0041>\n<4141> <4150> [<0078> <00C9>]");
    assert_eq!((said.text.trim(), said.unread), ("É", None));
    let bomb = with_list("<0001> <0005> <0041>\n<00000000> <FFFFFFFF> <0041>");
    assert_eq!((bomb.text.as_str(), bomb.unread), ("", Some(Unread::NoWords)));
    let hidden = with_list("<0001> <0005> <0041 %>\n>\n<00000000> <FFFFFFFF> <0041>");
    assert_eq!((hidden.text.as_str(), hidden.unread), ("", Some(Unread::NoWords)));
}

#[test]
fn rich_text_and_plain_text_are_letters() {
    let rich = letter(br"{\rtf1\ansi\ansicpg1252 Dear Alex,\par We wait in the caf\'e9.}");
    assert_eq!((rich.text.as_str(), rich.format), ("Dear Alex,\nWe wait in the café.", Format::Rtf));
    let plain = letter("Dear MP,\nwe wait.\nSubject: x");
    assert_eq!((plain.text.as_str(), plain.format), ("Dear MP,\nwe wait.\nSubject: x", Format::Txt));
    assert!(plain.from.is_none() && plain.attachments.is_empty());
}

#[test]
fn what_is_sealed_is_kept_and_says_so() {
    let mails = [
        "From: a@example.org\nSubject: s\nContent-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=e.asc\n\nx\n--b--\n",
        "From: a@example.org\nSubject: s\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n",
        "From: a@example.org\nSubject: s\n\n-----BEGIN PGP MESSAGE-----\n\nhQ\n",
    ];
    for mail in mails {
        let letter = letter(mail);
        assert_eq!(letter.unread, Some(Unread::Sealed), "{mail}");
        assert_eq!((letter.subject.as_str(), letter.text.as_str()), ("s", ""), "its headers are read");
    }
}

#[test]
fn no_damage_to_a_document_makes_it_panic() {
    let docx = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document><w:p><w:t>We wait.</w:t></w:p></w:document>"),
    ]);
    for whole in [docx, pdf(&[Some("We wait.")])] {
        for at in (0..whole.len()).step_by(3) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x2a;
            let _ = read_letter(&bytes);
            let _ = read_letter(whole.get(..at).expect("within"));
        }
    }
}
