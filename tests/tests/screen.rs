//! The real window on a screen in memory: what draws it, what takes over when that fails, and what is said when nothing can.

use app::desktop::libraries::{self, Library, Screen as Kind};
use app::home::Home;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tests::process::{Workshop, say_loudly};
use tests::screen::{Opened, Screen, open, open_by};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
/// The usual way on Linux, and the other one.
const GLOW: &str = "glow";
const WGPU: &str = "wgpu";
const GRAPHICS: &str = "COMMONWRIGHT_GRAPHICS";
/// Lets the other way draw where there is no Vulkan, as on a machine that only has what `.ci/setup` brings.
const OVER_OPENGL: (&str, &str) = ("WGPU_BACKEND", "gl");
/// Makes the other way fail: it may only draw with a Vulkan that has no driver.
const BROKEN: [(&str, &str); 3] = [
    ("WGPU_BACKEND", "vulkan"),
    ("VK_DRIVER_FILES", "/nowhere"),
    ("VK_ICD_FILENAMES", "/nowhere"),
];

struct Desk {
    folder: tempfile::TempDir,
    screen: Screen,
}

impl Desk {
    fn new(test: &str) -> Option<Desk> {
        Some(Desk {
            screen: Screen::start(test)?,
            folder: tempfile::tempdir().expect("a temporary folder"),
        })
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn opens(&self, environment: &[(&str, &str)]) -> Opened {
        let on = [&[("DISPLAY", self.screen.name())], environment].concat();
        open(PROGRAM, &self.home(), &on, &[]).expect("nothing is hidden")
    }
}

fn drawn(way: &str) -> Opened {
    Opened::Drawn(way.to_owned())
}

#[test]
fn without_a_screen_the_commands_that_need_none_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(Opened::Ended(status, said)) = open(PROGRAM, folder.path(), &[], &[]) else {
        panic!("there is no screen");
    };
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    for part in ["no screen", "`join`", "`run`", "--help"] {
        assert!(said.contains(part), "{said}");
    }
}

/// The main job of the README: the window on the demo where there is a screen, and the same without where there is none.
#[test]
fn the_demo_opens_its_window_or_says_that_there_is_no_screen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demo = Workshop::new(PROGRAM, folder.path(), "demo");
    let said = demo.text(&["demo"]);
    for part in [
        "There is no screen here, so no window was opened.",
        "All of them hold the same.",
        &format!("`commonwright --home {}`", demo.home().display()),
    ] {
        assert!(said.contains(part), "{said}");
    }
    let built = demo.json(&["demo"]);
    let prints: Vec<&Value> = built["peers"].as_array().expect("a list").iter().collect();
    assert_eq!(prints.len(), 3);
    assert!(
        prints
            .iter()
            .all(|peer| peer["fingerprint"] == prints[0]["fingerprint"])
    );
    assert_eq!(
        (&built["designs"], &built["built"]),
        (&12.into(), &false.into())
    );

    let Some(screen) = Screen::start("the_demo_opens_its_window") else {
        return;
    };
    let on = [("DISPLAY", screen.name())];
    let opened = open_by(&["demo"], PROGRAM, demo.home(), &on, &[]);
    assert_eq!(opened, Some(drawn(GLOW)), "the window on the demo");
    let headless = open_by(&["demo", "--headless"], PROGRAM, demo.home(), &on, &[]);
    assert_eq!(headless, Some(Opened::Ended(Some(0), String::new())));
}

#[test]
fn one_way_to_draw_takes_over_from_the_other() {
    let Some(desk) = Desk::new("one_way_to_draw_takes_over_from_the_other") else {
        return;
    };
    assert_eq!(desk.opens(&[]), drawn(GLOW), "the light one goes first");
    assert_eq!(desk.opens(&[(GRAPHICS, WGPU), OVER_OPENGL]), drawn(WGPU));
    let broken = [&[(GRAPHICS, WGPU)][..], &BROKEN].concat();
    assert_eq!(desk.opens(&broken), drawn(GLOW), "in the same process");
    let Opened::Ended(status, said) = desk.opens(&[(GRAPHICS, "paint")]) else {
        panic!("nobody draws like that");
    };
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains(GRAPHICS) && said.contains("glow or wgpu"),
        "{said}"
    );
}

#[test]
fn the_settings_and_a_start_that_died_choose_what_draws() {
    let Some(desk) = Desk::new("the_settings_and_a_start_that_died_choose_what_draws") else {
        return;
    };
    assert_eq!(desk.opens(&[]), drawn(GLOW));
    // A start that died before its first frame leaves this behind.
    std::fs::write(desk.home().join("graphics"), "trying glow\n").expect("the home is there");
    assert_eq!(desk.opens(&[OVER_OPENGL]), drawn(WGPU), "the next start");
    assert_eq!(
        desk.opens(&[OVER_OPENGL]),
        drawn(WGPU),
        "and those after it"
    );
    let choose = |way: &str| {
        let mut home = Home::open(&desk.home(), [0; 32]).expect("nobody has it open");
        home.change_settings(|settings| settings.graphics = way.to_owned())
            .expect("the home is writable");
    };
    choose(GLOW);
    assert_eq!(
        desk.opens(&[OVER_OPENGL]),
        drawn(GLOW),
        "who chooses, chooses"
    );
    choose(WGPU);
    assert_eq!(desk.opens(&[OVER_OPENGL]), drawn(WGPU));
    assert_eq!(desk.opens(&[(GRAPHICS, GLOW)]), drawn(GLOW), "for once");
}

#[test]
fn each_library_that_is_missing_is_named_with_its_package() {
    let Some(desk) = Desk::new("each_library_that_is_missing_is_named_with_its_package") else {
        return;
    };
    let on_x11 = [("DISPLAY", desk.screen.name())];
    for library in libraries::needed(Kind::X11) {
        is_named(&desk.home(), &on_x11, library);
    }
    // No screen of Wayland is there, but its libraries are looked for all the same.
    let on_wayland = [("WAYLAND_DISPLAY", "commonwright-nowhere")];
    for library in libraries::needed(Kind::Wayland) {
        is_named(&desk.home(), &on_wayland, library);
    }
}

fn is_named(home: &Path, environment: &[(&str, &str)], library: Library) {
    let Some(file) = find(library.file) else {
        say_loudly(&format!(
            "NOT PROVED HERE: {} is missing on this machine",
            library.file
        ));
        return;
    };
    // Where there is no EGL, OpenGL by GLX would draw, and where there is no OpenGL, Vulkan.
    let others = ["libGL.so.1", "libvulkan.so.1"].map(find);
    let hidden: Vec<&Path> = [&file]
        .into_iter()
        .chain(others.iter().flatten())
        .map(PathBuf::as_path)
        .collect();
    let Some(opened) = open(PROGRAM, home, environment, &hidden) else {
        return;
    };
    let Opened::Ended(status, said) = opened else {
        panic!("a window without {}: {opened:?}", library.file);
    };
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains(library.file), "{}: {said}", library.file);
    assert!(
        said.contains(library.package),
        "{}: {said}",
        library.package
    );
    assert!(!said.contains("panicked"), "{said}");
}

fn find(file: &str) -> Option<PathBuf> {
    let folders = libraries::folders();
    let found = folders
        .iter()
        .map(|folder| folder.join(file))
        .find(|file| file.is_file())?;
    std::fs::canonicalize(found).ok()
}
