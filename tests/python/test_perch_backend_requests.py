# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK in real programs: how they answer requests."""

import sys

import pytest
from program import SDK_DIR

sys.path.insert(0, SDK_DIR)
import perch_backend  # noqa: E402

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

@backend.on("exit async")
async def leave_async():
    await asyncio.sleep(0)
    sys.exit(3)

@backend.on("cancelled")
async def cancelled():
    task = asyncio.ensure_future(asyncio.sleep(20))
    task.cancel()
    await task

@backend.on("for ever")
async def for_ever():
    backend.event("begun")
    await asyncio.Event().wait()
"""


def sync_service(run, source=SERVICE):
    return run(source + "\nraise SystemExit(backend.run())\n")


def async_service(run, source=SERVICE):
    return run(
        source
        + "\nasync def main():\n    await asyncio.Event().wait()\nraise SystemExit(backend.run(main))\n"
    )


# Handlers that are no `async def`, and return what has to be awaited all the same.
AWAITABLES = """
import functools
backend = Backend()

async def double(params):
    await asyncio.sleep(0)
    backend.event("seen", trace=backend.trace_id)
    return 2 * require(params, "n", int)

@backend.on("wrapped")
@functools.wraps(double)
def wrapped(params):
    return double(params)

class Callable:
    async def __call__(self, params):
        return await double(params)

class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "awaited"

backend.on("object")(Callable())
backend.on("lambda")(lambda params: double(params))
backend.on("awaitable")(Awaitable)

async def leave():
    sys.exit(3)

backend.on("exit")(lambda: leave())
waiting = []

async def wait():
    waiting.append(asyncio.get_running_loop().create_future())
    backend.event("waits", n=len(waiting))
    return await waiting[-1]

@backend.on("wait")
def wait_for_release():
    return wait()

@backend.on("release")
async def release():
    for future in waiting:
        future.set_result("released")
"""


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
        ("exit async", None, -32603, "SystemExit: 3"),
        ("cancelled", None, -32603, "CancelledError"),
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
    assert service.ask(3, "async", {"a": 1, "b": 2})["result"] == {"sum": 3}
    logged = [m["message"] for m in service.messages() if m.get("level") == "error"]
    unexpected = ("crash", "exit", "exit async", "cancelled")
    assert [m.startswith(f"{method} failed: ") for m in logged] == [True] * (method in unexpected)


def test_a_request_that_the_stop_cuts_short(run):
    program = async_service(run)
    program.request(1, "for ever")
    program.until_message(event="begun")
    assert program.terminate() == 0
    assert program.until_message(id=1)["error"]["code"] == perch_backend.STOPPING
    assert [m for m in program.messages() if m.get("level") == "error"] == []


def test_a_task_of_a_handler_that_exits(run):
    program = run("""
        backend = Backend()
        @backend.on("exit")
        async def leave():
            async def task():
                sys.exit(3)
            await asyncio.ensure_future(task())
        raise SystemExit(backend.run())
        """)
    for key in 1, 2:
        assert program.ask(key, "exit")["error"]["message"] == "SystemExit: 3"
    assert program.terminate() == 0


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


ODDITIES = """
backend = Backend()

class Untellable(Exception):
    def __str__(self): raise LookupError("no text")
    __repr__ = __str__

class Bare(RpcError):
    def __init__(self): pass

class Trap(dict):
    def items(self): raise LookupError("no items")

class Deadly(dict):
    def items(self): sys.exit(3)

def from_error(): raise InvalidParams(KeyError("lost"))
def from_none(): raise InvalidParams(None)
def from_number(): raise RpcError(7, 8)
def from_untellable(): raise InvalidParams(Untellable())
def code(): raise RpcError(object(), "no")
def data(): raise RpcError(7, "no", Trap(a=1))
def bare(): raise Bare
def untellable(): raise Untellable
def result(): return {1, 2}
def trap(): return Trap(a=1)
def deadly(): return Deadly(a=1)

def in_coroutine(function):
    async def handle(): return function()
    return handle

for function in (from_error, from_none, from_number, from_untellable, code, data, bare, untellable,
                 result, trap, deadly):
    backend.on(function.__name__)(function)
    backend.on("async " + function.__name__)(in_coroutine(function))
@backend.on("good")
def good(): return "good"
raise SystemExit(backend.run())
"""


@pytest.mark.parametrize("kind", ["", "async "])
def test_errors_that_are_hard_to_tell(run, kind):
    program = run(ODDITIES)
    internal = perch_backend.INTERNAL_ERROR
    wrong = {
        "from_error": (perch_backend.INVALID_PARAMS, "'lost'"),
        "from_none": (perch_backend.INVALID_PARAMS, "InvalidParams"),
        "from_number": (7, "8"),
        "from_untellable": (internal, "LookupError: no text"),
        "code": (internal, f"{kind}code ended with what can't be told: RpcError"),
        "data": (7, "no"),
        "bare": (internal, f"{kind}bare ended with what can't be told: Bare"),
        "untellable": (internal, f"{kind}untellable ended with what can't be told: Untellable"),
        "result": (internal, "the result can't be sent: Object of type set is not JSON"),
        "trap": (internal, "the result can't be sent: no items"),
        "deadly": (internal, f"{kind}deadly ended with what can't be told: SystemExit"),
    }
    for method, (code, text) in wrong.items():
        error = program.ask(method, kind + method)["error"]
        assert (error["code"], error["message"][: len(text)]) == (code, text)
    for key in range(perch_backend.WORKERS + 1):
        program.request(f"n{key}", kind + "untellable")
    for key in range(perch_backend.WORKERS + 1):
        program.until_message(id=f"n{key}")
    assert program.ask("last", "good")["result"] == "good"
    assert program.terminate() == 0


def test_ids_that_are_too_long(service):
    for method in "fast", "nowhere":
        service.request("x" * 2**20, method, {}, trace_id="y" * 2**20)
    service.until(lambda: len(service.messages()) == 2, "two answers")
    assert [m["id"] for m in service.messages()] == [None, None]
    assert sorted("error" in m for m in service.messages()) == [False, True]
    assert service.ask(2, "fast", {})["result"] == {}


@pytest.mark.parametrize("begin", [sync_service, async_service])
def test_what_has_to_be_awaited(run, begin):
    program = begin(run, AWAITABLES)
    for method in "wrapped", "object", "lambda":
        answer = program.ask(method, method, {"n": 4}, trace_id="0af7651916cd43dd8448eb211c80319c")
        assert (answer["result"], answer["trace_id"]) == (8, "0af7651916cd43dd8448eb211c80319c")
        assert program.until_message(event="seen")["trace"] == answer["trace_id"]
        assert program.ask(method + " wrong", method)["error"]["code"] == -32602
    assert program.ask("awaitable", "awaitable")["result"] == "awaited"
    assert "SystemExit: 3" in program.ask("exit", "exit")["error"]["message"]
    for key in range(perch_backend.WORKERS + 1):
        program.request(f"n{key}", "wait")
    program.until_message(event="waits", n=perch_backend.WORKERS + 1)  # none of them holds a thread
    assert program.ask("release", "release")["result"] is None
    for key in range(perch_backend.WORKERS + 1):
        assert program.until_message(id=f"n{key}")["result"] == "released"
    assert program.terminate() == 0


@pytest.mark.parametrize("main", ["main", "amain"])
def test_requests_from_elsewhere(run, main):
    """A program may have its functions answer what did not come on stdin."""
    source = """
        backend = Backend()
        @backend.on("plain")
        def plain(params): return [params, backend.trace_id]
        @backend.on("later")
        async def later(): await asyncio.sleep(0); return backend.trace_id
        @backend.on("wrapped")
        def wrapped(): return later()
        @backend.on("bad")
        def bad(): raise InvalidParams("no")
        @backend.on("exit")
        async def leave(): sys.exit(3)
        def main():
            backend.event("plain", result=backend.perform("plain", {"a": 1}, "one"))
            backend.event("later", result=backend.perform("later", trace_id="two"))
            backend.event("wrapped", result=backend.perform("wrapped", trace_id="three"))
            for method in "bad", "none", "exit":
                try:
                    backend.perform(method)
                except (RpcError, SystemExit) as error:
                    backend.event(method, code=error.code)
            backend.event("after", result=backend.trace_id)
        async def amain():
            await asyncio.get_running_loop().run_in_executor(None, main)
        raise SystemExit(backend.run({main}))
        """.replace("{main}", main)
    program = run(source)
    assert program.end() == 0
    events = {m.pop("event"): m for m in program.messages() if "event" in m}
    assert events == {
        "plain": {"result": [{"a": 1}, "one"]},
        "later": {"result": "two"},
        "wrapped": {"result": "three"},
        "bad": {"code": perch_backend.INVALID_PARAMS},
        "none": {"code": perch_backend.METHOD_NOT_FOUND},
        "exit": {"code": 3},
        "after": {"result": None},
    }


def test_two_handlers_for_one_method():
    backend = perch_backend.Backend()
    backend.on("x")(lambda: None)
    with pytest.raises(ValueError):
        backend.on("x")(lambda: None)
