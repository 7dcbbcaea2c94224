//! The structure tree: what each stretch of each page is, for those who listen to the page.
//!
//! Invariant: every marked stretch and every link is found in the parent tree, and leads to the
//! element that owns it.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

use super::super::page::{Area, HEIGHT, Pages, Role, Shape};
use super::{Marks, tag, utf16};

/// Text as a PDF text string.
pub(super) fn words(text: &str) -> Object {
    Object::String(utf16(text), StringFormat::Hexadecimal)
}

pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

pub(super) fn integer(n: usize) -> Object {
    Object::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

pub(super) fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}

/// Builds the tree, ties the pages and the links to it, and answers with its root.
pub(super) fn tag_document(
    file: &mut Document,
    pages: &Pages,
    marks: &[Marks],
    ids: &[ObjectId],
) -> ObjectId {
    let root = file.new_object_id();
    let elements: Vec<ObjectId> = pages.tree.nodes.iter().map(|_| file.new_object_id()).collect();
    let element = |node: usize| elements.get(node).copied().map_or(Object::Null, Object::Reference);
    let mut kids: BTreeMap<usize, Vec<Object>> = BTreeMap::new();
    for (index, node) in pages.tree.nodes.iter().enumerate().skip(1) {
        kids.entry(node.parent).or_default().push(element(index));
    }
    let mut nums = Vec::new();
    for (page, (own, id)) in marks.iter().zip(ids).enumerate() {
        for (mark, node) in own.iter().enumerate() {
            let stretch =
                dictionary([("Type", name("MCR")), ("Pg", Object::Reference(*id)), ("MCID", integer(mark))]);
            kids.entry(*node).or_default().push(Object::Dictionary(stretch));
        }
        nums.push(integer(page));
        nums.push(Object::Array(own.iter().map(|node| element(*node)).collect()));
    }
    let mut next = ids.len();
    for (page, id) in pages.pages.iter().zip(ids) {
        let mut annotations = Vec::new();
        for link in &page.links {
            let target = pages.places.get(link.to).copied().unwrap_or_default();
            let Some(to) = ids.get(target.page) else { continue };
            let said = pages.tree.nodes.get(link.node).and_then(|node| node.alt.as_deref()).unwrap_or("Link");
            let annotation = file.add_object(dictionary([
                ("Type", name("Annot")),
                ("Subtype", name("Link")),
                ("Rect", rectangle(link.area)),
                ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
                ("F", 4.into()),
                ("P", Object::Reference(*id)),
                ("Dest", destination(*to, target.y)),
                ("Contents", words(said)),
                ("StructParent", integer(next)),
            ]));
            annotations.push(Object::Reference(annotation));
            let object = dictionary([
                ("Type", name("OBJR")),
                ("Pg", Object::Reference(*id)),
                ("Obj", Object::Reference(annotation)),
            ]);
            kids.entry(link.node).or_default().push(Object::Dictionary(object));
            nums.push(integer(next));
            nums.push(element(link.node));
            next += 1;
        }
        if let Ok(page) = file.get_dictionary_mut(*id) {
            if annotations.is_empty() {
                page.remove(b"Annots");
            } else {
                page.set("Annots", annotations);
            }
            page.set("Tabs", name("S"));
        }
    }
    for (number, id) in ids.iter().enumerate() {
        if let Ok(page) = file.get_dictionary_mut(*id) {
            page.set("StructParents", integer(number));
        }
    }
    for (index, node) in pages.tree.nodes.iter().enumerate() {
        let Some(id) = elements.get(index) else { continue };
        let parent = if index == 0 { Object::Reference(root) } else { element(node.parent) };
        let mut entry =
            dictionary([("Type", name("StructElem")), ("S", name(tag(node.role))), ("P", parent)]);
        if let (Role::Figure, Some(alt)) = (node.role, &node.alt) {
            entry.set("Alt", words(alt));
        }
        if let Some(attributes) = attributes(index, node.role, pages) {
            entry.set("A", attributes);
        }
        entry.set("K", kids.remove(&index).unwrap_or_default());
        file.set_object(*id, entry);
    }
    let parents = file.add_object(dictionary([("Nums", Object::Array(nums))]));
    let tree = dictionary([
        ("Type", name("StructTreeRoot")),
        ("K", Object::Array(vec![element(0)])),
        ("ParentTree", Object::Reference(parents)),
        ("ParentTreeNextKey", integer(next)),
    ]);
    file.set_object(root, tree);
    root
}

/// A place to go to: a page, and how far down.
pub(super) fn destination(page: ObjectId, y: f32) -> Object {
    let top = Object::Real((HEIGHT - y + 12.0).min(HEIGHT));
    Object::Array(vec![Object::Reference(page), name("XYZ"), Object::Integer(0), top, Object::Null])
}

fn rectangle(area: Area) -> Object {
    let bottom = HEIGHT - area.y - area.h;
    let corners = [area.x, bottom, area.x + area.w, bottom + area.h];
    Object::Array(corners.into_iter().map(Object::Real).collect())
}

fn attributes(index: usize, role: Role, pages: &Pages) -> Option<Object> {
    let attributes = match role {
        Role::ColumnHeader => dictionary([("O", name("Table")), ("Scope", name("Column"))]),
        Role::RowHeader => dictionary([("O", name("Table")), ("Scope", name("Row"))]),
        Role::L => {
            let first = pages.tree.nodes.iter().position(|node| node.parent == index);
            let label = first.and_then(|item| pages.tree.nodes.iter().position(|node| node.parent == item));
            let numbered = label.is_some_and(|label| text_of(label, pages).starts_with("1."));
            dictionary([
                ("O", name("List")),
                ("ListNumbering", name(if numbered { "Decimal" } else { "Unordered" })),
            ])
        }
        Role::Figure => dictionary([
            ("O", name("Layout")),
            ("Placement", name("Block")),
            ("BBox", rectangle(surrounding(index, pages)?)),
        ]),
        _ => return None,
    };
    Some(Object::Dictionary(attributes))
}

fn text_of(node: usize, pages: &Pages) -> String {
    let items = pages.pages.iter().flat_map(|page| &page.items).filter(|item| item.node == Some(node));
    items
        .filter_map(|item| match &item.shape {
            Shape::Text { piece, .. } => Some(piece.text.as_str()),
            _ => None,
        })
        .collect()
}

/// The box around a picture; none when it is on two pages.
fn surrounding(node: usize, pages: &Pages) -> Option<Area> {
    let mut with = pages.pages.iter().filter(|page| page.items.iter().any(|item| item.node == Some(node)));
    let page = with.next()?;
    if with.next().is_some() {
        return None;
    }
    let boxes = page.items.iter().filter(|item| item.node == Some(node)).map(|item| match &item.shape {
        Shape::Text { x, y, piece } => {
            let size = piece.style.size;
            (*x, y - size, x + piece.width(), y + size * 0.3)
        }
        Shape::Fill(area) | Shape::Outline(area, _) | Shape::Hatched(area) => {
            (area.x, area.y, area.x + area.w, area.y + area.h)
        }
    });
    let around = boxes.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))?;
    Some(Area { x: around.0, y: around.1, w: around.2 - around.0, h: around.3 - around.1 })
}
