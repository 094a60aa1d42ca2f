#!/usr/bin/env python3
"""How long a key waits while a model's answer streams in: the cockpit in a pty, typed into from outside.

    .ci/keys.py BINARY LOCAL_MODEL [--rate 2000] [--seconds 8]

BINARY is lanterne, LOCAL_MODEL the built example that serves a scripted stream. A key is answered when the letter that was
typed stands on the screen of a terminal emulator fed with what the program writes. Prints milliseconds, p50, p99 and the longest, idle
and while the stream runs, and the time between two frames of the stream. Fails only when a letter never comes.
"""

import argparse
import os
import pathlib
import pty
import random
import select
import signal
import string
import subprocess
import sys
import tempfile
import time

try:
    import pyte
except ImportError:
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "pyte"], check=True)
    import pyte

COLS, ROWS = 120, 40


class Terminal:
    def __init__(self, command, env):
        self.screen = pyte.Screen(COLS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.stamps = []
        pid, self.fd = pty.fork()
        if pid == 0:
            os.execvpe(command[0], command, env)
        self.pid = pid
        import fcntl, struct, termios
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))

    def read(self, wait):
        """Feeds what comes within `wait` seconds, at most one piece; the moment it came, or None."""
        ready, _, _ = select.select([self.fd], [], [], wait)
        if not ready:
            return None
        data = os.read(self.fd, 1 << 16)
        now = time.monotonic()
        self.stamps.append(now)
        self.stream.feed(data)
        return now

    def until(self, seen, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if seen():
                return True
            self.read(0.05)
        return seen()

    def text(self):
        return "\n".join(self.screen.display)

    def type(self, text):
        os.write(self.fd, text.encode())


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))] * 1e3


def line(what, values):
    print(f"  {what:<44} p50 {quantile(values, 0.5):6.2f}   p99 {quantile(values, 0.99):6.2f}   longest {max(values) * 1e3:6.2f} ms"
          f"   ({len(values)})")


def keys(term, seconds):
    """Types words letter by letter; how long each letter took to stand on the screen."""
    rng, took, typed = random.Random(7), [], ""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        letter = rng.choice(string.ascii_lowercase)
        typed += letter
        if len(typed) > 40:
            term.type("\x15")
            typed = letter
            term.until(lambda: True, 0.1)
        began = time.monotonic()
        term.type(letter)
        deadline = began + 5
        while True:
            at = term.read(0.05)
            if at is not None and typed in term.text():
                took.append(at - began)
                break
            if time.monotonic() > deadline:
                sys.exit(f"the letters {typed!r} never came:\n{term.text()}")
        # People do not type at once; and the stream goes on meanwhile.
        pause = time.monotonic() + 0.03
        while time.monotonic() < pause:
            term.read(pause - time.monotonic())
    return took


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("local_model")
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=8)
    args = parser.parse_args()
    port = random.Random().randrange(20000, 40000)
    tokens = args.rate * (args.seconds + 4)
    server = subprocess.Popen([args.local_model, str(port), "--rate", str(args.rate), "--tokens", str(tokens)],
                              stderr=subprocess.PIPE, text=True)
    server.stderr.readline()
    with tempfile.TemporaryDirectory() as top:
        home = pathlib.Path(top)
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLS), "LINES": str(ROWS)}
        subprocess.run([args.binary, "--home", home, "--demo", "today", "--json"], stdout=subprocess.DEVNULL, check=True)
        demo = next(p for p in home.iterdir() if p.name.startswith("demo"))
        (demo / "config.toml").write_text(
            f'[model]\npreset = "plain"\nbase_url = "http://127.0.0.1:{port}/v1"\nmodel = "scripted"\nkey = "none"\ntotal_s = 120\n')
        term = Terminal([args.binary, "--home", str(home), "--demo"], env)
        try:
            if not term.until(lambda: "Coach" in term.text() and "Readiness" in term.text(), 20):
                sys.exit("the morning never came:\n" + term.text())
            term.until(lambda: False, 1.0)
            term.type("i")
            term.until(lambda: False, 0.3)
            idle = keys(term, 3)
            term.type("\x15")
            term.until(lambda: False, 0.2)
            term.type("am I fit?\r")
            if not term.until(lambda: "worth it" in term.text() or "says more" in term.text(), 20):
                sys.exit("the answer never began:\n" + term.text())
            term.type("i")
            term.until(lambda: False, 0.2)
            term.type("\x15")
            first = len(term.stamps)
            busy = keys(term, args.seconds)
            if "says more" not in term.text() and "worth it" not in term.text():
                print("  (the stream was over before the keys were)")
            frames = [b - a for a, b in zip(term.stamps[first:], term.stamps[first + 1:])]
            print(f"keys of the cockpit at {COLS} x {ROWS}, an answer streaming at {args.rate} tokens a second:")
            line("key to its letter on screen, nothing going on", idle)
            line("key to its letter on screen, stream running", busy)
            line("from one frame to the next, stream running", frames)
        finally:
            os.kill(term.pid, signal.SIGTERM)
            os.close(term.fd)
            os.waitpid(term.pid, 0)
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
