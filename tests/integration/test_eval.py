# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""perch eval: expressions in a Python backend, by the Perch that runs."""

import json
import os
from pathlib import Path

import pytest

OBJECTS = Path(__file__).parents[1] / "fixtures" / "python" / "objects.py"


@pytest.fixture
def home(home):
    home.env["SERVICE_SOURCES"] = os.environ["PERCH_TOP_SRCDIR"]
    home.add_backend("main", "", executable=str(OBJECTS), args=[], ready={"on": "status"})
    home.add_backend("other", "", executable=str(OBJECTS.with_name("answers.py")), args=[],
                     ready={"on": "status"})
    home.run()
    home.start()
    return home


def test_values(home):
    assert json.loads(home.perch("eval", "6 * 7").stdout) == 42
    assert json.loads(home.perch("eval", "None").stdout) is None
    done = home.perch("eval", "sorted(x + [y])", "--locals", '{"x": [3, 1], "y": 2}')
    assert json.loads(done.stdout) == [1, 2, 3]
    assert home.ask("eval", "{'a': 1}") == {"value": {"a": 1}}
    assert json.loads(home.perch("eval", "--backend", "main", "(-1)").stdout) == -1
    assert json.loads(home.perch("eval", "[2**63 - 1, 2**100]").stdout) == [2**63 - 1, 2.0**100]


def test_import(home):
    done = home.perch("eval", "--import", "math", "--import", "os.path",
                      "[math.pi > 3, os.path.basename('/a/b')]")
    assert json.loads(done.stdout) == [True, "b"]


def test_notes(home):
    done = home.perch("eval", "float('nan')")
    assert (json.loads(done.stdout), "nan" in done.stderr) == (None, True)
    assert home.ask("eval", "[float('nan')]")["notes"]


def test_objects_stay(home):
    """A handle can be used by calls that follow."""
    made = json.loads(home.perch("eval", "{1, 2}").stdout)
    assert (made["isHandle"], made["typeName"]) == (True, "set")
    done = home.perch("eval", "len(x)", "--locals", json.dumps({"x": made}))
    assert json.loads(done.stdout) == 2
    params = {"handleId": made["handleId"], "methodName": "pop"}
    assert json.loads(home.perch("call", "call", json.dumps(params)).stdout) == {"value": 1}


@pytest.mark.parametrize("args, status, words", [
    ((), 2, "say which expression"),
    (("1", "2"), 2, "too many"),
    (("1", "--locals", "{"), 2, "not JSON"),
    (("1", "--locals", "[1]"), 2, "must be an object"),
    (("1", "--backend", "third"), 4, "no backend called"),
    (("1 / 0",), 1, "ZeroDivisionError: division by zero"),
    (("1", "--import", "no_such_module"), 1, "no_such_module"),
    (("x", "--locals", '{"x": {"handleId": "handle_9"}}'), 1, "handle_9"),
    (("__import__('time').sleep(60)", "--timeout", "1"), 1, "in time"),
])
def test_refusals(home, args, status, words):
    done = home.perch("eval", *args, status=None)
    assert (done.returncode, words in done.stderr, done.stdout) == (status, True, ""), done


def test_refusals_for_programs(home):
    """They get Perch's own word for what was wrong, and the trace id."""
    done = home.perch("eval", "--json", "1 / 0", status=1)
    refusal = json.loads(done.stdout)
    assert refusal["status"] == "error"
    assert refusal["error"]["code"] == "backend_error", refusal
    assert len(refusal["trace_id"]) == 32
    done = home.perch("eval", "--json", status=2)
    assert json.loads(done.stdout)["error"]["code"] == "failed"


def test_a_backend_without_the_object_service(home):
    home.start("other")
    done = home.perch("eval", "1", "--backend", "other", status=None)
    assert done.returncode == 1 and done.stdout == "", done


def test_without_perch(make_home):
    assert make_home().perch("eval", "1", "--backend", "main", status=None).returncode == 3
