# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Flask under waitress that hands bodies to a child's standard input, as JSON that it has looked
at, and answers with what the child says: upload_server.py CHILD. Prints its port."""

import json
import subprocess
import sys
import threading

import flask
import waitress

LIMIT = 104_857_600

child = subprocess.Popen(["/usr/bin/python3", sys.argv[1]], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
child.stdout.readline()
one_at_a_time = threading.Lock()
app = flask.Flask(__name__)


@app.get("/ping")
def ping():
    return {"status": "ok"}


@app.post("/clipboard")
def clipboard():
    body = flask.request.get_data(cache=False)
    json.loads(body)
    with one_at_a_time:
        child.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"clipboard.process","params":')
        child.stdin.write(body)
        child.stdin.write(b"}\n")
        child.stdin.flush()
        return {"status": "ok", "result": json.loads(child.stdout.readline())["result"]}


# waitress refuses what has as many bytes as this, too.
server = waitress.create_server(app, host="127.0.0.1", port=0, max_request_body_size=LIMIT + 1)
print(server.effective_port, flush=True)
server.run()
