//! Strips to pages.
//!
//! Invariant: every strip is on exactly one page, in order, inside the page; a strip that must stay
//! with the next is on the next one's page, unless the two alone are taller than a page.

use std::rc::Rc;

use super::page::{Anchor, Area, BOTTOM, Clickable, Item, Page, Place, Shape, TOP};

/// Whether a strip begins a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Start {
    /// It stands where there is room.
    #[default]
    Anywhere,
    /// It opens a section: better at the top of a page than at the foot of one.
    Section,
    /// It begins a page.
    Page,
}

/// What cannot be cut: a line, a row, a title. Its items are placed from its own upper edge.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strip {
    /// Space above, dropped at the top of a page.
    pub before: f32,
    /// Its own height.
    pub height: f32,
    /// Whether the next strip must be on the same page.
    pub keep: bool,
    /// Whether it should be, if the whole run of such strips fits on a page.
    pub together: bool,
    /// Whether it begins a page.
    pub start: Start,
    /// What is painted.
    pub items: Vec<Item>,
    /// What can be clicked.
    pub links: Vec<Clickable>,
    /// Places that others refer to.
    pub anchors: Vec<Anchor>,
    /// What is painted again above it when it comes to stand at the top of a page.
    pub repeat: Option<Rc<Strip>>,
}

/// Strips that stay together.
struct Chunk {
    first: usize,
    end: usize,
    before: f32,
    height: f32,
    repeat: f32,
    start: Start,
}

/// The room for text on a page.
pub(crate) const ROOM: f32 = BOTTOM - TOP;

/// Puts strips on pages and says where each anchor came to stand.
pub(crate) fn fill(strips: Vec<Strip>, anchors: usize) -> (Vec<Page>, Vec<Place>) {
    let chunks = chunks(&strips);
    let mut starts = vec![false; strips.len()];
    let mut segment = 0;
    for index in 0..=chunks.len() {
        let forced = chunks.get(index).is_none_or(|chunk| chunk.start == Start::Page);
        if forced && index > segment {
            for start in page_starts(chunks.get(segment..index).unwrap_or_default()) {
                if let Some(flag) = starts.get_mut(start) {
                    *flag = true;
                }
            }
            segment = index;
        }
    }
    place(strips, &starts, anchors)
}

/// Joins strips that must stay together; then those that should, where a page can hold them all.
fn chunks(strips: &[Strip]) -> Vec<Chunk> {
    let must =
        join(strips.iter().enumerate().map(|(index, strip)| (Chunk::of(index, strip), strip.keep)), true);
    let mut groups: Vec<(Vec<Chunk>, bool)> = Vec::new();
    for chunk in must {
        let goes_on = strips.get(chunk.end - 1).is_some_and(|last| last.together);
        match groups.last_mut() {
            Some((group, open)) if *open && chunk.start != Start::Page => {
                group.push(chunk);
                *open = goes_on;
            }
            _ => groups.push((vec![chunk], goes_on)),
        }
    }
    let fits = |group: &[Chunk]| {
        let above: f32 = group.iter().skip(1).map(|chunk| chunk.before).sum();
        let own: f32 = group.iter().map(|chunk| chunk.height).sum();
        group.first().map_or(0.0, |first| first.repeat) + above + own <= ROOM
    };
    groups
        .into_iter()
        .flat_map(|(group, _)| {
            let whole = fits(&group);
            join(group.into_iter().map(|chunk| (chunk, whole)), whole)
        })
        .collect()
}

impl Chunk {
    fn of(index: usize, strip: &Strip) -> Self {
        let repeat = strip.repeat.as_ref().map_or(0.0, |header| header.height);
        Self {
            first: index,
            end: index + 1,
            before: strip.before,
            height: strip.height,
            repeat,
            start: strip.start,
        }
    }
}

/// Joins each chunk that asks for it to the next, as long as a page can hold them.
fn join(chunks: impl Iterator<Item = (Chunk, bool)>, any: bool) -> Vec<Chunk> {
    let mut joined: Vec<Chunk> = Vec::new();
    let mut open = false;
    for (chunk, keep) in chunks {
        match joined.last_mut() {
            Some(last)
                if open
                    && chunk.start != Start::Page
                    && last.repeat + last.height + chunk.before + chunk.height <= ROOM =>
            {
                last.height += chunk.before + chunk.height;
                last.end = chunk.end;
            }
            _ => joined.push(chunk),
        }
        open = any && keep;
    }
    joined
}

/// The strips at which the pages of a segment begin: as few pages as possible, and among those the
/// fullest ones, without a last page of two lines.
fn page_starts(chunks: &[Chunk]) -> Vec<usize> {
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=chunks.len() {
        let mut chosen = (f32::INFINITY, end - 1);
        let mut height = 0.0;
        let mut awkward = 0.0;
        for start in (0..end).rev() {
            let chunk = &chunks[start];
            if start + 1 < end {
                let below = &chunks[start + 1];
                height += below.before;
            }
            height += chunk.height;
            let total = height + chunk.repeat;
            if total > ROOM + 0.01 && start + 1 < end {
                break;
            }
            let free = ((ROOM - total) / ROOM).max(0.0);
            let last = end == chunks.len();
            let opens = chunks.get(end).is_some_and(|next| next.start == Start::Section);
            let empty = match (last, opens) {
                (true, _) if free > 0.8 && start > 0 => 0.6,
                (true, _) => 0.0,
                (false, true) => free * free * 0.8,
                (false, false) => free * free,
            };
            let cost = best[start].0 + 1.0 + empty + awkward;
            if cost < chosen.0 {
                chosen = (cost, start);
            }
            // A section that opens low on this page, once something stands above it.
            if chunk.start == Start::Section && height < ROOM * 0.3 && end < chunks.len() {
                awkward += 0.3;
            }
        }
        best.push(chosen);
    }
    let mut starts = Vec::new();
    let mut at = chunks.len();
    while at > 0 {
        at = best[at].1;
        starts.push(chunks[at].first);
    }
    debug_assert!(chunks.iter().all(|chunk| chunk.first < chunk.end), "no chunk is empty");
    starts
}

fn place(strips: Vec<Strip>, starts: &[bool], anchors: usize) -> (Vec<Page>, Vec<Place>) {
    let mut pages: Vec<Page> = Vec::new();
    let mut places = vec![Place::default(); anchors];
    let mut y = TOP;
    for (index, strip) in strips.into_iter().enumerate() {
        if index == 0 || starts.get(index) == Some(&true) {
            pages.push(Page::default());
            y = TOP;
            if let (Some(page), Some(header)) = (pages.last_mut(), &strip.repeat) {
                page.items
                    .extend(header.items.iter().cloned().map(|item| moved(Item { node: None, ..item }, y)));
                y += header.height;
            }
        } else {
            y += strip.before;
        }
        let number = pages.len().saturating_sub(1);
        let Some(page) = pages.last_mut() else { continue };
        for anchor in strip.anchors {
            if let Some(place) = places.get_mut(anchor) {
                *place = Place { page: number, y };
            }
        }
        page.items.extend(strip.items.into_iter().map(|item| moved(item, y)));
        page.links.extend(
            strip
                .links
                .into_iter()
                .map(|link| Clickable { area: Area { y: link.area.y + y, ..link.area }, ..link }),
        );
        y += strip.height;
        page.filled_to = y;
    }
    for page in &mut pages {
        // Columns were set line by line; the parts of the tree were made in reading order.
        page.items.sort_by_key(|item| item.node);
        join_bars(&mut page.items);
    }
    (pages, places)
}

/// The item, this much lower.
pub(crate) fn moved(item: Item, by: f32) -> Item {
    let lower = |area: Area| Area { y: area.y + by, ..area };
    let shape = match item.shape {
        Shape::Text { x, y, piece } => Shape::Text { x, y: y + by, piece },
        Shape::Fill(area) => Shape::Fill(lower(area)),
        Shape::Outline(area, thick) => Shape::Outline(lower(area), thick),
        Shape::Hatched(area) => Shape::Hatched(lower(area)),
    };
    Item { shape, ..item }
}

/// Makes one bar of the pieces of a bar that runs down beside several lines.
fn join_bars(items: &mut Vec<Item>) {
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if let (
            Some(Item { node: None, shape: Shape::Fill(above) }),
            Item { node: None, shape: Shape::Fill(below) },
        ) = (joined.last_mut(), &item)
            && (above.x - below.x).abs() < 0.01
            && (above.w - below.w).abs() < 0.01
            && (above.y + above.h - below.y).abs() < 0.01
        {
            above.h += below.h;
            continue;
        }
        joined.push(item);
    }
    *items = joined;
}
