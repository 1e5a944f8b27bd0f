# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Clients that read fast, slowly, in batches and hardly at all, beside each other."""

import json
import random
import select

import pytest
from event_backend import emit, emitting_home, listen, say

BATCHES = [0, 0, 0, 1, 5, 64]
SIZES = [0, 200, 2000, 20000]
ROUNDS = 25


class Listener:
    """Checks that it hears of each event once and in order, of what it loses at least how many."""

    def __init__(self, home, batch):
        self.client, self.batch = listen(home, batch=batch), batch
        self.seq, self.lost, self.has_ended = 2, 0, False

    def read_ready(self):
        while self.client.buffer or select.select([self.client.sock], [], [], 0)[0]:
            self.read()

    def read_to_end(self):
        while not self.has_ended:
            self.read()

    def read(self):
        message = self.client.receive()
        assert isinstance(message, list) == (self.batch > 0)
        for event in message if self.batch else [message]:
            self.take(event)

    def take(self, event):
        if event["event"] == "heartbeat":
            assert event["seq"] == self.seq
            return
        n_events = event["payload"].get("lost", 1)
        self.lost += event["payload"].get("lost", 0)
        assert event["seq"] == self.seq + n_events
        self.seq = event["seq"]
        self.has_ended = event["event"] == "end"


@pytest.mark.parametrize("seed", range(3))
def test_each_event_once(seed):
    dice = random.Random(seed)
    with emitting_home() as home:
        listeners = [Listener(home, batch) for batch in BATCHES]
        for _ in range(ROUNDS):
            emit(home, dice.choice([1, 3, 50, 400]), dice.choice(SIZES))
            for listener in dice.sample(listeners[1:], dice.randrange(len(listeners))):
                listener.read_ready()
        say(home, json.dumps({"event": "end"}))
        for listener in listeners:
            listener.read_to_end()
            listener.client.sock.close()
    # The first has read nothing meanwhile.
    assert listeners[0].lost > 0
    assert len({listener.seq for listener in listeners}) == 1
