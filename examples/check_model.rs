//! Holds the model's client and requests against recorded streams and the vendors' own descriptions, and counts tokens
//! with a real tokenizer: `check_model [FOLDER_OF_SPECIFICATIONS [FOLDER_FOR_BODIES]]`.
//!
//! Three parts, each failing by itself: every recorded stream is the same answer whole, byte by byte and in odd
//! pieces; every request body that the program sends is one that the vendor's schema takes; the estimate of tokens is
//! never under the tokenizer's. Without a folder only the tokens are counted.

use anyhow::{Context, ensure};
use lanterne::{
    coach::morning::morning_with,
    config::{self, Paths, model::Model},
    domain::{Athlete, Day, exchange::Job},
    log::{Access, Store},
    model::{
        Client, Endpoint, Prompts,
        client::Received,
        facts::Known,
        jobs, tools,
        turn::{World, preview},
        wire::{self, Message, ToolCall},
    },
    science::history::History,
    sync::demo,
};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    thread,
};

const PRESETS: [&str; 6] = ["openai", "anthropic", "anthropic_messages", "ollama", "llama_cpp", "openrouter"];

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let bodies = count_tokens()?;
    if let Some(folder) = folder {
        check_bodies(&folder, &bodies)?;
        check_streams(&folder.join("openai/cassettes"), "chat")?;
        check_streams(&folder.join("anthropic/cassettes"), "messages")?;
        if let Some(out) = std::env::args().nth(2) {
            for (i, (preset, _, body)) in bodies.iter().enumerate() {
                let name = if preset == "anthropic_messages" { "messages" } else { "chat" };
                fs::write(Path::new(&out).join(format!("{name}-{i}.json")), body.to_string())?;
            }
        }
    }
    Ok(())
}

fn model(text: &str) -> anyhow::Result<Model> {
    let dir = tempfile::tempdir()?;
    let paths = Paths::in_home(dir.path());
    fs::write(paths.config_file(), format!("[model]\nmodel = \"some-model\"\n{text}"))?;
    let config = config::load(&paths, &config::Overrides::default(), &|_| None)?;
    config.model.context("a model is configured")
}

/// Every body that the demo's athlete would send, by preset and job; prints what they cost in tokens.
fn count_tokens() -> anyhow::Result<Vec<(String, Job, Value)>> {
    let today = Day::from_ymd_opt(2026, 11, 20).context("a date")?;
    let dir = tempfile::tempdir()?;
    let paths = Paths::in_home(dir.path());
    let store = Store::open(&paths.data_dir, Access::ReadWrite)?;
    demo::prepare(&paths, &store, today)?;
    let (athlete, _): (Athlete, u64) = store.athlete()?;
    let history = History::build(&athlete, today);
    let morning = morning_with(&athlete, &history, today);
    let prompts = Prompts::default();
    let known = Known { athlete: &athlete, history: &history, morning: &morning };
    let world = World { known, prompts: &prompts, date: today };
    let bpe = tiktoken_rs::o200k_base()?;
    let mut bodies = Vec::new();
    println!("tokens of a request on the demo athlete, o200k_base (tiktoken-rs)");
    println!("{:<10} {:>8} {:>10} {:>8}", "job", "tokens", "estimate", "facts");
    for preset in PRESETS {
        let model = model(&format!("preset = \"{preset}\"\n"))?;
        for job in Job::ALL {
            let draft = preview(&model, world, &jobs::task(job));
            let real = bpe.encode_with_special_tokens(&draft.body).len();
            let estimate = draft.tokens as usize;
            ensure!(estimate >= real, "{preset} {}: estimated {estimate}, really {real}", job.name());
            let body: Value = serde_json::from_str(&draft.body)?;
            if preset == "openai" {
                let facts = body["messages"][1]["content"].as_str().unwrap_or_default();
                let facts = bpe.encode_with_special_tokens(facts).len();
                ensure!(facts < 4000, "{}: {facts} tokens of context", job.name());
                println!("{:<10} {real:>8} {estimate:>10} {facts:>8}", job.name());
            }
            bodies.push((preset.to_owned(), job, body));
        }
        bodies.push((preset.to_owned(), Job::Ask, round(&model)));
    }
    Ok(bodies)
}

/// A request in the middle of a conversation: a tool was called and answered.
fn round(model: &Model) -> Value {
    let call =
        |id: &str, arguments: &str| ToolCall { id: id.into(), name: "day".into(), arguments: arguments.into() };
    let messages = [
        Message::System("You are the coach.".into()),
        Message::User("FACTS\n[today] Fri 2026-11-20\nQUESTION\nwhy?".into()),
        Message::Assistant {
            text: "One moment.".into(),
            calls: vec![call("c1", "{\"day\":\"2026-11-20\"}"), call("c2", "no json")],
        },
        Message::Tool { id: "c1".into(), text: "[d:2026-11-20] rest".into() },
        Message::Tool { id: "c2".into(), text: "refused: at `.`: expected value".into() },
    ];
    wire::body(model, &messages, &tools::specs(true))
}

fn check_bodies(folder: &Path, bodies: &[(String, Job, Value)]) -> anyhow::Result<()> {
    let validator = |file: &str, name: &str| -> anyhow::Result<jsonschema::Validator> {
        let text = fs::read_to_string(folder.join(file)).with_context(|| file.to_owned())?;
        let mut document: Value = serde_json::from_str(&text)?;
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": format!("#/components/schemas/{name}"),
            "components": document["components"].take(),
        });
        Ok(jsonschema::validator_for(&schema)?)
    };
    let chat = validator("openai/openapi.prism.json", "CreateChatCompletionRequest")?;
    let messages = validator("anthropic/messages.prism.json", "CreateMessageParams")?;
    // The descriptions refuse something: a check that takes everything checks nothing.
    ensure!(!chat.is_valid(&json!({"model": "m"})) && !messages.is_valid(&json!({"model": "m", "messages": []})));
    for (preset, job, body) in bodies {
        let against = if preset == "anthropic_messages" { &messages } else { &chat };
        let wrong: Vec<String> =
            against.iter_errors(body).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        ensure!(wrong.is_empty(), "{preset} {}: {}", job.name(), wrong.join("; "));
    }
    println!("{} request bodies pass the vendors' schemas", bodies.len());
    Ok(())
}

fn check_streams(folder: &Path, wire: &str) -> anyhow::Result<()> {
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.sort();
    let (mut streams, mut words, mut calls) = (0, 0, 0);
    for file in files {
        for body in streamed(&fs::read_to_string(&file)?, wire) {
            let whole = fetch(&body, body.len(), wire).with_context(|| file.display().to_string())?;
            for size in [1, 2, 7, 61, 509] {
                let again = fetch(&body, size, wire).with_context(|| file.display().to_string())?;
                let same = |r: &Received| (r.text.clone(), r.calls.clone(), r.usage, r.finish);
                ensure!(same(&again) == same(&whole), "{}: differs in pieces of {size}", file.display());
            }
            ensure!(!whole.text.is_empty() || !whole.calls.is_empty(), "{}: says nothing", file.display());
            ensure!(whole.usage.is_some(), "{}: no tokens", file.display());
            for c in &whole.calls {
                serde_json::from_str::<Value>(&c.arguments)
                    .with_context(|| format!("{}: {c:?}", file.display()))?;
            }
            streams += 1;
            words += whole.text.len();
            calls += whole.calls.len();
        }
    }
    ensure!(streams > 0, "no recorded stream under {}", folder.display());
    println!(
        "{wire}: {streams} recorded streams, {words} bytes of words, {calls} tool calls, the same in pieces of 1, 2, 7, 61, 509 and whole"
    );
    Ok(())
}

fn find(folder: &Path, out: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            out.push(path);
        }
    }
    Ok(())
}

/// Bodies of the recorded event streams of one protocol.
fn streamed(cassette: &str, wire: &str) -> Vec<String> {
    let path = if wire == "chat" { "/chat/completions" } else { "/messages" };
    let mut out = Vec::new();
    for part in cassette.split("\n- id:").skip(1) {
        let Some((request, response)) = part.split_once("\n  response:") else { continue };
        if !request.lines().any(|l| l.trim_start().starts_with("url:") && l.ends_with(path)) {
            continue;
        }
        let Some((_, body)) = response.split_once("    body: |+\n") else { continue };
        let lines: Vec<&str> = body.lines().take_while(|l| l.is_empty() || l.starts_with("      ")).collect();
        let text = lines.iter().map(|l| l.get(6..).unwrap_or_default()).collect::<Vec<_>>().join("\n");
        if text.contains("data:") {
            out.push(format!("{}\n\n", text.trim_end()));
        }
    }
    out
}

/// The stream through the whole client, from a server that sends so many bytes at a time.
fn fetch(body: &str, size: usize, wire: &str) -> anyhow::Result<Received> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/v1", listener.local_addr()?);
    let bytes = body.as_bytes().to_vec();
    let server = thread::spawn(move || -> std::io::Result<()> {
        let (mut socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        let mut asked = Vec::new();
        while !asked.ends_with(b"{\"model\":\"m\"}") {
            let mut buffer = [0; 1024];
            let n = socket.read(&mut buffer)?;
            asked.extend_from_slice(&buffer[..n]);
        }
        socket.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n",
        )?;
        bytes.chunks(size).try_for_each(|piece| socket.write_all(piece))
    });
    let client = Client::new(
        model(&format!("preset = \"plain\"\nbase_url = \"{address}\"\nwire = \"{wire}\"\nkey = \"none\"\n"))?,
        None,
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let received = runtime.block_on(client.send("{\"model\":\"m\"}", &mut |_| {}))?;
    let _ = server.join();
    Ok(received)
}
