//! Serves the figures: `/metrics` and `/health`, to GET and nothing else.

use super::metrics::PROCESS;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Longest request that is read, bytes.
const REQUEST_MAX: usize = 8 << 10;
/// Longest time that one visitor may take.
const VISITOR: Duration = Duration::from_secs(5);

/// Where figures go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into a file.
    File(PathBuf),
    /// Served there.
    At(SocketAddr),
}

impl Place {
    /// Reads what was asked for: a port or `:port` of this machine, an address with a port, else a file.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let here = |port: &str| port.parse().ok().map(|p| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), p));
        let bare = text.strip_prefix("localhost:").or_else(|| text.strip_prefix(':')).unwrap_or(text);
        let at = here(bare).or_else(|| text.parse().ok());
        at.map_or_else(|| Self::File(PathBuf::from(text)), Self::At)
    }
}

/// How the work goes.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Mutex<(bool, String)>>);

impl Health {
    /// Notes how it went, with an object of JSON for who asks.
    pub fn note(&self, ok: bool, json: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (ok, json);
    }

    fn answer(&self) -> (&'static str, String) {
        let now = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match now {
            (_, json) if json.is_empty() => ("200 OK", "{\"ok\":true,\"last\":null}".to_owned()),
            (true, json) => ("200 OK", json),
            (false, json) => ("503 Service Unavailable", json),
        }
    }
}

/// Listens.
///
/// # Errors
/// When the port is taken, or the address is none of this machine's.
pub async fn listen(at: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(at).await
}

/// Answers until it is dropped.
pub async fn serve(listener: TcpListener, health: Health) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: others must go first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        // A visitor that is slow or gone is let go.
        let _ = tokio::time::timeout(VISITOR, visit(stream, &health)).await;
    }
}

async fn visit(mut stream: TcpStream, health: &Health) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
        let n = stream.read(&mut piece).await?;
        bytes.extend_from_slice(&piece[..n]);
        if n == 0 || bytes.len() > REQUEST_MAX {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&bytes);
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, kind, body) = match (method, target.split('?').next().unwrap_or_default()) {
        ("GET", "/metrics") => ("200 OK", "text/plain; version=0.0.4; charset=utf-8", PROCESS.text()),
        ("GET", "/health") => {
            let (status, body) = health.answer();
            (status, "application/json", body)
        }
        ("GET", _) => ("404 Not Found", "text/plain", "/metrics or /health\n".to_owned()),
        _ => ("405 Method Not Allowed", "text/plain", "GET only\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_of_this_machine_and_anything_else_is_a_file() {
        let at = |s: &str| Place::At(s.parse().unwrap());
        assert_eq!(Place::of("9464"), at("127.0.0.1:9464"));
        assert_eq!(Place::of(":9464"), at("127.0.0.1:9464"));
        assert_eq!(Place::of("localhost:1"), at("127.0.0.1:1"));
        assert_eq!(Place::of("0.0.0.0:9464"), at("0.0.0.0:9464"));
        assert_eq!(Place::of("[::1]:9464"), at("[::1]:9464"));
        assert_eq!(Place::of("/var/lib/node/lanterne.prom"), Place::File("/var/lib/node/lanterne.prom".into()));
    }

    async fn get(port: u16, request: &str) -> String {
        let mut s = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        s.write_all(format!("{request} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut text = String::new();
        s.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn figures_and_health_are_served() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let health = Health::default();
        let server = tokio::spawn(serve(listener, health.clone()));
        PROCESS.set("lanterne_test_serve", "A test.", &[], 7.0);
        assert!(get(port, "GET /metrics").await.contains("\nlanterne_test_serve 7\n"));
        assert!(get(port, "GET /health").await.starts_with("HTTP/1.1 200"));
        health.note(false, "{\"ok\":false}".into());
        assert!(get(port, "GET /health").await.starts_with("HTTP/1.1 503"));
        assert!(get(port, "GET /else").await.starts_with("HTTP/1.1 404"));
        assert!(get(port, "POST /metrics").await.starts_with("HTTP/1.1 405"));
        server.abort();
    }
}
