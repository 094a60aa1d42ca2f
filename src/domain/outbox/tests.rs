use super::*;
use proptest::prelude::*;

fn at(min: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(min)
}

fn message(channels: &[Channel]) -> Message {
    Message::new(Notification {
        id: ShortId(1),
        topic: Topic::DailyUpdate,
        day: Day::default(),
        about: CleanText::default(),
        subject: CleanText::line("s"),
        text: CleanText::line("t"),
        full: None,
        channels: channels.to_vec(),
        queued_at: at(0),
        origin: String::new(),
    })
}

fn tried(m: &mut Message, channel: Channel, min: i64, outcome: Option<Delivery>) {
    let number = m.tries.len() as u32 + 1;
    let attempt = Attempt { notification: ShortId(1), number, channel, day: Day::default(), at: at(min) };
    let end =
        |outcome| Settled { notification: ShortId(1), number, outcome, said: CleanText::line("w"), at: at(min) };
    m.tries.push(Try { attempt, ended: outcome.map(end) });
}

fn open(_: Channel) -> Room {
    Room::Open
}

#[test]
fn a_channel_that_did_not_send_gives_way_to_the_next_one() {
    let mut m = message(&[Channel::Ntfy, Channel::Mail]);
    assert_eq!(m.step(at(0), &open), Step::Try(Channel::Ntfy));
    tried(&mut m, Channel::Ntfy, 0, Some(Delivery::Refused));
    assert_eq!(m.step(at(0), &open), Step::Try(Channel::Mail));
    tried(&mut m, Channel::Mail, 0, Some(Delivery::Later));
    assert_eq!(m.step(at(1), &open), Step::Wait(at(5), "the last try led to nothing"));
    assert_eq!(m.step(at(5), &open), Step::Try(Channel::Mail));
    tried(&mut m, Channel::Mail, 5, Some(Delivery::Later));
    assert_eq!(m.step(at(6), &open), Step::Wait(at(25), "the last try led to nothing"));
    tried(&mut m, Channel::Mail, 25, Some(Delivery::Refused));
    assert!(matches!(m.step(at(26), &open), Step::Close(Delivery::Refused, _)));
}

#[test]
fn an_unknown_outcome_is_final_where_it_costs_money_and_repeated_where_it_does_not() {
    let mut m = message(&[Channel::Sms, Channel::Ntfy]);
    tried(&mut m, Channel::Sms, 0, None);
    assert!(matches!(m.step(at(9), &open), Step::Broken(_)));
    m.tries[0].ended = Some(Settled {
        notification: ShortId(1),
        number: 1,
        outcome: Delivery::Unknown,
        said: CleanText::default(),
        at: at(9),
    });
    assert_eq!((m.standing(), m.step(at(60), &open)), (Standing::Unknown, Step::Nothing));

    let mut m = message(&[Channel::Ntfy, Channel::Sms]);
    for (min, wait) in [(0, 5), (5, 25)] {
        tried(&mut m, Channel::Ntfy, min, Some(Delivery::Unknown));
        // A text message might say again what has arrived.
        assert_eq!(m.step(at(wait - 1), &open), Step::Wait(at(wait), "the last try led to nothing"));
        assert_eq!(m.step(at(wait), &open), Step::Try(Channel::Ntfy));
    }
    tried(&mut m, Channel::Ntfy, 25, Some(Delivery::Unknown));
    assert_eq!((m.standing(), m.step(at(600), &open)), (Standing::Unknown, Step::Nothing));
}

#[test]
fn quiet_hours_caps_and_missing_settings_are_said() {
    let m = message(&[Channel::Ntfy, Channel::Mail]);
    let quiet = |c| if c == Channel::Ntfy { Room::Until(at(90), "quiet hours") } else { Room::Open };
    assert_eq!(m.step(at(0), &quiet), Step::Try(Channel::Mail));
    let both = |_| Room::Until(at(90), "quiet hours");
    assert_eq!(m.step(at(0), &both), Step::Wait(at(90), "quiet hours"));
    let none = |_| Room::Missing("no topic".into());
    assert_eq!(m.step(at(0), &none), Step::Close(Delivery::Refused, "no topic; no topic".into()));
    assert!(matches!(m.step(at(24 * 60), &both), Step::Close(Delivery::Expired, _)));
}

#[test]
fn the_fold_takes_each_event_once() {
    let mut o = Outbox::default();
    let m = message(&[Channel::Sms]);
    o.queue(&m.notification);
    o.queue(&m.notification);
    let a = Attempt { notification: ShortId(1), number: 1, channel: Channel::Sms, day: Day::default(), at: at(1) };
    o.attempt(&a);
    o.attempt(&a);
    assert_eq!((o.messages.len(), o.messages[0].tries.len(), o.used(Channel::Sms, Day::default())), (1, 1, 1));
    let end =
        |outcome| Settled { notification: ShortId(1), number: 1, outcome, said: CleanText::default(), at: at(2) };
    o.settle(&end(Delivery::Sent));
    o.settle(&end(Delivery::Unknown));
    assert_eq!(o.messages[0].standing(), Standing::Sent);
    assert!(o.notable().is_empty());
}

#[test]
fn old_messages_go_and_open_ones_stay() {
    let mut o = Outbox::default();
    for n in 0..(KEPT as u64 + 50) {
        let mut m = message(&[Channel::Ntfy]).notification;
        m.id = ShortId(n);
        o.queue(&m);
        if n > 0 {
            let closed = Settled {
                notification: m.id,
                number: 0,
                outcome: Delivery::Expired,
                said: CleanText::default(),
                at: at(1),
            };
            o.settle(&closed);
        }
    }
    assert!(o.messages.len() <= KEPT + 2);
    assert!(o.messages[0].is_open());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// However tries end, and whenever a process dies, a paid channel is used at most once with an end that is not
    /// certain, and never after it.
    #[test]
    fn a_paid_channel_never_sends_twice(
        order in proptest::sample::subsequence(Channel::ALL.to_vec(), 1..=4).prop_shuffle(),
        ends in proptest::collection::vec(0_u8..5, 0..40),
        gaps in proptest::collection::vec(0_i64..400, 40),
    ) {
        let mut m = message(&order);
        let (mut now, mut sent) = (0, Vec::new());
        for (e, gap) in ends.iter().zip(gaps) {
            match m.step(at(now), &open) {
                Step::Try(c) => {
                    let outcome = match e {
                        0 => Some(Delivery::Sent),
                        1 => Some(Delivery::Refused),
                        2 => Some(Delivery::Later),
                        3 => Some(Delivery::Unknown),
                        _ => None,
                    };
                    if matches!(outcome, Some(Delivery::Sent | Delivery::Unknown) | None) {
                        sent.push(c);
                    }
                    tried(&mut m, c, now, outcome);
                }
                Step::Broken(a) => {
                    let end = Settled {
                        notification: ShortId(1), number: a.number, outcome: Delivery::Unknown,
                        said: CleanText::default(), at: at(now),
                    };
                    m.tries.last_mut().unwrap().ended = Some(end);
                }
                Step::Wait(until, _) => prop_assert!(until > at(now)),
                Step::Close(..) | Step::Nothing => break,
            }
            now += gap;
        }
        let paid = sent.iter().position(|c| c.once());
        prop_assert!(paid.is_none_or(|i| i + 1 == sent.len()), "{sent:?}");
        prop_assert!(sent.len() <= UNKNOWN_MAX);
    }
}
