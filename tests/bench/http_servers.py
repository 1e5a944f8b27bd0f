# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers that bench_http.py compares. All but Perch check nothing, and say what they are told."""

import contextlib
import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

from measure import BUILD

PATH = "/api/status/health"
PATIENCE = 30
PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent
RIVALS = HERE / "rivals"
# Of the project: what is installed there has the versions of tests/requirements.txt.
VENV_PYTHON = HERE.parents[1] / ".venv" / "bin" / "python"

NGINX_CONFIG = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  default_type application/json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=512;
    location / {{ return 200 '{body}'; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_nginx():
    """`./dev bench` unpacks it beside the build: the installed package would serve port 80."""
    unpacked = BUILD / "rivals" / "usr" / "sbin" / "nginx"
    return str(unpacked) if unpacked.exists() else shutil.which("nginx")


def has_module(python, name):
    if python == PYTHON:
        return importlib.util.find_spec(name) is not None
    return subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode == 0


class Server:
    """One that listens on `port`; `missing` is what keeps it from running, or None."""

    def __init__(self, name, command, missing=None):
        self.name, self.command, self.missing = name, command, missing
        self.port = free_port()

    def start(self, folder, body):
        """Starts it and waits until it answers with `body`."""
        file = folder / "body.json"
        file.write_bytes(body)
        config = folder / "nginx.conf"
        config.write_text(NGINX_CONFIG.format(folder=folder, port=self.port, body=body.decode()))
        words = {"PORT": str(self.port), "FILE": str(file), "CONFIG": str(config)}
        self.process = subprocess.Popen([words.get(word, word) for word in self.command],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        self.pid = self.process.pid
        end = time.monotonic() + PATIENCE
        while not self.says(body):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{self.name} does not answer")
            time.sleep(0.02)

    def says(self, body):
        with contextlib.suppress(OSError), \
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{PATH}", timeout=5) as reply:
            return reply.read() == body
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait()


def list_rivals():
    def lacks(found, package):
        return None if found else f"{package} is not installed"

    bare = str(BUILD / "tests" / "bench" / "http" / "bare-soup")
    nginx, node, venv = find_nginx(), shutil.which("node"), str(VENV_PYTHON)
    has_fastapi = VENV_PYTHON.exists() and has_module(venv, "fastapi") and \
        has_module(venv, "uvicorn")
    return [
        Server("bare libsoup, accepting as Perch", [bare, "PORT", "FILE", "accept"]),
        Server("bare libsoup, listening itself", [bare, "PORT", "FILE", "listen"]),
        Server("nginx", [nginx, "-c", "CONFIG"], lacks(nginx, "nginx")),
        Server("Node http", [node, str(RIVALS / "http_server.js"), "PORT", "FILE"],
               lacks(node, "nodejs")),
        Server("Flask + waitress", [PYTHON, str(RIVALS / "flask_server.py"), "PORT", "FILE"],
               lacks(has_module(PYTHON, "flask") and has_module(PYTHON, "waitress"),
                     "python3-flask or python3-waitress")),
        Server("FastAPI + uvicorn", [venv, str(RIVALS / "fastapi_server.py"), "PORT", "FILE"],
               lacks(has_fastapi, "FastAPI in .venv, which ./dev bench makes,")),
    ]
