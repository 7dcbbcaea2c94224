//! What makes a document of painted pages: bookmarks, language, title, dates, and its own id.

use lopdf::{Dictionary, Document as File, Object, ObjectId, SaveOptions, Stream, StringFormat};
use sha2::{Digest, Sha256};

use super::super::document::Document;
use super::super::fonts::{Face, Fonts};
use super::super::page::{Bookmark, Pages};
use super::tags::{destination, dictionary, integer, name, tag_document, words};
use super::{Marks, PaintError};

const PRODUCER: &str = concat!("SEND Casebook ", env!("CARGO_PKG_VERSION"));

/// Finishes the file and writes it.
pub(super) fn finish(
    mut file: File,
    document: &Document,
    pages: &Pages,
    marks: &[Marks],
    fonts: &Fonts,
) -> Result<Vec<u8>, PaintError> {
    file.version = "1.7".to_owned();
    let ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    let tree = tag_document(&mut file, pages, marks, &ids);
    let outlines = outlines(&mut file, pages, &ids);
    let metadata = Stream::new(
        dictionary([("Type", name("Metadata")), ("Subtype", name("XML"))]),
        xmp(document).into_bytes(),
    )
    .with_compression(false);
    let metadata = file.add_object(metadata);
    let language = || Object::String(b"en-GB".to_vec(), StringFormat::Literal);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", language());
        catalog.set("MarkInfo", dictionary([("Marked", Object::Boolean(true))]));
        catalog.set("ViewerPreferences", dictionary([("DisplayDocTitle", Object::Boolean(true))]));
        catalog.set("StructTreeRoot", Object::Reference(tree));
        catalog.set("Outlines", Object::Reference(outlines));
        catalog.set("PageMode", name("UseOutlines"));
        catalog.set("Metadata", Object::Reference(metadata));
    }
    let day = document.made_on.format("D:%Y%m%d000000Z").to_string();
    let day = || Object::String(day.clone().into_bytes(), StringFormat::Literal);
    let info = file.add_object(dictionary([
        ("Title", words(&document.title)),
        ("Author", words(&document.author)),
        ("Creator", words(PRODUCER)),
        ("Producer", words(PRODUCER)),
        ("CreationDate", day()),
        ("ModDate", day()),
    ]));
    let old = file.trailer.get(b"Info").and_then(Object::as_reference);
    if let Ok(old) = old {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", Object::Reference(info));
    true_heights(&mut file, fonts);
    drop_empty(&mut file, &ids);
    file.compress();
    identify(&mut file)?;
    write(&mut file)
}

/// The id is made of what is in the file, so that the same pack has the same id.
fn identify(file: &mut File) -> Result<(), PaintError> {
    let id = |bytes: Vec<u8>| Object::String(bytes, StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id(vec![0; 16]), id(vec![0; 16])]);
    let digest = Sha256::digest(write(file)?);
    let own: Vec<u8> = digest.iter().copied().take(16).collect();
    file.trailer.set("ID", vec![id(own.clone()), id(own)]);
    Ok(())
}

fn write(file: &mut File) -> Result<Vec<u8>, PaintError> {
    let mut bytes = Vec::new();
    let options =
        SaveOptions::builder().use_object_streams(true).use_xref_streams(true).compression_level(9).build();
    file.save_with_options(&mut bytes, options).map_err(|error| PaintError::Write(error.to_string()))?;
    Ok(bytes)
}

/// printpdf gives the ascent as the height of capitals; readers use it to pick substitutes.
fn true_heights(file: &mut File, fonts: &Fonts) {
    for object in file.objects.values_mut() {
        let Ok(font) = object.as_dict_mut() else { continue };
        let Ok(full) = font.get(b"FontName").and_then(Object::as_name).map(<[u8]>::to_vec) else { continue };
        let face = Face::ALL.into_iter().find(|face| full.ends_with(face.name().as_bytes()));
        if let Some(height) =
            face.and_then(|face| Some(fonts.per_mille(face, i32::from(fonts.face(face).capital_height()?))))
        {
            font.set("CapHeight", Object::Integer(i64::from(height)));
        }
    }
}

/// Takes out the resources that printpdf lists and no page uses.
fn drop_empty(file: &mut File, pages: &[ObjectId]) {
    for page in pages {
        let resources =
            file.get_dictionary(*page).and_then(|page| page.get(b"Resources")).and_then(Object::as_reference);
        let Ok(id) = resources else { continue };
        if let Ok(resources) = file.get_dictionary_mut(id) {
            for unused in ["XObject", "ExtGState", "Shading"] {
                resources.remove(unused.as_bytes());
            }
        }
    }
    file.prune_objects();
}

/// Nested bookmarks, sections open.
fn outlines(file: &mut File, pages: &Pages, ids: &[ObjectId]) -> ObjectId {
    let root = file.new_object_id();
    let own: Vec<ObjectId> = pages.bookmarks.iter().map(|_| file.new_object_id()).collect();
    let parts: Vec<(usize, Vec<usize>)> = nest(&pages.bookmarks);
    let sections: Vec<usize> = parts.iter().map(|(section, _)| *section).collect();
    let mut put = |parent: ObjectId, among: &[usize], at: usize, inner: &[usize]| {
        let Some(index) = among.get(at).copied() else { return };
        let (Some(bookmark), Some(id)) = (pages.bookmarks.get(index), own.get(index)) else { return };
        let place = pages.places.get(bookmark.to).copied().unwrap_or_default();
        let Some(page) = ids.get(place.page) else { return };
        let mut entry = dictionary([
            ("Title", words(&bookmark.title)),
            ("Parent", Object::Reference(parent)),
            ("Dest", destination(*page, place.y)),
        ]);
        let link = |index: usize| own.get(index).copied().map_or(Object::Null, Object::Reference);
        if let Some(before) = at.checked_sub(1).and_then(|before| among.get(before)) {
            entry.set("Prev", link(*before));
        }
        if let Some(after) = among.get(at + 1) {
            entry.set("Next", link(*after));
        }
        if let (Some(first), Some(last)) = (inner.first(), inner.last()) {
            entry.set("First", link(*first));
            entry.set("Last", link(*last));
            entry.set("Count", integer(inner.len()));
        }
        file.set_object(*id, entry);
    };
    for (at, (section, inner)) in parts.iter().enumerate() {
        put(root, &sections, at, inner);
        let Some(parent) = own.get(*section) else { continue };
        for below in 0..inner.len() {
            put(*parent, inner, below, &[]);
        }
    }
    let link = |index: Option<&usize>| {
        index.and_then(|index| own.get(*index)).copied().map_or(Object::Null, Object::Reference)
    };
    let whole: Dictionary = dictionary([
        ("Type", name("Outlines")),
        ("First", link(sections.first())),
        ("Last", link(sections.last())),
        ("Count", integer(own.len())),
    ]);
    file.set_object(root, whole);
    root
}

/// Each section with the parts below it.
fn nest(bookmarks: &[Bookmark]) -> Vec<(usize, Vec<usize>)> {
    let mut sections: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        match sections.last_mut() {
            Some((_, inner)) if bookmark.level > 2 => inner.push(index),
            _ => sections.push((index, Vec::new())),
        }
    }
    sections
}

fn xmp(document: &Document) -> String {
    let day = document.made_on.format("%Y-%m-%dT00:00:00Z");
    let escape = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let (title, author) = (escape(&document.title), escape(&document.author));
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n\
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>\n\
<xmp:CreateDate>{day}</xmp:CreateDate>\n\
<xmp:ModifyDate>{day}</xmp:ModifyDate>\n\
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n\
<pdf:Producer>{PRODUCER}</pdf:Producer>\n\
<pdfuaid:part>1</pdfuaid:part>\n\
</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}
