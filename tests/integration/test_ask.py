# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Questions to the person: who puts them, who answers, and what becomes of them."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import select
import socket
import subprocess
import sys

import processes
import pytest
from perch_home import PATIENCE, PERCH, PerchHome, is_stalled, read_all
from websocket import PING, PONG, WebSocket

ALLOW = {"prompt": "Allow?", "timeout": 300}


class Hooks(PerchHome):
    """A running Perch with the hooks' port."""

    def __init__(self):
        super().__init__()
        self.configure("hook", port=0)

    def start(self):
        self.run("--enable-test-hooks")
        self.address = self.ask("status")["surfaces"]["hooks"]["address"]

    def expect(self):
        """Somebody looks what is pending: from now on there is somebody to ask."""
        return self.ask("ask", "--list")["pending"]

    def pending(self, number):
        """What is pending, once it is so many."""
        processes.wait_until(lambda: len(self.expect()) == number,
                             lambda: f"{number} questions, and {len(self.expect())} are there",
                             4 * PATIENCE)
        return self.expect()

    def send(self, method, path, body=None):
        """Sends a request; its connection, to be closed by the caller."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        return connection

    def exchange_json(self, method, path, body=None):
        """The answer of the main loop: while that stands still, somebody else says so."""
        return processes.wait_until(lambda: self._try(method, path, body), "the main loop to go on")

    def _try(self, method, path, body):
        with contextlib.closing(self.send(method, path, body)) as connection:
            reply = connection.getresponse()
            answer = json.loads(reply.read())
            return None if is_stalled(answer) else (reply.status, answer)

    def put_and_wait(self, prompt):
        """Puts a question: the connection on which the answer will come."""
        body = json.dumps({**ALLOW, "prompt": prompt})
        host, _, port = self.address.rpartition(":")
        client = socket.create_connection((host, int(port)), PATIENCE)
        client.sendall((f"POST /api/ask HTTP/1.1\r\nHost: {self.address}\r\n"
                        f"Content-Type: application/json\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
        return client

    def put(self, **fields):
        """Puts a question without waiting for the answer; its id."""
        status, reply = self.exchange_json("POST", "/api/ask", {**ALLOW, "wait": False, **fields})
        assert status == 202 and reply["state"] == "pending", reply
        return reply["id"]

    def state(self, ask):
        return self.exchange_json("GET", f"/api/ask/{ask}")[1]["state"]

    def log(self):
        return (self.folder / "state/perch/perch-log.txt").read_text()


def read_answer(client):
    return json.loads(read_all(client).partition(b"\r\n\r\n")[2])


@pytest.fixture
def hooks():
    hooks = Hooks()
    try:
        hooks.start()
        yield hooks
    finally:
        hooks.close()


@pytest.fixture
def standing():
    """The same, where questions can be answered for some time."""
    hooks = Hooks()
    try:
        (hooks.settings / "standing-answers.json").write_text('{"enabled": true}')
        hooks.start()
        yield hooks
    finally:
        hooks.close()


def test_nobody_to_ask(hooks):
    """Without a display and without anybody who looks, the answer is there at once."""
    status, reply = hooks.exchange_json("POST", "/api/ask", ALLOW)
    assert status == 503
    assert reply["error"]["code"] == "nobody_to_ask"
    assert "nobody to ask" in hooks.perch("ask", "Allow?", status=1).stderr


def test_blocking(hooks):
    """Who asks waits, and hears what somebody answers at the same port."""
    hooks.expect()
    with contextlib.closing(hooks.send("POST", "/api/ask", ALLOW)) as asker:
        ask, = hooks.pending(1)
        assert (ask["prompt"], ask["timeout"]) == ("Allow?", 300)
        assert 0 < ask["remaining"] <= 300
        assert ask["caller"] == {"pid": os.getpid(), "name": os.path.basename(python()),
                                 "program": python()}
        status, reply = hooks.exchange_json("POST", f"/api/ask/{ask['id']}/respond",
                                            {"approved": True, "response": "go on"})
        assert (status, reply["way"], reply["answered_by"]["pid"]) == (200, "api", os.getpid())
        heard = asker.getresponse()
        assert heard.status == 200
        answer = json.loads(heard.read())
        assert (answer["approved"], answer["response"]) == (True, "go on")
    assert hooks.pending(0) == []


def python():
    return os.path.realpath(sys.executable)


def test_polled(hooks):
    hooks.expect()
    ask = hooks.put(tool_name="rm", args={"path": "/tmp/x"})
    status, reply = hooks.exchange_json("GET", f"/api/ask/{ask}")
    assert (status, reply["state"], reply["approved"]) == (200, "pending", False)
    assert (reply["tool_name"], reply["args"]) == ("rm", {"path": "/tmp/x"})
    hooks.perch("ask", "--reject", ask, "--response", "not today")
    reply = hooks.exchange_json("GET", f"/api/ask/{ask}")[1]
    assert (reply["state"], reply["approved"], reply["way"]) == ("rejected", False, "cli")
    assert reply["response"] == "not today"


def test_order_and_late_answers(hooks):
    """First come, first listed; an answer that comes late lands nowhere."""
    hooks.expect()
    asks = [hooks.put(prompt=f"number {i}") for i in range(5)]
    assert [ask["id"] for ask in hooks.expect()] == asks
    hooks.perch("ask", "--approve", asks[2])
    assert "does not wait" in hooks.perch("ask", "--reject", asks[2], status=1).stderr
    status, reply = hooks.exchange_json("POST", f"/api/ask/{asks[2]}/respond", {"approved": False})
    assert (status, reply["error"]["code"]) == (409, "not_pending")
    assert hooks.state(asks[2]) == "approved"
    assert [ask["id"] for ask in hooks.expect()] == asks[:2] + asks[3:]


def test_timeout(hooks):
    """No answer in time is not approved."""
    hooks.expect()
    status, reply = hooks.exchange_json("POST", "/api/ask", {"prompt": "Now?", "timeout": 0.2})
    assert (status, reply["approved"], reply["state"]) == (200, False, "timed_out")
    assert "nobody answered in time" in hooks.perch("ask", "Now?", "--timeout", "1",
                                                    status=6).stdout


def test_caller_gone(hooks):
    """The question goes with who asked it."""
    hooks.expect()
    with contextlib.closing(hooks.send("POST", "/api/ask", ALLOW)):
        ask, = hooks.pending(1)
    hooks.pending(0)
    assert hooks.state(ask["id"]) == "withdrawn"
    status, _ = hooks.exchange_json("POST", f"/api/ask/{ask['id']}/respond", {"approved": True})
    assert status == 409


def test_full(hooks):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            hooks.expect()
            list(pool.map(lambda _: hooks.put(), range(100)))
    status, reply = hooks.exchange_json("POST", "/api/ask", {**ALLOW, "wait": False})
    assert (status, reply["error"]["code"]) == (429, "too_many_questions")
    hooks.perch("ask", "--approve", hooks.expect()[0]["id"])
    hooks.put()


def test_many_who_wait(hooks):
    """A thousand who wait are in nobody's way, and each hears its own answer."""
    clients = []

    def put_again_what_was_not_heard():
        for i, client in enumerate(clients):
            if select.select([client], [], [], 0)[0]:
                with client:
                    assert is_stalled(read_answer(client))
                clients[i] = hooks.put_and_wait(str(i))

    def all_wait():
        put_again_what_was_not_heard()
        return len(hooks.expect()) == 900

    with contextlib.ExitStack() as stack:
        stack.callback(lambda: [client.close() for client in clients])
        for i in range(900):  # and this test's other descriptors
            if i % 100 == 0:
                hooks.expect()
            clients.append(hooks.put_and_wait(str(i)))
        processes.wait_until(all_wait, lambda: f"{len(hooks.expect())} of 900", 4 * PATIENCE)
        asks = {ask["prompt"]: ask["id"] for ask in hooks.expect()}
        assert hooks.exchange_json("GET", "/status")[1]["status"] == "running"
        for i in range(0, 900, 20):
            hooks.exchange_json("POST", f"/api/ask/{asks[str(i)]}/respond",
                                {"approved": True, "response": f"yes to {i}"})
            answer = read_answer(clients[i])
            assert (answer["id"], answer["response"]) == (asks[str(i)], f"yes to {i}")
    hooks.pending(0)


def test_events(hooks):
    """Who listens can be asked, and is told of the question and of its end."""
    with WebSocket(hooks.connect(), "/events/ws") as listener:
        listener.send("{}")
        listener.send(b"", PING)
        assert listener.frame() == (PONG, b"")  # so it has been heard that somebody listens
        ask = hooks.put()
        asked, = listener.events("ask", 1)
        assert asked["payload"]["id"] == ask
        assert (asked["payload"]["state"], asked["payload"]["prompt"]) == ("pending", "Allow?")
        hooks.perch("ask", "--approve", ask)
        ended, = listener.events("ask", 1)
        assert (ended["payload"]["id"], ended["payload"]["state"]) == (ask, "approved")
        assert asked["trace_id"] == ended["trace_id"]


def test_cli(hooks):
    """`perch ask` speaks for the program that has started it."""
    hooks.expect()
    asker = subprocess.Popen([PERCH, "ask", "Delete\nit?"], env=hooks.env, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    with asker:
        ask, = hooks.pending(1)
        assert ask["caller"]["pid"] == os.getpid()
        assert ask["caller"]["program"] == python()
        table = hooks.perch("ask", "--list").stdout
        assert ask["id"] in table and "Delete\\x0ait?" in table
        hooks.perch("ask", "--approve", ask["id"], "--response", "fine\x1b[31m")
        assert asker.communicate(timeout=PATIENCE)[0] == "Approved: fine\\x1b[31m\n"
    assert asker.returncode == 0


@pytest.mark.parametrize("args, words", [
    ([], "say what to ask"),
    (["Allow?", "--list"], "only one of them"),
    (["--approve", "1", "--reject", "2"], "only one of them"),
    (["Allow?", "--response", "x"], "--response goes with"),
    (["Allow?", "--timeout", "0"], "--timeout must be"),
    (["Allow?", "more"], "one argument too many"),
])
def test_usage(hooks, args, words):
    assert words in hooks.perch("ask", *args, status=2).stderr


def test_bad_ids(hooks):
    for ask in ("0", "../x", "a b", "%00", "x" * 3000):
        assert hooks.perch("ask", "--approve", ask, status=1).stderr


def test_story(hooks):
    """The log tells it afterwards."""
    hooks.expect()
    asks = [hooks.put(prompt="Delete\x1b[2J all?"), hooks.put(timeout=0.2), hooks.put()]
    hooks.perch("ask", "--approve", asks[0], "--response", "go on")
    processes.wait_until(lambda: hooks.state(asks[1]) == "timed_out", "the time-out")
    hooks.perch("quit")
    lines = hooks.log().splitlines()
    asked, approved = (line for line in lines if f"question {asks[0]}: " in line)
    who = f"{os.path.basename(python())} (pid {os.getpid()}, {python()})"
    assert f'{who} asks "Delete\\x1b[2J all?"' in asked
    assert f"approved (cli, by {who}) after " in approved
    assert f'{who} had asked "Delete\\x1b[2J all?", the answer was "go on"' in approved
    assert any(asks[1] in line and "nobody answered in time" in line for line in lines)
    assert any(asks[2] in line and "withdrawn" in line for line in lines)


def test_standing_is_off(hooks):
    """Until somebody switches it on."""
    hooks.expect()
    ask = hooks.put()
    refused = hooks.perch("ask", "--approve", ask, "--for", "1h", status=1)
    assert "perch config set standing.enabled true" in refused.stderr
    assert hooks.state(ask) == "pending"
    assert "are off" in hooks.perch("ask", "--standing").stderr
    hooks.perch("config", "set", "standing.enabled", "true")
    hooks.perch("ask", "--approve", ask, "--for", "1h")


def test_standing(standing):
    """What is approved for some time is not asked again, until it is revoked."""
    standing.expect()
    standing.perch("ask", "--approve", standing.put(prompt="Rebuild?"), "--for", "8h")
    status, reply = standing.exchange_json("POST", "/api/ask", {"prompt": "Rebuild?"})
    assert (status, reply["approved"], reply["way"]) == (200, True, "standing")
    assert standing.state(standing.put(prompt="Rebuild all?")) == "pending"

    answer, = standing.ask("ask", "--standing")["answers"]
    assert (answer["program"], answer["scope"], answer["prompt"]) == (python(), "question",
                                                                      "Rebuild?")
    assert answer["id"] in standing.perch("ask", "--standing").stdout
    saved = standing.settings / "standing-answers.json"
    processes.wait_until(lambda: answer["id"] in saved.read_text(), "it to be saved")

    standing.perch("quit")
    standing.start()
    status, reply = standing.exchange_json("POST", "/api/ask", {"prompt": "Rebuild?"})
    assert (status, reply["way"]) == (200, "standing"), "without anybody to ask"
    standing.perch("ask", "--revoke", answer["id"])
    assert standing.exchange_json("POST", "/api/ask", {"prompt": "Rebuild?"})[0] == 503
    assert "no standing answer" in standing.perch("ask", "--revoke", answer["id"], status=1).stderr
    standing.perch("quit")
    log = standing.log()
    assert f"standing answer {answer['id']}: {python()} may have the question \"Rebuild?\"" in log
    assert f"standing answer {answer['id']}: revoked" in log
    assert log.count("approved (standing) after ") == 2


def test_standing_for_a_tool(standing):
    standing.expect()
    asks = [standing.put(prompt="No tool?"), standing.put(tool_name="rm", args={"path": "/a"})]
    refused = standing.perch("ask", "--approve", asks[0], "--for", "1h", "--scope", "tool",
                             status=1)
    assert "about no tool" in refused.stderr
    standing.perch("ask", "--approve", asks[1], "--for", "1h", "--scope", "tool")
    assert standing.exchange_json("POST", "/api/ask", {"tool_name": "rm", "args": {"path": "/b"}}
                               )[1]["way"] == "standing"
    assert standing.state(standing.put(tool_name="mv")) == "pending"


def test_standing_only_by_the_person(standing):
    """A script at the port can't give itself leave."""
    standing.expect()
    ask = standing.put()
    status, reply = standing.exchange_json("POST", f"/api/ask/{ask}/respond",
                                        {"approved": True, "standing": {"seconds": 60}})
    assert (status, reply["error"]["code"]) == (400, "bad_request")
    assert standing.state(ask) == "pending"
    assert standing.exchange_json("GET", "/api/ask/standing")[0] == 404


@pytest.mark.parametrize("args, words", [
    (["--reject", "1", "--for", "1h"], "--for goes with"),
    (["--approve", "1", "--scope", "tool"], "--scope goes with"),
    (["--approve", "1", "--for", "31d"], "30d at most"),
    (["--approve", "1", "--for", "soon"], "30d at most"),
    (["--approve", "1", "--for", "0h"], "30d at most"),
])
def test_standing_usage(hooks, args, words):
    assert words in hooks.perch("ask", *args, status=2).stderr


def test_standing_not_by_pages(standing):
    """A page that the person has let in may change other settings, but not these."""
    origin = "https://example.org"
    standing.configure("bridge", port=0, allowed_origins=[origin])
    processes.wait_until(lambda: "example.org" in standing.perch("config", "get", "bridge").stdout,
                         "the page to be allowed")
    address = standing.ask("status")["surfaces"]["bridge"]["address"]
    token = standing.perch("token").stdout.strip()

    def update(section, values):
        with contextlib.closing(http.client.HTTPConnection(address, timeout=PATIENCE)) as bridge:
            bridge.request("PUT", "/api/config/update",
                           json.dumps({"section": section, "values": values}),
                           {"Content-Type": "application/json", "Origin": origin,
                            "Authorization": f"Bearer {token}"})
            return bridge.getresponse().status

    assert update("companion", {"autostart": False}) == 200
    assert update("standing", {"enabled": True}) == 403
