# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The example backend as Perch starts it."""

import base64
import hashlib
import os

import pytest
from program import SDK_DIR, Program

EXAMPLE = os.path.join(SDK_DIR, "example_backend.py")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text("one two three")
    (folder / "deep" / "two.md").write_text("it's über-nice", encoding="utf-8")
    (folder / "picture.png").write_text("not counted")
    (folder / ".hidden.txt").write_text("not counted")
    (folder / "loop").symlink_to(folder)
    return folder


@pytest.fixture
def example(folder):
    with Program(EXAMPLE, str(folder)) as program:
        program.until_message(status="ready")
        yield program
        assert program.terminate() == 0
        assert program.errors == []


def test_counts_the_folder_and_says_when_it_changes(example, folder):
    first = example.until_message(event="folder_counted")
    assert (first["files"], first["words"], first["complete"]) == (2, 5, True)
    (folder / "three.txt").write_text("six")
    assert example.until_message(event="folder_counted", files=3)["words"] == 6
    os.unlink(folder / "one.txt")
    assert example.until_message(event="folder_counted", words=3)["files"] == 2


def test_the_folder_may_come_from_the_environment(folder):
    with Program(EXAMPLE, env={"PERCH_EXAMPLE_FOLDER": str(folder)}) as program:
        assert program.until_message(event="folder_counted")["folder"] == str(folder)


def test_a_folder_that_is_not_there_is_said_once_and_waited_for(tmp_path):
    folder = tmp_path / "later"
    with Program(EXAMPLE, str(folder)) as program:
        assert str(folder) in program.until_message(level="warning")["message"]
        folder.mkdir()
        assert program.until_message(event="folder_counted")["files"] == 0
        assert len([m for m in program.messages() if m.get("level") == "warning"]) == 1


def test_ping_and_count(example, folder):
    assert example.ask(1, "ping")["result"] == {"pong": True, "pid": example.process.pid}
    assert example.ask(2, "folder.count")["result"]["words"] == 5
    assert example.ask(3, "folder.count", {"folder": str(folder / "deep")})["result"]["words"] == 2
    missing = example.ask(4, "folder.count", {"folder": str(folder / "nowhere")})["error"]
    assert missing["code"] == -32602
    assert "nowhere: No such file" in missing["message"]


def test_clipboard(example, folder):
    picture = bytes(range(256))
    fragments = [
        {"type": "text", "content": "drei kleine Wörter"},
        {"type": "html", "content": "<style>p {}</style><p>two <b>words</b></p><script>x</script>"},
        {"type": "image", "content": base64.b64encode(picture).decode()},
        {"type": "files", "content": [str(folder), str(folder / "nowhere")]},
    ]
    answer = example.ask(1, "clipboard.process", {"fragments": fragments}, trace_id="ab" * 16)
    assert answer["result"]["words"] == 5
    assert answer["result"]["fragments"] == [
        {"type": "text", "words": 3, "characters": 18},
        {"type": "html", "words": 2},
        {"type": "image", "bytes": 256, "sha256": hashlib.sha256(picture).hexdigest()},
        {"type": "files", "files": 2, "found": 1},
    ]
    event = example.until_message(event="clipboard_processed")
    assert (event["fragments"], event["words"], event["trace_id"]) == (4, 5, "ab" * 16)


@pytest.mark.parametrize(
    "params, text",
    [
        ({}, '"fragments" is missing'),
        ({"fragments": {}}, '"fragments" must be of type list, not dict'),
        ({"fragments": ["x"]}, "/fragments/0 must be an object"),
        ({"fragments": [{"content": "x"}]}, '/fragments/0: "type" is missing'),
        ({"fragments": [{"type": "text"}]}, '/fragments/0: "content" is missing'),
        ({"fragments": [{"type": "image", "content": "?"}]}, "/fragments/0: the "),
        ({"fragments": [{"type": "sound"}]}, '/fragments/0: "type" must be text, html'),
    ],
)
def test_clipboard_that_makes_no_sense(example, params, text):
    error = example.ask(1, "clipboard.process", params)["error"]
    assert error["code"] == -32602
    assert error["message"].startswith(text)
