# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What scripts see of the menu and the windows, and do with it, over HTTP as they do."""

import http.client
import json

from session import wait_for


class Hooks:
    def __init__(self, desktop):
        self.address = desktop.status()["surfaces"]["hooks"]["address"]

    def ask(self, method, path, body=None):
        """What Perch answers; while its main loop stands still, it says so and does nothing."""
        return wait_for(lambda: self._try(method, path, body), "the main loop to go on")

    def _try(self, method, path, body):
        client = http.client.HTTPConnection(self.address, timeout=30)
        try:
            client.request(method, path, body and json.dumps(body),
                           {"Content-Type": "application/json"})
            reply = client.getresponse()
            return reply.status != 503 and (reply.status, json.loads(reply.read()))
        finally:
            client.close()

    def items(self):
        return {item["id"]: item for item in self.ask("GET", "/api/gui")[1]["items"]}

    def value(self, item):
        return self.ask("GET", f"/api/gui/value/{item}")[1]["value"]

    def order(self, action, item, value=None):
        status, reply = self.ask("POST", "/api/gui",
                                 {"action": action, "item": item, "value": value})
        return status if status == 200 else (status, reply["error"]["code"])


def start(desktop):
    """A Perch with its hooks, in a desktop of its own."""
    (desktop.config / "perch/hook-settings.json").write_text('{"port": 0}')
    desktop.start_perch("--enable-test-hooks", "--hidden")
    return Hooks(desktop)
