# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Triggers: run by name, by events of Perch and its backends, and by Perch itself."""

import json
import socket
from pathlib import Path

import processes
import pytest
from perch_home import PerchHome, is_sanitized, resident
from websocket import WebSocket

FIXTURES = Path(__file__).parents[1] / "fixtures" / "python"
TRACE = "0af7651916cd43dd8448eb211c80319c"
MIB = 1 << 20


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(FIXTURES / "emits.py"), args=[], restart="never",
                     ready={"on": "status"})
    yield home
    home.close()


def write(home, *triggers):
    home.settings.mkdir(parents=True, exist_ok=True)
    home.write(home.settings / "triggers.json", json.dumps({"triggers": triggers}))


def trigger(name, *actions, on=None):
    return {"name": name, "do": actions, **({"on": on} if on else {})}


def publish(event, **payload):
    return {"publish": {"event": event, "payload": payload}}


def say(text):
    """The backend prints @text, which makes it an event."""
    return {"call": {"backend": "main", "method": "say", "params": {"line": text}}}


def listen(home):
    client = WebSocket(home.connect(), "/events/ws")
    client.send('{"since": 0}')
    return client


def execute(home, body, **headers):
    return home.exchange_json("POST", "/api/triggers/execute", body, **headers)


def say_now(home, line):
    home.perch("call", "say", json.dumps({"line": line if isinstance(line, str) else json.dumps(line)}))


def warning(client, code):
    """The next runtime_warning with this code."""
    while True:
        event = client.receive()
        if event["event"] == "runtime_warning" and event["payload"]["code"] == code:
            return event


def test_by_name(home):
    write(home, trigger("all", {"restart": "main"},
                        {"call": {"backend": "${params.who}", "method": "emit",
                                  "params": {"count": "${params.count}"}}},
                        {"notify": {"body": "done"}},
                        publish("went_well", who="${params.who}", all="${params}")))
    home.run()
    with listen(home) as client:
        status, reply = execute(home, {"trigger": "all", "params": {"who": "main", "count": 2}},
                                traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
        assert (status, reply["status"], reply["trace_id"]) == (200, "ok", TRACE), reply
        assert reply["actions"] == [
            {"action": "restart", "status": "ok"}, {"action": "call", "status": "ok", "result": 2},
            {"action": "notify", "status": "ok", "shown": False},
            {"action": "publish", "status": "ok"}]
        event, = client.events("went_well", 1)
    assert (event["source"], event["trace_id"]) == ("trigger:all", TRACE)
    assert event["payload"] == {"who": "main", "all": {"who": "main", "count": 2}}
    processes.wait_until(lambda: {"all: done", "Trigger all (asked for): done"}
                         <= set(home.logged(trace_id=TRACE)), "the log tells it")


def test_first_mistake_ends_it(home):
    write(home, trigger("mistake", {"start": "nobody"}, {"stop": "main"}))
    home.run()
    status, reply = execute(home, {"trigger": "mistake"})
    assert (status, reply["error"]["code"]) == (500, "trigger_failed")
    assert 'no backend called "nobody"' in reply["error"]["message"]
    assert [action["status"] for action in reply["actions"]] == ["error", "skipped"]
    done = home.perch("trigger", "mistake", status=1)
    assert "nobody" in done.stderr and done.stdout == "start: error\nstop: skipped\n"


REFUSED = [
    ({"trigger": "greet"}, 404, "no_such_trigger", 'did you mean "great"'),
    ({"trigger": "something else"}, 404, "no_such_trigger", "there are: great"),
    ({"trigger": 5}, 400, "bad_request", "/trigger: expected a string"),
    ({}, 400, "bad_request", "/trigger"),
    ([], 400, "bad_request", "object"),
    ({"trigger": "great", "params": []}, 400, "bad_request", "/params"),
    ({"trigger": "great"}, 500, "trigger_failed", "there is no params.x"),
    ({"trigger": "great", "params": {"x": 1}}, 500, "trigger_failed", "expected a string, found 1"),
    ({"trigger": "great", "params": {"x": "x" * 100_000}}, 413, "payload_too_large", ""),
]


def test_refusals(home):
    write(home, trigger("great", {"notify": {"body": "${params.x}"}}))
    home.run()
    for body, status, code, words in REFUSED:
        got, reply = execute(home, body)
        assert (got, reply["error"]["code"]) == (status, code), reply
        assert words in reply["error"]["message"]


def test_by_event(home):
    write(home, trigger("near", publish("seen", url="${event.payload.tab.url}", n="${event.payload.n}"),
                        on={"event": "tab", "source": "main",
                            "where": {"tab.url": {"not": "about:blank"}, "n": {"in": [1, 2]},
                                      "kind": "page"}}))
    home.run()
    home.perch("start")
    with listen(home) as client:
        for n, url, kind in ((1, "about:blank", "page"), (3, "http://a", "page"),
                             (1, "http://b", "frame"), (2, "http://c", "page")):
            say_now(home, {"event": "tab", "trace_id": TRACE, "n": n, "kind": kind,
                           "tab": {"url": url}})
        event, = client.events("seen", 1)
    assert event["payload"] == {"url": "http://c", "n": 2} and event["trace_id"] == TRACE


def test_odd_events(home):
    """What can't be read sets nothing off, and the next event does."""
    write(home, trigger("copy", publish("copied", n="${event.payload.n}"), on={"event": "a\"b"}))
    home.run()
    home.perch("start")
    with listen(home) as client:
        say_now(home, '{"event": "a\\"b", "n": 1e999}')
        say_now(home, '{"event": "a\\"b", "n": "\\ud800"}')
        say_now(home, '{"event": "\\u0061\\"b", "n": 3}')
        event, = client.events("copied", 1)
    assert event["payload"] == {"n": 3}


def test_backend_failed(home):
    home.add_backend("broken", "exit 78", ready={"on": "status"})
    write(home, trigger("backend-failed", publish("told", **{
        name: f"${{params.{name}}}" for name in ("backend", "label", "problem", "exit_reason")})))
    home.run()
    home.perch("start", "broken", status=1)
    with listen(home) as client:
        event, = client.events("told", 1)
    assert event["payload"]["backend"] == event["payload"]["label"] == "broken"
    assert "78" in event["payload"]["exit_reason"] and event["payload"]["problem"]


def test_backend_failed_and_restarted_for_ever(home):
    home.add_backend("broken", "exit 78", ready={"on": "status"})
    write(home, trigger("backend-failed", {"start": "${params.backend}"}))
    home.run()
    home.perch("start", "broken", status=1)
    with listen(home) as client:
        assert "backend-failed" in warning(client, "trigger_loop")["payload"]["message"]


def test_port_conflict(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        home.configure("bridge", port=port)
        write(home, trigger("port-conflict", publish("told", surface="${params.surface}",
                                                     port="${params.port}")))
        home.run()
        with listen(home) as client:
            event, = client.events("told", 1)
    assert event["payload"] == {"surface": "bridge", "port": port}


@pytest.mark.parametrize("triggers", [
    [trigger("a", publish("x"), on={"event": "x"})],
    [trigger("a", publish("y"), on={"event": "x"}), trigger("b", publish("x"), on={"event": "y"})],
    [trigger("a", {"call": {"backend": "main", "method": "say", "params": {
        "line": json.dumps({"event": "x", "trace_id": TRACE})}}}, on={"event": "x"})],
    [trigger("a", {"restart": "main"}, on={"event": "backend_state", "where": {"state": "running"}})],
], ids=["itself", "another", "backend", "state"])
def test_loop(home, triggers):
    """It is cut and told once, and what has nothing to do with it goes on."""
    write(home, *triggers, trigger("once", publish("fine")))
    home.run()
    home.perch("start")
    if triggers[0]["on"]["event"] == "x":
        say_now(home, {"event": "x", "trace_id": TRACE})
    with listen(home) as client:
        told = warning(client, "trigger_loop")
        assert "loop" in told["payload"]["message"]
        processes.wait_until(lambda: home.ask("trigger")["running"] == 0, "the last run to end")
        home.perch("trigger", "once")
        seen = []
        while not seen or seen[-1]["event"] != "fine":
            seen.append(client.receive())
    assert not any(event["payload"].get("code") == "trigger_loop" for event in seen)


def test_many_events_of_one_trace_are_no_loop(home):
    """What a backend tells of one job may be passed on to another backend for as long as it likes."""
    home.add_backend("other", "", executable=str(FIXTURES / "emits.py"), args=[],
                     ready={"on": "status"})
    write(home, trigger("pass-on", {"call": {"backend": "other", "method": "emit",
                                             "params": {"count": 1}}}, on={"event": "step"}))
    home.run()
    home.perch("start", "main")
    home.perch("start", "other")
    with listen(home) as client:
        for _ in range(20):
            home.perch("call", "--backend", "main", "say", json.dumps(
                {"line": json.dumps({"event": "step", "trace_id": TRACE})}))
        client.events("tick", 20)


def test_storm(home):
    """What is too much is left out and counted; nothing grows, and others are answered."""
    write(home, trigger("slow", {"call": {"backend": "mute", "method": "mute"}},
                        on={"event": "tick"}),
          trigger("fast", publish("tock"), on={"event": "tick"}),
          trigger("other", publish("fine")))
    home.add_backend("mute", "", executable="/usr/bin/python3", args=[str(FIXTURES / "answers.py")],
                     ready={"on": "status"})
    home.run()
    pid = home.pid()
    home.perch("start", "main")
    home.perch("start", "mute")
    home.perch("call", "--backend", "main", "emit", '{"count": 5000, "size": 1000}')
    memory = resident(pid)
    for _ in range(4):
        home.perch("call", "--backend", "main", "emit", '{"count": 5000, "size": 1000}')
    if not is_sanitized():
        assert resident(pid) - memory < 16 * MIB
    home.perch("trigger", "other")
    listed = home.ask("trigger")
    assert 20 <= listed["running"] <= 192 and listed["dropped"] > 1000
    with listen(home) as client:
        told = warning(client, "triggers_dropped")
    assert told["payload"]["dropped"] > 0


def test_quit_while_one_runs(home):
    """A backend that is stopped because Perch ends is not started again."""
    write(home, trigger("again", {"start": "main"},
                        on={"event": "backend_state", "where": {"state": "stopped"}}))
    home.run()
    home.perch("start")
    home.perch("quit")
    assert home.survivors() == []


def test_bad_file(home):
    write(home, trigger("good", publish("x")), {"name": "bad", "do": [{"sart": "main"}]},
          trigger("good", publish("y")))
    process = home.run()
    listed = home.ask("trigger")
    assert [trigger["name"] for trigger in listed["triggers"]] == ["good"]
    assert "/triggers/1/do/0/sart: expected one action" in listed["problems"][0]
    assert "/triggers/2/name: there is another" in listed["problems"][1]
    assert "/triggers/1/do/0/sart" in home.perch("trigger").stderr
    home.perch("trigger", "good")
    process.terminate()
    assert "/triggers/1/do/0/sart" in process.stderr.read()


def test_broken_file(home):
    home.settings.mkdir(parents=True, exist_ok=True)
    path = home.settings / "triggers.json"
    path.write_text('{"triggers": [')
    home.run()
    listed = home.ask("trigger")
    assert listed["triggers"] == [] and str(path) in listed["problems"][0]
    assert path.read_text() == '{"triggers": ['


def test_changed_by_hand(home):
    """The next version counts as soon as it is there; a broken one leaves the last in force."""
    write(home, trigger("old", publish("x")))
    home.run()
    write(home, trigger("new", publish("tock"), on={"event": "tick"}))
    processes.wait_until(lambda: home.perch("trigger").stdout.split()[3:4] == ["new"], "the new one")
    home.perch("start")
    with listen(home) as client:
        home.perch("call", "emit", '{"count": 1}')
        client.events("tock", 1)
    home.write(home.settings / "triggers.json", '{"triggers": [{')
    processes.wait_until(lambda: home.ask("trigger")["problems"], "the problem")
    assert home.perch("trigger", "new").stdout == "publish: ok\n"
    write(home)
    processes.wait_until(lambda: not home.ask("trigger")["triggers"], "no trigger any more")
    assert home.ask("trigger")["problems"] == []


def test_command(home):
    write(home, trigger("one", {"restart": "main"}, {"notify": {"body": "b"}}, on={"event": "x"}),
          trigger("two", say("hello")))
    assert home.perch("trigger", status=3).stderr
    home.run()
    rows = [line.split() for line in home.perch("trigger").stdout.splitlines()]
    assert rows == [["NAME", "EVENT", "ACTIONS"], ["one", "x", "restart", "main,", "notify"],
                    ["two", "-", "call"]]
    home.perch("start")
    assert home.perch("trigger", "two").stdout == "call: ok 0\n"
    assert "did you mean" in home.perch("trigger", "twoo", status=4).stderr
    assert "not JSON" in home.perch("trigger", "two", "--params", "{", status=2).stderr
    home.perch("trigger", "two", "--params", "[]", status=1)


def test_seeded(home):
    home.run()
    seeded = json.loads((home.settings / "triggers.json").read_text())
    assert seeded["triggers"] == [] and seeded["$schema"].endswith("/triggers.schema.json")
