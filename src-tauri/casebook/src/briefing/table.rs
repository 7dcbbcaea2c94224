//! Tables: the first column names the rows, the others are figures set to the right.
//!
//! Invariant: the columns fill the width exactly, the heading stands above every part of a table
//! that was divided between pages, and no row stands alone.

use std::rc::Rc;

use super::document::Table;
use super::flow::{ROOM, Strip};
use super::layout::{CELL, COLUMN, Layout, baseline, items};
use super::page::{Area, FULL, Item, LEFT, Role, Shape};
use super::text::Line;

const LINE: f32 = 14.0;
const PAD: f32 = 3.5;
const GAP: f32 = 12.0;

impl Layout<'_, '_> {
    /// A table with its source.
    pub(crate) fn table(&mut self, table: &Table) {
        let widths = self.widths(table);
        let node = self.tree.add(0, Role::Table);
        let mut header = self.row(node, &table.columns, &widths, true);
        let heading = merge(&mut header);
        let repeat = Rc::new(Strip { keep: false, ..heading.clone() });
        let mut rows: Vec<Vec<Strip>> =
            table.rows.iter().map(|row| self.row(node, row, &widths, false)).collect();
        let count = rows.len();
        // A table that fills less than half a page is not divided.
        let height: f32 = rows.iter().flatten().map(|strip| strip.height).sum();
        let whole = height < ROOM * 0.5;
        for (index, row) in rows.iter_mut().enumerate() {
            let lines = row.len();
            for (line, strip) in row.iter_mut().enumerate() {
                strip.repeat = Some(Rc::clone(&repeat));
                let last_line = line + 1 == lines;
                let inside = index + 1 < count;
                strip.keep = !last_line || (inside && (index == 0 || index + 2 == count));
                strip.together = inside && whole;
            }
        }
        self.add(13.0, vec![Strip { keep: true, ..heading }]);
        self.strips.extend(rows.into_iter().flatten());
        self.source(&table.source, 6.0);
    }

    /// Figures get what they need, the names of the rows the rest.
    fn widths(&mut self, table: &Table) -> Vec<f32> {
        let count = table.columns.len();
        let mut widths: Vec<f32> = (0..count)
            .map(|column| {
                let heading =
                    table.columns.get(column).map_or(0.0, |text| self.setter.widest_word(text, COLUMN));
                let cells = table.rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|text| self.setter.line(text, CELL).width).fold(heading, f32::max);
                widest.clamp(52.0, 96.0) + GAP
            })
            .collect();
        let figures: f32 = widths.iter().skip(1).sum();
        if let Some(first) = widths.first_mut() {
            *first = FULL - figures;
        }
        // Too many figures: every column gets its share, and words that do not fit are broken.
        #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
        if widths.first().is_some_and(|first| *first < 120.0) && count > 1 {
            let share = (FULL - 120.0) / (count - 1) as f32;
            widths = vec![share; count];
            if let Some(first) = widths.first_mut() {
                *first = 120.0;
            }
        }
        widths
    }

    /// A row as strips, one a line, with a rule under the last.
    fn row(&mut self, table: usize, cells: &[String], widths: &[f32], heading: bool) -> Vec<Strip> {
        let row = self.tree.add(table, Role::Tr);
        let style = if heading { COLUMN } else { CELL };
        let mut columns: Vec<(f32, f32, usize, Vec<Line>)> = Vec::new();
        let mut x = LEFT;
        for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let role = match (heading, index) {
                (true, _) => Role::ColumnHeader,
                (false, 0) => Role::RowHeader,
                (false, _) => Role::Td,
            };
            let node = self.tree.add(row, role);
            let room = (width - GAP).max(8.0);
            let lines = self.setter.lines(&[(cell.clone(), style)], room);
            let (left, right) = if index == 0 { (x, f32::NAN) } else { (f32::NAN, x + width) };
            columns.push((left, right, node, lines));
            x += width;
        }
        let count = columns.iter().map(|column| column.3.len()).max().unwrap_or(1).max(1);
        let mut strips: Vec<Strip> = (0..count).map(|_| Strip { height: LINE, ..Strip::default() }).collect();
        for (left, right, node, lines) in columns {
            // Headings stand on their rule; other cells hang from the one above.
            let skip = if heading { count - lines.len().max(1) } else { 0 };
            for (index, line) in lines.into_iter().enumerate() {
                if let Some(strip) = strips.get_mut(index + skip) {
                    let x = if right.is_nan() { left } else { right - line.width };
                    strip.items.extend(items(line, x, baseline(LINE, style), Some(node)));
                }
            }
        }
        pad(&mut strips, if heading { 1.2 } else { 0.4 });
        strips
    }
}

/// Air above the first line and below the last, and the rule.
fn pad(strips: &mut [Strip], thick: f32) {
    if let Some(first) = strips.first_mut() {
        first.height += PAD;
        for item in &mut first.items {
            if let Shape::Text { y, .. } = &mut item.shape {
                *y += PAD;
            }
        }
    }
    if let Some(last) = strips.last_mut() {
        let rule = Area { x: LEFT, y: last.height + PAD, w: FULL, h: thick };
        last.height += PAD + thick;
        last.items.push(Item { node: None, shape: Shape::Fill(rule) });
    }
}

/// One strip of several.
fn merge(strips: &mut Vec<Strip>) -> Strip {
    let mut whole = Strip::default();
    for strip in strips.drain(..) {
        let down = whole.height;
        whole.items.extend(strip.items.into_iter().map(|item| super::flow::moved(item, down)));
        whole.height += strip.height;
    }
    whole
}
