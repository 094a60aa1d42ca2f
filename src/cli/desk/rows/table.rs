//! The table of config.toml's rows, in their order on screen, and the keys that have none with the reason.

/// Key, name, default, what it does.
pub(super) type Row = (&'static str, &'static str, &'static str, &'static str);

/// Group, heading in it (empty for none), rows.
pub(super) type Block = (&'static str, &'static str, &'static [Row]);

const ATHLETE: &str = "Athlete";
const HEALTH: &str = "Health";
const WEEK: &str = "Your week";
const FORM: &str = "Load and form";
/// Group of the language model.
pub(in super::super) const MODEL: &str = "Model";
const SOURCES: &str = crate::app::screen::settings::SOURCES;
const ROUTINE: &str = "Reports";
const NOTIFY: &str = "Notifications";
const CALENDAR: &str = "Calendar";
const SCREEN: &str = "Screen";

/// Groups before the mission's, and after them; thresholds, mission, files and keys come from elsewhere.
pub(in super::super) const BEFORE: [&str; 3] = [ATHLETE, HEALTH, WEEK];
/// See [`BEFORE`].
pub(in super::super) const AFTER: [&str; 7] = [SCREEN, SOURCES, MODEL, ROUTINE, NOTIFY, CALENDAR, FORM];

/// Every key that has a row.
#[rustfmt::skip]
pub(in super::super) const BLOCKS: &[Block] = &[
    (ATHLETE, "", &[
        ("athlete.name", "Name", "", "Your name, for greetings only."),
        ("athlete.birth_year", "Birth year", "", "For the rules of age, and for the highest heart rate where none was seen."),
        ("athlete.sex", "Sex", "unknown", "For the constants of heart-rate load; unknown costs it some confidence."),
        ("athlete.mass_kg", "Body mass", "", "For watts per kilogram and the energy of a day."),
        ("athlete.height_m", "Body height", "", "With the mass, for the rule that watches over too little energy."),
        ("athlete.time_zone", "Time zone", "the system's", "The zone that dates are read in, such as Europe/Paris."),
        ("athlete.sleep_need_h", "Sleep needed", "from your nights", "Hours of sleep that you need."),
    ]),

    (HEALTH, "", &[
        ("athlete.health.heart_condition", "Heart condition", "", "A known heart condition, or exercise only on a doctor's advice."),
        ("athlete.health.chest_pain", "Chest pain", "", "Chest pain, at rest or in exercise."),
        ("athlete.health.fainting", "Fainting", "", "Lost balance or consciousness in the last year."),
        ("athlete.health.pregnant", "Pregnant", "", "Pregnant."),
        ("athlete.health.joint_problem", "Bone or joint", "", "A bone or joint that exercise could make worse."),
        ("athlete.health.eating_disorder", "Eating disorder", "", "A past or present one: the coach then never speaks of weight."),
        ("athlete.health.doctor_agrees", "Doctor agrees", "", "A doctor knows of what is said above and agrees to hard training."),
        ("athlete.health.adult_present", "Adult present", "", "An adult is there at maximal tests, for athletes under 18."),
    ]),

    (WEEK, "", &[
        ("athlete.available.mon", "Monday", "the template's", "Time that Mondays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.tue", "Tuesday", "the template's", "Time that Tuesdays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.wed", "Wednesday", "the template's", "Time that Wednesdays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.thu", "Thursday", "the template's", "Time that Thursdays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.fri", "Friday", "the template's", "Time that Fridays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.sat", "Saturday", "the template's", "Time that Saturdays have for training; 0 is none. A new mission starts from it."),
        ("athlete.available.sun", "Sunday", "the template's", "Time that Sundays have for training; 0 is none. A new mission starts from it."),
    ]),

    (FORM, "", &[
        ("form.convention", "Step", "exp", "exp as GoldenCheetah and intervals.icu, tp as TrainingPeaks."),
        ("form.tsb", "Form of", "prev", "prev is the evening before, as one wakes up; same is the day itself."),
        ("form.ctl_days", "Fitness over", "42", "Time constant of fitness (CTL), days."),
        ("form.atl_days", "Fatigue over", "7", "Time constant of fatigue (ATL), days."),
        ("form.seed_ctl", "Fitness before", "from 28 days", "Fitness on the evening before your first activity."),
        ("form.seed_atl", "Fatigue before", "as the fitness", "Fatigue on the evening before your first activity."),
        ("load.np", "Normalized power", "tp", "tp from full 30-second windows, as TrainingPeaks; gc primed with zeros, as GoldenCheetah."),
        ("zones.heart_rate", "Heart-rate zones", "friel", "Whose zones heart rates are told in: Friel's seven, or GoldenCheetah's."),
        ("zones.pace", "Pace zones", "friel", "Whose zones paces are told in: Friel's seven, or GoldenCheetah's."),
    ]),
    (FORM, "What a sport's load counts", &[
        ("sport_factors.bike", "Bike", "1", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.run", "Run", "1", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.swim", "Swim", "1", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.strength", "Strength", "0.5", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.hike", "Hike", "0.7", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.row", "Row", "0.7", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.ski", "Ski", "0.7", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
        ("sport_factors.transition", "Transition", "0.7", "What the time between the legs of a triathlon counts in fitness and fatigue."),
        ("sport_factors.other", "Other sports", "0.7", "What an hour of it counts in fitness and fatigue, of all sports together: 1 is all of its load."),
    ]),

    (SCREEN, "", &[
        ("screen.theme", "Theme", "ansi", "Colours. Your own themes lie in the themes folder."),
        ("screen.units", "Units", "metric", "Kilometres, metres and kilograms, or miles, feet and pounds, wherever something is shown or typed. Files stay metric."),
        ("screen.chart", "Charts", "braille", "What charts are made of; fonts differ. From the next start on."),
        ("screen.motion", "Motion", "yes", "Whether anything on screen moves by itself."),
        ("screen.mouse", "Mouse", "no", "Whether the mouse is listened to; the terminal's own selection needs shift then."),
        ("screen.check_in", "Check-in first", "yes", "Whether you are asked how you feel before you see the score."),
        ("screen.still", "Still", "no", "Words and figures only, one below the other: for a screen reader. From the next start on."),
        ("screen.hyperlinks", "Links", "auto", "Whether papers and pages are links; auto is where the terminal is known to open them. From the next start on."),
    ]),

    (MODEL, "", &[
        ("model.preset", "Service", "none", "Whose model it is; the address comes with it. Choose it first, then name the model."),
        ("model.model", "Model", "none", "The model's name as the service knows it. Without one the coach answers by rules alone."),
        ("model.base_url", "Address", "the service's", "Address of an OpenAI-compatible endpoint. The key stays in the environment or .env."),
        ("model.key", "Name of its key", "the service's", "The name in .env or the environment that holds the key, such as OPENAI_API_KEY; none for a service without one."),
        ("model.routine", "In the routine", "yes", "Whether a model adds its words to the daily and weekly routine."),
    ]),
    (MODEL, "What it may cost", &[
        ("model.cap_day_usd", "Most in a day", "0.5", "What the model may cost in a day, in dollars; beyond it the rules answer."),
        ("model.cap_month_usd", "Most in a month", "5", "What the model may cost in a month, in dollars; beyond it the rules answer."),
    ]),
    (MODEL, "How long to wait", &[
        ("model.connect_s", "To connect", "10", "Longest time to reach the service, seconds."),
        ("model.first_s", "To the first word", "30", "Longest time until an answer begins, seconds; a model on this machine may need more."),
        ("model.idle_s", "Between words", "15", "Longest silence in the middle of an answer, seconds."),
        ("model.total_s", "In all", "60", "Longest time of one attempt, seconds."),
        ("model.attempts", "Attempts", "3", "How often a question is asked before the rules answer."),
        ("model.answer_limit", "Longest answer", "4096", "Most tokens of an answer."),
    ]),
    (MODEL, "What the service can do", &[
        ("model.effort", "Effort", "the service's", "How hard a reasoning model may think; for those that can be told."),
        ("model.wire", "Protocol", "the service's", "chat is the OpenAI way that most services speak, messages is Anthropic's own."),
        ("model.tools", "Tools", "the service's", "Whether it takes tools; without them it explains and proposes nothing."),
        ("model.strict", "Strict tools", "the service's", "Whether it holds its proposals to their form by itself; they are checked here in any case."),
        ("model.usage", "Tells its tokens", "the service's", "Whether it says how many tokens an answer took; they are counted here otherwise."),
        ("model.limit_name", "Name of the limit", "the service's", "What it calls the limit of an answer; newer models of OpenAI want max_completion_tokens."),
    ]),

    (SOURCES, "", &[
        ("sources.oura.enabled", "Oura", "once connected", "Whether Oura is asked. An application of your own is made at https://developer.ouraring.com."),
        ("sources.oura.since", "Oura since", "all there is", "Earliest day that Oura is asked for."),
        ("sources.oura.llm", "Oura and a model", "allow", "What a model may see of Oura's records; only less than the service allows."),
        ("sources.oura.retain_days", "Oura is kept", "for good", "Days until Oura's records are erased here; the figures that came of them stay."),
        ("sources.intervals.enabled", "intervals.icu", "once connected", "Whether intervals.icu is asked. Its key is made at https://intervals.icu/settings."),
        ("sources.intervals.since", "intervals since", "all there is", "Earliest day that intervals.icu is asked for."),
        ("sources.intervals.llm", "intervals and a model", "allow", "What a model may see of its records; only less than the service allows."),
        ("sources.intervals.retain_days", "intervals is kept", "for good", "Days until its records are erased here; the figures that came of them stay."),
        ("sources.strava.enabled", "Strava", "once connected", "Whether Strava is asked. An application of your own is made at https://www.strava.com/settings/api."),
        ("sources.strava.since", "Strava since", "all there is", "Earliest day that Strava is asked for."),
        ("sources.strava.retain_days", "Strava is kept", "7", "Days until Strava's records are erased here; its terms allow seven."),
    ]),
    (SOURCES, "Where log-ins are kept", &[
        ("vault.backend", "Kept in", "file", "file is encrypted, keyring is the desktop's, command your own program, env keeps nothing. Log-ins don't move along: connect again."),
        ("vault.key_file", "Key of the file", "beside config.toml", "Path of the key that the encrypted file is opened with."),
        ("vault.read", "Program that reads", "", "For command: what prints the log-ins, program and arguments with commas between, such as pass, show, lanterne."),
        ("vault.write", "Program that writes", "", "For command: what keeps the log-ins that it reads on its input, such as pass, insert, -m, -f, lanterne."),
    ]),
    (SOURCES, "Addresses and rates", &[
        ("sources.oura.base_url", "Oura address", "Oura's own", "Address of Oura's API."),
        ("sources.oura.authorize_url", "Oura page to agree", "Oura's own", "Page on which you agree that your data are read."),
        ("sources.oura.token_url", "Oura tokens", "Oura's own", "Address that gives tokens."),
        ("sources.oura.redirect", "Oura comes back to", "a free port here", "Address that the browser comes back to, when your application is registered with a certain one."),
        ("sources.oura.per_second", "Oura a second", "5", "Most requests in a second."),
        ("sources.intervals.base_url", "intervals address", "intervals.icu's own", "Address of the API of intervals.icu."),
        ("sources.intervals.per_second", "intervals a second", "5", "Most requests in a second."),
        ("sources.strava.base_url", "Strava address", "Strava's own", "Address of Strava's API."),
        ("sources.strava.authorize_url", "Strava page to agree", "Strava's own", "Page on which you agree that your data are read."),
        ("sources.strava.token_url", "Strava tokens", "Strava's own", "Address that gives tokens."),
        ("sources.strava.redirect", "Strava comes back to", "a free port here", "Address that the browser comes back to, when your application is registered with a certain one."),
        ("sources.strava.per_second", "Strava a second", "5", "Most requests in a second."),
        ("sources.strava.per_quarter", "Strava in 15 min", "100", "Most requests in a quarter of an hour, as Strava grants your application."),
        ("sources.strava.per_day", "Strava a day", "1000", "Most requests in a day, as Strava grants your application."),
    ]),

    (ROUTINE, "", &[
        ("weekly.day", "Weekly review on", "sun", "The day from which a week's review is written: its Sunday, or the Monday after."),
        ("weekly.at", "At", "21:00", "The hour of that day, your time."),
        ("output.folder", "Folder", "beside the log", "Folder that reviews, plans and profiles are written to as pages. From the next start on."),
        ("output.commit", "Commit to git", "no", "Whether what is written there is committed, when the folder is a git repository."),
    ]),
    (ROUTINE, "Runs in a CI service", &[
        ("ci.folder", "Folder there", "lanterne", "Folder in the repository that a run in a CI service publishes to."),
        ("ci.branch", "Branch there", "the default one", "Branch that a run in a CI service publishes to."),
    ]),

    (NOTIFY, "", &[
        ("notify.channels", "Channels", "none", "Where messages go, in the order in which they are tried: ntfy, mail, sms, gateway."),
        ("notify.quiet", "Quiet hours", "22:00-06:00", "Hours in which nothing is sent; none for no such hours. Until you set them mail goes at any hour."),
    ]),
    (NOTIFY, "What goes where", &[
        ("notify.topics.daily_update", "Daily update", "as Channels", "Channels of the morning's answer; a lone comma sends it nowhere."),
        ("notify.topics.proposal", "Proposals", "as Channels", "Channels of a proposal that waits for an answer."),
        ("notify.topics.log_in", "Log-ins", "as Channels", "Channels of a service that needs a new log-in."),
        ("notify.topics.weekly_review", "Weekly review", "as Channels", "Channels of the week's review."),
        ("notify.topics.weekly_plan", "Weekly plan", "as Channels", "Channels of the next week's plan."),
        ("notify.topics.purse", "Purse", "as Channels", "Channels of a model's purse that runs dry."),
    ]),
    (NOTIFY, "Each channel", &[
        ("notify.ntfy.server", "ntfy server", "ntfy's own", "Address of the ntfy server. The topic stays in the environment or .env."),
        ("notify.ntfy.content", "ntfy content", "minimal", "minimal says that there is something, full says what."),
        ("notify.ntfy.quiet", "ntfy quiet hours", "as Quiet hours", "Hours in which ntfy sends nothing, such as 22:00-06:00; none for no such hours."),
        ("notify.ntfy.per_day", "ntfy a day", "5", "Most messages of a day."),
        ("notify.mail.server", "Mail server", "", "Host of the SMTP server. Addresses and password stay in the environment or .env."),
        ("notify.mail.port", "Mail port", "by its security", "Port of the SMTP server."),
        ("notify.mail.security", "Mail security", "tls", "tls from the first byte, starttls before anything is said, none on this machine only."),
        ("notify.mail.ca_file", "Mail certificate", "the system's", "Path of a certificate to trust besides the system's, PEM."),
        ("notify.mail.content", "Mail content", "minimal", "minimal says that there is something, full says what."),
        ("notify.mail.quiet", "Mail quiet hours", "as Quiet hours", "Hours in which no mail is sent, such as 22:00-06:00; none for no such hours."),
        ("notify.mail.per_day", "Mail a day", "5", "Most messages of a day."),
        ("notify.sms.base_url", "SMS address", "Twilio's own", "Address of Twilio's API. Numbers and keys stay in the environment or .env."),
        ("notify.sms.content", "SMS content", "minimal", "minimal says that there is something, full says what."),
        ("notify.sms.quiet", "SMS quiet hours", "as Quiet hours", "Hours in which no SMS is sent, such as 22:00-06:00; none for no such hours."),
        ("notify.sms.per_day", "SMS a day", "2", "Most messages of a day."),
        ("notify.gateway.enabled", "SMS by mail", "no", "Whether SMS may go through a provider's mail gateway; name its domain first."),
        ("notify.gateway.domain", "Its domain", "", "Domain of the provider's mail gateway."),
        ("notify.gateway.content", "Its content", "minimal", "minimal says that there is something, full says what."),
        ("notify.gateway.quiet", "Its quiet hours", "as Quiet hours", "Hours in which the gateway gets nothing, such as 22:00-06:00; none for no such hours."),
        ("notify.gateway.per_day", "Messages a day", "2", "Most messages of a day."),
    ]),

    (CALENDAR, "", &[
        ("calendar.start.every", "Sessions begin", "without a time", "The hour that sessions begin on any day, such as 18:00: for the calendar feed and pushed workouts."),
        ("calendar.start.mon", "Monday", "as every day", "The hour on Mondays."),
        ("calendar.start.tue", "Tuesday", "as every day", "The hour on Tuesdays."),
        ("calendar.start.wed", "Wednesday", "as every day", "The hour on Wednesdays."),
        ("calendar.start.thu", "Thursday", "as every day", "The hour on Thursdays."),
        ("calendar.start.fri", "Friday", "as every day", "The hour on Fridays."),
        ("calendar.start.sat", "Saturday", "as every day", "The hour on Saturdays."),
        ("calendar.start.sun", "Sunday", "as every day", "The hour on Sundays."),
    ]),
];

/// Keys without a row of their own, and why.
#[cfg(test)]
pub(in super::super) const WITHOUT: [(&str, &str); 13] = [
    ("thresholds[].kind", "part of the line that sets a threshold; another kind is another threshold"),
    ("thresholds[].sport", "part of the line that sets a threshold; another sport is another threshold"),
    (
        "thresholds[].from",
        "part of the line that sets a threshold; another day is another threshold, the old one stays true",
    ),
    ("thresholds[].note", "the athlete's own words beside a value, shown with it"),
    ("keys.*", "the group of the keys writes keys.toml, which goes before it"),
    ("sources.strava.llm", "Strava's terms leave nothing to choose"),
    ("sources.oura.per_quarter", "Oura has no such limit"),
    ("sources.oura.per_day", "Oura has no such limit"),
    ("sources.intervals.per_quarter", "intervals.icu has no such limit"),
    ("sources.intervals.per_day", "intervals.icu has no such limit"),
    ("sources.intervals.authorize_url", "intervals.icu is asked with a key; there is no page to agree on"),
    ("sources.intervals.redirect", "intervals.icu is asked with a key; there is no page to come back from"),
    ("sources.intervals.token_url", "intervals.icu is asked with a key; there are no tokens"),
];
