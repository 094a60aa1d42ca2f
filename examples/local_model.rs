//! A scripted endpoint on this machine, to try the chat without any model: `local_model [PORT] [OPTIONS]`.
//!
//! It speaks `POST /v1/chat/completions` as a stream. A question that names a weekday and asks for a change ("move it to
//! Saturday", "make it Sunday instead") is answered with a proposal, by the same tool that a model would call; any other
//! with words. `--rate N` tokens a second (30), `--tokens N` words of an answer (24), `--hang` says nothing at all,
//! `--status N` refuses every request. What it is asked is told on standard error, without the content.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

const WORDS: [&str; 24] = [
    "Your", "sleep", "says", "more", "today", "than", "your", "form", "does.", "Keep", "the", "easy", "day",
    "easy;", "what", "follows", "on", "the", "hard", "days", "is", "worth", "it.\n\n", "Then",
];

#[derive(Clone, Debug)]
struct Wish {
    port: u16,
    rate: u32,
    tokens: usize,
    hang: bool,
    status: Option<u16>,
}

fn main() -> anyhow::Result<()> {
    let mut wish = Wish { port: 8089, rate: 30, tokens: 23, hang: false, status: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse::<u32>().ok());
        match arg.as_str() {
            "--rate" => wish.rate = number().unwrap_or(wish.rate).max(1),
            "--tokens" => wish.tokens = number().map_or(wish.tokens, |n| n as usize),
            "--hang" => wish.hang = true,
            "--status" => wish.status = number().and_then(|n| u16::try_from(n).ok()),
            port => wish.port = port.parse()?,
        }
    }
    let listener = TcpListener::bind(("127.0.0.1", wish.port))?;
    eprintln!("listening at http://{}/v1", listener.local_addr()?);
    for socket in listener.incoming() {
        let (socket, wish) = (socket?, wish.clone());
        thread::spawn(move || {
            if let Err(e) = answer(socket, &wish) {
                eprintln!("broke off: {e}");
            }
        });
    }
    Ok(())
}

fn answer(socket: TcpStream, wish: &Wish) -> anyhow::Result<()> {
    let body = request(&socket)?;
    let asked: Value = serde_json::from_slice(&body)?;
    eprintln!("{} bytes, {} messages", body.len(), asked["messages"].as_array().map_or(0, Vec::len));
    let mut socket = socket;
    if wish.hang {
        thread::sleep(Duration::from_hours(1));
        return Ok(());
    }
    if let Some(status) = wish.status {
        let body = json!({"error": {"message": "refused on purpose", "type": "error", "code": status}}).to_string();
        let head = format!(
            "HTTP/1.1 {status} No\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        socket.write_all(head.as_bytes())?;
        return Ok(socket.write_all(body.as_bytes())?);
    }
    socket.set_nodelay(true)?;
    socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")?;
    let proposal = change(&asked);
    let words: Vec<String> = match &proposal {
        Some(_) => ["It", "fits", "better", "there."].map(str::to_owned).to_vec(),
        None => (0..wish.tokens).map(|i| WORDS[i % WORDS.len()].to_owned()).collect(),
    };
    let pause = Duration::from_secs_f64(1.0 / f64::from(wish.rate));
    let count = words.len();
    for word in words {
        event(&mut socket, &json!({"choices": [{"index": 0, "delta": {"content": format!("{word} ")}}]}))?;
        thread::sleep(pause);
    }
    let finish = if let Some(arguments) = proposal {
        let call = json!({"index": 0, "id": "c1", "type": "function", "function": {"name": "propose_plan_diff", "arguments": arguments}});
        event(&mut socket, &json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}))?;
        "tool_calls"
    } else {
        "stop"
    };
    event(&mut socket, &json!({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}))?;
    event(
        &mut socket,
        &json!({"choices": [], "usage": {"prompt_tokens": body.len() / 3, "completion_tokens": count}}),
    )?;
    Ok(socket.write_all(b"data: [DONE]\n\n")?)
}

fn event(socket: &mut TcpStream, value: &Value) -> std::io::Result<()> {
    socket.write_all(format!("data: {value}\n\n").as_bytes())
}

/// The body of a request.
fn request(socket: &TcpStream) -> anyhow::Result<Vec<u8>> {
    let mut reader = BufReader::new(socket);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

/// The arguments of a proposal that moves a session to the weekday of the last question; `None` when it asks for none.
fn change(asked: &Value) -> Option<String> {
    let last = asked["messages"].as_array()?.last()?;
    let text = last["content"].as_str().filter(|_| last["role"] == "user")?;
    let (facts, question) = text.split_once("\nQUESTION\n")?;
    let lower = question.to_lowercase();
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let wanted = names.iter().position(|n| lower.split(|c: char| !c.is_alphabetic()).any(|w| w.starts_with(n)))?;
    if !["move", "instead", "rather", "make it"].iter().any(|w| lower.contains(w)) {
        return None;
    }
    let today = facts.lines().find_map(|l| l.strip_prefix("[today] "))?;
    let date: NaiveDate = today.split([' ', ';']).nth(1)?.parse().ok()?;
    let version: u32 = today.rsplit(' ').next()?.parse().ok()?;
    let ahead = (wanted + 7 - date.weekday().num_days_from_monday() as usize) % 7;
    let to = date.checked_add_days(chrono::Days::new(if ahead == 0 { 7 } else { ahead as u64 }))?;
    let six = |w: &&str| w.len() == 6 && w.chars().all(|c| c.is_ascii_hexdigit());
    let about = question.split("p:").nth(1).and_then(|r| r.get(..6)).map(|id| format!("[p:{id}]"));
    let proposed = about.and_then(|p| facts.lines().find(|l| l.starts_with(&p))?.split(' ').find(six));
    let row = || facts.lines().skip_while(|l| !l.starts_with("PLAN")).skip(2).find_map(|l| l.split(' ').find(six));
    let session = proposed.or_else(row)?;
    let hunk = json!({"op": "move", "session": session, "day": to.to_string(), "other": null, "template": null,
        "minutes": null, "interval_minutes": null, "text": null});
    Some(json!({"plan_version": version, "reason": "More room around it.", "hunks": [hunk]}).to_string())
}
