# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What scripts see and use at the hooks, without a display: a click is a person's click."""

import contextlib

import processes
import pytest
from perch_home import PerchHome


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "print hello wait")
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    yield home
    home.close()


def get(home, path):
    status, reply = home.get_port("hooks", path)
    assert status == 200, reply
    return reply


def post(home, expected=200, **body):
    status, reply = home.post_port("hooks", "/api/gui", body)
    assert status == expected, reply
    return reply


def problem(home, expected, **body):
    error = post(home, expected, **body)["error"]
    return error["code"], error["message"]


def value(home, item):
    return get(home, f"/api/gui/value/{item}")["value"]


def until(home, item, expected):
    processes.wait_until(lambda: value(home, item) == expected, f"{item} is {expected}")


def until_done(home, task):
    path = f"/api/gui/task/{task['task']}"
    processes.wait_until(lambda: get(home, path)["status"] != "queued", "it is done")
    return get(home, path)


def test_list(home):
    reply = get(home, "/api/gui")
    items = {item["id"]: item for item in reply["items"]}
    assert items["btn_start"] == {"id": "btn_start", "label": "Start", "enabled": True,
                                  "value": None, "accepts": ["click"]}
    assert items["autostart"]["accepts"] == ["click", "set_value"]
    assert {"btn_stop", "btn_restart", "btn_quit", "show_status_window", "status"} <= set(items)
    assert not items["show_status_window"]["enabled"]


def test_life_of_a_backend(home):
    task = post(home, action="click", item="btn_start")
    assert (task["status"], task["action"], task["name"]) == ("queued", "click", "btn_start")
    assert until_done(home, task)["status"] == "done"
    until(home, "status", "● Running")
    pid = value(home, "pid")
    post(home, action="click", item="btn_restart")
    processes.wait_until(lambda: value(home, "pid") not in (pid, "PID –"), "another process")
    until(home, "status", "● Running")
    post(home, action="click", item="btn_stop")
    until(home, "status", "○ Stopped")
    processes.wait_until(lambda: "A script: click btn_stop" in home.perch("logs").stdout,
                         "the log tells")


def test_check_box(home):
    post(home, action="set_value", item="autostart", value=True)
    until(home, "autostart", True)
    post(home, action="click", item="autostart")
    until(home, "autostart", False)


def test_quit(home):
    post(home, action="click", item="btn_quit")
    assert home.started[0].wait(processes.PATIENCE) == 0


def test_refused(home):
    """Nothing is queued that could not be done now."""
    code, message = problem(home, 404, action="click", item="btn_strat")
    assert code == "no_such_item" and '"btn_start"' in message
    code, message = problem(home, 409, action="click", item="btn_stop")
    assert code == "disabled"
    code, message = problem(home, 400, action="set_value", item="autostart", value="yes")
    assert (code, message) == (
        "bad_value", '/value: "autostart" takes true or false, found the string "yes"')
    assert problem(home, 400, action="click", item="status")[0] == "bad_action"
    assert problem(home, 404, action="custom_callback", callback="rm")[0] == "no_such_item"
    assert problem(home, 400, action="jump")[0] == "bad_request"
    assert home.get_port("hooks", "/api/gui/value/btn_strat")[0] == 404
    assert home.get_port("hooks", "/api/gui/task/1")[0] == 404
    assert home.get_port("hooks", "/api/gui/task/x")[0] == 404


def test_in_order(home):
    """However many are sent at once, each is done after the one before."""
    tasks = [post(home, action="set_value", item="autostart", value=bool(i % 2))
             for i in range(20)]
    assert [task["task"] for task in tasks] == list(range(1, 21))
    assert until_done(home, tasks[-1])["status"] == "done"
    assert value(home, "autostart") is True


def test_several_backends():
    with contextlib.closing(PerchHome()) as home:
        home.add_backend("mail", "wait")
        home.add_backend("words", "wait")
        home.configure("hook", port=0)
        home.run("--enable-test-hooks")
        post(home, action="click", item="words.btn_start")
        until(home, "words.status", "● Running")
        assert value(home, "mail.status") == "○ Stopped"
        assert '"words.btn_stop"' in problem(home, 404, action="click", item="btn_stop")[1]


def test_callbacks(home):
    assert get(home, "/api/gui")["callbacks"] == ["reread_settings", "clear_indicators"]
    task = post(home, action="custom_callback", callback="clear_indicators", args={"x": 1})
    done = until_done(home, task)
    assert (done["status"], done["problem"]) == (
        "failed", "/args: expected none: this callback takes nothing")
    (home.settings / "companion-settings.json").write_text("{")
    post(home, action="custom_callback", callback="reread_settings")
    processes.wait_until(lambda: any("companion-settings.json" in problem for problem
                                     in get(home, "/api/diagnostics")["problems"]), "it is seen")


def test_diagnostics(home):
    reply = get(home, "/api/diagnostics")
    assert (reply["mode"], reply["log_problem"], reply["problems"]) == ("headless", None, [])
    assert [backend["name"] for backend in reply["backends"]] == ["main"]
