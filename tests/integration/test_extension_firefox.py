# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The browser's extension in a real Firefox: what differs there is who may ask and how it starts."""

import contextlib
import json
from pathlib import Path

import processes
import pytest
from firefox import Firefox
from pages import serve
from perch_home import PerchHome
from websocket import WebSocket

SOURCES = Path(__file__).parents[2]
EXTENSION = SOURCES / "resources" / "extension"
TABS = SOURCES / "tests" / "fixtures" / "python" / "tabs.py"


@pytest.fixture
def home():
    home = PerchHome()
    home.configure("web-listener", port=0)
    home.add_backend("main", "", executable=str(TABS), args=[], ready={"on": "status"})
    with contextlib.closing(home):
        yield home


def port_of(home, surface):
    return int(home.ask("status")["surfaces"][surface]["address"].rpartition(":")[2])


def wait_for_tab(home, url):
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send(json.dumps({"since": 0}))
        return processes.wait_until(
            lambda: next((event["payload"] for event in client.events("tab_info", 1)
                          if event["payload"]["url"] == url), None), f"{url} is told")


def test_a_page_arrives(home):
    home.run()
    home.perch("start")
    manifest = json.loads((EXTENSION / "manifest.json").read_text())
    with Firefox(home.folder, home.env) as browser, serve() as site:
        own = browser.install(EXTENSION, manifest["browser_specific_settings"]["gecko"]["id"])
        browser.navigate(f"{own}/popup.html")
        browser.evaluate("return browser.storage.local"
                         f".set({{port: {port_of(home, 'listener')}}})")
        page = f"http://127.0.0.1:{site}/one"
        browser.navigate(page)
        assert wait_for_tab(home, page)["title"] == "About /one"
        processes.wait_until(lambda: page in home.perch("logs").stdout, "the backend was told")
