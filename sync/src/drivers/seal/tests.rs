use super::*;

fn seal(passphrase: &str) -> Seal {
    Seal {
        passphrase: Passphrase::new(passphrase.to_owned()).unwrap(),
        salt: [7; 16],
    }
}

fn text(length: usize) -> Vec<u8> {
    let words = b"the fan blows the chaff away ";
    words.iter().copied().cycle().take(length).collect()
}

#[test]
fn what_is_sealed_comes_out_again_whatever_its_length() {
    let seal = seal("correct horse");
    for length in [
        0,
        1,
        PIECE_BYTES - 1,
        PIECE_BYTES,
        PIECE_BYTES + 1,
        3 * PIECE_BYTES,
    ] {
        let plain = text(length);
        let sealed = seal_bytes(&plain, &seal);
        let opened = open_bytes(&sealed, &seal.passphrase).unwrap();
        assert!(*opened == plain, "{length} bytes");
        assert!(is_sealed(&sealed));
    }
}

#[test]
fn nothing_of_the_text_stands_in_what_is_sealed() {
    let plain = text(2 * PIECE_BYTES);
    let sealed = seal_bytes(&plain, &seal("correct horse"));
    for part in plain.chunks(16).take(64) {
        assert!(!sealed.windows(part.len()).any(|window| window == part));
    }
}

#[test]
fn another_passphrase_is_told_from_damage() {
    let seal = seal("correct horse");
    let sealed = seal_bytes(&text(100), &seal);
    let open = |sealed: &[u8]| open_bytes(sealed, &seal.passphrase).unwrap_err();
    let wrong = Passphrase::typed("correct house".to_owned());
    assert_eq!(
        open_bytes(&sealed, &wrong).unwrap_err(),
        SealError::WrongPassphrase
    );
    assert_eq!(open(b"commons"), SealError::NotSealed);
    let mut damaged = sealed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(open(&damaged), SealError::Damaged);
    let mut newer = sealed.clone();
    newer[9] = 2;
    assert_eq!(open(&newer), SealError::Unknown);
    let mut greedy = sealed.clone();
    greedy[10..14].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(
        open(&greedy),
        SealError::Unknown,
        "no file may ask for all memory"
    );
}

#[test]
fn pieces_cannot_be_changed_moved_or_left_out() {
    let seal = seal("correct horse");
    let sealed = seal_bytes(&text(4 * PIECE_BYTES), &seal);
    let head = HEADER_BYTES + CHECK_BYTES;
    let piece = PIECE_BYTES + TAG_BYTES;
    let open = |sealed: &[u8]| open_bytes(sealed, &seal.passphrase).unwrap_err();
    for number in 0..4 {
        let mut changed = sealed.clone();
        changed[head + number * piece + 5] ^= 1;
        assert_eq!(open(&changed), SealError::Damaged, "piece {number}");
    }
    let mut moved = sealed.clone();
    moved.copy_within(head + piece..head + 2 * piece, head);
    assert_eq!(open(&moved), SealError::Damaged);
    let cut = [&sealed[..head + piece], &sealed[head + 2 * piece..]].concat();
    assert_eq!(open(&cut), SealError::Damaged);
    for end in [head, head + piece, head + piece + 9, sealed.len() - 1] {
        assert_eq!(open(&sealed[..end]), SealError::Truncated, "cut at {end}");
    }
    assert!(matches!(
        open(&[&sealed[..], b"more"].concat()),
        SealError::Damaged | SealError::Truncated
    ));
}

#[test]
fn a_passphrase_is_neither_short_nor_endless() {
    assert_eq!(Passphrase::new("1234567".to_owned()), None);
    assert_eq!(Passphrase::new("x".repeat(PASSPHRASE_BYTES_MAX + 1)), None);
    assert!(Passphrase::new("12345678".to_owned()).is_some());
}
