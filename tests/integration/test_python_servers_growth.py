# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What is left of calls in the servers of resources/python: nothing."""

import pytest
from object_servers import KINDS, Failure

N_ROUNDS = 300
COUNT_BLOCKS = "(__import__('gc').collect(), __import__('sys').getallocatedblocks())[1]"


def call_some(client):
    """Returns how many pieces of memory the server's Python has afterwards."""
    for n in range(N_ROUNDS):
        assert client.eval("[x] * 3", x=f"text {n}") == [f"text {n}"] * 3
        assert client.ask("dispose", handleId=client.eval("{1: [1], 2: [2], 3: [3]}"))["success"]
        with pytest.raises(Failure, match="division by zero"):
            client.eval("1 / x", x=0)
    return client.eval(COUNT_BLOCKS)


@pytest.mark.parametrize("kind", KINDS)
def test_calls_leave_nothing_behind(start_server, kind):
    """A handle, an answer or a traceback that were kept would be several pieces each; less than one
    a round is what libraries keep for later."""
    server = start_server(kind)
    with server.client(name="tidy") as client:
        before = call_some(client)  # with all that is made once
        assert call_some(client) - before < 2 * N_ROUNDS
        assert client.ask("release") == {"released": 0}
