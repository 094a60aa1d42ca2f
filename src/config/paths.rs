//! Where things are: the athlete's own files in the configuration folder, the log in the data folder.
//!
//! Owns: the choice of folders. Does not own: creating the store in them.

use super::issue::{ConfigErrors, Issue, Severity};
use crate::domain::Day;
use directories::ProjectDirs;
use std::path::{Path, PathBuf};

/// The folders of one athlete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// config.toml, .env, missions/, themes/.
    pub config_dir: PathBuf,
    /// The event log, originals and the program's own log.
    pub data_dir: PathBuf,
    /// Whether this is a demo's throwaway folder.
    pub demo: bool,
}

impl Paths {
    /// The folders: all in `home` when it is given (`--home`), else all in `LANTERNE_HOME`, else those of the
    /// platform.
    ///
    /// # Errors
    /// When neither is given and the platform tells no home folder.
    pub fn find(home: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigErrors> {
        if let Some(home) = chosen_home(home, env) {
            return Ok(Self::in_home(&home));
        }
        let dirs = platform()?;
        Ok(Self { config_dir: dirs.config_dir().to_owned(), data_dir: dirs.data_dir().to_owned(), demo: false })
    }

    /// The folders of the demo athlete of `day`, apart from the real ones: `demo-DAY` inside the chosen home, else
    /// inside the platform's cache.
    ///
    /// # Errors
    /// As [`Paths::find`].
    pub fn demo(home: Option<&Path>, env: &dyn Fn(&str) -> Option<String>, day: Day) -> Result<Self, ConfigErrors> {
        let parent = match chosen_home(home, env) {
            Some(home) => home,
            None => platform()?.cache_dir().to_owned(),
        };
        Ok(Self { demo: true, ..Self::in_home(&parent.join(format!("demo-{day}"))) })
    }

    /// Everything in one folder; the log in `data` below it.
    #[must_use]
    pub fn in_home(home: &Path) -> Self {
        Self { config_dir: home.to_owned(), data_dir: home.join("data"), demo: false }
    }

    /// The settings file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config_dir.join("config.toml")
    }

    /// The file of names and secrets.
    #[must_use]
    pub fn env_file(&self) -> PathBuf {
        self.config_dir.join(".env")
    }

    /// The catalogue of classes and routes.
    #[must_use]
    pub fn classes_file(&self) -> PathBuf {
        self.config_dir.join("classes.toml")
    }

    /// The athlete's cycles.
    #[must_use]
    pub fn cycles_file(&self) -> PathBuf {
        self.config_dir.join("cycles.toml")
    }

    /// The folder of log-ins.
    #[must_use]
    pub fn vault_dir(&self) -> PathBuf {
        self.data_dir.join("vault")
    }

    /// The key of the file of log-ins, unless another is named.
    #[must_use]
    pub fn vault_key(&self) -> PathBuf {
        self.config_dir.join("vault.key")
    }

    /// The folder of mission files.
    #[must_use]
    pub fn missions_dir(&self) -> PathBuf {
        self.config_dir.join("missions")
    }

    /// The file of one mission.
    #[must_use]
    pub fn mission_file(&self, id: &str) -> PathBuf {
        self.missions_dir().join(format!("{id}.toml"))
    }

    /// The file of the athlete's own keys.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.config_dir.join("keys.toml")
    }

    /// The folder of the athlete's own themes.
    #[must_use]
    pub fn themes_dir(&self) -> PathBuf {
        self.config_dir.join("themes")
    }

    /// The folder of the athlete's own prompts.
    #[must_use]
    pub fn prompts_dir(&self) -> PathBuf {
        self.config_dir.join("prompts")
    }

    /// The folder that holds the demo folders of all days; only for a demo's own paths.
    #[must_use]
    pub fn demo_parent(&self) -> Option<&Path> {
        self.config_dir.parent().filter(|_| self.demo)
    }
}

fn chosen_home(home: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let home = home.map(Path::to_owned).or_else(|| env("LANTERNE_HOME").map(PathBuf::from));
    home.filter(|h| !h.as_os_str().is_empty())
}

fn platform() -> Result<ProjectDirs, ConfigErrors> {
    ProjectDirs::from("", "", "lanterne").ok_or_else(|| {
        ConfigErrors(vec![Issue::of_file(
            Severity::Error,
            "home folder",
            "this account has no home folder",
            "name one with --home DIR or LANTERNE_HOME",
        )])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(home: Option<&'static str>) -> impl Fn(&str) -> Option<String> {
        move |name| home.filter(|_| name == "LANTERNE_HOME").map(str::to_owned)
    }

    #[test]
    fn a_home_holds_everything_and_the_flag_beats_the_environment() {
        let flag = Paths::find(Some(Path::new("/a")), &env(Some("/b"))).expect("given");
        assert_eq!(flag.config_file(), Path::new("/a/config.toml"));
        assert_eq!(flag.data_dir, Path::new("/a/data"));
        let variable = Paths::find(None, &env(Some("/b"))).expect("given");
        assert_eq!(variable.mission_file("tour"), Path::new("/b/missions/tour.toml"));
    }

    #[test]
    fn an_empty_variable_is_none() {
        let paths = Paths::find(None, &env(Some("")));
        assert!(paths.is_err() || paths.is_ok_and(|p| p.config_dir != Path::new("")));
    }

    #[test]
    fn a_demo_lives_apart() {
        let day = Day::from_ymd_opt(2026, 11, 20).expect("a date");
        let demo = Paths::demo(Some(Path::new("/a")), &env(None), day).expect("given");
        assert_eq!(demo.data_dir, Path::new("/a/demo-2026-11-20/data"));
        assert_eq!(demo.demo_parent(), Some(Path::new("/a")));
        let real = Paths::find(Some(Path::new("/a")), &env(None)).expect("given");
        assert!(real.demo_parent().is_none());
        assert_ne!(real.data_dir, demo.data_dir);
    }
}
