#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A Flask server under waitress that always says the same: flask_server.py PORT FILE"""

import pathlib
import sys

import flask
import waitress

app = flask.Flask(__name__)
BODY = pathlib.Path(sys.argv[2]).read_bytes()


@app.route("/api/status/health")
def health():
    return flask.Response(BODY, mimetype="application/json")


waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), backlog=512, _quiet=True)
