//! What every target is: one entrance, and bytes for it.

pub use libfuzzer_sys;

/// A panic that the core catches itself (a PDF library gives up, and we say so) is no fault. libFuzzer's
/// own hook would end the program at once; without it only what nobody catches does.
pub fn let_panics_be_caught() {
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
}

/// Makes a target of the entrance with this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        use $crate::libfuzzer_sys;

        libfuzzer_sys::fuzz_target!(
            init: $crate::let_panics_be_caught(),
            |bytes: &[u8]| {
                let understood = ::casebook::entrances::named($name).read(bytes);
                std::hint::black_box(understood);
            }
        );
    };
}
