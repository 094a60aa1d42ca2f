//! F01–F12 and the feel.

use super::{Card, Family, Override, row};
use crate::domain::verdict::Evidence::{self, Convention, Design, Mission, Research, Safety};
use Override::{Never, WithReason};

const fn flag(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    limits: (&'static str, &'static str),
    source: &'static str,
    evidence: Evidence,
    overridable: Override,
) -> Card {
    row(Family::Flag, (id, title, text), limits, source, evidence, overridable)
}

pub(super) const CARDS: &[Card] = &[
    flag(
        "F01",
        "illness that stops training",
        "Rest; chest pain and fainting are for a doctor, the same day.",
        ("", "fever, 38 °C and more, chest pain, fainting, illness below the neck"),
        "IOC consensus on acute respiratory infection (Schwellnus 2022, BJSM 56:1066)",
        Safety,
        Never,
    ),
    flag(
        "F02",
        "a cold",
        "Rest, or at most 45 very easy minutes.",
        ("", "symptoms above the neck"),
        "the neck check, a convention",
        Convention,
        Never,
    ),
    flag(
        "F03",
        "return after illness",
        "A graded return, easy days first and hard work last.",
        ("", "under 3 days well, under 5 after illness below the neck, under 7 after fever"),
        "graded return (Schwellnus 2022, BJSM 56:1066)",
        Research,
        Never,
    ),
    flag(
        "F04",
        "HRV trend",
        "strict: a recovery week. corroborated: a recovery week only when a second signal agrees, else nothing hard today.",
        (
            "",
            "mean of seven nights 10 % and more under the 60 nights before; corroborated: z7 < −1, RHR +2 bpm or feel under 50, TSB < 0, 14 days since the last deload",
        ),
        "the −10 % is a rule of thumb; corroboration is our design (HRV-guided training: Javaloyes 2019, Nuuttila 2022)",
        Convention,
        WithReason,
    ),
    flag(
        "F05",
        "short sleep",
        "Nothing hard today; less of it too when another sign agrees, or close to the event.",
        (
            "",
            "strict: three nights under 7 h. personal: their mean half an hour under the own 63-day median, or each under 6 h",
        ),
        "7 h is a rule of thumb, the personal limit our design; short sleep came with injuries in 95 endurance athletes (Johnston 2019)",
        Convention,
        WithReason,
    ),
    flag(
        "F06",
        "Body Battery at bedtime",
        "One class of intensity less the next day.",
        ("", "under 25 at bedtime"),
        "a rule of thumb; the vendor calls 0–25 low",
        Mission,
        WithReason,
    ),
    flag(
        "F07",
        "resting heart rate",
        "Recovery only, and a question about illness.",
        ("", "+7 bpm over the 28-day median, +5 on two days, or over the mission's limit"),
        "common practice",
        Convention,
        WithReason,
    ),
    flag(
        "F08",
        "body temperature",
        "Nothing hard; rest from +1.0 °C, which is often a fever.",
        ("", "+0.6 °C and more over the usual; +1.0 °C is rest and can't be overridden"),
        "vendor guidance (Oura: usual −1.5 to +0.6 °C)",
        Convention,
        WithReason,
    ),
    flag(
        "F09",
        "form",
        "Warns, then nothing hard, then recovery.",
        (
            "TSB under the mission's min_tsb",
            "TSB under −35 % of CTL: nothing hard; under −50 %: recovery, which can't be overridden",
        ),
        "intervals.icu form bands; shares are our design",
        Convention,
        WithReason,
    ),
    flag(
        "F10",
        "HRV last night",
        "Nothing hard today.",
        ("", "2 standard deviations and more under the 60-night mean"),
        "Plews 2013; the cut is our design",
        Design,
        WithReason,
    ),
    flag(
        "F11",
        "pain and injuries",
        "No sport that loads the place; from 6 of 10 rest and a professional.",
        ("pain 1–2 of 10", "pain 3 of 10 and more, or an open injury"),
        "safety",
        Safety,
        Never,
    ),
    flag(
        "F12",
        "effort against intensity",
        "Nothing hard today.",
        ("", "last two sessions rated 2 and more above the band of their intensity"),
        "section-11's bands; the rule is a convention",
        Convention,
        WithReason,
    ),
    flag(
        "FEEL",
        "your feel",
        "Worse than the devices say always counts.",
        ("", "under 40 of 100, or fatigue or soreness at 5 of 5: nothing hard; 20 and less: recovery"),
        "self-report is at least as sensitive as devices (Saw 2016)",
        Research,
        Never,
    ),
];
