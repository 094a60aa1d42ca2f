"""Checks of .ci/out. usage: out.py BINARY FOLDER [prism TWILIO GITHUB INTERVALS]"""

import base64
import json
import logging
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
import warnings

BASE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def home(top, name, config):
    path = pathlib.Path(top) / name
    path.mkdir(parents=True, mode=0o700)
    (path / "config.toml").write_text('[athlete]\ntime_zone = "UTC"\n' + config)
    return path


def lanterne(binary, path, *arguments, env=None, codes=(0,)):
    done = subprocess.run([binary, "--home", path, *arguments, "--json"], capture_output=True, text=True, check=False,
                          env={**BASE, **(env or {})}, timeout=120)
    if done.returncode not in codes:
        sys.exit(f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def free():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Box:
    """A mailbox that also holds the bytes that came over the wire."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((session.ssl is not None, envelope))
        return "250 taken"


def certificate(work):
    key, cert = f"{work}/key.pem", f"{work}/cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "30",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-addext", "basicConstraints=critical,CA:FALSE"], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context, cert


def mail(binary, work):
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword
    context, cert = certificate(work)
    secrets = {"EMAIL_ADDRESS": "coach@example.org", "TO_EMAIL": "rider@example.org"}
    login = {**secrets, "EMAIL_PASS": "right"}

    def authenticator(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.password == b"right"
        return AuthResult(success=good, handled=good)

    def setup(name, box, **how):
        port = free()
        controller = Controller(box, hostname="127.0.0.1", port=port, **how)
        controller.start()
        return controller, port

    plain, tls, start = Box(), Box(), Box()
    auth = {"authenticator": authenticator, "auth_required": True}
    servers = [
        ("none", plain, setup("none", plain), secrets, ""),
        ("tls", tls, setup("tls", tls, ssl_context=context, auth_require_tls=False, **auth), login, f'ca_file = "{cert}"\n'),
        ("starttls", start, setup("starttls", start, tls_context=context, require_starttls=True, **auth), login,
         f'ca_file = "{cert}"\n'),
    ]
    for security, box, (controller, port), env, more in servers:
        path = home(work, f"mail-{security}", f'[notify.mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "{security}"\n{more}')
        told = lanterne(binary, path, "notify", "test", "mail", env=env)
        assert told["standing"] == "sent", told
        (secure, envelope), = box.mails
        # The server that speaks TLS from the first byte takes nothing else.
        assert secure == (security == "starttls"), security
        assert envelope.rcpt_tos == ["rider@example.org"], envelope.rcpt_tos
        text = envelope.content.decode()
        assert f"Message-ID: <{told['id']}.mail.lanterne@example.org>" in text, text
        if security != "none":
            wrong = lanterne(binary, path, "notify", "test", "mail", env={**env, "EMAIL_PASS": "wrong"}, codes=(1,))
            assert wrong["standing"] == "failed" and "535" in wrong["said"], wrong
            stranger = home(work, f"mail-{security}-stranger",
                            f'[notify.mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "{security}"\n')
            refused = lanterne(binary, stranger, "notify", "test", "mail", env=env, codes=(1,))
            assert refused["standing"] == "failed", refused
            assert len(box.mails) == 1, "a certificate that nobody vouches for, or a wrong password, got a mail through"
        controller.stop()
    print("mail: taken in plain, by TLS and by STARTTLS; a wrong password and an unknown certificate are refused")


def killed(binary, work, kills=10):
    """A process that is killed while Twilio's answer is awaited: the text message goes out once, and that is said."""
    env = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006", "TO_PHONE": "+12025550147"}
    for i in range(kills):
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        path = home(work, f"killed-{i}", f'[notify]\nquiet = "none"\n[notify.sms]\nbase_url = "http://127.0.0.1:{port}"\n')
        child = subprocess.Popen([binary, "--home", path, "notify", "test", "sms"], env={**BASE, **env},
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stream, _ = listener.accept()
        assert b"POST" in stream.recv(65536)
        child.send_signal(signal.SIGKILL)
        child.wait()
        stream.close()
        told = lanterne(binary, path, "notify", "send", env=env, codes=(10,))
        assert told[0]["standing"] == "unknown", told
        assert lanterne(binary, path, "notify", "send", env=env) == []
        listener.settimeout(0.2)
        try:
            listener.accept()
            sys.exit("a text message was sent twice")
        except TimeoutError:
            pass
        listed = lanterne(binary, path, "notify", env=env)["messages"]
        assert listed[0]["standing"] == "unknown" and "not known" in listed[0]["said"], listed
        listener.close()
    print(f"sms: {kills} kills while the answer was awaited: none sent twice, each said to be unknown")


def secrets(binary, work):
    """Renewed log-ins become repository secrets that only the private key opens; a refusal names the scope."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from nacl.public import PrivateKey, SealedBox
    private, kept, refuse = PrivateKey.generate(), {}, []

    class GitHub(BaseHTTPRequestHandler):
        def answer(self, status, body):
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def do_GET(self):
            if refuse:
                return self.answer(403, {"message": "Resource not accessible by personal access token"})
            self.answer(200, {"key_id": "7", "key": base64.b64encode(bytes(private.public_key)).decode()})

        def do_PUT(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            assert body["key_id"] == "7" and self.headers["authorization"] == "Bearer pat-1"
            sealed = base64.b64decode(body["encrypted_value"])
            kept[self.path.rsplit("/", 1)[1]] = SealedBox(private).decrypt(sealed).decode()
            self.answer(201, {})

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), GitHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    grant = {"access": "a", "refresh": "renewed-refresh", "expires_at": "2030-01-01T00:00:00Z", "scopes": [], "generation": 3}
    path = home(work, "secrets", "")
    document = path / "vault.json"
    document.write_text(json.dumps({"version": 1, "entries": {"oura": {"host": "api.ouraring.com", "grant": grant}}}))
    with open(path / "config.toml", "a") as f:
        f.write(f'[vault]\nbackend = "command"\nread = ["cat", "{document}"]\n')
    env = {"GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}", "REPO_OWNER": "ada", "REPO_NAME": "coach",
           "GH_PAT": "pat-1", "OURA_REFRESH_TOKEN": "old-refresh"}
    said = lanterne(binary, path, "ci", "secrets", env=env)
    assert said["kept"] == ["OURA_REFRESH_TOKEN"] and kept == {"OURA_REFRESH_TOKEN": "renewed-refresh"}, (said, kept)
    assert lanterne(binary, path, "ci", "secrets", env={**env, "OURA_REFRESH_TOKEN": "renewed-refresh"})["kept"] == []
    refuse.append(True)
    done = subprocess.run([binary, "--home", path, "ci", "secrets"], env={**BASE, **env}, capture_output=True, text=True)
    assert done.returncode == 20 and "Secrets: read and write" in done.stderr, done
    assert "pat-1" not in done.stderr + done.stdout and "renewed" not in done.stderr + done.stdout
    server.shutdown()
    print("secrets: opened by the private key alone; a 403 names the scope")


def figures(binary, work):
    port = free()
    path = home(work, "figures", "")
    child = subprocess.Popen([binary, "--home", path, "--sync", "--every", "60", "--metrics", str(port), "--log", "json"],
                             env=BASE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(child.stderr), daemon=True)
    reader.start()
    try:
        text = ""
        for _ in range(200):
            try:
                text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
            except OSError:
                pass
            if "lanterne_sync_runs_total" in text and "lanterne_log_events" in text:
                break
            time.sleep(0.05)
        assert 'lanterne_sync_runs_total{status="done"} 1' in text, text
        health = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5))
        assert health["ok"] is True, health
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=10)
    reader.join(timeout=5)
    entries = [json.loads(line) for line in lines]
    assert any(e.get("message") == "run ended" and e.get("status") == "done" for e in entries), lines
    file = path / "lanterne.prom"
    lanterne(binary, path, "--sync", "--metrics", str(file), env={})
    assert "# TYPE lanterne_sync_seconds gauge" in file.read_text()
    print(f"figures: served and written; {len(entries)} lines of JSON")


def described(port, private, kept, secrets, seen):
    """A repository that remembers. Every request goes to the server made of GitHub's description first; what that refuses is
    refused. The description knows the path of a file as one segment, and its example of a key is none."""
    import http.client
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from urllib.parse import quote, unquote, urlsplit

    class GitHub(BaseHTTPRequestHandler):
        def ask(self, path, body, **more):
            there = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length", "connection")}
            there.request(self.command, path, body, {**headers, **more})
            answer = there.getresponse()
            text = answer.read()
            there.close()
            return answer.status, text

        def handle_one(self):
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else None
            split = urlsplit(self.path)
            head, _, file = split.path.partition("/contents/")
            name = unquote(file)
            path = f"{head}/contents/{quote(name, safe='')}" if file else split.path
            path += f"?{split.query}" if split.query else ""
            absent = bool(file) and self.command == "GET" and name not in kept
            status, text = self.ask(path, body, **({"Prefer": "code=404"} if absent else {}))
            seen.append((self.command, split.path, status, absent, text))
            if 200 <= status < 300:
                text = self.remember(name, body, text)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def remember(self, name, body, text):
            said = json.loads(text) if text else {}
            if name and self.command == "PUT":
                kept[name] = json.loads(body)["content"]
            elif name and self.command == "DELETE":
                del kept[name]
            elif name:
                said.update(content=kept[name], encoding="base64")
            elif self.path.endswith("/public-key"):
                said["key"] = base64.b64encode(bytes(private.public_key)).decode()
            elif "/secrets/" in self.path:
                secrets[self.path.rsplit("/", 1)[1]] = json.loads(body)["encrypted_value"]
                return text
            elif self.path.count("/") == 3:
                said["private"] = True
            return json.dumps(said).encode()

        do_GET = do_PUT = do_DELETE = handle_one

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), GitHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def repository(binary, top, port):
    """Publish, restore on an empty machine, publish again, keep a secret: GitHub's description takes every request."""
    from nacl.public import PrivateKey, SealedBox
    private, kept, sealed, seen = PrivateKey.generate(), {}, {}, []
    server = described(port, private, kept, sealed, seen)
    env = {"GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}", "GITHUB_REPOSITORY": "ada/coach", "GITHUB_TOKEN": "t",
           "GH_PAT": "p"}
    first, second = home(top, "github", ""), home(top, "github-empty", "")
    subprocess.run([binary, "--home", first, "log", "note", "a day"], check=True, env=BASE, capture_output=True)
    done = lanterne(binary, first, "ci", "publish", env=env)
    assert done["events"] > 0 and any("lanterne-log.json" in f for f in done["written"]), done
    back = lanterne(binary, second, "ci", "restore", env=env)
    assert back["events"] == done["events"], (back, done)
    subprocess.run([binary, "--home", second, "log", "note", "another"], check=True, env=BASE, capture_output=True)
    again = lanterne(binary, second, "ci", "publish", env=env)
    assert again["events"] == done["events"] + 1 and again["removed"] > 0, again
    grant = {"access": "a", "refresh": "renewed", "expires_at": "2030-01-01T00:00:00Z", "scopes": [], "generation": 2}
    document = second / "vault.json"
    document.write_text(json.dumps({"version": 1, "entries": {"strava": {"host": "www.strava.com", "grant": grant}}}))
    with open(second / "config.toml", "a") as f:
        f.write(f'[vault]\nbackend = "command"\nread = ["cat", "{document}"]\n')
    said = lanterne(binary, second, "ci", "secrets", env=env)
    assert said["kept"] == ["STRAVA_REFRESH_TOKEN"], said
    opened = SealedBox(private).decrypt(base64.b64decode(sealed["STRAVA_REFRESH_TOKEN"]))
    assert opened == b"renewed", opened
    bad = [s for s in seen if not (200 <= s[2] < 300 or (s[3] and s[2] == 404))]
    assert not bad, bad
    kinds = {(m, "secrets" if "/secrets/" in p else "contents" if "/contents/" in p else "repository") for m, p, *_ in seen}
    assert {("GET", "repository"), ("GET", "contents"), ("PUT", "contents"), ("DELETE", "contents"), ("GET", "secrets"),
            ("PUT", "secrets")} <= kinds, kinds
    server.shutdown()


def prism(binary, top, twilio, github, intervals):
    env = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006",
           "TO_PHONE": "+15005550001"}
    path = home(top, "twilio", f'[notify.sms]\nbase_url = "http://127.0.0.1:{twilio}"\n')
    told = lanterne(binary, path, "notify", "test", "sms", env=env)
    assert told["standing"] == "sent", told

    repository(binary, top, github)

    config = f'[sources.intervals]\nbase_url = "http://127.0.0.1:{intervals}"\n'
    path = home(top, "intervals", config)
    env = {"INTERVALS_API_KEY": "k"}
    run = lambda *a: lanterne(binary, path, *a, env=env)
    run("mission", "new", "marathon", "--date", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 150 * 86400)))
    run("mission", "use", "marathon")
    shown = run("plan", "push", "intervals", "--dry-run")
    assert shown["changes"], shown
    pushed = lanterne(binary, path, "plan", "push", "intervals", "--yes", env=env, codes=(0, 1, 10))
    # The mock confirms one example entry, whatever is sent: the request was taken, and what it did not confirm is said.
    assert pushed["error"] is None or "not confirmed" in pushed["error"], pushed
    print("descriptions: Twilio takes the message, GitHub files and secrets, intervals.icu the plan")


def main():
    binary, work = sys.argv[1], sys.argv[2]
    if sys.argv[3:4] == ["prism"]:
        prism(binary, work, *sys.argv[4:7])
        return
    mail(binary, work)
    killed(binary, work)
    secrets(binary, work)
    figures(binary, work)


if __name__ == "__main__":
    main()
