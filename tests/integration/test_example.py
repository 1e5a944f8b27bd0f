# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The example backend that Perch carries, asked through the real Perch."""

import base64
import hashlib
import json
import os
import subprocess

import processes
import pytest
from perch_home import PATIENCE, PERCH, PerchHome
from websocket import WebSocket


@pytest.fixture
def home():
    home = PerchHome()
    documents = home.folder / "Documents"
    documents.mkdir()
    (documents / "one.txt").write_text("one two three")
    home.run()
    home.perch("start")
    yield home
    home.close()


def call(home, method, params=None, **options):
    return json.loads(home.perch("call", method, json.dumps(params or {}), **options).stdout)


def test_is_what_runs_without_a_profile(home):
    [backend] = home.ask("status")["backends"]
    assert (backend["state"], backend["ready"]) == ("running", True)
    assert call(home, "ping")["pid"] == backend["pid"]
    count = call(home, "folder.count")
    assert (count["folder"], count["words"]) == (str(home.folder / "Documents"), 3)


def test_clipboard(home):
    picture = os.urandom(3000)
    fragments = [
        {"type": "text", "content": "drei kleine Wörter"},
        {"type": "html", "content": "<b>two</b> words<script>no words</script>"},
        {"type": "image", "content": base64.b64encode(picture).decode()},
        {"type": "files", "content": [str(home.folder / "Documents" / "one.txt")]},
    ]
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send(json.dumps({"since": 0}))
        client.events("folder_counted", 1)
        result = call(home, "clipboard.process", {"fragments": fragments})
        event, = client.events("words_counted", 1)
    text, html, image, files = result["fragments"]
    assert (result["words"], text["words"], html["words"]) == (5, 3, 2)
    assert image["sha256"] == hashlib.sha256(picture).hexdigest()
    assert files["listed"][0]["bytes"] == 13
    assert event["payload"] == {"fragments": 4, "words": 5}


def test_wrong_fragment(home):
    done = home.perch("call", "clipboard.process", '{"fragments": [{"type": "sound"}]}', status=1)
    assert '/fragments/0: "type" must be text, html, image or files, not sound' in done.stderr


def test_tabs_and_settings(home):
    tab = {"url": "https://example.org/", "title": "ü"}
    assert call(home, "tab.info", tab) is None
    assert call(home, "tab.last") == tab
    call(home, "config.changed", {"section": "bridge"})
    processes.wait_until(lambda: "the settings have changed" in home.perch("logs").stdout,
                         "the record is in the log")


def test_unknown_method(home):
    assert "no such method: fly" in home.perch("call", "fly", status=1).stderr


def test_recount_needs_a_yes(home):
    """A backend asks, a program that listens is told, and a person answers at the command line."""
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send(json.dumps({"since": 0}))
        client.events("folder_counted", 1)
        for answer, why in (("--reject", "not now"), ("--approve", None)):
            caller = subprocess.Popen(
                [PERCH, "call", "triggers.execute", '{"trigger": "recount"}'], env=home.env,
                stdout=subprocess.PIPE)
            asked, = client.events("ask", 1)
            assert str(home.folder) in asked["payload"]["prompt"]
            home.perch("ask", answer, asked["payload"]["id"], "--response", "not now")
            result = json.loads(caller.communicate(timeout=PATIENCE)[0])
            client.events("ask", 1)  # answered
            assert (result["done"], result.get("why")) == (why is None, why)
    assert result["words"] == 3


def test_recount_with_nobody_to_ask(home):
    result = call(home, "triggers.execute", {"trigger": "recount"})
    assert result["done"] is False
    assert result["why"].startswith("the person can't be asked: There is nobody to ask")
