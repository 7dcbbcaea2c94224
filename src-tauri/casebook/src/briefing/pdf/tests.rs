//! What the file promises, checked on its bytes.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::tests::{a_pack, an_empty_pack};
use super::super::{Pdf, to_pdf};

fn file() -> Document {
    let pdf = to_pdf(&a_pack()).expect("a pack");
    Document::load_mem(&pdf.bytes).expect("a PDF")
}

fn parent_tree(file: &Document) -> Vec<(i64, Object)> {
    let root =
        file.catalog().and_then(|catalog| catalog.get(b"StructTreeRoot")).and_then(Object::as_reference);
    let root = file.get_dictionary(root.expect("a tree")).expect("a tree");
    let tree = root.get(b"ParentTree").and_then(Object::as_reference).expect("a parent tree");
    let tree = file.get_dictionary(tree).expect("a parent tree");
    let numbers = tree.get(b"Nums").and_then(Object::as_array).expect("numbers");
    numbers.chunks(2).map(|pair| (pair[0].as_i64().expect("a number"), pair[1].clone())).collect()
}

fn element(file: &Document, object: &Object) -> Dictionary {
    let id = object.as_reference().expect("a reference to an element");
    file.get_dictionary(id).expect("an element").clone()
}

fn operations(file: &Document, page: ObjectId) -> Vec<lopdf::content::Operation> {
    let bytes = file.get_page_content(page);
    Content::decode(&bytes).expect("readable content").operations
}

/// What holds for every document the program prints: it is tagged from end to end, in black ink, with
/// a language and a title, and a reader for the blind finds every word.
pub(crate) fn assert_accessible(pdf: &Pdf) {
    let file = Document::load_mem(&pdf.bytes).expect("a PDF");
    marks_are_in_the_tree(&file);
    ink_is_black_and_every_glyph_there(&file);
    fonts_can_be_read(&file);
    says_what_it_is(&file);
    assert_eq!(file.get_pages().len(), pdf.pages as usize);
}

#[test]
fn every_mark_on_a_page_is_found_in_the_tree_with_the_same_role() {
    marks_are_in_the_tree(&file());
}

fn marks_are_in_the_tree(file: &Document) {
    let tree = parent_tree(file);
    for (number, (_, page)) in file.get_pages().into_iter().enumerate() {
        let own = tree[number].1.as_array().expect("the marks of a page").clone();
        let mut seen = BTreeSet::new();
        let mut open = 0;
        for operation in operations(file, page) {
            match operation.operator.as_str() {
                "BDC" | "BMC" => open += 1,
                "EMC" => open -= 1,
                "TJ" | "Tj" | "f" | "S" | "B" => assert!(open > 0, "page {number} paints without a mark"),
                _ => {}
            }
            if operation.operator != "BDC" {
                continue;
            }
            let Ok(mark) = operation.operands[1].as_dict().and_then(|marks| marks.get(b"MCID")) else {
                continue;
            };
            let mark = usize::try_from(mark.as_i64().expect("a number")).expect("from 0 on");
            assert!(seen.insert(mark), "mark {mark} is twice on page {number}");
            assert_eq!(element(file, &own[mark]).get(b"S").expect("a role"), &operation.operands[0]);
        }
        assert_eq!(seen.len(), own.len(), "page {number} has as many marks as the tree says");
    }
}

#[test]
fn every_link_says_where_it_leads_and_belongs_to_the_tree() {
    let file = file();
    let tree = parent_tree(&file);
    let mut links = 0;
    for (_, page) in file.get_pages() {
        for annotation in file.get_page_annotations(page).expect("annotations") {
            links += 1;
            assert!(annotation.get(b"Contents").is_ok(), "a link without words");
            let number =
                annotation.get(b"StructParent").and_then(Object::as_i64).expect("a place in the tree");
            let (_, owner) = tree.iter().find(|(key, _)| *key == number).expect("its element");
            assert_eq!(element(&file, owner).get(b"S").and_then(Object::as_name).expect("a role"), b"Link");
        }
    }
    assert!(links > 5, "the contents can be clicked");
}

#[test]
fn only_black_ink_is_used_and_no_glyph_is_missing() {
    ink_is_black_and_every_glyph_there(&file());
}

fn ink_is_black_and_every_glyph_there(file: &Document) {
    for (number, page) in file.get_pages() {
        for operation in operations(file, page) {
            match operation.operator.as_str() {
                "g" | "G" => assert_eq!(operation.operands[0].as_float().expect("a grey"), 0.0),
                "rg" | "RG" | "k" | "K" | "cs" | "CS" | "sc" | "scn" | "sh" | "Do" => {
                    panic!("page {number} paints with {}", operation.operator)
                }
                "TJ" => {
                    let shown = operation.operands[0].as_array().expect("glyphs");
                    let missing =
                        shown.iter().filter_map(|object| object.as_str().ok()).any(|code| code == [0, 0]);
                    assert!(!missing, "page {number} shows glyph 0");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_font_is_embedded_cut_down_and_readable() {
    assert_eq!(fonts_can_be_read(&file()), 3, "regular, bold and serif");
}

/// How many fonts there are, each of them embedded, cut down and readable.
fn fonts_can_be_read(file: &Document) -> u32 {
    let mut fonts = 0;
    for object in file.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0") {
            fonts += 1;
            assert!(font.get(b"ToUnicode").is_ok());
            let name = font.get(b"BaseFont").and_then(Object::as_name).expect("a name");
            assert_eq!(name.get(6), Some(&b'+'), "the name says that the font is cut down");
        }
        if font.get(b"FontName").is_ok() {
            assert!(font.get(b"FontFile2").is_ok());
        }
    }
    fonts
}

#[test]
fn the_file_has_a_language_a_title_and_bookmarks() {
    for pack in [a_pack(), an_empty_pack()] {
        let pdf = to_pdf(&pack).expect("a pack");
        let file = Document::load_mem(&pdf.bytes).expect("a PDF");
        assert_eq!(file.get_pages().len(), pdf.pages as usize);
        says_what_it_is(&file);
        assert!(file.catalog().expect("a catalogue").get(b"Outlines").is_ok(), "no bookmarks");
    }
}

fn says_what_it_is(file: &Document) {
    assert_eq!(file.version, "1.7");
    let catalog = file.catalog().expect("a catalogue");
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("a language"), b"en-GB");
    for entry in ["MarkInfo", "Metadata", "ViewerPreferences"] {
        assert!(catalog.get(entry.as_bytes()).is_ok(), "no {entry}");
    }
}
