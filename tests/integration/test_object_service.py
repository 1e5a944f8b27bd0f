# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The object service in a real virtual environment: one table of cases for all three kinds, asked
directly or, for the kinds that $PERCH_OBJECT_SERVERS names as "perch-http", by a perch."""

import json
import math
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from object_cases import FLOATS, NO_FLOATS, NOTED, OBJECTS, REFUSED, VALUES, WRONG_TYPES
from object_perch import PerchServer
from object_servers import KINDS, Failure, Server

CHOSEN = os.environ.get("PERCH_OBJECT_SERVERS", " ".join(KINDS)).split()

MY_APP = """
import asyncio
from perch_server import backend, method
from perch_backend import InvalidParams

@method("clipboard.process")
def process(params):
    return {"fragments": len(params["fragments"]), "trace_id": backend.trace_id}

@method("later.answer")
async def answer(params):
    await asyncio.sleep(0)
    return [params.get("n"), backend.trace_id]

@method("bad.params")
def bad():
    raise InvalidParams('"x" is missing')

@method("bad.result")
def result():
    return {"x": object()}

@method("not.a.number")
def nan():
    return float("nan")

@method("raise.error")
def fail():
    raise OSError(5, "it broke")
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a virtual environment that sees Debian's packages; or, if the test is run
    for that one, of the environment that ./dev has made with packages of PyPI."""
    given = os.environ.get("PERCH_SERVERS_PYTHON")
    if given:
        if not os.path.exists(given):
            pytest.skip(f"./dev could not make {given}")
        return Path(given)
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", folder],
                   check=True)
    return folder / "bin" / "python"


@pytest.fixture(scope="module", params=CHOSEN)
def server(request, python, tmp_path_factory):
    """One server for all tests that leave it as it was."""
    modules = tmp_path_factory.mktemp("modules")
    (modules / "needs_another.py").write_text("import is_not_there")
    perch, _, kind = request.param.rpartition("-")
    make = PerchServer if perch else Server
    server = make(kind, python=python, module=MY_APP, env={"PYTHONPATH": str(modules)})
    yield server
    try:
        assert server.end() == 0, server.complaints()
    finally:
        server.close()


@pytest.fixture
def client(server):
    with server.client(name="test") as client:
        yield client
        client.ask("release")


def test_health(client):
    assert client.ping() == {"status": "ok"}


@pytest.mark.parametrize("expression, value", VALUES)
def test_value(client, expression, value):
    assert client.ask("eval", expression=expression, locals={}) == {"value": value}


@pytest.mark.parametrize("expression, name", OBJECTS)
def test_object(client, expression, name):
    answer = client.ask("eval", expression=expression)
    assert (answer.pop("isHandle"), answer.pop("typeName")) == (True, name)
    assert client.ask("eval", expression="type(x).__name__", locals={"x": answer}) == {"value": name}


@pytest.mark.parametrize("expression, value, note", NOTED)
def test_note(client, expression, value, note):
    answer = client.ask("eval", expression=expression)
    assert answer["value"] == value
    assert [text.startswith(note) for text in answer["notes"]] == [True], answer


def test_many_notes(client):
    answer = client.ask("eval", expression="[float('nan')] * 1000")
    assert answer["value"] == [None] * 1000
    assert (len(answer["notes"]), answer["notes"][-1]) == (11, "and 990 more")


@pytest.mark.parametrize("command, params, code, message", REFUSED)
def test_refused(client, command, params, code, message):
    with pytest.raises(Failure) as caught:
        client.ask(command, **params)
    assert caught.value.code in (code, None), caught.value
    assert message in caught.value.message
    assert client.ping() == {"status": "ok"}


@pytest.mark.parametrize("command, params, name, words", WRONG_TYPES)
def test_wrong_type(client, command, params, name, words):
    if client.server.kind == "rpc":
        def ask():
            client.exchange(client.backend, "Backend", "Call", method=command,
                            params_json=json.dumps(params))
    else:
        def ask():
            client.ask(command, **params)
    with pytest.raises(Failure, match=name) as caught:
        ask()
    assert caught.value.code in ("bad_request", None)
    if client.server.kind != "perch-rpc":  # there, Perch says it in its own words
        assert f'"{name}" {words}' in caught.value.message


def test_no_value(client):
    """Where a message has a field for it, what is not there is null."""
    if client.server.kind.endswith("rpc"):
        assert client.ask("wrap")["typeName"] == "NoneType"
        return
    with pytest.raises(Failure, match='"value" is missing'):
        client.ask("wrap")


def test_traceback(client):
    with pytest.raises(Failure) as caught:
        client.ask("eval", expression="1 / 0")
    if client.server.kind in ("http", "pipe"):  # others have no place for it
        assert 'File "<expression>", line 1' in caught.value.trace


def test_objects_life(client):
    """Import, create, call, getattr, setattr, dispose."""
    module = client.ask("import", moduleName="types")["handleId"]
    made = client.ask("create", moduleHandleId=module, className="SimpleNamespace",
                      kwargs={"a": 1})
    assert made["typeName"] == "SimpleNamespace"
    handle = made["handleId"]
    assert client.ask("getattr", handleId=handle, attributeName="a") == {"value": 1}
    assert client.ask("setattr", handleId=handle, attributeName="b", value=[0]) == {"success": True}
    assert client.ask("getattr", handleId=handle, attributeName="b") == {"value": [0]}
    assert client.ask("call", handleId=handle, methodName="b.append", args=[5]) == {"value": None}
    assert client.eval("x.b", x=made) == [0, 5]
    assert client.ask("setattr", handleId=handle, attributeName="b") == {"success": True}
    assert client.eval("x.b", x=made) is None
    with pytest.raises(Failure) as caught:
        client.ask("getattr", handleId=handle, attributeName="no_such")
    assert caught.value.code in ("not_found", None) and "no_such" in caught.value.message
    assert client.ask("dispose", handleId=handle) == {"success": True}
    assert client.ask("dispose", handleId=handle) == {"success": False}
    with pytest.raises(Failure) as caught:
        client.ask("getattr", handleId=handle, attributeName="a")
    assert caught.value.code in ("not_found", None)


def test_falsy_objects(client):
    """An empty list, zero and nothing at all are objects as others are."""
    module = client.ask("import", moduleName="builtins")["handleId"]
    empty = client.ask("create", moduleHandleId=module, className="list")
    assert empty["typeName"] == "list"
    client.ask("call", handleId=empty["handleId"], methodName="append", args=[1])
    assert client.eval("x", x=empty) == [1]
    for value, name in [(0, "int"), ("", "str"), (None, "NoneType"), (False, "bool")]:
        wrapped = client.ask("wrap", value=value)
        assert wrapped["typeName"] == name
        assert client.eval("[x]", x=wrapped) == [value]
        assert client.ask("dispose", handleId=wrapped["handleId"]) == {"success": True}


def test_handles_as_arguments(client):
    module = client.ask("import", moduleName="numpy")
    array = client.ask("call", handleId=module["handleId"], methodName="ones", args=[[2, 2]])
    assert array["isHandle"]
    total = client.ask("call", handleId=module["handleId"], methodName="linalg.norm",
                       args=[{"handleId": array["handleId"]}], kwargs={"axis": 0})
    assert client.eval("[round(v, 3) for v in x]", x=total) == [1.414, 1.414]
    assert client.eval("x", x={"handleId": "no handle"}) == {"handleId": "no handle"}
    assert client.eval("x", x={"handleId": array["handleId"], "more": 1})["more"] == 1
    assert client.eval("numpy.pi") == math.pi  # since somebody has imported it


def test_module_available(client):
    for name, available in [("json", True), ("os.path", True), ("numpy.linalg", True),
                            ("no_such_module", False), ("no_such.part", False), ("a b", False)]:
        answer = client.ask("module_available", moduleName=name)
        assert answer == {"available": available}, name


def wrap(client, expression):
    """A handle of what an expression makes, of a value too."""
    answer = client.ask("eval", expression=expression)
    return (answer if answer.get("isHandle") else client.ask("wrap", value=answer["value"]))["handleId"]


@pytest.mark.parametrize("expression, dimensions, values, shape", FLOATS)
def test_floats(client, expression, dimensions, values, shape):
    assert client.floats(wrap(client, expression), dimensions) == (values, shape)


def test_floats_as_json(client):
    array = client.eval("__import__('numpy').array([[1.5, 2.5], [0.0, float('inf')]])")
    if client.server.kind == "rpc":
        assert client.ask("tofloatarray", handleId=array) == {"data": [1.5, 2.5, 0.0, math.inf]}
        assert client.ask("tofloatarray2d", handleId=array)["data"][0] == [1.5, 2.5]
        return
    answer = client.ask("tofloatarray", handleId=array)
    assert answer["data"] == [1.5, 2.5, 0.0, None]
    answer = client.ask("tofloatarray2d", handleId=array)
    assert answer["data"] == [[1.5, 2.5], [0.0, None]]
    if client.server.kind == "perch-rpc":
        return  # they came as doubles, of which it knows only now
    assert answer["notes"][0].startswith("data[1][1] is inf")


@pytest.mark.parametrize("expression, dimensions, message", NO_FLOATS)
def test_no_floats(client, expression, dimensions, message):
    handle = wrap(client, expression)
    with pytest.raises(Failure) as caught:
        client.floats(handle, dimensions)
    assert message in caught.value.message


def test_many_floats_keep_every_bit(client):
    number = 10 ** (5 if client.server.kind.startswith("perch") else 6)  # a perch gives them as JSON
    array = client.eval(f"__import__('numpy').arange({number}) / 3")
    values, shape = client.floats(array, 1)
    assert shape == [number]
    assert values == [n / 3 for n in range(number)]


def test_long_call_holds_up_nobody(server):
    """One client waits in a call until another has asked for something."""
    done = []
    with server.client(name="slow") as slow, server.client(name="quick") as quick:
        event = slow.eval("__import__('threading').Event()")
        waiting = threading.Thread(
            target=lambda: done.append(slow.eval("x.wait(30)", x={"handleId": event})))
        waiting.start()
        assert quick.ping() == {"status": "ok"}
        assert quick.eval("1 + 1") == 2
        assert done == []
        quick.eval("x.set()", x={"handleId": event})
        waiting.join()
        assert done == [True]
        slow.ask("release")


def test_methods_of_ones_own(client):
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = client.ask("clipboard.process", trace_id=trace, fragments=[1, 2])
    assert answer == {"fragments": 2, "trace_id": trace}
    assert client.ask("later.answer", trace_id=trace, n=7) == [7, trace]
    assert client.ask("not.a.number") is None
    for name, code, message in [("bad.params", "bad_request", '"x" is missing'),
                                ("bad.result", "failed", "the result.x is of type object"),
                                ("raise.error", "failed", "it broke")]:
        with pytest.raises(Failure) as caught:
            client.ask(name)
        assert caught.value.code in (code, None) and message in caught.value.message
