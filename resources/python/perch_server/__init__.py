# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What http_server.py, pipe_server.py and rpc_server.py have in common.

A module of your own, given to a server with `--module my_app.py`, adds methods to it. They answer
on any of the wires, and on stdin too:

    from perch_server import backend, method

    @method("clipboard.process")
    def process(params):
        backend.event("save_completed", fragments=len(params["fragments"]))
        return {"fragments": len(params["fragments"])}

`backend` is the Backend of perch_backend.py, and `method` its `on`: that file says what they can do.
"""

from perch_backend import Backend

backend = Backend()
method = backend.on
