# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers of resources/python as backends of a real perch, and a client that asks by it."""

import json

from object_servers import PYTHON, Client, Failure
from perch_home import PerchHome


class PerchServer:
    """A perch with one backend, which is a server of one kind."""

    def __init__(self, kind, python, module, env):
        self.kind = f"perch-{kind}"
        self.home = PerchHome()
        self.home.stderr = self.home.output
        my_app = self.home.service / "my_app.py"
        my_app.write_text(module, encoding="utf-8")
        self.home.profiles.mkdir(parents=True)
        (self.home.profiles / "main.json").write_text(json.dumps({
            "kind": kind, "executable": str(PYTHON / f"{kind}_server.py"), "env": env,
            "args": ["--module", str(my_app)], "venv": str(python.parents[1]),
            "restart": "never"}))
        self.home.run()
        self.home.start()

    def client(self, name):
        return PerchClient(self)

    def end(self):
        self.home.leave()
        return 0

    def complaints(self):
        return self.home.story()

    def close(self):
        self.home.close()


class PerchClient(Client):
    """All clients of a perch are one to its backend."""

    CODES = {"no_such_method": "no_method", "backend_error": None}  # None: any that is no other

    def __init__(self, server):
        super().__init__(server, None)

    def close(self):
        pass

    def ask(self, command, trace_id=None, **params):
        body = {"method": command, "params": params}
        trace = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"} if trace_id else {}
        _, reply = self.server.home.exchange_json("POST", "/api/backends/main/call", body, **trace)
        if reply["status"] != "ok":
            raise Failure(self.CODES[reply["error"]["code"]], reply["error"]["message"])
        return reply["result"]

    def ping(self):
        return self.ask("ping")

    def floats(self, handle, dimensions):
        data = self.ask("tofloatarray" + ("2d" if dimensions == 2 else ""), handleId=handle)["data"]
        if dimensions == 1:
            return data, [len(data)]
        return [value for row in data for value in row], [len(data), len(data[0]) if data else 0]
