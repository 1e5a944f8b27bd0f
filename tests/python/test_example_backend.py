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
    page = "<style>p {}</style><p>two&nbsp;<b>words</b></p><script>x</script><!-- no --></p>"
    fragments = [
        {"type": "text", "content": "drei kleine Wörter"},
        {"type": "html", "content": page},
        {"type": "image", "content": base64.b64encode(picture).decode()},
        {"type": "files", "content": [str(folder / "one.txt"), str(folder / "nowhere"), "\0"]},
    ]
    answer = example.ask(1, "clipboard.process", {"fragments": fragments}, trace_id="ab" * 16)
    assert answer["result"]["words"] == 5
    assert answer["result"]["fragments"] == [
        {"type": "text", "words": 3, "characters": 18},
        {"type": "html", "words": 2},
        {"type": "image", "bytes": 256, "sha256": hashlib.sha256(picture).hexdigest()},
        {
            "type": "files",
            "files": 3,
            "listed": [
                {"path": str(folder / "one.txt"), "bytes": 13},
                {"path": str(folder / "nowhere"), "bytes": None},
                {"path": "\0", "bytes": None},
            ],
        },
    ]
    event = example.until_message(event="words_counted")
    assert (event["fragments"], event["words"], event["trace_id"]) == (4, 5, "ab" * 16)


@pytest.mark.parametrize(
    "params, text",
    [
        ({}, '"fragments" is missing'),
        ({"fragments": {}}, '"fragments" must be of type list, not dict'),
        ({"fragments": ["x"]}, "/fragments/0: a fragment must be an object"),
        ({"fragments": [{"content": "x"}]}, '/fragments/0: "type" is missing'),
        ({"fragments": [{"type": "text"}]}, '/fragments/0: "content" is missing'),
        ({"fragments": [{"type": "image", "content": "?"}]}, "/fragments/0: the "),
        ({"fragments": [{"type": "image", "content": "ü"}]}, "/fragments/0: the "),
        ({"fragments": [{"type": "files", "content": [1]}]}, "/fragments/0: the "),
        ({"fragments": [{"type": "sound"}]}, '/fragments/0: "type" must be text, html'),
    ],
)
def test_clipboard_that_makes_no_sense(example, params, text):
    error = example.ask(1, "clipboard.process", params)["error"]
    assert error["code"] == -32602
    assert error["message"].startswith(text)


# What takes quadratic time takes far longer than the patience of a test with these.
LONG = 3_000_000


@pytest.mark.parametrize(
    "piece, words",
    [
        ("word ", LONG // 5),
        ("<a b='", LONG // 6 + 1),
        ("<!--", 0),
        ("<script>", 0),
        ("<?", 1),
        ("&#x", 1),
    ],
)
def test_long_pages(example, piece, words):
    page = piece * (LONG // len(piece))
    answer = example.ask(1, "clipboard.process", {"fragments": [{"type": "html", "content": page}]})
    assert answer["result"]["words"] == words


def test_a_hundred_megabytes(example):
    picture = os.urandom(1 << 20) * 75
    content = base64.b64encode(picture).decode()
    answer = example.ask(
        1, "clipboard.process", {"fragments": [{"type": "image", "content": content}]}
    )
    [image] = answer["result"]["fragments"]
    assert image["sha256"] == hashlib.sha256(picture).hexdigest()
    assert example.ask(2, "ping")["result"]["pong"] is True


def test_a_word_across_pieces_is_one_word(example):
    text = "ab " * 100_000 + "x" * 200_000 + " \n\n end"
    answer = example.ask(1, "clipboard.process", {"fragments": [{"type": "text", "content": text}]})
    assert answer["result"]["words"] == 100_002


def test_recount_after_a_yes(example, folder):
    example.until_message(event="folder_counted")
    example.request(1, "triggers.execute", {"trigger": "recount", "params": {}})
    asked = example.until_message(method="ui.ask")
    assert str(folder) in asked["params"]["prompt"]
    assert example.ask(2, "ping")["result"]["pong"] is True  # the question holds nothing up
    yes = {"approved": True, "response": None}
    example.send({"jsonrpc": "2.0", "id": asked["id"], "result": yes})
    result = example.until_message(id=1)["result"]
    assert (result["done"], result["words"], result["files"]) == (True, 5, 2)
    told = [m["params"] for m in example.messages() if m.get("method") in ("ui.update", "ui.notify")]
    assert [params.get("text") for params in told][1:] == ["", None]
    assert told[2] == {"body": "5 words in 2 files", "title": "Counted again"}


@pytest.mark.parametrize(
    "reply, why",
    [
        ({"result": {"approved": False, "response": "later"}}, "later"),
        ({"result": {"approved": False, "response": None}}, "not approved"),
        ({"error": {"code": -32001, "message": "nobody"}}, "the person can't be asked: nobody"),
    ],
)
def test_recount_after_a_no(example, reply, why):
    example.request(1, "triggers.execute", {"trigger": "recount"})
    asked = example.until_message(method="ui.ask")
    example.send({"jsonrpc": "2.0", "id": asked["id"], **reply})
    assert example.until_message(id=1)["result"] == {"done": False, "why": why}


def test_unknown_trigger(example):
    error = example.ask(1, "triggers.execute", {"trigger": "dance"})["error"]
    assert (error["code"], "recount, not dance" in error["message"]) == (-32602, True)


def test_tabs(example):
    assert example.ask(1, "tab.last")["result"] is None
    for number in (2, 4):
        tab = {"url": f"https://example.org/{number}", "title": "ü"}
        assert example.ask(number, "tab.info", tab)["result"] is None
        assert example.ask(number + 1, "tab.last")["result"] == tab
    assert example.ask(9, "tab.info", {"title": "no url"})["error"]["code"] == -32602


def test_settings_are_noted(example):
    example.request(None, "config.changed", {"section": "bridge"})
    record = example.until_message(message="the settings have changed")
    assert record["fields"] == {"section": "bridge"}
