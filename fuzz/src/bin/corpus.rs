//! Writes what honest programs make as the beginnings of a corpus: `corpus` fills `fuzz/corpus/<target>/`.

use commonwright_fuzz::shared::fire::doors::{acts, changes, frames, manifests, names};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let village = acts::Village::new();
    let messages = frames::honest();
    let manifests = manifests::HONEST.iter();
    let mut short: Vec<Vec<u8>> = names::HONEST.map(|name| name.as_bytes().to_vec()).to_vec();
    short.push(village.invitation().into_bytes());
    write("changes", &changes::Documents::new().samples())?;
    write("acts", &village.acts)?;
    let encoded: Vec<Vec<u8>> = messages.iter().map(|message| message.encode()).collect();
    write("messages", &encoded)?;
    let named: Vec<Vec<u8>> = manifests
        .map(|(name, bytes)| [&[manifests::notation(name)], *bytes].concat())
        .collect();
    write("manifests", &named)?;
    write("names", &short)?;
    #[cfg(feature = "bundles")]
    {
        let folder = tempfile::tempdir()?;
        let at = folder.path().join("stick");
        let bundle = commonwright_fuzz::shared::sticks::honest(&at);
        write("bundles", &[bundle])?;
    }
    Ok(())
}

fn write(target: &str, samples: &[Vec<u8>]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    std::fs::create_dir_all(&folder)?;
    for (place, sample) in samples.iter().enumerate() {
        std::fs::write(folder.join(format!("honest-{place}")), sample)?;
    }
    println!("{target}: {}", samples.len());
    Ok(())
}
