//! `cargo demo`.

fn main() {
    println!("the demo is not here yet");
}
