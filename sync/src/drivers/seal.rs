//! Sealing with a passphrase: bundles, backups, and the secret of a home.
//!
//! Argon2id makes a key of the passphrase and of random bytes; ChaCha20-Poly1305 seals pieces of 64 KiB, each under its
//! number and, the last one, a mark, so that pieces can be neither changed nor moved nor left out (the STREAM
//! construction). The layout is told in docs/storage.md.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use std::io::{self, Read, Write};
use zeroize::{Zeroize, Zeroizing};

/// The layout that this program writes.
pub const SEAL_VERSION: u16 = 1;
/// A passphrase has at least so many characters.
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// A passphrase has at most so many bytes.
pub const PASSPHRASE_BYTES_MAX: usize = 1024;
/// Opening takes at most so much memory, whatever the file asks for.
pub const SEAL_MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// Opening goes over that memory at most so often.
pub const SEAL_PASSES_MAX: u32 = 64;

const MAGIC: &[u8; 8] = b"cwsealed";
const HEADER_BYTES: usize = 8 + 2 + 4 + 4 + SALT_BYTES;
const SALT_BYTES: usize = 16;
const CHECK_BYTES: usize = 16;
const PIECE_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
/// RFC 9106, section 4, the second choice; in tests of debug builds it stays affordable too.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What somebody typed. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

/// How something is sealed: the passphrase, and 16 random bytes that the caller brings.
#[derive(Clone, Debug)]
pub struct Seal {
    /// The passphrase.
    pub passphrase: Passphrase,
    /// Random bytes, others each time.
    pub salt: [u8; SALT_BYTES],
}

/// The key of one sealed file, so that reading it again does not work for it again.
#[derive(Clone)]
pub struct SealKey {
    header: [u8; HEADER_BYTES],
    root: Zeroizing<[u8; 32]>,
}

/// Why something sealed cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It begins in another way.
    #[error("it is not sealed")]
    NotSealed,
    /// A newer program sealed it, or it asks for more than any program would.
    #[error("it was sealed in a way that this program does not know")]
    Unknown,
    /// The passphrase is another one, or the beginning was changed.
    #[error("the passphrase is not the one that it was sealed with")]
    WrongPassphrase,
    /// Some bytes are not what was written.
    #[error("it is damaged")]
    Damaged,
    /// The end is missing.
    #[error("its end is missing")]
    Truncated,
}

impl Passphrase {
    /// The passphrase as typed; `None` when it is too short or too long to seal with.
    pub fn new(typed: String) -> Option<Self> {
        let passphrase = Self::typed(typed);
        passphrase.fits().then_some(passphrase)
    }

    /// Whether it is neither too short nor too long to seal with.
    pub fn fits(&self) -> bool {
        self.0.chars().count() >= PASSPHRASE_CHARS_MIN && self.0.len() <= PASSPHRASE_BYTES_MAX
    }

    /// The passphrase as typed, to open with.
    pub fn typed(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Passphrase {}

/// Whether bytes begin as something sealed does.
pub fn is_sealed(beginning: &[u8]) -> bool {
    beginning.starts_with(MAGIC)
}

/// Seals a few bytes.
pub fn seal_bytes(bytes: &[u8], seal: &Seal) -> Vec<u8> {
    let mut sealed = Vec::new();
    let written = SealWriter::new(&mut sealed, seal)
        .and_then(|mut out| out.write_all(bytes).map(|()| out))
        .and_then(SealWriter::finish);
    written.expect("writing to memory cannot fail");
    sealed
}

/// Opens a few sealed bytes.
pub fn open_bytes(sealed: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut rest = sealed;
    let key = SealKey::read(&mut rest, passphrase)?;
    let mut opened = Zeroizing::new(Vec::new());
    let mut reader = SealReader::new(rest, &key);
    reader
        .read_to_end(&mut opened)
        .map_err(|error| SealError::of(&error).unwrap_or(SealError::Damaged))?;
    Ok(opened)
}

impl SealError {
    /// What an error of a [`SealReader`] means; `None` for an error of the disk.
    pub fn of(error: &io::Error) -> Option<SealError> {
        error.get_ref()?.downcast_ref::<SealError>().copied()
    }
}

impl From<SealError> for io::Error {
    fn from(error: SealError) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}

impl SealKey {
    fn new(seal: &Seal) -> SealKey {
        let mut header = [0; HEADER_BYTES];
        let parts: [&[u8]; 5] = [
            MAGIC,
            &SEAL_VERSION.to_be_bytes(),
            &MEMORY_KIB.to_be_bytes(),
            &PASSES.to_be_bytes(),
            &seal.salt,
        ];
        header.copy_from_slice(&parts.concat());
        Self::derive(header, &seal.passphrase).expect("these parameters are allowed")
    }

    /// Reads the head of something sealed and tries the passphrase on it.
    ///
    /// An error of the disk counts as a missing end.
    pub fn read(from: &mut impl Read, passphrase: &Passphrase) -> Result<SealKey, SealError> {
        let mut header = [0; HEADER_BYTES];
        let mut check = [0; CHECK_BYTES];
        from.read_exact(&mut header[..MAGIC.len()])
            .map_err(|_| SealError::NotSealed)?;
        if !is_sealed(&header) {
            return Err(SealError::NotSealed);
        }
        from.read_exact(&mut header[MAGIC.len()..])
            .and_then(|()| from.read_exact(&mut check))
            .map_err(|_| SealError::Truncated)?;
        let key = Self::derive(header, passphrase)?;
        match key.check() == check {
            true => Ok(key),
            false => Err(SealError::WrongPassphrase),
        }
    }

    /// Goes past the head of the same file, whose key this is.
    pub fn skip_head(&self, from: &mut impl Read) -> io::Result<()> {
        let mut head = [0; HEADER_BYTES + CHECK_BYTES];
        from.read_exact(&mut head)?;
        match head[..HEADER_BYTES] == self.header {
            true => Ok(()),
            // Somebody put another file there.
            false => Err(SealError::Damaged.into()),
        }
    }

    fn derive(header: [u8; HEADER_BYTES], passphrase: &Passphrase) -> Result<SealKey, SealError> {
        let number = |at: usize| {
            u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let version = u16::from_be_bytes([header[8], header[9]]);
        let (memory, passes) = (number(10), number(14));
        let is_known =
            version == SEAL_VERSION && memory <= SEAL_MEMORY_KIB_MAX && passes <= SEAL_PASSES_MAX;
        let params = Params::new(memory, passes, 1, Some(32)).map_err(|_| SealError::Unknown)?;
        if !is_known {
            return Err(SealError::Unknown);
        }
        let mut root = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &header[18..], &mut *root)
            .map_err(|_| SealError::Unknown)?;
        Ok(SealKey { header, root })
    }

    fn part(&self, context: &str) -> Zeroizing<[u8; 32]> {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        hasher.update(&*self.root);
        hasher.update(&self.header);
        Zeroizing::new(*hasher.finalize().as_bytes())
    }

    fn check(&self) -> [u8; CHECK_BYTES] {
        let check = self.part("commonwright 2026 seal check v1");
        let mut part = [0; CHECK_BYTES];
        part.copy_from_slice(&check[..CHECK_BYTES]);
        part
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        let key = self.part("commonwright 2026 seal stream v1");
        ChaCha20Poly1305::new(&Key::from(*key))
    }
}

/// Whether a piece of that length is what a cut leaves: nothing, or the beginning of one that is not the first.
fn is_part(piece: u64, length: usize) -> bool {
    length == 0 || (piece > 0 && length < PIECE_BYTES + TAG_BYTES)
}

/// The number of a piece, and whether it is the last one. The key is used for one file only.
fn nonce(piece: u64, is_last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&piece.to_be_bytes());
    nonce[11] = u8::from(is_last);
    nonce.into()
}

/// Seals what is written to it. What is not finished cannot be opened.
pub struct SealWriter<W: Write> {
    out: W,
    cipher: ChaCha20Poly1305,
    piece: u64,
    waiting: Vec<u8>,
}

impl<W: Write> SealWriter<W> {
    /// Writes the head.
    pub fn new(mut out: W, seal: &Seal) -> io::Result<Self> {
        let key = SealKey::new(seal);
        out.write_all(&key.header)?;
        out.write_all(&key.check())?;
        Ok(Self {
            out,
            cipher: key.cipher(),
            piece: 0,
            waiting: Vec::with_capacity(PIECE_BYTES),
        })
    }

    /// Seals the end.
    pub fn finish(mut self) -> io::Result<W> {
        self.put(true)?;
        Ok(self.out)
    }

    fn put(&mut self, is_last: bool) -> io::Result<()> {
        let sealed = self
            .cipher
            .encrypt(&nonce(self.piece, is_last), self.waiting.as_slice())
            .map_err(|_| io::Error::other("a piece could not be sealed"))?;
        self.out.write_all(&sealed)?;
        self.piece += 1;
        self.waiting.zeroize();
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits until it is known whether it is the last one.
        if self.waiting.len() == PIECE_BYTES && !bytes.is_empty() {
            self.put(false)?;
        }
        let room = PIECE_BYTES - self.waiting.len();
        let taken = &bytes[..bytes.len().min(room)];
        self.waiting.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what is read through it, piece by piece; gives no byte of a piece that is not whole.
pub struct SealReader<R: Read> {
    from: R,
    cipher: ChaCha20Poly1305,
    piece: u64,
    /// The next sealed piece, which is needed to know whether the one before is the last.
    ahead: Vec<u8>,
    opened: Zeroizing<Vec<u8>>,
    given: usize,
    is_done: bool,
}

impl<R: Read> SealReader<R> {
    /// Reads on after the head.
    pub fn new(from: R, key: &SealKey) -> Self {
        Self {
            from,
            cipher: key.cipher(),
            piece: 0,
            ahead: Vec::new(),
            opened: Zeroizing::new(Vec::new()),
            given: 0,
            is_done: false,
        }
    }

    fn fetch(&mut self) -> io::Result<Vec<u8>> {
        let mut sealed = Vec::with_capacity(PIECE_BYTES + TAG_BYTES);
        let limit = (PIECE_BYTES + TAG_BYTES) as u64;
        self.from.by_ref().take(limit).read_to_end(&mut sealed)?;
        Ok(sealed)
    }

    fn open_next(&mut self) -> io::Result<()> {
        if self.piece == 0 {
            self.ahead = self.fetch()?;
        }
        let sealed = std::mem::take(&mut self.ahead);
        if sealed.len() == PIECE_BYTES + TAG_BYTES {
            self.ahead = self.fetch()?;
        }
        let is_last = self.ahead.is_empty();
        let open = |is_last| {
            self.cipher
                .decrypt(&nonce(self.piece, is_last), sealed.as_slice())
        };
        let opened = match open(is_last) {
            Ok(opened) => opened,
            // It was not the last one when it was sealed; or it is only a part of a later piece.
            Err(_) if is_last && (open(false).is_ok() || is_part(self.piece, sealed.len())) => {
                return Err(SealError::Truncated.into());
            }
            Err(_) => return Err(SealError::Damaged.into()),
        };
        self.opened = Zeroizing::new(opened);
        self.given = 0;
        self.piece += 1;
        self.is_done = is_last;
        Ok(())
    }
}

impl<R: Read> Read for SealReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.opened.len() {
            if self.is_done || into.is_empty() {
                return Ok(0);
            }
            self.open_next()?;
        }
        let rest = &self.opened[self.given..];
        let taken = rest.len().min(into.len());
        into[..taken].copy_from_slice(&rest[..taken]);
        self.given += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests;
