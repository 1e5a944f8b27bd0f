# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Settings of a perch that runs: shown, changed by hand and by request, and killed at it."""

import http.client
import json
import signal
import socket
from pathlib import Path

import processes
import pytest
from perch_home import PATIENCE, json_request, read_all
from ports import free_port
from saved_settings import bridge_file, check_port
from websocket import WebSocket

TELLS = Path(__file__).parents[1] / "fixtures" / "python" / "tells.py"


@pytest.fixture
def home(home):
    home.add_backend("main", "wait")
    return home


def address(home, surface="bridge"):
    return home.ask("status")["surfaces"].get(surface, {}).get("address")


def wait_for_address(home, expected, surface="bridge"):
    processes.wait_until(lambda: address(home, surface) == expected, f"{surface} is at {expected}")


def request(home, method, path, body=None):
    """At the bridge's port, as any program asks."""
    connection = http.client.HTTPConnection(address(home), timeout=PATIENCE)
    try:
        text = body if isinstance(body, str) else json.dumps(body)
        connection.request(method, path, text if body is not None else None,
                           {"Content-Type": "application/json"} if body is not None else {})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


def update(home, section, **values):
    return request(home, "PUT", "/api/config/update", {"section": section, "values": values})


def test_workspace(home):
    home.configure("bridge", port=0, prot=1)
    home.run()
    status, reply = request(home, "GET", "/api/config/workspace")
    assert status == 200 and reply["folder"] == str(home.settings)
    assert list(reply["sections"]) == ["bridge", "companion", "hook", "standing", "triggers",
                                       "web-listener"]
    bridge = reply["sections"]["bridge"]
    assert bridge["values"]["port"] == 0 and bridge["values"]["limits"]["idle_timeout_s"] == 10
    assert bridge["problem"] is None and "/prot" in bridge["warnings"][0]
    assert bridge["file"] == str(bridge_file(home))


def test_update_moves_the_port_it_came_by(home):
    home.run()
    port = free_port()
    with WebSocket(home.connect(), "/events/ws") as listener:
        listener.send(json.dumps({"since": 0}))
        status, reply = update(home, "bridge", port=port, limits={"idle_timeout_s": 9})
        assert status == 200
        assert reply["applied"] == ["port", "limits.idle_timeout_s"]
        assert reply["needs_restart"] == [] and reply["problem"] is None
        event, = listener.events("config_changed", 1)
    assert event["payload"]["section"] == "bridge"
    assert event["payload"]["values"]["port"] == port
    assert address(home) == f"127.0.0.1:{port}"
    assert request(home, "GET", "/status")[0] == 200
    assert json.loads(bridge_file(home).read_text()) == {"port": port,
                                                         "limits": {"idle_timeout_s": 9}}


def test_update_keeps_the_text(home):
    text = '{ "port":0,\n\n\t"mine": [1, 2],   "require_token" : false}\n'
    bridge_file(home).write_text(text)
    home.run()
    assert update(home, "bridge", require_token=True)[0] == 200
    assert bridge_file(home).read_text() == text.replace("false", "true")
    assert request(home, "GET", "/status")[0] == 401


@pytest.mark.parametrize("body, status, code", [
    ({"section": "bridge", "values": {"port": "5001"}}, 400, "bad_settings"),
    ({"section": "bridge", "values": {"prot": 1}}, 400, "bad_settings"),
    ({"section": "bridge", "values": {"allowed_origins": ["*"]}}, 400, "bad_settings"),
    ({"section": "brigde", "values": {}}, 404, "no_such_section"),
    ({"section": "../bridge", "values": {}}, 404, "no_such_section"),
    ({"section": "bridge"}, 400, "bad_request"),
    ({"section": 1, "values": {}}, 400, "bad_request"),
    ({"section": "bridge", "values": []}, 400, "bad_request"),
    ([], 400, "bad_request"),
    ("{", 400, "bad_json"),
])
def test_update_refused(home, body, status, code):
    home.run()
    before = bridge_file(home).read_bytes()
    answered, reply = request(home, "PUT", "/api/config/update", body)
    assert (answered, reply["error"]["code"]) == (status, code), reply
    assert bridge_file(home).read_bytes() == before


def raw_update(body):
    return json_request("PUT", "/api/config/update", body)


def send_update(home, body):
    """What comes back to a client that closes its sending side behind its request."""
    with home.connect() as client:
        client.sendall(raw_update(body))
        client.shutdown(socket.SHUT_WR)
        return read_all(client)


def test_update_by_who_has_said_all(home):
    home.run()
    for sound in "true", "false":
        reply = send_update(home, b'{"section": "companion", "values": {"notification_sound": %s}}'
                            % sound.encode())
        assert reply.startswith(b"HTTP/1.1 200 "), reply
        assert home.perch("config", "get", "companion.notification_sound").stdout == sound + "\n"


def test_update_too_large(home):
    home.run()
    before = bridge_file(home).read_bytes()
    for length, status in (128 * 1024, b"200"), (128 * 1024 + 1, b"413"):
        reply = send_update(home, b'{"section": "bridge", "values": {}}'.ljust(length))
        assert reply.startswith(b"HTTP/1.1 %s " % status), reply
    assert bridge_file(home).read_bytes() == before


def test_update_of_a_broken_file(home):
    home.run()
    (home.settings / "companion-settings.json").write_text("{")
    status, reply = update(home, "companion", autostart=True)
    assert (status, reply["error"]["code"]) == (409, "broken_file")
    assert (home.settings / "companion-settings.json").read_text() == "{"


def test_by_hand(home):
    home.run()
    first, second = free_port(), free_port()
    home.configure("bridge", port=first)
    wait_for_address(home, f"127.0.0.1:{first}")

    bridge_file(home).write_text('{"port": ')
    # The file may be read when it is empty still.
    words = "bridge-settings.json: 1:10: "
    processes.wait_until(lambda: words in "".join(home.status()["problems"]), home.story)
    problem, = home.status()["problems"]
    assert words in problem and problem.endswith("stays in force")
    assert address(home) == f"127.0.0.1:{first}"

    new = home.settings / "bridge-settings.json.new"
    new.write_text(json.dumps({"port": second}))
    new.rename(bridge_file(home))
    wait_for_address(home, f"127.0.0.1:{second}")
    assert home.ask("status")["problems"] == []

    home.configure("bridge", port=second, enabled=False)
    wait_for_address(home, None)


def test_change_of_a_file_that_has_gone(home):
    """Only what is asked for is another then: the port stays where it is, and asks for the token."""
    port = free_port()
    home.configure("bridge", port=port, require_token=True)
    home.run()
    bridge_file(home).unlink()
    assert "in force" in home.perch("config", "set", "bridge.limits.max_connections", "100").stdout
    assert address(home) == f"127.0.0.1:{port}"
    assert request(home, "GET", "/status")[0] == 401
    said = json.loads(bridge_file(home).read_text())
    assert (said["port"], said["require_token"]) == (port, True)
    assert said["limits"] == {"max_connections": 100}


def test_hooks_come_and_go(home):
    home.run()
    assert address(home, "hooks") is None
    home.configure("hook", enabled=True, port=free_port())
    processes.wait_until(lambda: address(home, "hooks"), "the hooks are open")
    home.configure("hook", enabled=False)
    wait_for_address(home, None, "hooks")


def test_broken_from_the_start(home):
    home.configure("bridge", port="x")
    home.run()
    assert address(home) is None
    home.configure("bridge", port=0)
    processes.wait_until(lambda: address(home), "the bridge is open")
    assert home.ask("status")["problems"] == []


def test_port_that_is_taken(home):
    home.run()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = home.perch("config", "set", "bridge.port", str(port), status=1)
        assert f"Can't listen on 127.0.0.1:{port}" in done.stderr
        processes.wait_until(lambda: f"port {port} is taken by pid" in home.perch("status").stdout,
                             "it says who has the port")
    home.perch("config", "set", "bridge.port", "0")
    assert address(home) and home.ask("status")["problems"] == []


def test_companion(home):
    (home.profiles / "main.json").unlink()
    home.run()
    home.perch("config", "set", "companion.autostart", "true")
    file = home.settings / "companion-settings.json"
    assert json.loads(file.read_text())["autostart"] is True
    home.configure("companion", autostart=False)
    processes.wait_until(lambda: home.perch("config", "get", "companion.autostart").stdout
                         == "false\n", "it is off again")


def test_language_counts_from_the_next_start_on(home):
    home.run()
    status, reply = update(home, "companion", language="de", notifications=False)
    assert status == 200, reply
    assert (reply["applied"], reply["needs_restart"]) == (["notifications"], ["language"])
    status, reply = update(home, "companion", language="Klingon")
    assert status == 400 and 'such as "de"' in reply["error"]["message"], reply


def test_log_level(home):
    """What is less important is not written from then on, but for what the person has decided."""
    home.run()
    greet = {"name": "greet", "do": [{"publish": {"event": "greeting"}}]}
    assert update(home, "triggers", triggers=[greet])[0] == 200

    def act():
        home.start()
        home.perch("trigger", "greet")
        home.perch("stop", "main")

    home.perch("config", "set", "companion.log_level", "warning")
    act()
    home.perch("config", "set", "companion.log_level", "info")
    act()
    home.leave()
    lines = [line for line in home.journal().decode().splitlines() if " perch: " in line]
    for words in " main: running", " Trigger greet ":
        assert sum(words in line for line in lines) == 1, lines


def names(home):
    return [backend["name"] for backend in home.status()["backends"]]


def trigger_settings(home):
    return request(home, "GET", "/api/config/workspace")[1]["sections"]["triggers"]


def test_triggers(home):
    home.run()
    greet = {"name": "greet", "do": [{"publish": {"event": "greeting"}}]}
    status, reply = update(home, "triggers", triggers=[greet])
    assert status == 200 and reply["applied"] == ["triggers"], reply
    assert json.loads(home.perch("config", "get", "triggers.triggers").stdout) == [greet]
    home.perch("trigger", "greet")

    status, reply = update(home, "triggers", triggers=[{"name": "greet", "do": [{"dance": 1}]}])
    assert status == 400 and "/triggers/0/do/0" in reply["error"]["message"], reply
    home.perch("trigger", "greet")
    settings = trigger_settings(home)
    assert settings["values"]["triggers"] == [greet] and settings["problem"] is None


def test_triggers_in_part(home):
    """What is wrong with one keeps none of the others from working, and is said in the status."""
    home.run()
    sound = {"name": "sound", "do": [{"publish": {"event": "sound"}}]}
    (home.settings / "triggers.json").write_text(json.dumps({"triggers": [{"name": 1}, sound]}))
    processes.wait_until(lambda: home.perch("trigger", "sound", status=None).returncode == 0,
                         "the sound one is there")
    processes.wait_until(lambda: trigger_settings(home)["problem"], "it is told")
    problem = trigger_settings(home)["problem"]
    assert "/triggers/0/" in problem and "in force" not in problem


def test_profiles_by_hand(home):
    home.run()
    home.start()
    with WebSocket(home.connect(), "/events/ws") as listener:
        listener.send(json.dumps({"since": 0}))
        home.add_backend("web", "wait")
        processes.wait_until(lambda: names(home) == ["main", "web"], "the new one is there")
        home.start("web")
        event, = listener.events("config_changed", 1)
    assert event["payload"] == {"section": "backends/web", "change": "added"}

    # As an editor saves: another file takes the place of the old one.
    file = home.profiles / "main.json"
    new = home.profiles / "main.json.new"
    new.write_text(json.dumps({**json.loads(file.read_text()), "label": "Other"}))
    new.rename(file)
    processes.wait_until(lambda: home.backend()["notice"], "the change waits")
    assert home.backend()["label"] == "main"
    assert "applied at the next start" in home.perch("status").stdout
    home.perch("restart", "main")
    assert (home.backend()["label"], home.backend()["notice"]) == ("Other", None)

    file.write_text("{")
    processes.wait_until(lambda: home.status()["problems"], "the broken one is a problem")
    assert home.backend()["state"] == "running"
    file.unlink()
    processes.wait_until(lambda: "removed" in (home.backend()["notice"] or ""), "it is to go")
    assert home.status()["problems"] == [] and home.backend()["state"] == "running"
    home.perch("stop", "main")
    processes.wait_until(lambda: names(home) == ["web"], "it is gone")
    processes.wait_until(lambda: b"main: profile removed" in home.journal(), "the log says so")


def test_backends_are_told(home):
    home.add_backend("main", "", executable=str(TELLS), args=[], ready={"on": "status"})
    home.run()
    home.perch("start")
    with WebSocket(home.connect(), "/events/ws") as listener:
        listener.send(json.dumps({"since": 0}))
        home.perch("config", "set", "web-listener.limits.idle_timeout_s", "7")
        told, = listener.events("told", 1)
    message = told["payload"]["message"]
    assert message["method"] == "config.changed"
    params = message["params"]
    assert params["section"] == "web-listener"
    assert params["values"]["limits"]["idle_timeout_s"] == 7


def test_killed_perch(home):
    """When it is killed while it saves what somebody asked for, the file is the old or the new."""
    for _ in range(6):
        process = home.run()
        before, after = json.loads(bridge_file(home).read_text())["port"], free_port()
        client = home.connect()
        body = json.dumps({"section": "bridge", "values": {"port": after}}).encode()
        client.sendall(raw_update(body))
        process.send_signal(signal.SIGKILL)
        home.forget()
        client.close()
        check_port(home, before, after)
