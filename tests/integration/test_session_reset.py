# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A reset leaves nothing of what was before, and what should stay."""

import json

import processes
import pytest
from perch_home import PerchHome


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    home.add_backend("broken", "error boom exit 78")
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    yield home
    home.close()


def reset(home):
    status, reply = home.post_port("hooks", "/api/session/reset", {})
    assert status == 200, reply
    return reply


def get(home, path):
    return home.get_port("hooks", path)[1]


def post(home, path, body):
    status, reply = home.post_port("hooks", path, body)
    assert status in (200, 202), reply
    return reply


def backend(home, name):
    return next(b for b in home.ask("status")["backends"] if b["name"] == name)


def make_a_mess(home):
    home.perch("start", "main")
    home.perch("start", "broken", status=None)
    processes.wait_until(lambda: backend(home, "broken")["state"] == "failed", "it has failed")
    home.post_port("bridge", "/api/hub/update", {"indicator": "a", "text": "There"})
    get(home, "/api/ask/pending")  # now there is somebody to ask
    post(home, "/api/ask", {"prompt": "Really?", "wait": False})


def is_tidy(home):
    items = {item["id"] for item in get(home, "/api/gui")["items"]}
    return (backend(home, "main")["state"] == backend(home, "broken")["state"] == "stopped"
            and "show_questions" not in items and "indicator_a" not in items
            and get(home, "/api/ask/pending")["pending"] == []
            and get(home, "/api/events")["events"] == [])


def test_reset(home):
    make_a_mess(home)
    task = post(home, "/api/gui", {"action": "push_event", "event": "x"})["task"]
    pid = backend(home, "main")["pid"]
    since = reset(home)["since"]
    assert processes.state(pid) is None
    processes.wait_until(lambda: is_tidy(home), "it is tidy")
    assert get(home, f"/api/gui/task/{task}")["error"]["code"] == "no_such_task"
    assert get(home, "/api/events?since=0")["newest"] == since
    assert json.loads((home.profiles / "main.json").read_text())["name"] == "main"
    home.perch("start", "main")
    seen = [event["event"] for event in get(home, "/api/events")["events"]]
    assert set(seen) == {"backend_state"}


def test_by_click(home):
    """The menu's own entry does the same."""
    make_a_mess(home)
    post(home, "/api/gui", {"action": "click", "item": "btn_reset"})
    processes.wait_until(lambda: is_tidy(home), "it is tidy")


def test_twice(home):
    first = reset(home)["since"]
    assert reset(home)["since"] == first
    assert is_tidy(home)
