use super::*;
use crate::{
    config::load::tests::parsed,
    model::wire::{Finish, ToolCall, Usage},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};

const CHAT: &str = concat!(
    ": a comment\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Olá, \"}}],\"obfuscation\":\"x\"}\r\n\r\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"TSB −8.\"}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"day\",\"arguments\":\"\"}}]}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"day\\\":\"}}]}}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"2026-03-05\\\"}\"}}]},\"finish_reason\":null}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":3}}}\n\n",
    "data: [DONE]\n\n",
);

const MESSAGES: &str = concat!(
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":8,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}\n\n",
    "event: ping\ndata: {\"type\": \"ping\"}\n\n",
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Olá, TSB −8.\"}}\n\n",
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"day\",\"input\":{}}}\n\n",
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"day\\\":\\\"2026-03-05\\\"}\"}}\n\n",
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":7}}\n\n",
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
);

/// What a scripted server does with one connection.
#[derive(Clone)]
struct Script {
    head: String,
    pieces: Vec<Vec<u8>>,
    /// Whether the connection stays open after the last piece.
    hangs: bool,
}

fn stream(body: &[u8], size: usize) -> Script {
    Script {
        head: "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".into(),
        pieces: body.chunks(size).map(<[u8]>::to_vec).collect(),
        hangs: false,
    }
}

fn answer(status: &str, kind: &str, more: &str, body: &str) -> Script {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    Script { head, pieces: vec![body.as_bytes().to_vec()], hangs: false }
}

/// Serves one connection and gives back its address and what was asked.
async fn serve(script: Script) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut asked = Vec::new();
        loop {
            let mut buffer = [0; 4096];
            let n = socket.read(&mut buffer).await.unwrap_or(0);
            asked.extend_from_slice(&buffer[..n]);
            let text = String::from_utf8_lossy(&asked);
            let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                let length = head
                    .to_lowercase()
                    .split("content-length: ")
                    .nth(1)
                    .and_then(|l| l.lines().next()?.trim().parse::<usize>().ok());
                length.is_some_and(|l| body.len() >= l)
            });
            if n == 0 || whole {
                break;
            }
        }
        let _ = tell.send(String::from_utf8_lossy(&asked).into_owned());
        let _ = socket.write_all(script.head.as_bytes()).await;
        for piece in script.pieces {
            if socket.write_all(&piece).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
        if script.hangs {
            let mut rest = Vec::new();
            let _ = socket.read_to_end(&mut rest).await;
            let _ = tell.send("gone".to_owned());
        }
    });
    (address, told)
}

fn client(address: &str, more: &str) -> Client {
    let text = format!("[model]\nmodel = \"m\"\nbase_url = \"{address}\"\n{more}");
    Client::new(parsed(&text).unwrap().model.unwrap(), Some("sk-canary".into()))
}

async fn sent(script: Script, more: &str) -> (Result<Received, Failure>, String) {
    let (address, mut told) = serve(script).await;
    let mut heard = String::new();
    let result = client(&address, more).send("{\"model\":\"m\",\"b\":1.50}", &mut |t| heard.push_str(t)).await;
    if let Ok(r) = &result {
        assert_eq!(heard, r.text);
    }
    (result, told.try_recv().unwrap_or_default())
}

fn expected() -> (String, Vec<ToolCall>, Option<Usage>, Finish) {
    let call = ToolCall { id: "c1".into(), name: "day".into(), arguments: "{\"day\":\"2026-03-05\"}".into() };
    ("Olá, TSB −8.".into(), vec![call], Some(Usage { input: 11, cached: 3, output: 7 }), Finish::Tools)
}

#[tokio::test]
async fn a_stream_is_the_same_in_pieces_of_any_size() {
    for (wire, body) in [("chat", CHAT), ("messages", MESSAGES)] {
        for size in [body.len(), 1, 2, 3, 7, 61, 997] {
            let (got, _) = sent(stream(body.as_bytes(), size), &format!("wire = \"{wire}\"\n")).await;
            let r = got.unwrap();
            assert_eq!((r.text, r.calls, r.usage, r.finish), expected(), "{wire} by {size}");
        }
    }
}

#[tokio::test]
async fn the_request_says_what_it_wants_and_nothing_of_the_environment() {
    let (_, asked) = sent(stream(CHAT.as_bytes(), 4096), "").await;
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(
        head.contains("accept: text/event-stream") && head.contains("authorization: Bearer sk-canary"),
        "{head}"
    );
    assert!(!head.to_lowercase().contains("openai"), "{head}");
    assert_eq!(body, "{\"model\":\"m\",\"b\":1.50}", "the body leaves byte for byte");
    let (_, asked) = sent(stream(MESSAGES.as_bytes(), 4096), "wire = \"messages\"\n").await;
    assert!(asked.starts_with("POST /v1/messages HTTP/1.1"), "{asked}");
    assert!(asked.contains("x-api-key: sk-canary") && asked.contains("anthropic-version: 2023-06-01"), "{asked}");
    assert!(!asked.contains("authorization"), "{asked}");
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_no_answer() {
    for cut in ["data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish", "data: {\"choices\":[],\"usage\""] {
        let body = CHAT.split(cut).next().unwrap();
        let (got, _) = sent(stream(body.as_bytes(), 4096), "").await;
        let truncated = matches!(got, Err(Failure::Truncated { .. }));
        // Without its usage alone an answer is whole.
        assert_eq!(truncated, !body.contains("tool_calls\"}"), "{got:?}");
    }
}

#[tokio::test]
async fn refusals_are_told_in_their_own_words() {
    let cases = [
        ("401 Unauthorized", "{\"error\":{\"message\":\"bad key\",\"code\":401}}", "bad key", false),
        ("404 Not Found", "{\"error\":\"model 'm' not found\"}", "not found", false),
        ("400 Bad Request", "[{\"error\":{\"code\":400,\"message\":\"listed\"}}]", "listed", false),
        ("503 Service Unavailable", "<html>busy\u{1b}[31m</html>", "busy", true),
        ("429 Too Many Requests", "{\"error\":{\"message\":\"You exceeded your current quota\"}}", "quota", false),
        ("429 Too Many Requests", "{\"error\":{\"message\":\"slow down\"}}", "slow down", true),
        ("302 Found", "", "302", false),
    ];
    for (status, body, words, again) in cases {
        let (got, _) = sent(
            answer(status, "application/json", "retry-after: 2\r\nlocation: https://evil.example/\r\n", body),
            "",
        )
        .await;
        let e = got.unwrap_err();
        assert!(e.to_string().contains(words) && !e.to_string().contains('\u{1b}'), "{e}");
        assert_eq!(e.may_pass(), again, "{e}");
        assert_eq!(e.retry_after(), Some(Duration::from_secs(2)));
        assert!(!e.to_string().contains("sk-canary"));
    }
}

#[tokio::test]
async fn what_is_no_stream_is_named() {
    let (got, _) = sent(answer("200 OK", "text/html", "", "<html>log in</html>"), "").await;
    assert!(got.unwrap_err().to_string().contains("text/html"));
    let error = "data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n";
    let (got, _) = sent(stream(error.as_bytes(), 4096), "").await;
    assert!(matches!(got, Err(Failure::Wrong { message, .. }) if message == "overloaded"));
    let (got, _) =
        sent(stream(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\xfe\"}}]}\n\n", 4096), "").await;
    assert!(matches!(got, Err(Failure::Wrong { .. })), "{got:?}");
    let (got, _) = sent(stream(b"data: not json\n\n", 4096), "").await;
    assert!(matches!(got, Err(Failure::Wrong { .. })), "{got:?}");
}

#[tokio::test]
async fn more_than_an_answer_may_be_ends_the_reading() {
    // Comments: nothing for the reader of events to keep.
    let mut flood = stream(b"", 1);
    flood.pieces = vec![b": xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n".repeat(8192); 12];
    let (got, _) = sent(flood, "").await;
    assert!(matches!(got, Err(Failure::TooLarge { .. })), "{got:?}");
    let wordy =
        format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n", "x".repeat(4000)).repeat(3);
    let (got, _) = sent(stream(wordy.as_bytes(), 4096), "answer_limit = 256\n").await;
    assert!(matches!(got, Err(Failure::Wrong { .. })), "{got:?}");
}

#[tokio::test]
async fn every_wait_has_its_end() {
    let client_of = |address: &str, first: u64, idle: u64, total: u64| {
        let mut c = client(address, "");
        let p = &mut c.model.patience;
        (p.first, p.idle, p.total) =
            (Duration::from_millis(first), Duration::from_millis(idle), Duration::from_millis(total));
        c
    };
    let silent = Script { hangs: true, ..stream(b"", 1) };
    let cases = [(silent.clone(), (20, 5000, 5000), "first_s"), (silent, (5000, 5000, 20), "total_s")];
    for (script, (first, idle, total), key) in cases {
        let (address, mut told) = serve(script).await;
        let e = client_of(&address, first, idle, total).send("{}", &mut |_| {}).await.unwrap_err();
        assert!(e.to_string().contains(key) && !e.may_pass(), "{e}");
        told.recv().await.unwrap();
        assert_eq!(told.recv().await.as_deref(), Some("gone"), "the request ends with the wait");
    }
    let begun = CHAT.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().unwrap();
    let (address, _told) = serve(Script { hangs: true, ..stream(begun.as_bytes(), 4096) }).await;
    let e = client_of(&address, 5000, 20, 5000).send("{}", &mut |_| {}).await.unwrap_err();
    assert!(e.to_string().contains("idle_s"), "{e}");
}

#[tokio::test]
async fn nobody_there_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let e = client(&address, "").send("{}", &mut |_| {}).await.unwrap_err();
    assert!(matches!(e, Failure::Unreachable { .. }) && e.may_pass(), "{e}");
}
