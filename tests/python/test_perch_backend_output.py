# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK in real programs: what comes out of their pipes."""

import os
import subprocess
import sys

import pytest
from program import SDK_DIR


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
