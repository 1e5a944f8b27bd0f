# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""GET /docs in a real Chromium: it shows every route, and tries one."""

import base64
import contextlib
import gzip
import http.client
import json
import re
from pathlib import Path

import processes
import pytest
from chromium import Chromium
from perch_home import PATIENCE, PerchHome

SOURCES = Path(__file__).parents[2] / "resources" / "docs"
ANSWERS = Path(__file__).parents[1] / "fixtures" / "python" / "answers.py"
FILES = ("docs.css", "docs.js", "licenses.txt", "perch.svg", "swagger-ui-bundle.js",
         "swagger-ui.css")

# What the page's policy has kept from happening.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
                          (event) => window.violations.push(event.violatedDirective + event.blockedURI));
"""
# A press on the first button with such words in it; false when there is none yet.
PRESS = """((selector, words) => {
  const found = [...document.querySelectorAll(selector)].find((one) => one.textContent.includes(words));
  found?.click();
  return found !== undefined;
})"""
# As if it was typed: React does not see a value that is merely set.
TYPE = """((selector, text) => {
  const field = document.querySelector(selector);
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(ANSWERS), args=[], ready={"on": "status"})
    with contextlib.closing(home):
        home.run()
        home.address = home.ask("status")["surfaces"]["bridge"]["address"]
        yield home


def get(home, path, **headers):
    """Status, headers and body of an answer."""
    with contextlib.closing(http.client.HTTPConnection(home.address, timeout=PATIENCE)) as client:
        client.request("GET", path, headers=headers)
        reply = client.getresponse()
        return reply.status, reply.headers, reply.read()


class Page:
    """The page in a browser."""

    def __init__(self, browser, url):
        self.browser = browser
        self.session = browser.open("about:blank")
        browser.call("Page.enable", self.session)
        browser.call("Emulation.setDeviceMetricsOverride", self.session, width=1200, height=900,
                     deviceScaleFactor=1, mobile=False)
        browser.call("Page.addScriptToEvaluateOnNewDocument", self.session, source=WATCH)
        browser.call("Page.navigate", self.session, url=url)

    def evaluate(self, expression):
        return self.browser.evaluate(self.session, expression)

    def wait_for(self, expression, value=True):
        self.browser.wait_for(self.session, expression, value)

    def press(self, selector, words):
        self.wait_for(f"{PRESS}({json.dumps(selector)}, {json.dumps(words)})")

    def type(self, selector, text):
        self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null")
        self.evaluate(f"{TYPE}({json.dumps(selector)}, {json.dumps(text)})")

    def execute(self, operation, status, words):
        """Tries @operation, which is unfolded, and waits for the answer that it shows."""
        block = f"document.querySelector('[id$=-{operation}]')"
        # The form is there before the example in it is, without which nothing is sent.
        self.wait_for(f"{block}?.querySelector('.parameters input')?.value", "main")
        self.press(f"[id$=-{operation}] button.execute", "Execute")
        shown = f"{block}.querySelector('.live-responses-table')?.textContent"
        self.wait_for(f"({shown} ?? '').includes({json.dumps(words)})")
        assert self.evaluate(f"{shown}.includes('{status}')")

    def keep_screenshot(self, name):
        """In the build folder, for who wants to see it."""
        image = self.browser.call("Page.captureScreenshot", self.session, format="png")["data"]
        (processes.BUILD / name).write_bytes(base64.b64decode(image))


def test_try_a_route(home):
    """Shown whole, from here and nowhere else; what changes something needs the token."""
    document = json.loads(get(home, "/openapi.json")[2])
    n_operations = sum("operationId" in operation for item in document["paths"].values()
                       for operation in item.values())
    token = home.perch("token").stdout.strip()
    url = f"http://{home.address}"
    with Chromium(home.folder, home.env) as browser:
        page = Page(browser, f"{url}/docs")
        page.wait_for("document.querySelectorAll('.opblock').length", n_operations)
        loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        assert f"{url}/docs/swagger-ui-bundle.js" in loaded and f"{url}/openapi.json" in loaded
        assert all(name.startswith((url + "/", "data:")) for name in loaded), loaded

        page.keep_screenshot("docs-page-top.png")
        page.press("[id$=-startBackend] button", "/api/backends/")
        page.execute("startBackend", 401, "unauthorized")
        assert home.ask("status")["backends"][0]["state"] == "stopped"

        page.press("button.authorize", "Authorize")
        page.type(".modal-ux input", token)
        page.press(".modal-ux button.authorize", "Authorize")
        page.press(".modal-ux button", "Close")
        page.execute("startBackend", 200, '"running"')
        assert home.ask("status")["backends"][0]["state"] == "running"
        page.evaluate("document.querySelector('[id$=-startBackend]').scrollIntoView()")
        page.keep_screenshot("docs-page-answer.png")
        assert page.evaluate("window.violations") == []


def test_files(home):
    """What is served is what is in the sources, under a policy that lets nothing else in."""
    for path in ["/docs"] + [f"/docs/{name}" for name in FILES]:
        status, headers, body = get(home, path)
        assert status == 200, path
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';"), path
        assert "unsafe" not in policy and "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        packed = "swagger" in path
        assert (headers["Content-Encoding"] == "gzip") == packed
        name = path.removeprefix("/docs/").replace("/docs", "index.html")
        for source in (SOURCES / name, SOURCES / "swagger-ui" / name):
            if source.exists():
                assert (gzip.decompress(body) if packed else body) == source.read_bytes()
    page = get(home, "/docs")[2].decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|<style|\sstyle=", page)


def test_not_there(home):
    for path in ("/docs/", "/docs/index.html.gz", "/docs/bridge.json", "/docs/none", "/docs/a/b"):
        status, headers, body = get(home, path)
        assert (status, json.loads(body)["status"]) == (404, "error"), path


def test_pages_elsewhere(home):
    """Another site can neither link to it, nor load its scripts."""
    for path in ("/docs", "/docs/docs.js"):
        assert get(home, path, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
        assert get(home, path, Origin="https://evil.example")[0] == 403
        assert get(home, path, **{"Sec-Fetch-Site": "none"})[0] == 200


def test_mapped_while_asked_only(home):
    def is_mapped():
        return "docs.gresource" in Path(f"/proc/{home.pid()}/maps").read_text()

    assert not is_mapped()
    for _ in range(3):
        assert get(home, "/docs/swagger-ui-bundle.js")[0] == 200
    processes.wait_until(lambda: not is_mapped(), "the file is mapped no more")
