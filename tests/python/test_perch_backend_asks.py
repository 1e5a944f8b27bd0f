# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK in real programs: how they ask Perch and the person."""

import pytest

CALLS = """
backend = Backend()
{kind} main():
    backend.event("got", result={wait} backend.call{suffix}("x.y", {{"text": "x"}}))
    try:
        {wait} backend.call{suffix}("x.y")
    except PerchError as error:
        backend.event("refused", code=error.code, message=str(error))
    try:
        {wait} backend.call{suffix}("x.y", timeout=0.05)
    except TimeoutError as error:
        backend.event("late", text=str(error))
raise SystemExit(backend.run(main))
"""

ASKS = """
backend = Backend()
@backend.on("delete")
{kind} delete(params):
    answer = {wait} backend.ask{suffix}("Really?", params["timeout"])
    return {{"deleted": 1 if answer else 0, "answer": answer}}
@backend.on("careful")
{kind} careful():
    try:
        {wait} backend.ask{suffix}("Really?")
    except CannotAsk as error:
        return [error.code, str(error)]
raise SystemExit(backend.run())
"""

in_threads_and_coroutines = pytest.mark.parametrize(
    "kind, wait, suffix", [("def", "", ""), ("async def", "await", "_async")]
)


@in_threads_and_coroutines
def test_asking_perch(run, kind, wait, suffix):
    program = run(CALLS.format(kind=kind, wait=wait, suffix=suffix))
    asked = program.until_message(id="py-1", method="x.y", params={"text": "x"})
    program.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"shown": True}})
    assert program.until_message(event="got")["result"] == {"shown": True}
    program.until_message(id="py-2", method="x.y")
    program.send({"jsonrpc": "2.0", "id": "py-2", "error": {"code": -32000, "message": "no"}})
    refused = program.until_message(event="refused")
    assert (refused["code"], refused["message"]) == (-32000, "no")
    assert "x.y within 0.05 s" in program.until_message(event="late")["text"]
    assert program.end() == 0


@in_threads_and_coroutines
@pytest.mark.parametrize(
    "result, deleted, answer",
    [
        ({"approved": True, "response": "go on"}, 1, [True, "go on"]),
        ({"approved": False, "response": None}, 0, [False, None]),
        ({"approved": "yes", "response": 7}, 0, [False, None]),
        (True, 0, [False, None]),
    ],
)
def test_asking_the_person(run, kind, wait, suffix, result, deleted, answer):
    program = run(ASKS.format(kind=kind, wait=wait, suffix=suffix))
    program.request(1, "delete", {"timeout": 9}, trace_id="ab" * 16)
    asked = program.until_message(method="ui.ask")
    assert asked["params"] == {"prompt": "Really?", "timeout": 9}
    assert asked["trace_id"] == "ab" * 16
    program.send({"jsonrpc": "2.0", "id": asked["id"], "result": result})
    assert program.until_message(id=1)["result"] == {"deleted": deleted, "answer": answer}
    assert program.terminate() == 0


@in_threads_and_coroutines
@pytest.mark.parametrize(
    "code, message, reason",
    [
        (-32001, "nobody is there", "nobody is there"),
        (-32601, "Perch has no method “ui.ask”", "this version of Perch puts no questions"),
    ],
)
def test_nobody_to_ask(run, kind, wait, suffix, code, message, reason):
    program = run(ASKS.format(kind=kind, wait=wait, suffix=suffix))
    error = {"code": code, "message": message}
    program.request(1, "careful")
    asked = program.until_message(method="ui.ask")
    program.send({"jsonrpc": "2.0", "id": asked["id"], "error": error})
    text = f"the person can't be asked: {reason}"
    assert program.until_message(id=1)["result"] == [code, text]
    # A handler that does not care has failed; it is not its own method that is unknown.
    program.request(2, "delete", {"timeout": 9})
    program.until_message(method="ui.ask", id="py-2")
    program.send({"jsonrpc": "2.0", "id": "py-2", "error": error})
    failed = program.until_message(id=2)["error"]
    assert failed == {"code": -32603, "message": f"CannotAsk: {text}"}
    assert program.terminate() == 0


def test_waiting_in_the_event_loop_is_refused(run):
    program = run("""
        backend = Backend()
        async def main():
            try:
                backend.ask("Really?")
            except RuntimeError as error:
                backend.event("refused", text=str(error))
        raise SystemExit(backend.run(main))
        """)
    assert "await the _async method" in program.until_message(event="refused")["text"]
    assert program.end() == 0


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_what_the_person_is_shown(run, kind):
    program = run(f"""
        backend = Backend()
        {kind} main():
            backend.notify("Done.")
            backend.notify("Done.", title="Copying")
            backend.update("copy", "3 of 4", progress=0.75)
            backend.update("copy", "")
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    told = [(m["method"], m["params"]) for m in program.messages() if "jsonrpc" in m]
    assert told == [
        ("ui.notify", {"body": "Done."}),
        ("ui.notify", {"body": "Done.", "title": "Copying"}),
        ("ui.update", {"indicator": "copy", "text": "3 of 4", "progress": 0.75}),
        ("ui.update", {"indicator": "copy", "text": ""}),
    ]
    assert not any("id" in m for m in program.messages())


def test_a_stop_ends_what_waits_for_perch(run):
    program = run("""
        backend = Backend()
        def main():
            try:
                backend.call("ui.ask", timeout=60)
            except ConnectionError:
                backend.event("let go")
        raise SystemExit(backend.run(main))
        """)
    program.until_message(method="ui.ask")
    assert program.terminate() == 0
    assert {"event": "let go"} in program.messages()
