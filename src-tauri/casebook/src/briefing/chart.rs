//! Bars with their figures at their ends: black for what is shown, slanting lines for what it is
//! compared with. No colour, no legend, no axis to read against.
//!
//! Invariant: a bar's length is its figure's share of the whole row, and every figure is in words
//! in the picture's description.

use super::document::Chart;
use super::flow::Strip;
use super::layout::{CELL, Layout, baseline, items, keep_ends};
use super::page::{Area, FULL, Item, LEFT, Role, Shape};

const NAMES: f32 = 168.0;
const FIGURES: f32 = 72.0;
const LINE: f32 = 13.5;
const ROW: f32 = 21.0;
const BAR: f32 = 13.0;

impl Layout<'_, '_> {
    /// A chart with its source.
    pub(crate) fn chart(&mut self, chart: &Chart) {
        let node = self.tree.add_with(0, Role::Figure, chart.alt.clone());
        let room = FULL - NAMES - FIGURES;
        let mut strips = Vec::with_capacity(chart.bars.len());
        for bar in &chart.bars {
            let mut lines = self.setter.lines(&[(bar.label.clone(), CELL)], NAMES - 12.0);
            if let Some(last) = lines.last_mut() {
                self.setter.end_with_space(last, CELL);
            }
            #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
            let text = lines.len() as f32 * LINE;
            let height = (text + 7.5).max(ROW);
            let mut strip = Strip { height, ..Strip::default() };
            for (index, line) in lines.into_iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
                let y = (height - text).mul_add(0.5, index as f32 * LINE) + baseline(LINE, CELL);
                strip.items.extend(items(line, LEFT, y, Some(node)));
            }
            let left = LEFT + NAMES;
            let length =
                bar.value.map_or(0.0, |value| (value / chart.full.max(f32::EPSILON)).clamp(0.0, 1.0) * room);
            let area = Area { x: left, y: (height - BAR) * 0.5, w: length, h: BAR };
            if length > 0.0 {
                let shape = if bar.comparison { Shape::Hatched(area) } else { Shape::Fill(area) };
                strip.items.push(Item { node: Some(node), shape });
            }
            let figure = self.setter.spaced(&bar.figure, CELL);
            let y = (height - LINE).mul_add(0.5, baseline(LINE, CELL));
            let gap = if length > 0.0 { 6.0 } else { 0.0 };
            strip.items.extend(items(figure, left + length + gap, y, Some(node)));
            strips.push(strip);
        }
        keep_ends(&mut strips, 16);
        self.add(11.0, strips);
        self.source(&chart.source, 6.0);
    }
}
