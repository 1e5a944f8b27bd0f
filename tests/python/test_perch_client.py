# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The client for scripts with a real Perch, and with servers that behave worse than Perch does."""

import concurrent.futures
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading

import pytest
from program import DEADLINE, SDK_DIR, TOP

sys.path.insert(0, SDK_DIR)
sys.path.insert(0, os.path.join(TOP, "tests", "integration"))
import perch_client  # noqa: E402
import processes  # noqa: E402
from perch_client import ApiHookClient, BadAnswer, NotReachable, Refused, TimedOut  # noqa: E402
from perch_home import PERCH, PerchHome  # noqa: E402
from ports import free_port  # noqa: E402

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"status": "ok"}'
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n%s\r\n{}"
HANG_UP = b""
SILENCE = None


# With Perch


@pytest.fixture(scope="module", autouse=True)
def subreaper():
    processes.become_subreaper()


@pytest.fixture
def home():
    home = PerchHome()
    home.configure("hook", port=0)
    home.add_backend("main", "wait")
    yield home
    home.close()


def start(home, **options):
    home.run("--enable-test-hooks")
    port = home.ask("status")["surfaces"]["hooks"]["address"].rpartition(":")[2]
    return ApiHookClient(port=int(port), timeout=DEADLINE, **options)


@pytest.fixture
def client(home):
    with start(home) as client:
        yield client


def test_status(home, client):
    status = client.get_status()
    assert (status["status"], status["pid"]) == ("running", home.pid())
    assert client.get_mma_status()["status"] == "idle"
    assert "requests" in client.get_performance()


def test_error_of_perch(client):
    with pytest.raises(Refused) as info:
        client.request("GET", "/api/nothing/here")
    error = info.value
    assert (error.status, error.code, error.request) == (404, "not_found", "GET /api/nothing/here")
    assert re.fullmatch("[0-9a-f]{32}", error.trace_id)
    for part in (error.request, error.message, "404 not_found", error.trace_id):
        assert part in str(error)


def test_items(client):
    assert "btn_start" in [item["id"] for item in client.get_gui_state()["items"]]
    assert client.get_value("autostart") is False
    task = client.set_value("autostart", True)
    assert client.wait_for_value("autostart", True, timeout=DEADLINE) is True
    assert client.get_task(task["task"])["status"] == "done"
    with pytest.raises(Refused, match="btn_start") as info:
        client.click("btn_strat")
    assert (info.value.status, info.value.code) == (404, "no_such_item")


def test_events(client):
    client.push_event("mine", {"n": 1})
    client.push_event("mine", {"n": 2})
    for number in (1, 2):
        event = client.wait_for_event("mine", timeout=DEADLINE)
        assert event["payload"] == {"n": number}
    with pytest.raises(TimedOut):
        client.wait_for_event("mine", timeout=0.2)
    client.reset_session()
    with pytest.raises(TimedOut):
        client.wait_for_event("mine", timeout=0, since=0)


@pytest.mark.parametrize("word, response", [("approve", None), ("reject", "Not today")])
def test_confirmation(home, client, word, response):
    """Someone answers in a terminal."""
    home.ask("ask", "--list")  # from now on there is somebody to ask
    with concurrent.futures.ThreadPoolExecutor() as pool:
        future = pool.submit(client.request_confirmation, "Go on?", timeout=DEADLINE)
        processes.wait_until(lambda: home.ask("ask", "--list")["pending"], "the question")
        question, = home.ask("ask", "--list")["pending"]
        assert question["prompt"] == "Go on?"
        home.perch("ask", f"--{word}", question["id"], *(["--response", response] if response
                                                         else []))
        answer = future.result(DEADLINE)
    assert bool(answer) is answer.approved is (word == "approve")
    assert (answer.state == "approved") is answer.approved
    assert (answer.response or None) == response


def test_confirmation_about_tool_times_out(home, client):
    home.ask("ask", "--list")
    answer = client.request_confirmation(tool_name="rm", args={"path": "/old"}, timeout=0.2)
    assert not answer and answer.state == "timed_out"


def test_nobody_to_ask(client):
    """Is said at once, and not mistaken for something that passes."""
    with pytest.raises(Refused) as info:
        client.request_confirmation("Go on?", timeout=DEADLINE)
    assert (info.value.status, info.value.code) == (503, "nobody_to_ask")


def test_token(home):
    home.configure("hook", port=0, require_token=True)
    client = start(home)
    with pytest.raises(Refused) as info:
        client.get_status()
    assert info.value.status == 401
    token = home.perch("token").stdout.strip()
    with ApiHookClient(port=client.port, token=token) as client:
        assert client.get_status()["status"] == "running"
        assert token not in repr(client)


def test_wait_for_server(home):
    """It is not there yet when one begins to wait."""
    port = free_port()
    home.configure("hook", port=port)
    process = subprocess.Popen([PERCH, "run", "--headless", "--enable-test-hooks"], env=home.env,
                               stderr=subprocess.PIPE, cwd=home.folder)
    home.started.append(process)
    assert ApiHookClient(port=port).wait_for_server(DEADLINE)["pid"] == process.pid
    home.perch("quit")
    with pytest.raises(TimedOut, match="still after 0.3 s"):
        ApiHookClient(port=port).wait_for_server(0.3)
    with pytest.raises(NotReachable, match=f"127.0.0.1:{port}.*refused"):
        ApiHookClient(port=port).get_status()


# With something else at the port


class Server:
    """Answers each connection with the next of `replies`, and then no more."""

    def __init__(self, *replies):
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.client = ApiHookClient(port=self.listener.getsockname()[1], timeout=DEADLINE)
        self.thread = threading.Thread(target=self.serve, args=(replies,))
        self.thread.start()

    def serve(self, replies):
        with contextlib.ExitStack() as silent, self.listener:
            for reply in replies:
                connection, _ = self.listener.accept()
                silent.push(connection)
                self.requests.append(self.read(connection))
                if reply is SILENCE:
                    connection.recv(1)  # until the client gives up
                else:
                    connection.sendall(reply)
                connection.close()

    @staticmethod
    def read(connection):
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        head, _, body = request.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65536)
        return head.split(b"\r\n")[0].decode(), body

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive(), "not as many tries as replies"


def test_busy_server_is_asked_again():
    with Server(BUSY % b"Retry-After: 0\r\n", BUSY % b"Retry-After: 0\r\n", OK) as server:
        assert server.client.click("btn_start") == {"status": "ok"}
    body = b'{"action": "click", "item": "btn_start"}'
    assert server.requests == 3 * [("POST /api/gui HTTP/1.1", body)]


def test_busy_server_is_not_waited_for_too_long():
    with Server(BUSY % b"Retry-After: 3600\r\n") as server, pytest.raises(Refused) as info:
        server.client.get_status()
    assert info.value.retry_after == 3600


def test_broken_question_is_asked_again():
    with Server(HANG_UP, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", OK) as server:
        assert server.client.get_status() == {"status": "ok"}


def test_broken_order_is_never_sent_twice():
    with Server(HANG_UP) as server, pytest.raises(NotReachable, match="POST /api/gui: "):
        server.client.click("btn_start")
    assert len(server.requests) == 1


def test_silent_server():
    with Server(SILENCE) as server:
        server.client.timeout = 0.2
        with pytest.raises(TimedOut, match="GET /status: no answer"):
            server.client.get_status()


@pytest.mark.parametrize("reply", [
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    b"HTTP/1.1 204 No Content\r\n\r\n",
])
def test_not_perch(reply):
    with Server(reply) as server, pytest.raises(BadAnswer, match="GET /status: "):
        server.client.get_status()


def test_error_in_no_known_form():
    with Server(b"HTTP/1.1 500 Oops\r\nContent-Length: 14\r\n\r\n{\"error\": \"x\"}") as server:
        with pytest.raises(Refused, match="Perch gave no reason .500 unknown."):
            server.client.get_status()


def value(text):
    body = b'{"value": %s}' % text
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def test_wait_for_value():
    with Server(value(b"1"), value(b"2")) as server:
        assert server.client.wait_for_value("a b/c", 2, timeout=DEADLINE) == 2
    assert server.requests[0][0] == "GET /api/gui/value/a%20b%2Fc HTTP/1.1"
    with Server(value(b"7")) as server:
        assert server.client.wait_for_value("n", lambda n: n > 5) == 7
    with Server(value(b"1")) as server, pytest.raises(TimedOut, match="n: it is 1 after 0 s, not 2"):
        server.client.wait_for_value("n", 2, timeout=0)


def events(*names):
    body = json.dumps({"events": [{"seq": seq, "event": name} for seq, name in names]}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def test_wait_for_event():
    """What is in an answer behind the event in question is still there for the next wait."""
    with Server(events((4, "a")), events((5, "b"), (6, "c")), events((6, "c"))) as server:
        assert server.client.wait_for_event("b", timeout=DEADLINE)["seq"] == 5
        assert server.client.wait_for_event("c", timeout=DEADLINE)["seq"] == 6
    asked = [request.split()[1] for request, _ in server.requests]
    assert asked == [f"/api/events?since={seq}" for seq in (0, 4, 5)]
    with Server(events((8, "a"))) as server, pytest.raises(TimedOut, match="event b"):
        server.client.wait_for_event("b", timeout=0, since=7)


def test_bad_token_is_refused_before_it_is_sent():
    with pytest.raises(ValueError, match="one line"):
        ApiHookClient(token="secret\r\nX-Other: 1")


def test_errors_have_one_base():
    for error in (BadAnswer, NotReachable, Refused, TimedOut):
        assert issubclass(error, perch_client.PerchClientError)
