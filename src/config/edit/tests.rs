use super::*;

const OWN: &str = "# mine\n[screen]\ntheme = \"ansi\"   # the plain one\n\n[keys]\n# two ways\nquit = [\"q\"]\n";

#[test]
fn comments_and_order_stay() {
    let changed = set_in("f", OWN, "screen.theme", "mono".into()).expect("good");
    assert_eq!(changed, OWN.replace("\"ansi\"", "\"mono\""));
    let again = set_in("f", &changed, "screen.mouse", true.into()).expect("good");
    assert_eq!(again, changed.replace("# the plain one\n", "# the plain one\nmouse = true\n"));
}

#[test]
fn missing_tables_are_made() {
    let text = set_in("f", "", "athlete.mass_kg", 71.5.into()).expect("good");
    assert_eq!(text, "[athlete]\nmass_kg = 71.5\n");
    let inline = set_in("f", "screen = { theme = \"x\" }\n", "screen.theme", "y".into()).expect("good");
    assert_eq!(inline, "screen = { theme = \"y\" }\n");
}

#[test]
fn what_is_in_the_way_is_named() {
    assert!(matches!(set_in("f", "screen = 3\n", "screen.theme", "x".into()), Err(EditError::NotATable { .. })));
    assert!(matches!(set_in("f", OWN, "screen", "x".into()), Err(EditError::NotATable { .. })));
    let broken = set_in("f", "[screen\n", "screen.theme", "x".into()).expect_err("no TOML");
    assert!(broken.to_string().contains("mend it first"), "{broken}");
}

#[test]
fn the_file_is_replaced_and_private() {
    let dir = tempfile::tempdir().expect("a folder");
    let paths = Paths::in_home(&dir.path().join("new"));
    set(&paths, "screen.theme", "mono").expect("written");
    set(&paths, "athlete.birth_year", 1984).expect("written");
    let text = fs::read_to_string(paths.config_file()).expect("there");
    assert_eq!(text, "[screen]\ntheme = \"mono\"\n\n[athlete]\nbirth_year = 1984\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |p: &Path| fs::metadata(p).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&paths.config_file()), 0o600);
        assert_eq!(mode(&paths.config_dir), 0o700);
    }
    let left = fs::read_dir(&paths.config_dir).expect("there").count();
    assert_eq!(left, 1, "no temporary file stays");
}

#[test]
fn a_broken_file_stays_as_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    let paths = Paths::in_home(dir.path());
    fs::write(paths.config_file(), "[screen\n").expect("written");
    assert!(set(&paths, "screen.theme", "mono").is_err());
    assert_eq!(fs::read_to_string(paths.config_file()).expect("there"), "[screen\n");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let real = dir.path().join("dotfiles.toml");
    fs::write(&real, "").expect("written");
    let paths = Paths::in_home(dir.path());
    std::os::unix::fs::symlink(&real, paths.config_file()).expect("linked");
    set(&paths, "screen.theme", "mono").expect("written");
    assert!(fs::read_to_string(&real).expect("there").contains("mono"));
    assert!(fs::symlink_metadata(paths.config_file()).expect("there").is_symlink());
}

#[test]
fn a_new_file_never_replaces_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("missions/tour.toml");
    create_private(&path, b"first").expect("written");
    let second = create_private(&path, b"second").expect_err("there already");
    assert_eq!(second.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).expect("there"), b"first");
}
