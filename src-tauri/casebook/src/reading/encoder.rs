//! What a few sentences mean, whatever words they use: a small sentence encoder (MiniLM), taught the
//! twenty themes on the invented corpus.
//!
//! `data/encoder.bin` holds it; `corpus/README.md` says how it was taught. Nothing is fetched: it
//! runs here, on one core, in some hundredths of a second for a sentence.

use std::sync::OnceLock;

use ndarray::{Array1, Array2, ArrayViewMut1, Axis, Slice};

use super::wordpiece::WordPieces;

/// How many themes it was taught.
const THEMES: usize = 20;

/// A number for each theme, counted through [`crate::theme::all`].
pub(super) type PerTheme = [f32; THEMES];

/// More pieces of words than this are not read at once.
const LONGEST: usize = 128;
const WIDTH: usize = 384;
const HEADS: usize = 12;
const LAYERS: usize = 6;

/// The file, as the program carries it.
pub(super) static BYTES: &[u8] = include_bytes!("../../data/encoder.bin");

#[derive(Debug)]
pub(super) struct Encoder {
    pieces: WordPieces,
    /// What each piece means by itself, small: a number's row times its scale.
    table: Small,
    positions: Array2<f32>,
    first: Norm,
    layers: Vec<Layer>,
    themes: Linear,
}

/// A matrix as it is kept: a byte a number, and a scale a row.
#[derive(Debug)]
struct Small {
    columns: usize,
    scales: Vec<f32>,
    bytes: &'static [u8],
}

#[derive(Debug)]
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    attended: Norm,
    wide: Linear,
    narrow: Linear,
    done: Norm,
}

#[derive(Debug)]
struct Linear {
    weights: Array2<f32>,
    bias: Array1<f32>,
}

#[derive(Debug)]
struct Norm {
    scale: Array1<f32>,
    shift: Array1<f32>,
}

impl Encoder {
    /// The one the program carries. `None` only if the file is not whole.
    pub(super) fn shipped() -> Option<&'static Self> {
        static ENCODER: OnceLock<Option<Encoder>> = OnceLock::new();
        ENCODER.get_or_init(|| Self::read(BYTES)).as_ref()
    }

    /// An encoder from the bytes of a file. `None` where it is not whole.
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut file = File(bytes.strip_prefix(b"CBE1")?);
        let length = file.count()?;
        let vocabulary = std::str::from_utf8(file.take(length)?).ok()?;
        let pieces = WordPieces::new(vocabulary.split('\n'))?;
        let table = file.small()?;
        let (positions, first) = (file.matrix()?, file.norm()?);
        let layers = (0..LAYERS).map(|_| file.layer()).collect::<Option<Vec<_>>>()?;
        let themes = Linear { weights: file.matrix()?, bias: file.vector()? };
        (themes.bias.len() == THEMES && file.0.is_empty()).then_some(Self {
            pieces,
            table,
            positions,
            first,
            layers,
            themes,
        })
    }

    /// How far each theme is believed of a few sentences, as the logarithm of the odds.
    pub(super) fn odds(&self, text: &str) -> PerTheme {
        let pieces = self.pieces.of(text, LONGEST);
        let mut state = Array2::<f32>::zeros((pieces.len(), WIDTH));
        for ((piece, mut row), position) in pieces.iter().zip(state.rows_mut()).zip(self.positions.rows()) {
            self.table.add_to(*piece, &mut row);
            row += &position;
        }
        self.first.apply(&mut state);
        for layer in &self.layers {
            layer.apply(&mut state);
        }
        let mean = state.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(WIDTH));
        let odds = self.themes.weights.dot(&mean) + &self.themes.bias;
        let mut per_theme = [0.0; THEMES];
        per_theme.iter_mut().zip(odds).for_each(|(to, from)| *to = from);
        per_theme
    }
}

impl Small {
    fn add_to(&self, row: usize, to: &mut ArrayViewMut1<'_, f32>) {
        let scale = self.scales.get(row).copied().unwrap_or_default();
        let from = self.bytes.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        to.iter_mut().zip(from).for_each(|(to, byte)| *to += scale * f32::from(byte.cast_signed()));
    }

    fn whole(&self) -> Array2<f32> {
        let mut whole = Array2::zeros((self.scales.len(), self.columns));
        for (row, mut to) in whole.rows_mut().into_iter().enumerate() {
            self.add_to(row, &mut to);
        }
        whole
    }
}

impl Linear {
    fn apply(&self, state: &Array2<f32>) -> Array2<f32> {
        state.dot(&self.weights.t()) + &self.bias
    }
}

impl Norm {
    fn apply(&self, state: &mut Array2<f32>) {
        for mut row in state.rows_mut() {
            let mean = row.mean().unwrap_or_default();
            row -= mean;
            let spread = (row.iter().map(|x| x * x).sum::<f32>() / WIDTH as f32 + 1e-12).sqrt();
            row /= spread;
            row *= &self.scale;
            row += &self.shift;
        }
    }
}

impl Layer {
    fn apply(&self, state: &mut Array2<f32>) {
        let (query, key, value) = (self.query.apply(state), self.key.apply(state), self.value.apply(state));
        let mut attended = Array2::<f32>::zeros(state.dim());
        let each = WIDTH / HEADS;
        for head in 0..HEADS {
            let part = Slice::from(head * each..(head + 1) * each);
            let of = |all: &Array2<f32>| all.slice_axis(Axis(1), part).to_owned();
            let mut weights = of(&query).dot(&of(&key).t()) / (each as f32).sqrt();
            weights.rows_mut().into_iter().for_each(soften);
            attended.slice_axis_mut(Axis(1), part).assign(&weights.dot(&of(&value)));
        }
        *state += &self.out.apply(&attended);
        self.attended.apply(state);
        let mut wide = self.wide.apply(state);
        wide.mapv_inplace(gelu);
        *state += &self.narrow.apply(&wide);
        self.done.apply(state);
    }
}

/// Weights that are above nought and make one together.
fn soften(mut row: ArrayViewMut1<'_, f32>) {
    let most = row.fold(f32::MIN, |most, x| most.max(*x));
    row.mapv_inplace(|x| (x - most).exp());
    let sum = row.sum();
    row /= sum;
}

fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + error_function(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// Abramowitz and Stegun 7.1.26: right to six places.
fn error_function(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let sum =
        t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    (1.0 - sum * (-x * x).exp()).copysign(x)
}

/// What is still to be read of the file.
struct File(&'static [u8]);

impl File {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)).ok()
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(
            bytes
                .chunks_exact(4)
                .filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?)))
                .collect(),
        )
    }

    fn small(&mut self) -> Option<Small> {
        let (rows, columns) = (self.count()?, self.count()?);
        let scales = self.floats(rows)?;
        Some(Small { columns, scales, bytes: self.take(rows.checked_mul(columns)?)? })
    }

    fn matrix(&mut self) -> Option<Array2<f32>> {
        let (rows, columns) = (self.count()?, self.count()?);
        Array2::from_shape_vec((rows, columns), self.floats(rows.checked_mul(columns)?)?).ok()
    }

    fn vector(&mut self) -> Option<Array1<f32>> {
        self.matrix().map(|matrix| matrix.row(0).to_owned())
    }

    fn norm(&mut self) -> Option<Norm> {
        Some(Norm { scale: self.vector()?, shift: self.vector()? })
    }

    fn linear(&mut self) -> Option<Linear> {
        Some(Linear { weights: self.small()?.whole(), bias: self.vector()? })
    }

    fn layer(&mut self) -> Option<Layer> {
        Some(Layer {
            query: self.linear()?,
            key: self.linear()?,
            value: self.linear()?,
            out: self.linear()?,
            attended: self.norm()?,
            wide: self.linear()?,
            narrow: self.linear()?,
            done: self.norm()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What PyTorch makes of the same file, with numbers of full length throughout.
    #[test]
    fn the_encoder_reads_as_it_was_taught() {
        let encoder = Encoder::shipped().expect("data/encoder.bin is whole");
        for (text, taught) in [(
            "They've left him to rot at home since March.",
            [
                -9.43, -5.56, -8.02, -7.93, -4.13, -2.37, -4.56, 3.19, -5.77, -1.92, -7.95, -5.23, -8.25,
                -8.94, -7.05, -6.45, -5.80, -3.55, -5.32, -10.26,
            ],
        )] {
            for (theme, (odds, taught)) in encoder.odds(text).iter().zip(taught).enumerate() {
                let id = &crate::theme::all()[theme].id;
                assert!((odds - taught).abs() < 0.8, "{id} in “{text}”: {odds}, taught {taught}");
            }
        }
    }

    #[test]
    fn no_text_is_too_strange_to_read() {
        let encoder = Encoder::shipped().expect("data/encoder.bin is whole");
        for text in [
            "",
            " ",
            "\u{0}\u{200d}",
            "日本語",
            "e\u{301}\u{301}",
            &"a".repeat(100_000),
            &"! ".repeat(50_000),
        ] {
            assert!(encoder.odds(text).iter().all(|odds| odds.is_finite()));
        }
    }
}
