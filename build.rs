//! Has the binary built anew when a file of the built-in themes comes or goes: the macro that takes
//! them in sees only changes within files.

fn main() {
    println!("cargo:rerun-if-changed=themes");
}
