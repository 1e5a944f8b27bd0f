# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The browser's extension in a real Chromium, with a real Perch and a real backend."""

import contextlib
import json
import time
from pathlib import Path

import processes
import pytest
from chromium import PATIENCE, Chromium
from pages import serve
from perch_home import PerchHome
from ports import free_port
from websocket import WebSocket

SOURCES = Path(__file__).parents[2]
EXTENSION = SOURCES / "resources" / "extension"
TABS = SOURCES / "tests" / "fixtures" / "python" / "tabs.py"
WORKER = "chrome-extension://"


@pytest.fixture
def site():
    """A place with pages: its address."""
    with serve() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def home():
    home = PerchHome()
    home.listener_port = free_port()
    home.configure("web-listener", port=home.listener_port)
    home.add_backend("main", "", executable=str(TABS), args=[], autostart=True,
                     ready={"on": "status"})
    with contextlib.closing(home):
        yield home


@pytest.fixture
def browser(home):
    with Chromium(home.folder, home.env, f"--load-extension={EXTENSION}") as browser:
        browser.worker = browser.attach_to("service_worker", WORKER)
        browser.wait_for(browser.worker, "globalThis.chrome?.storage !== undefined", True)
        yield browser


def start_perch(home):
    home.run()
    home.perch("start")


def choose(browser, **settings):
    browser.evaluate(browser.worker, f"chrome.storage.local.set({json.dumps(settings)})")


def wait_for_badge(browser, text):
    browser.wait_for(browser.worker, "chrome.action.getBadgeText({})", text)


def wait_for_waiting(browser, number):
    browser.wait_for(browser.worker, "chrome.storage.session.get('outbox')"
                     ".then(({outbox}) => outbox?.entries.length ?? 0)", number)


class Seen:
    """The tabs that the backend was told of, one after the other."""

    def __init__(self, home):
        self.client = WebSocket(home.connect(), "/events/ws")
        self.client.send(json.dumps({"since": 0}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.sock.close()

    def next(self):
        end = time.monotonic() + PATIENCE
        while (event := self.client.receive())["event"] != "tab_seen":
            assert time.monotonic() < end, "no tab came"
        return event["payload"]["tab"]


def test_page_arrives(home, site, browser):
    start_perch(home)
    choose(browser, port=home.listener_port)
    wait_for_badge(browser, "on")
    with Seen(home) as seen:
        browser.open(f"{site}/one")
        one = seen.next()
        assert one["url"] == f"{site}/one" and one["title"] == "About /one"
        assert one["timestamp"].endswith("Z") and one["tab_id"] > 0 and one["window_id"] > 0

        two = browser.open(f"{site}/two")
        second = seen.next()
        assert second["url"] == f"{site}/two" and second["tab_id"] != one["tab_id"]
        assert second["window_id"] == one["window_id"]

        browser.evaluate(two, "document.title = 'Changed'")
        changed = seen.next()
        assert (changed["title"], changed["tab_id"]) == ("Changed", second["tab_id"])

        browser.open(f"{site}/icon")
        icon = seen.next()
        while "favicon" not in icon:
            icon = seen.next()
        assert (icon["url"], icon["favicon"]) == (f"{site}/icon", f"{site}/icon.png")


def test_perch_comes_back(home, site, browser):
    """What was looked at while Perch was away arrives when it is back, in order and once each."""
    choose(browser, port=home.listener_port)
    wait_for_badge(browser, "off")
    paths = [f"{site}/{number}" for number in range(5)]
    for number, path in enumerate(paths, 1):
        browser.open(path)
        wait_for_waiting(browser, number)
    start_perch(home)
    with Seen(home) as seen:
        assert [seen.next()["url"] for _ in paths] == paths
        wait_for_waiting(browser, 0)
        wait_for_badge(browser, "on")
        browser.open(f"{site}/last")
        assert seen.next()["url"] == f"{site}/last"


def test_worker_dies(home, site, browser):
    """The browser ends the worker of an extension at will: what waits is still there."""
    choose(browser, port=home.listener_port)
    wait_for_badge(browser, "off")
    browser.open(f"{site}/before")
    wait_for_waiting(browser, 1)
    target = browser.targets("service_worker", WORKER)[0]["targetId"]
    browser.call("Target.closeTarget", targetId=target)
    processes.wait_until(lambda: target not in [
        found["targetId"] for found in browser.targets("service_worker", WORKER)], "it is gone")
    start_perch(home)
    with Seen(home) as seen:
        browser.open(f"{site}/after")
        assert [seen.next()["url"] for _ in range(2)] == [f"{site}/before", f"{site}/after"]


def test_pause(home, site, browser):
    start_perch(home)
    choose(browser, port=home.listener_port, paused=True)
    wait_for_badge(browser, "II")
    with Seen(home) as seen:
        page = browser.open(f"{site}/secret")
        browser.wait_for(page, "document.title", "About /secret")
        browser.call("Target.closeTarget", targetId=browser.targets("page", site)[0]["targetId"])
        browser.wait_for(browser.worker, "chrome.tabs.query({}).then(tabs => "
                         f"tabs.some(tab => tab.url.startsWith('{site}')))", False)
        choose(browser, paused=False)
        wait_for_badge(browser, "on")
        browser.open(f"{site}/public")
        assert seen.next()["url"] == f"{site}/public"


def test_refused(home, site, browser):
    home.configure("web-listener", port=home.listener_port, allowed_origins=["moz-extension://"],
                   require_token=True)
    start_perch(home)
    choose(browser, port=home.listener_port)
    wait_for_badge(browser, "!")


def test_popup(home, site, browser):
    """The state and the number that waits are shown, and the port and the pause can be set."""
    popup = browser.open(browser.targets("service_worker", WORKER)[0]["url"].replace(
        "background.js", "popup.html"))
    browser.wait_for(popup, "document.getElementById('port')?.value", "5000")

    def enter(port):
        browser.evaluate(popup, f"""(() => {{
            const field = document.getElementById('port');
            field.value = {json.dumps(port)};
            field.dispatchEvent(new Event('change'));
        }})()""")

    enter("70000")
    assert "1 to 65535" in browser.evaluate(
        popup, "document.getElementById('problem').textContent")
    assert browser.evaluate(popup, "chrome.storage.local.get('port')") == {}
    enter(str(home.listener_port))
    browser.wait_for(popup, "document.getElementById('state').dataset.state", "away")
    start_perch(home)
    browser.wait_for(popup, "document.getElementById('state').textContent", "Connected")
    browser.evaluate(popup, "document.getElementById('paused').click()")
    browser.wait_for(popup, "document.getElementById('state').textContent", "Paused")
