//! A device's key as words to be read to each other.

use model::id::DeviceId;

/// So many bits are compared: far more than anybody can make a second key for.
const BYTES: usize = 12;
/// Three words for each 32 bits; the groups make it easier to keep one's place.
const FORMAT: &[u8] = b"x x x \xc2\xb7 ";

/// The key in nine plain words, in groups of three: "digital apollo aroma · rival artist rebel · ...".
///
/// The words are those of mnemonicode, which were chosen to be told apart over the telephone, also by people
/// whose first language is another. They stand for the first 96 bits of BLAKE3 (derive-key) of the key.
pub fn key(device: DeviceId) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 spoken key v1");
    hasher.update(&device.0);
    let hash = hasher.finalize();
    let bytes = &hash.as_bytes()[..BYTES];
    let mut words = Vec::new();
    mnemonic::encode_with_format(bytes, FORMAT, &mut words)
        .expect("memory takes whatever is written, and the format has places for words");
    String::from_utf8(words).expect("the words and what stands between them are UTF-8")
}
