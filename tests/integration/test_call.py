# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Asking a backend for something: JSON-RPC on its stdin, over the control socket and `perch call`."""

import json
import subprocess
from pathlib import Path

import pytest
from perch_home import PERCH, PerchHome, json_request

ANSWERS = Path(__file__).parents[1] / "fixtures" / "python" / "answers.py"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(ANSWERS), args=[], restart="never",
                     ready={"on": "status"})
    home.run()
    home.perch("start")
    yield home
    home.close()


def post(home, body, **headers):
    """Returns status, JSON and head of the reply to a raw request."""
    reply = home.exchange(json_request("POST", "/api/backends/main/call", body.encode(), **headers))
    head, _, body = reply.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body), head.decode()


def test_result_comes_back(home):
    assert json.loads(home.perch("call", "echo", '{"a":\n [1, "\\u00e9"]}').stdout)["params"] == {
        "a": [1, "é"]}
    assert json.loads(home.perch("call", "nothing").stdout) is None
    assert home.ask("call", "echo")["status"] == "ok"


def test_trace_id_reaches_the_backend(home):
    status, reply, _ = post(home, '{"method": "echo"}',
                            traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    assert (status, reply["trace_id"], reply["result"]["trace_id"]) == (200, TRACE, TRACE)


def test_answers_in_any_order(home):
    callers = [subprocess.Popen([PERCH, "call", "keep", json.dumps({"n": n})], env=home.env,
                                stdout=subprocess.PIPE) for n in range(5)]
    released = 0
    while released < 5:  # the callers' requests arrive in their own time
        released = json.loads(home.perch("call", "release").stdout)
    for n, caller in enumerate(callers):
        assert json.loads(caller.communicate()[0]) == {"n": n}


def test_second_answer_is_dropped(home):
    assert home.perch("call", "twice").stdout == "1\n"
    assert json.loads(home.perch("call", "echo").stdout)["method"] == "echo"


def test_too_long_an_answer(home):
    """Known at once, by the beginning that is kept of it."""
    most = 2**20 - len(json.dumps({"jsonrpc": "2.0", "id": 1, "result": ""}))
    assert len(json.loads(home.perch("call", "long", json.dumps({"length": most})).stdout)) == most
    for length in most + 1, 5 * 2**20:
        status, reply, _ = post(home, json.dumps({"method": "long", "params": {"length": length},
                                                  "timeout_ms": 20_000}))
        assert (status, reply["error"]["code"]) == (500, "backend_error"), reply
        assert "The backend’s answer is longer than 1 MiB" in reply["error"]["message"]
    assert json.loads(home.perch("call", "echo").stdout)["method"] == "echo"


@pytest.mark.parametrize("body, status, code", [
    ('{"method": "fly"}', 501, "no_such_method"),
    ('{"method": "mute", "timeout_ms": 50}', 504, "backend_timed_out"),
    ('{"method": "die"}', 502, "backend_exited"),
    ('{"params": {}}', 400, "bad_request"),
    ('{"method": 3}', 400, "bad_request"),
    ('{"method": "echo", "params": 3}', 400, "bad_request"),
    ('{"method": "echo", "timeout_ms": -1}', 400, "bad_request"),
    ('[]', 400, "bad_request"),
    ('{', 400, "bad_json"),
])
def test_refusals(home, body, status, code):
    got, reply, _ = post(home, body)
    assert (got, reply["error"]["code"]) == (status, code), reply
    assert reply["error"]["message"]


def test_not_running(home):
    home.perch("stop")
    status, reply, head = post(home, '{"method": "echo"}')
    assert (status, reply["error"]["code"]) == (503, "backend_not_running")
    assert "Retry-After: 1" in head
    assert "is stopped" in home.perch("call", "echo", status=1).stderr


def test_cli_words(home):
    assert "no fly here" in home.perch("call", "fly", status=1).stderr
    assert "not JSON" in home.perch("call", "echo", "{x", status=2).stderr
    assert "did not answer" in home.perch("call", "mute", "--timeout", "1", status=1).stderr
    assert "no backend" in home.perch("call", "echo", "--backend", "nope", status=4).stderr


def test_long_parameters(home):
    """Read in a thread, and answered like others."""
    status, reply, _ = post(home, json.dumps({"method": "keep", "params": [1] * 50_000,
                                              "timeout_ms": 50}))
    assert (status, reply["error"]["code"]) == (504, "backend_timed_out")
    status, reply, _ = post(home, '{"method": "echo", "params": [' + "1," * 50_000 + "]}")
    assert (status, reply["error"]["code"]) == (400, "bad_json")
    status, reply, _ = post(home, json.dumps({"method": 3, "params": [1] * 50_000}))
    assert (status, reply["error"]["code"]) == (400, "bad_request")
    assert json.loads(home.perch("call", "release").stdout) == 1
