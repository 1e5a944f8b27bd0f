# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Pages in a real Chromium at the bridge: one whose origin is listed, and all the others."""

import contextlib
import json

import pytest
from chromium import Chromium
from pages import serve
from perch_home import PerchHome

# Each name that is looked up leads here, as with a name that somebody has pointed at 127.0.0.1.
RESOLVE_HERE = "--host-resolver-rules=MAP * 127.0.0.1"

LISTEN = """new Promise((resolve) => {
    const socket = new WebSocket(URL);
    let opened = false;
    socket.onopen = () => {
        opened = true;
        if (HELLO !== null) socket.send(HELLO);
    };
    socket.onmessage = (message) => resolve(JSON.parse(message.data).event);
    socket.onclose = (event) => resolve(opened ? event.code : "not opened");
})"""


@pytest.fixture
def home():
    with contextlib.closing(PerchHome()) as home:
        yield home


@pytest.fixture
def site(home):
    """The port of a site which is listed under its number, and under no other name."""
    with serve() as port:
        home.configure("bridge", port=0, allowed_origins=[f"http://127.0.0.1:{port}"])
        home.add_backend("main", "wait")
        home.run()
        home.perch("start")
        home.bridge = home.ask("status")["surfaces"]["bridge"]["address"]
        home.token = home.perch("token").stdout.strip()
        yield port


@pytest.fixture
def browser(home):
    with Chromium(home.folder, home.env, RESOLVE_HERE) as browser:
        yield browser


def open_page(browser, url):
    page = browser.open(url)
    browser.wait_for(page, "document.readyState === 'complete' && location.href !== 'about:blank'",
                     True)
    return page


def listen(browser, page, address, hello):
    """The name of the first event, or how the WebSocket was closed."""
    script = LISTEN.replace("URL", json.dumps(f"ws://{address}/events/ws"))
    return browser.evaluate(page, script.replace("HELLO", json.dumps(hello)))


def test_listed_page(home, site, browser):
    """It can't set headers on a WebSocket, so the first message has the token."""
    page = open_page(browser, f"http://127.0.0.1:{site}/")
    hello = json.dumps({"token": home.token, "since": 0})
    assert listen(browser, page, home.bridge, hello) == "backend_state"
    for wrong in home.token[::-1], json.dumps({"since": 0}), None:
        assert listen(browser, page, home.bridge, wrong) == 4401


def test_other_pages(home, site, browser):
    """Not even with the token: a listed site is known by its whole origin."""
    hello = json.dumps({"token": home.token, "since": 0})
    data = "data:text/html,<title>null</title>"
    with serve() as other:
        for url in f"http://127.0.0.1:{other}/", f"http://localhost:{site}/", data:
            page = open_page(browser, url)
            assert listen(browser, page, home.bridge, hello) == "not opened", url


def test_page_of_a_name_that_leads_here(home, site, browser):
    """DNS rebinding: for the browser, page and bridge have one origin."""
    port = home.bridge.rpartition(":")[2]
    hello = json.dumps({"token": home.token, "since": 0})
    page = open_page(browser, f"http://evil.example:{port}/status")
    assert "misdirected" in browser.evaluate(page, "document.body.textContent")
    assert listen(browser, page, f"evil.example:{port}", hello) == "not opened"
    assert browser.evaluate(page, "fetch('/status').then((reply) => reply.status)") == 421


def test_fetch(home, site, browser):
    """A listed page reads what it asks for, with the token; another one reads nothing at all."""
    script = f"""fetch("http://{home.bridge}/status", {{
        headers: {{ Authorization: "Bearer {home.token}" }},
    }}).then((reply) => reply.status, (error) => error.name)"""
    assert browser.evaluate(open_page(browser, f"http://127.0.0.1:{site}/"), script) == 200
    assert browser.evaluate(open_page(browser, f"http://localhost:{site}/"), script) == "TypeError"
