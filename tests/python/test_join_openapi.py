# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""resources/openapi/join.py: one document of many parts, and what is wrong with a part."""

import json
import os
import subprocess
from pathlib import Path

import pytest

JOIN = Path(os.environ["PERCH_TOP_SRCDIR"]) / "resources" / "openapi" / "join.py"
COMMON = {
    "openapi": "3.1.0",
    "info": {},
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "parameters": {"Name": {"name": "name", "in": "path", "required": True}},
        "responses": {"Error": {"description": "",
                                "content": {"": {"schema": {"$ref": "#/components/schemas/E"}}}}},
        "schemas": {"E": {}, "Unused": {}},
    },
}


def operation(name="ask", **members):
    return {"operationId": name, "summary": "Asks", "tags": ["Perch"],
            "responses": {"200": {"description": "It is"}}, **members}


def join(folder, *parts, status=0):
    """The document, or what is said of a mistake."""
    names = ["common.json"] + [f"part-{number}.json" for number in range(len(parts))]
    for name, part in zip(names, [COMMON, *parts]):
        text = part if isinstance(part, str) else json.dumps(part)
        (folder / name).write_text(text, encoding="utf-8")
    output = folder / "document.json"
    done = subprocess.run(["/usr/bin/python3", JOIN, "--title", "Tests", "--version", "1.2.3",
                           "--output", output, *names], cwd=folder, capture_output=True, text=True)
    assert done.returncode == status, done
    assert output.exists() == (status == 0)
    return done.stderr if status else json.loads(output.read_text(encoding="utf-8"))


def test_joined(tmp_path):
    document = join(tmp_path,
                    {"paths": {"/b/{name}": {"parameters": [{"$ref": "#/components/parameters/Name"}],
                                             "get": operation()}}},
                    {"paths": {"/a": {"post": operation("tell", responses={
                        "200": {"$ref": "#/components/responses/Mine"}})}},
                     "components": {"responses": {"Mine": {"description": "Mine"}}}})
    assert document["info"] == {"title": "Tests", "version": "1.2.3"}
    assert list(document["paths"]) == ["/a", "/b/{name}"]
    assert document["paths"]["/a"]["post"]["responses"]["default"] == {
        "$ref": "#/components/responses/Error"}
    assert set(document["components"]) == {"parameters", "responses", "schemas", "securitySchemes"}
    assert set(document["components"]["responses"]) == {"Error", "Mine"}
    assert set(document["components"]["schemas"]) == {"E"}


@pytest.mark.parametrize("part, words", [
    ("{", ["part-0.json", "line 1"]),
    ('{"paths": {}, "paths": {}}', ["part-0.json", "paths"]),
    ({"paths": {"/a": {"get": operation(summary="")}}}, ["part-0.json: GET /a", "summary"]),
    ({"paths": {"/a": {"fetch": operation()}}}, ["FETCH /a", "expected one of"]),
    ({"paths": {"/a": {"get": operation(), "put": operation()}}}, ["operationId ask"]),
    ({"paths": {"/a/{id}": {"get": operation()}}}, ["/a/{id}", "['id']"]),
    ({"paths": {"/a": {"get": operation(responses={
        "200": {"$ref": "#/components/responses/None"}})}}}, ["responses/None"]),
    ({"paths": {}, "components": {"schemas": {"E": {}}}}, ["schemas E", "another file"]),
], ids=lambda value: None if isinstance(value, list) else str(value)[:20])
def test_mistakes(tmp_path, part, words):
    said = join(tmp_path, part, status=1)
    assert all(word in said for word in words), said
    assert "Traceback" not in said


def test_path_in_two_parts(tmp_path):
    parts = [{"paths": {"/a": {"get": operation(name)}}} for name in ("one", "two")]
    assert "part-1.json: path /a" in join(tmp_path, *parts, status=1)
