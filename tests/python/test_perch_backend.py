# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK in real programs: what comes out of their pipes, and how they end."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from program import DEADLINE, SDK_DIR, Program

sys.path.insert(0, SDK_DIR)
import perch_backend  # noqa: E402

PRELUDE = """
import asyncio, logging, os, signal, subprocess, sys, threading, time
from perch_backend import Backend, CannotAsk, InvalidParams, PerchError, RpcError
from perch_backend import clean_env, require
"""


@pytest.fixture
def run(tmp_path):
    """Runs the source of a program; ends it after the test."""
    programs = []

    def start(source, **options):
        script = tmp_path / f"program{len(programs)}.py"
        script.write_text(PRELUDE + textwrap.dedent(source), encoding="utf-8")
        programs.append(Program(str(script), **options))
        return programs[-1]

    yield start
    for program in programs:
        with program:
            pass


# Output


def test_lines_of_many_threads_stay_whole(run):
    program = run("""
        backend = Backend()
        def shout(number):
            for i in range(200):
                backend.event("e", thread=number, i=i, pad="x" * 9000)
                print("half", end=" ")
                print(f"of {number}", i)
        def main():
            threads = [threading.Thread(target=shout, args=(n,)) for n in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    events = [m for m in program.messages() if m.get("event") == "e"]
    assert sorted((e["thread"], e["i"]) for e in events) == [
        (t, i) for t in range(8) for i in range(200)
    ]
    texts = [line for line in program.lines if not line.startswith("{")]
    assert sorted(texts) == sorted(f"half of {t} {i}" for t in range(8) for i in range(200))


def test_prints_are_never_messages(run):
    program = run("""
        backend = Backend()
        def main():
            print('{"status": "ready"}')
            print('  {"event": "fake"}')
            print("{not json")
            print("plain")
            sys.stdout.write("no line end")
            sys.stdout.flush()
            backend.event("real")
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    messages = program.messages()
    assert [m["message"] for m in messages if m.get("level") == "info"][:3] == [
        '{"status": "ready"}',
        '  {"event": "fake"}',
        "{not json",
    ]
    assert [m for m in messages if "status" in m or m.get("event") == "fake"] == []
    assert [m for m in messages if m.get("event") == "real"] == [{"event": "real"}]
    assert program.lines[-1] == "no line end"
    assert "plain" in program.lines


def test_descriptor_1_and_child_processes_go_to_stderr(run):
    program = run("""
        backend = Backend()
        def main():
            os.write(1, b"raw")
            subprocess.run(["sh", "-c", "printf ' from a child'"], check=True)
            backend.ready()
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    assert program.errors == ["raw from a child"]
    assert program.lines[0] == '{"status":"ready"}'


def test_a_child_cannot_eat_a_request(run):
    program = run("""
        backend = Backend()
        @backend.on("cat")
        def cat():
            return {"read": subprocess.run(["cat"], capture_output=True).stdout.decode()}
        raise SystemExit(backend.run())
        """)
    program.request(1, "cat")
    assert program.ask(2, "cat")["result"] == {"read": ""}
    program.until_message(id=1)
    assert program.terminate() == 0


def test_output_is_utf8_whatever_the_locale(run):
    program = run(
        r"""
        backend = Backend()
        def main():
            print("naïve 日本 \udcff")
            print("grüße", file=sys.stderr)
            backend.event("e", text="日本", half="\ud800", name="n", self="s")
        raise SystemExit(backend.run(main))
        """,
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    )
    assert program.end() == 0
    assert "naïve 日本 \\udcff" in program.lines
    assert program.errors == ["grüße"]
    assert program.until_message(event="e") == {
        "event": "e", "text": "日本", "half": "?", "name": "n", "self": "s"}


def test_log_survives_everything(run):
    program = run("""
        backend = Backend()
        def main():
            backend.log("info", "fields", status=200, where=sys)
            backend.log("info", "nan", value=float("nan"))
            backend.log("info", "y" * 3_000_000)
            logging.getLogger("area").setLevel("DEBUG")
            backend.log_handler()
            logging.getLogger("area").debug("low")
            try:
                1 / 0
            except ZeroDivisionError:
                logging.exception("it was %d", 0)
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    fields, nan, long, low, failure, stopping = program.messages()
    assert fields["fields"]["status"] == 200
    assert "module 'sys'" in fields["fields"]["where"]
    assert "not JSON compliant" in nan["fields"]["unprintable"]
    assert long["truncated"] is True
    assert low == {"level": "debug", "message": "low", "fields": {"logger": "area"}}
    assert failure["level"] == "error"
    assert failure["message"] == "it was 0"
    assert "ZeroDivisionError" in failure["fields"]["exception"]
    assert stopping["message"] == "stopping: main has returned"


@pytest.mark.parametrize(
    "call, error",
    [
        ('backend.event("e", event="other")', "ValueError"),
        ('backend.event("e", jsonrpc="2.0")', "ValueError"),
        ('backend.status("s", event="e")', "ValueError"),
        ('backend.event("e", value=float("inf"))', "ValueError"),
        ('backend.event("e", value=sys)', "TypeError"),
        ('backend.event("e", value="x" * 2**20)', "ValueError"),
    ],
)
def test_a_message_that_cannot_be_sent_is_the_callers_error(run, call, error):
    program = run(f"""
        backend = Backend()
        def main():
            try:
                {call}
            except Exception as error:
                backend.event("refused", by=type(error).__name__)
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    assert program.messages()[0] == {"event": "refused", "by": error}


def test_importing_and_making_a_backend_changes_nothing():
    code = (
        "import sys; o = sys.stdout; import perch_backend as p; p.Backend(); print(o is sys.stdout)"
    )
    output = subprocess.check_output(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": SDK_DIR}, text=True
    )
    assert output == "True\n"


# Requests

SERVICE = """
backend = Backend()
first = threading.Event()

@backend.on("slow")
def slow():
    first.wait(20)
    return "slow"

@backend.on("fast")
def fast(params):
    first.set()
    return params

@backend.on("async")
async def asynchronous(params):
    await asyncio.sleep(0)
    backend.event("seen", trace=backend.trace_id)
    return {"sum": require(params, "a", int) + require(params, "b", int)}

@backend.on("crash")
def crash():
    raise KeyError("lost")

@backend.on("refuse")
def refuse():
    raise RpcError(7, "not today", {"until": "tomorrow"})

@backend.on("unfit")
def unfit():
    return {"big": "x" * 2**20}

@backend.on("exit")
def leave():
    sys.exit(3)
"""


def sync_service(run):
    return run(SERVICE + "\nraise SystemExit(backend.run())\n")


def async_service(run):
    return run(
        SERVICE
        + "\nasync def main():\n    await asyncio.Event().wait()\nraise SystemExit(backend.run(main))\n"
    )


@pytest.fixture(params=[sync_service, async_service])
def service(run, request):
    program = request.param(run)
    yield program
    assert program.terminate() == 0


def test_answers_out_of_order(service):
    service.request(1, "slow")
    service.request("two", "fast", {"x": [1, None, "ü"]})
    service.until_message(id=1)
    answers = [m for m in service.messages() if "jsonrpc" in m]
    assert answers == [
        {"jsonrpc": "2.0", "id": "two", "result": {"x": [1, None, "ü"]}},
        {"jsonrpc": "2.0", "id": 1, "result": "slow"},
    ]


def test_async_handlers_and_trace_ids(service):
    answer = service.ask(1, "async", {"a": 1, "b": 2}, trace_id="0af7651916cd43dd8448eb211c80319c")
    assert answer["result"] == {"sum": 3}
    assert answer["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert service.until_message(event="seen")["trace"] == "0af7651916cd43dd8448eb211c80319c"
    assert "trace_id" not in service.ask(2, "async", {"a": 1, "b": 2})


@pytest.mark.parametrize(
    "method, params, code, text",
    [
        ("nowhere", None, -32601, "no such method: nowhere"),
        ("async", {"a": 1}, -32602, '"b" is missing'),
        ("async", {"a": 1, "b": "2"}, -32602, '"b" must be of type int, not str'),
        ("async", {"a": 1, "b": True}, -32602, '"b" must be of type int, not bool'),
        ("fast", [1], -32602, '"params" must be an object'),
        ("crash", None, -32603, "KeyError: 'lost'"),
        ("exit", None, -32603, "SystemExit: 3"),
        ("unfit", None, -32603, "the result can't be sent: the message has"),
        ("refuse", None, 7, "not today"),
    ],
)
def test_errors(service, method, params, code, text):
    error = service.ask(1, method, params)["error"]
    assert error["code"] == code
    assert error["message"].startswith(text)
    assert ("data" in error) == (method == "refuse")
    assert service.ask(2, "fast", {"still": "there"})["result"] == {"still": "there"}


@pytest.mark.parametrize(
    "line, code",
    [
        ("{", -32700),
        ('{"jsonrpc":"2.0",', -32700),
        ("[" * 100_000, -32700),
        ("\x00", -32700),
        ("[]", -32600),
        ("17", -32600),
        ('{"id":1,"method":"fast"}', -32600),
    ],
)
def test_lines_that_are_no_requests(service, line, code):
    service.send(line)
    answer = service.until_message(id=None, jsonrpc="2.0")
    assert answer["error"]["code"] == code
    assert service.ask(2, "fast", {})["result"] == {}


@pytest.mark.parametrize(
    "line",
    [
        "",
        '{"jsonrpc":"2.0","method":"nowhere"}',
        '{"jsonrpc":"2.0","method":"crash"}',
        '{"jsonrpc":"2.0","id":"py-99","result":1}',
        '{"jsonrpc":"2.0","id":[],"result":1}',
    ],
)
def test_lines_that_want_no_answer(service, line):
    service.send(line)
    assert service.ask(2, "fast", {})["result"] == {}
    assert [m["id"] for m in service.messages() if "jsonrpc" in m] == [2]


def test_a_request_of_many_megabytes(service):
    answer = service.ask(1, "async", {"a": 1, "b": 2, "image": "x" * 20_000_000})
    assert answer["result"] == {"sum": 3}


def test_a_hundred_requests_at_once(service):
    for i in range(100):
        service.request(i, "fast", {"i": i})
    for i in range(100):
        assert service.until_message(id=i)["result"] == {"i": i}


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


# The end

STOPS = """
backend = Backend(stop_timeout=2)
@backend.on_stop
def second(): backend.event("stopped", order=2)
@backend.on_stop
def first(): backend.event("stopped", order=1)
def main():
    backend.ready()
    backend.wait()
    time.sleep(0.1)
    backend.event("main done")
async def amain():
    backend.ready()
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0.1)
        backend.event("main done")
raise SystemExit(backend.run({main}))
"""


@pytest.fixture(params=["main", "amain"])
def stoppable(run, request):
    program = run(STOPS.replace("{main}", request.param))
    program.until_message(status="ready")
    return program


def assert_stopped_once(program, status=0):
    assert program.end() == status
    events = [m for m in program.messages() if "event" in m]
    assert sorted(m.get("order", 0) for m in events) == [0, 1, 2]
    assert [m["order"] for m in events if m["event"] == "stopped"] == [1, 2]
    assert program.errors == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal(stoppable, number):
    stoppable.signal(number)
    assert_stopped_once(stoppable)


def test_more_sigterms_do_not_disturb_the_stop(stoppable):
    stoppable.signal(signal.SIGTERM)
    stoppable.until_message(message="stopping: received SIGTERM")
    for _ in range(5):
        stoppable.signal(signal.SIGTERM)
    assert_stopped_once(stoppable)


@pytest.mark.parametrize("main", ["main", "amain"])
def test_sigterm_that_another_thread_got(run, main):
    """The main thread, where Python's handlers run, may be about to wait for ever."""
    program = run(f"""
backend = Backend()
def main():
    backend.ready()
    backend.wait()
async def amain():
    backend.ready()
    await asyncio.Event().wait()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGTERM}})  # here and in threads to come
raise SystemExit(backend.run({main}))
""")
    program.until_message(status="ready")
    program.signal(signal.SIGTERM)
    assert program.end() == 0


def test_the_end_of_stdin(stoppable):
    stoppable.process.stdin.close()
    assert_stopped_once(stoppable)


def test_nobody_reads_stdout(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(
        PRELUDE + "backend = Backend()\n"
        "def main():\n    while not backend.wait(0.01): print('on')\n"
        "raise SystemExit(backend.run(main))\n"
    )
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONPATH": SDK_DIR}
    with subprocess.Popen([sys.executable, script], stdin=pipe, stdout=pipe, env=env) as process:
        assert process.stdout.readline() == b"on\n"
        process.stdout.close()
        assert process.wait(DEADLINE) == 0


# The second of these stands for a signal that comes when the main thread does not notice it.
@pytest.mark.parametrize("blocked", ["", "signal.SIGINT"])
def test_a_second_sigint_insists(run, blocked):
    program = run(f"""
        backend = Backend(stop_timeout=60)
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        signal.pthread_sigmask(signal.SIG_BLOCK, [{blocked}])  # here and in threads to come
        def main():
            backend.ready()
            threading.Event().wait()
        raise SystemExit(backend.run(main))
        """)
    program.until_message(status="ready")
    program.signal(signal.SIGINT)
    program.until_message(message="stopping: received SIGINT")
    program.signal(signal.SIGINT)
    assert program.end() == 130


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_that_never_ends_does_not_hold_the_program(run, daemon):
    program = run(f"""
        backend = Backend(stop_timeout=0.3)
        def main():
            threading.Thread(target=threading.Event().wait, daemon={daemon}).start()
            backend.ready()
            {"threading.Event().wait()" if daemon else "backend.wait()"}
        raise SystemExit(backend.run(main))
        """)
    program.until_message(status="ready")
    assert program.terminate() in (0, 1)
    assert "giving up" in program.messages()[-1]["message"] or daemon


def test_dev_null_as_input_is_no_reason_to_stop(run):
    program = run(
        """
        backend = Backend()
        def main():
            backend.event("outlived" if not backend.wait(0.3) else "stopped")
        raise SystemExit(backend.run(main))
        """,
        stdin=subprocess.DEVNULL,
    )
    assert program.end() == 0
    assert {"event": "outlived"} in program.messages()


@pytest.mark.parametrize(
    "body, status",
    [
        ("return 5", 5),
        ("return True", 0),
        ("return", 0),
        ("raise ValueError('x')", 1),
        ("sys.exit(4)", 4),
        ("sys.exit('why')", 1),
    ],
)
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_exit_status(run, kind, body, status):
    program = run(
        "backend = Backend()\n"
        "backend.on_stop(lambda: backend.event('stopped'))\n"
        f"{kind} main():\n    {body}\n"
        "raise SystemExit(backend.run(main))\n"
    )
    assert program.end() == status
    assert {"event": "stopped"} in program.messages()
    critical = [m for m in program.messages() if m.get("level") == "critical"]
    assert len(critical) == ("ValueError" in body)


def test_forked_children_are_their_own(run):
    program = run("""
        import multiprocessing
        backend = Backend()
        def child(ready):
            print('{"status": "from the child"}')
            try:
                backend.event("e")
            except RuntimeError:
                print("refused")
            ready.set()
            threading.Event().wait()
        def main():
            context = multiprocessing.get_context("fork")
            ready = context.Event()
            process = context.Process(target=child, args=(ready,))
            process.start()
            ready.wait()
            process.terminate()
            process.join()
            backend.event("child ended", code=process.exitcode)
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    assert {"event": "child ended", "code": -signal.SIGTERM} in program.messages()
    assert [m for m in program.messages() if "status" in m] == []
    assert "refused" in program.errors


def test_temp_dir_goes_with_the_program(run, tmp_path):
    program = run(
        """
        backend = Backend()
        def main():
            open(os.path.join(backend.temp_dir(), "file"), "w").close()
            backend.event("made", path=backend.temp_dir())
            backend.wait()
        raise SystemExit(backend.run(main))
        """,
        env={"TMPDIR": str(tmp_path)},
    )
    path = program.until_message(event="made")["path"]
    assert os.path.dirname(path) == str(tmp_path)
    assert os.path.exists(path + "/file")
    assert program.terminate() == 0
    assert not os.path.exists(path)


# The environment of children


def test_clean_env_as_a_plain_program():
    env = perch_backend.clean_env({"LD_LIBRARY_PATH": "/mine", "_PYI_ARCHIVE_FILE": "x", "A": "b"})
    assert env == {"LD_LIBRARY_PATH": "/mine", "A": "b"}


def test_clean_env_as_a_frozen_program(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    bundle = {"LD_LIBRARY_PATH": "/tmp/_MEI", "A": "b", "_MEIPASS2": "x"}
    assert perch_backend.clean_env(bundle) == {"A": "b"}
    assert perch_backend.clean_env({**bundle, "LD_LIBRARY_PATH_ORIG": "/mine"}) == {
        "A": "b",
        "LD_LIBRARY_PATH": "/mine",
    }


def test_requests_from_elsewhere(run):
    """A program may have its functions answer what did not come on stdin."""
    program = run("""
        backend = Backend()
        @backend.on("plain")
        def plain(params): return [params, backend.trace_id]
        @backend.on("later")
        async def later(): await asyncio.sleep(0); return backend.trace_id
        @backend.on("bad")
        def bad(): raise InvalidParams("no")
        def main():
            backend.event("plain", result=backend.perform("plain", {"a": 1}, "one"))
            backend.event("later", result=backend.perform("later", trace_id="two"))
            for method in "bad", "none":
                try:
                    backend.perform(method)
                except RpcError as error:
                    backend.event(method, code=error.code)
            backend.event("after", result=backend.trace_id)
        raise SystemExit(backend.run(main))
        """)
    assert program.end() == 0
    events = {m.pop("event"): m for m in program.messages() if "event" in m}
    assert events == {
        "plain": {"result": [{"a": 1}, "one"]},
        "later": {"result": "two"},
        "bad": {"code": perch_backend.INVALID_PARAMS},
        "none": {"code": perch_backend.METHOD_NOT_FOUND},
        "after": {"result": None},
    }


def test_two_handlers_for_one_method():
    backend = perch_backend.Backend()
    backend.on("x")(lambda: None)
    with pytest.raises(ValueError):
        backend.on("x")(lambda: None)


def test_needs_only_the_standard_library():
    code = (
        "import sys; sys.path.insert(0, %r); before = set(sys.modules); import perch_backend;"
        "print([n for n in set(sys.modules) - before if 'site-packages' in str(getattr(sys.modules[n], '__file__', ''))])"
    )
    output = subprocess.check_output([sys.executable, "-I", "-c", code % SDK_DIR], text=True)
    assert json.loads(output.replace("'", '"')) == []
