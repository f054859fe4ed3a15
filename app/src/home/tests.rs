//! A home is opened by its owner, once at a time, and keeps what it was told.

use super::*;

fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("commonwright-home-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_home_keeps_its_key_and_settings() {
    let root = folder("keeps");
    let mut home = Home::open(&root, [1; 32]).unwrap();
    let endpoint = home.endpoint();
    home.change_settings(|settings| settings.port = Some(4711))
        .unwrap();
    drop(home);
    let home = Home::open(&root, [2; 32]).unwrap();
    assert_eq!(home.endpoint(), endpoint);
    assert_eq!(home.settings().port, Some(4711));
    let commons = [CommonsId([1; 16]), CommonsId([2; 16])];
    assert_ne!(
        home.first_key(commons[0]).device(),
        home.first_key(commons[1]).device()
    );
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_home_takes_the_place_of_another_and_nothing_of_that_is_lost() {
    let (old, new) = (folder("old"), folder("new"));
    let aside = folder("aside");
    let endpoint = Home::open(&old, [1; 32]).unwrap().endpoint();
    let mut home = Home::open(&new, [2; 32]).unwrap();
    home.take_place(&old, &aside).unwrap();
    assert_eq!(home.root(), old);
    assert!(!new.exists());
    assert_eq!(Home::open(&aside, [3; 32]).unwrap().endpoint(), endpoint);
    let refused = Home::open(&old, [3; 32]).unwrap_err();
    assert!(matches!(refused, HomeError::InUse { .. }));
    assert!(home.take_place(&folder("nowhere"), &aside).is_err());
    assert_eq!(home.root(), old);
    for folder in [old, aside] {
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn a_folder_in_use_is_refused_with_its_process() {
    let root = folder("in-use");
    let _home = Home::open(&root, [1; 32]).unwrap();
    let refused = Home::open(&root, [1; 32]).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains(&std::process::id().to_string()),
        "{refused}"
    );
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_folder_of_a_newer_program_is_left_alone() {
    let root = folder("newer");
    drop(Home::open(&root, [1; 32]).unwrap());
    fs::write(
        root.join(SETTINGS_FILE),
        r#"{"version": 99, "tomorrow": true}"#,
    )
    .unwrap();
    assert!(matches!(
        Home::open(&root, [1; 32]),
        Err(HomeError::Newer { version: 99, .. })
    ));
    fs::remove_dir_all(&root).unwrap();
}

#[cfg(unix)]
#[test]
fn the_secret_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let root = folder("private");
    let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    let file = root.join(secret::SECRET_FILE);
    let mut home = Home::open(&root, [1; 32]).unwrap();
    assert_eq!((mode(&root), mode(&file)), (0o700, 0o600));
    assert!(!home.take_was_readable());
    drop(home);
    // Closed to others, and said once; but nobody comes past a closed folder.
    let set = |place: &Path, mode: u32| {
        fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
    };
    fs::create_dir(root.join("files")).unwrap();
    for (folder, open) in [
        (0o755, 0o644),
        (0o710, 0o640),
        (0o701, 0o604),
        (0o700, 0o644),
    ] {
        set(&root, folder);
        set(&file, open);
        set(&root.join("files"), 0o755);
        let mut home = Home::open(&root, [1; 32]).unwrap();
        assert_eq!(home.take_was_readable(), folder != 0o700);
        assert!(!home.take_was_readable());
        assert_eq!((mode(&root), mode(&file)), (0o700, 0o600));
        assert_eq!(mode(&root.join("files")), 0o700);
    }
    // A folder that holds something else is not this program's to close; what is of the home in it is.
    fs::write(root.join("letter.txt"), "dear Ben").unwrap();
    set(&root, 0o755);
    set(&file, 0o644);
    drop(Home::open(&root, [1; 32]).unwrap());
    assert_eq!((mode(&root), mode(&file)), (0o755, 0o600));
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_passphrase_protects_the_secret_until_it_is_removed() {
    let root = folder("protected");
    let words = |words: &str| Passphrase::typed(words.to_owned());
    let seal = |words: &str| Seal {
        passphrase: Passphrase::typed(words.to_owned()),
        salt: [9; 16],
    };
    let mut home = Home::open(&root, [1; 32]).unwrap();
    let endpoint = home.endpoint();
    home.protect(None, Some(&seal("four words of chaff")))
        .unwrap();
    drop(home);
    let file = root.join(secret::SECRET_FILE);
    assert!(
        !fs::read(&file)
            .unwrap()
            .windows(8)
            .any(|part| part == [1; 8])
    );
    assert!(matches!(Home::open(&root, [2; 32]), Err(HomeError::Sealed)));
    let open = |passphrase: &str| match Door::find(&root, [2; 32])? {
        Door::Open(home) => Ok(home),
        Door::Locked(locked) => locked.open(&words(passphrase)).map_err(|(_, error)| error),
    };
    assert!(matches!(
        open("four words"),
        Err(HomeError::WrongPassphrase)
    ));
    let mut home = open("four words of chaff").unwrap();
    assert!(home.is_protected() && home.endpoint() == endpoint);

    // Another one needs the one of now, and so does none.
    let wrong = home.protect(Some(&words("a guess")), None);
    assert!(matches!(wrong, Err(HomeError::WrongPassphrase)));
    assert!(matches!(home.protect(None, None), Err(HomeError::Sealed)));
    let now = words("four words of chaff");
    home.protect(Some(&now), Some(&seal("four words of wheat")))
        .unwrap();
    drop(home);
    assert!(matches!(
        open("four words of chaff"),
        Err(HomeError::WrongPassphrase)
    ));
    let mut home = open("four words of wheat").unwrap();
    home.protect(Some(&words("four words of wheat")), None)
        .unwrap();
    drop(home);
    assert_eq!(Home::open(&root, [2; 32]).unwrap().endpoint(), endpoint);
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_swap_that_was_cut_short_comes_to_its_end() {
    let root = folder("swapped");
    let fresh = root.with_file_name(format!(
        "{}-restored",
        root.file_name().unwrap().to_string_lossy()
    ));
    let _ = fs::remove_dir_all(&fresh);
    let endpoint = Home::open(&fresh, [4; 32]).unwrap().endpoint();
    // Without its mark it is a home like any other.
    let other = Home::open(&root, [5; 32]).unwrap();
    assert_ne!(other.endpoint(), endpoint);
    drop(other);
    fs::remove_dir_all(&root).unwrap();
    // A kill after the old home was moved away, and before the new one was moved here.
    folders::begin_swap(&fresh).unwrap();
    assert_eq!(Home::open(&root, [5; 32]).unwrap().endpoint(), endpoint);
    assert!(!fresh.exists());
    fs::remove_dir_all(&root).unwrap();
}
