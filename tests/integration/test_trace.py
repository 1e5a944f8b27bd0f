# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""One trace id for what changes something: in the answer, the event, both logs and the backends."""

import os
from pathlib import Path

import processes
import pytest
from event_backend import connect
from perch_home import CARRIED_KINDS

FIXTURES = Path(__file__).parents[1] / "fixtures" / "python"
PYTHON = Path(os.environ["PERCH_TOP_SRCDIR"]) / "resources" / "python"
TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
MY_APP = """
import os, threading
from perch_server import backend, method

@method("config.changed")
def changed(params):
    backend.event("told", trace=backend.trace_id, **params)

def go():
    with open(os.environ["SERVICE_DIR"] + "/go"):  # a pipe: until somebody opens the other end
        print("gone")

threading.Thread(target=go, daemon=True).start()
"""


def ask(home, method, path, body=None):
    """Status and JSON of the reply to a request with a trace."""
    return home.exchange_json(method, path, body, **TRACEPARENT)


def section(name, **values):
    return {"section": name, "values": values}


def set_idle_timeout(home, seconds):
    body = section("web-listener", limits={"idle_timeout_s": seconds})
    status, reply = ask(home, "PUT", "/api/config/update", body)
    assert status == 200, reply
    return reply


def traced(home):
    """What the JSON log has of Perch with the trace id."""
    return home.logged(source="perch", trace_id=TRACE)


def test_logged_once(home):
    """Each request that changes something, whoever answers it and however; and none that looks."""
    home.add_backend("main", "", executable=str(FIXTURES / "answers.py"), args=[],
                     ready={"on": "status"})
    home.run()
    text = {"fragments": [{"type": "text", "content": "Hello"}]}
    greet = {"name": "greet", "do": [{"publish": {"event": "greeting"}}]}
    requests = [
        ("POST", "/api/clipboard/process", text, 503),
        ("POST", "/api/backends/main/start", None, 200),
        ("PUT", "/api/config/update", section("triggers", triggers=[greet]), 200),
        ("PUT", "/api/config/update", section("bridge", port="x"), 400),
        ("POST", "/api/triggers/execute", {"trigger": "greet"}, 200),
        ("POST", "/api/triggers/execute", {"trigger": "nothing"}, 404),
        ("POST", "/api/hub/update", {"indicator": "a", "text": "b"}, 200),
        ("POST", "/api/backends/main/restart", None, 200),
        ("POST", "/api/backends/main/stop", None, 200),
        ("POST", "/api/config/reload", None, 200),
    ]
    for method, path, body, status in requests:
        answered, reply = ask(home, method, path, body)
        assert (answered, reply["trace_id"]) == (status, TRACE), (path, reply)
        for looked in ("/status", "/api/backends", "/api/backends/main", "/api/config/workspace"):
            answered, reply = ask(home, "GET", looked)
            assert answered == 200 and "trace_id" not in reply
    expected = [f"{method} {path}: {status}" for method, path, _, status in requests]
    expected.insert(4, "Trigger greet (asked for): done")
    processes.wait_until(lambda: len(traced(home)) >= len(expected), lambda: traced(home))
    assert traced(home) == expected
    assert "PUT /api/config/update: 200" in home.perch("logs", "--grep", TRACE).stdout


def test_ports(home):
    """The same at the ports: what a backend was asked is logged with its name, and only there."""
    home.add_backend("main", "", executable=str(FIXTURES / "tabs.py"), args=[],
                     ready={"on": "status"})
    home.run("--enable-test-hooks")
    tab = {"url": "https://example.org/"}
    status, reply = home.post_port("listener", "/tab-info", tab, **TRACEPARENT)
    assert (status, reply["delivered"], reply["trace_id"]) == (202, False, TRACE)
    home.perch("start")
    status, reply = home.post_port("listener", "/tab-info", tab, **TRACEPARENT)
    assert (status, reply["delivered"], reply["trace_id"]) == (200, True, TRACE)
    assert home.get_port("listener", "/ping", **TRACEPARENT)[0] == 200
    assert home.get_port("hooks", "/api/gui_health", **TRACEPARENT)[0] == 200
    assert home.post_port("hooks", "/api/session/reset", {}, **TRACEPARENT)[0] == 200
    processes.wait_until(lambda: len(traced(home)) >= 3, lambda: traced(home))
    first, second, third = traced(home)
    assert first == "POST /tab-info: 202" and third == "POST /api/session/reset: 200"
    assert second.startswith("tab.info to main: answered after ")


def test_settings(home):
    """From the request into the event, the log, and the backend."""
    home.add_backend("main", "", executable=str(FIXTURES / "tells.py"), args=[],
                     ready={"on": "status"})
    home.run()
    home.perch("start")
    with connect(home, {"since": 0}) as listener:
        assert set_idle_timeout(home, 7)["trace_id"] == TRACE
        event, = listener.events("config_changed", 1)
        assert event["trace_id"] == TRACE
        told, = listener.events("told", 1)
        assert told["payload"]["message"]["trace_id"] == TRACE
        assert "id" not in told["payload"]["message"]

        home.configure("web-listener", port=0, limits={"idle_timeout_s": 8})
        event, = listener.events("config_changed", 1)
        assert event["trace_id"] != TRACE
        told, = listener.events("told", 1)
        assert "trace_id" not in told["payload"]["message"]


def test_told_while_it_starts(home):
    """A stdio backend that is ready as soon as it is told of a change."""
    home.add_backend("main", "", executable=str(FIXTURES / "tells.py"), args=[],
                     ready={"on": "log", "pattern": "config.changed"})
    home.run()
    home.begin("start")
    home.until_state("starting")
    processes.wait_until(lambda: home.backend()["pid"], "it has been executed")
    set_idle_timeout(home, 7)
    home.until_state("running")


@pytest.fixture
def add_server(home, venv):
    """Adds a server that Perch carries as a backend."""
    (home.service / "my_app.py").write_text(MY_APP, encoding="utf-8")
    os.mkfifo(home.service / "go")

    def add(name, kind, knows, **fields):
        args = ["--module", home.service / "my_app.py"] if knows else []
        home.add_profile(name, kind=kind, executable=PYTHON / f"{kind}_server.py", venv=venv,
                         args=list(map(str, args)), restart="never", **fields)

    return add


@pytest.mark.parametrize("kind", CARRIED_KINDS)
def test_told_over_each_wire(home, add_server, kind):
    """And who does not know of it is well all the same, and nothing is said about it."""
    add_server("knows", kind, True)
    add_server("other", kind, False)
    home.run()
    home.start("knows")
    home.start("other")
    with connect(home, {"since": 0}) as listener:
        set_idle_timeout(home, 7)
        told, = listener.events("told", 1)
    assert told["source"] == "knows" and told["payload"]["trace"] == TRACE
    assert told["payload"]["section"] == "web-listener"
    assert told["payload"]["values"]["limits"]["idle_timeout_s"] == 7
    home.perch("call", "--backend", "other", "eval", '{"expression": "6 * 7"}')
    assert home.backend("other")["state"] == "running"
    home.leave()
    assert traced(home) == ["PUT /api/config/update: 200"]
    assert b"warning" not in home.journal() and b"config.changed" not in home.journal()


def test_told_when_it_listens(home, add_server):
    """A backend of such a kind can't be asked before it is ready, and is not forgotten."""
    add_server("knows", "http", True, ready={"on": "log", "pattern": "gone"})
    home.run()
    home.begin("start", "knows")
    processes.wait_until(lambda: b"knows: status ready" in home.journal(), "it listens")
    set_idle_timeout(home, 7)
    set_idle_timeout(home, 8)
    assert home.backend("knows")["state"] == "starting"
    with connect(home, {"since": 0}) as listener:
        (home.service / "go").write_text("")
        told = listener.events("told", 2)
    assert {event["payload"]["values"]["limits"]["idle_timeout_s"] for event in told} == {7, 8}
