#!/usr/bin/env python3
"""Figures of `han serve`, on loopback, with a server on SQLite and a folder that the script starts and stops itself.

  http.py sync CORPUS    first sync of CORPUS/.claude (benches/corpus.sh) embedded and over HTTP, then a restore of both
  http.py gets           small GETs a second: needs wrk
  http.py polls [N]      N idle long polls (1,000): the server's memory
  http.py clients [N]    N machines (100), each with a vault of its own, which sync 5 sessions at the same time

HAN names the binary (target/release/han by default), TMPDIR the disk. CPU seconds are user + system; those of the server are
read from /proc while it runs, its memory is the peak (VmHWM) of its life. Linux only."""
import json
import os
import re
import resource
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
HAN = os.environ.get("HAN", str(HERE.parent / "target/release/han"))
TICK = os.sysconf("SC_CLK_TCK")


class Home:
    """A machine: han with a HOME of its own and no keyring."""

    def __init__(self, folder, claude=None):
        self.folder = folder
        folder.mkdir(parents=True)
        self.env = {"HOME": str(folder), "PATH": os.environ["PATH"], "HAN_LOG": "error"}
        if claude:
            self.env["CLAUDE_CONFIG_DIR"] = str(claude)

    def start(self, *words):
        out = tempfile.TemporaryFile()
        return subprocess.Popen([HAN, *words], env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out), out

    def run(self, *words):
        """CPU seconds, wall seconds and peak MiB of a run that must succeed; and its output."""
        began = time.monotonic()
        process, out = self.start(*words)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
        if process.returncode != 0:
            sys.exit(f"han {' '.join(words)} ended with {process.returncode}:\n{text}")
        return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, text


class Server:
    def __init__(self, folder):
        self.home = Home(folder)
        words = ["serve", "--json", "--listen", "127.0.0.1:0", "--rate-token", "0", "--rate-address", "0"]
        log = open(folder / "log", "wb")
        self.process = subprocess.Popen(
            [HAN, *words], env={**self.home.env, "HAN_LOG": os.environ.get("HAN_LOG", "info")},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        text = b""
        while not text.rstrip().endswith(b"}"):
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"the server ended: {(folder / 'log').read_text()}")
            text += line
        said = json.loads(text)
        self.address, self.invite = said["listening"], said["invite"]
        self.url = f"http://{self.address}"

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, what):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024

    def user(self, name):
        """An invite for a user, made on the server's machine."""
        return json.loads(self.home.run("admin", "invite", name, "--json")[3])["invite"]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def login(home, server, invite):
    home.run("login", server.url, "--invite", invite, "--secret-store", "file")


def token(home):
    for file in (home.folder / ".local/share/han/secrets").glob("*/token"):
        return file.read_text().strip()
    sys.exit("no token")


def show(label, *cells):
    print("\t".join([label, *cells]), flush=True)


def cells(cpu, wall, peak):
    return f"{cpu:.2f} CPU s", f"{wall:.1f} s", f"{peak:.0f} MiB"


def sync(scratch, corpus):
    claude = Path(corpus).resolve() / ".claude"
    embedded = Home(scratch / "embedded", claude)
    first = embedded.run("sync", "--quiet", "--secret-store", "file")
    show("embedded: first sync", *cells(*first[:3]))
    back = embedded.run("restore", "--all", "--quiet", "--to", str(scratch / "back"))
    show("embedded: restore", *cells(*back[:3]))
    # Nothing is deleted before the end: ext4 searches long for an inode among those that were just freed.
    server = Server(scratch / "server")
    desk = Home(scratch / "desk", claude)
    login(desk, server, server.invite)
    before = server.cpu()
    over = desk.run("sync", "--quiet", "--secret-store", "file")
    show("HTTP: first sync, client", *cells(*over[:3]))
    show("HTTP: first sync, server", f"{server.cpu() - before:.2f} CPU s", "", f"{server.memory('VmHWM'):.0f} MiB")
    show("client's CPU, HTTP against embedded", f"{over[0] / first[0]:.2f}")
    again = desk.run("sync", "--quiet")
    show("HTTP: nothing new, client", *cells(*again[:3]))
    before = server.cpu()
    back = desk.run("restore", "--all", "--quiet", "--to", str(scratch / "again"))
    show("HTTP: restore, client", *cells(*back[:3]))
    show("HTTP: restore, server", f"{server.cpu() - before:.2f} CPU s", "", f"{server.memory('VmHWM'):.0f} MiB")
    before = server.cpu()
    out = desk.run("export", "--all", "--quiet", "-o", str(scratch / "export"))
    show("HTTP: export, client", *cells(*out[:3]))
    show("HTTP: export, server", f"{server.cpu() - before:.2f} CPU s", "", f"{server.memory('VmHWM'):.0f} MiB")
    server.stop()


def with_vault(scratch):
    server = Server(scratch / "server")
    home = Home(scratch / "desk")
    plant(home, 1)
    login(home, server, server.invite)
    home.run("sync", "--quiet", "--secret-store", "file")
    bearer = token(home)
    request = f"GET /v1/vaults HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\r\n"
    host, port = server.address.rsplit(":", 1)
    with socket.create_connection((host, int(port))) as s:
        s.sendall(request.encode())
        text = b"".join(iter(lambda: s.recv(65536), b""))
    owner = json.loads(text.split(b"\r\n\r\n", 1)[1])["vaults"][0]["owner"]
    return server, bearer, f"/v1/vaults/{owner}"


def plant(home, sessions):
    folder = home.folder / ".claude/projects/-home-dev-app"
    folder.mkdir(parents=True)
    for n in range(1, sessions + 1):
        uuid = f"00000000-0000-4000-8000-{n:012x}"
        line = {"type": "user", "sessionId": uuid, "cwd": "/home/dev/app", "message": {"role": "user", "content": "plain words " * 40}}
        with open(folder / f"{uuid}.jsonl", "w", encoding="utf-8") as file:
            for at in range(200):
                file.write(json.dumps({**line, "uuid": f"{n:08x}-0000-4000-8000-{at:012x}"}) + "\n")


def gets(scratch):
    if not shutil.which("wrk"):
        sys.exit("http.py gets needs wrk")
    server, bearer, vault = with_vault(scratch)
    for label, path in [("checkpoint", f"{vault}/log/checkpoint"), ("ref", f"{vault}/refs/keyfile"),
                        ("config", "/v1/config"), ("healthz", "/healthz")]:
        before = server.cpu()
        run = subprocess.run(
            ["wrk", "-t1", "-c32", "-d8s", "--latency", "-H", f"Authorization: Bearer {bearer}", server.url + path],
            check=True, capture_output=True, text=True).stdout
        used = server.cpu() - before
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", run)[1])
        total = int(re.search(r"(\d+) requests in", run)[1])
        p99 = re.search(r"99%\s+(\S+)", run)[1]
        bad = re.search(r"Non-2xx.*", run)
        show(f"GET {label}", f"{rate:.0f}/s", f"p99 {p99}", f"{used / total * 1e6:.0f} CPU µs of the server each",
             bad[0] if bad else "")
    server.stop()


def polls(scratch, count=1000):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count * 2 + 100), hard))
    server, bearer, vault = with_vault(scratch)
    host, port = server.address.rsplit(":", 1)
    before = server.memory("VmRSS")
    request = (f"GET {vault}/changes?since=1000000&wait=30 HTTP/1.1\r\nhost: x\r\n"
               f"authorization: Bearer {bearer}\r\n\r\n").encode()
    waiting = selectors.DefaultSelector()
    for _ in range(count):
        s = socket.create_connection((host, int(port)))
        s.sendall(request)
        waiting.register(s, selectors.EVENT_READ)
    time.sleep(3)
    used = server.cpu()
    time.sleep(10)
    show(f"{count} idle long polls", f"{server.memory('VmRSS'):.0f} MiB ({before:.0f} MiB before)",
         f"{(server.cpu() - used) / 10:.3f} CPU s a second")
    early = len(waiting.select(0))
    ends, answered = time.monotonic() + 40, 0
    while waiting.get_map() and time.monotonic() < ends:
        for key, _ in waiting.select(1):
            answered += key.fileobj.recv(65536).startswith(b"HTTP/1.1 204")
            waiting.unregister(key.fileobj)
            key.fileobj.close()
    show("answered with 204 at the end", str(answered), f"{early} before it")
    server.stop()


def clients(scratch, count=100):
    server = Server(scratch / "server")
    homes = []
    for n in range(count):
        home = Home(scratch / f"m{n}")
        plant(home, 5)
        login(home, server, server.user(f"user{n}"))
        home.run("init", "--quiet", "--secret-store", "file")
        homes.append(home)

    def one(home):
        began = time.monotonic()
        process, out = home.start("sync", "--quiet")
        code = process.wait()
        out.seek(0)
        return time.monotonic() - began, code, out.read().decode(errors="replace")

    before = server.cpu()
    with ThreadPoolExecutor(count) as pool:
        ended = list(pool.map(one, homes))
    for _, code, text in ended:
        if code:
            print(text, file=sys.stderr)
    times = sorted(time for time, _, _ in ended)
    failed = sum(code != 0 for _, code, _ in ended)
    show(f"{count} machines sync 5 sessions at once", f"{failed} failed",
         f"median {times[len(times) // 2]:.1f} s", f"p99 {times[int(len(times) * 0.99) - 1]:.1f} s",
         f"server {server.cpu() - before:.2f} CPU s, {server.memory('VmHWM'):.0f} MiB")
    server.stop()


def main():
    commands = {"sync": sync, "gets": gets, "polls": polls, "clients": clients}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    scratch = Path(tempfile.mkdtemp(prefix="han-bench."))
    try:
        rest = [int(word) if word.isdigit() else word for word in sys.argv[2:]]
        commands[sys.argv[1]](scratch, *rest)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
