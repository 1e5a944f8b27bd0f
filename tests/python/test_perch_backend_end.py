# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK in real programs: how they end, and what of them is left."""

import os
import signal
import subprocess
import sys

import pytest
from program import DEADLINE, PRELUDE, SDK_DIR

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
