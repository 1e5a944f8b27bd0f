// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import assert from "node:assert/strict";
import http from "node:http";
import test from "node:test";

import { Outbox } from "../../resources/extension/outbox.js";
import { Sender, State } from "../../resources/extension/sender.js";
import { Area, makeTab } from "./area.js";

const PERCH = { status: 200, body: { status: "ok", name: "perch" } };

/** A server at a port of its own, which answers /ping with ping and /tab-info with tabInfo(). */
async function serve(context, { ping = PERCH, tabInfo = () => 200 }) {
  const got = [];
  const server = http.createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    let answer = ping;
    if (request.url === "/tab-info") {
      assert.equal(request.method, "POST");
      assert.equal(request.headers["content-type"], "application/json");
      got.push(JSON.parse(text).tab_id);
      answer = { status: await tabInfo(got), body: {} };
    }
    response.writeHead(answer.status, { "Content-Type": "application/json", Connection: "close" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  context.after(() => new Promise((done) => server.close(done)));
  return { got, port: server.address().port };
}

async function prepare(numbers, settings) {
  const outbox = new Outbox(new Area(), { limit: 100, maxBytes: 100000, settleMs: 0 });
  for (const number of numbers) await outbox.add(makeTab(number), 0);
  return { outbox, sender: new Sender({ outbox, settings: async () => settings, fetch }) };
}

test("all is sent, in order", async (context) => {
  const { got, port } = await serve(context, {});
  const { outbox, sender } = await prepare([1, 2, 3], { port, paused: false });
  assert.equal(await sender.flush(), State.CONNECTED);
  assert.deepEqual(got, [1, 2, 3]);
  assert.equal(await outbox.count(), 0);
});

test("what comes while it sends is sent, once", async (context) => {
  const { got, port } = await serve(context, {});
  const { outbox, sender } = await prepare([1, 2], { port, paused: false });
  const flushes = [sender.flush(), outbox.add(makeTab(3), 0), sender.flush(), sender.flush()];
  await Promise.all(flushes);
  assert.equal(await sender.flush(), State.CONNECTED);
  assert.deepEqual(got, [1, 2, 3]);
});

test("nobody there: all is kept", async (context) => {
  const { port } = await serve(context, {});
  const other = http.createServer();
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const closed = other.address().port;
  await new Promise((done) => other.close(done));
  const settings = { port: closed, paused: false };
  const { outbox, sender } = await prepare([1, 2], settings);
  assert.equal(await sender.flush(), State.AWAY);
  assert.equal(await outbox.count(), 2);
  settings.port = port;
  assert.equal(await sender.flush(), State.CONNECTED);
  assert.equal(await outbox.count(), 0);
});

for (const [what, ping, state] of [
  ["who is not Perch", { status: 200, body: { status: "ok" } }, State.AWAY],
  ["who answers null", { status: 200, body: null }, State.AWAY],
  ["who has no such path", { status: 404, body: { name: "perch" } }, State.AWAY],
  ["a Perch that wants a token", { status: 401, body: {} }, State.REFUSED],
  ["a Perch that does not list it", { status: 403, body: {} }, State.REFUSED],
]) {
  test(`${what} is told nothing`, async (context) => {
    const { got, port } = await serve(context, { ping });
    const { outbox, sender } = await prepare([1], { port, paused: false });
    assert.equal(await sender.flush(), state);
    assert.deepEqual(got, []);
    assert.equal(await outbox.count(), 1);
  });
}

test("paused: nobody is asked for anything", async () => {
  const { outbox, sender } = await prepare([1], { port: 1, paused: true });
  assert.equal(await sender.flush(), State.PAUSED);
  assert.equal(await outbox.count(), 1);
});

test("what Perch does not take is not sent for ever", async (context) => {
  const { got, port } = await serve(context, { tabInfo: (tabs) => (tabs.length === 1 ? 400 : 202) });
  const { outbox, sender } = await prepare([1, 2], { port, paused: false });
  assert.equal(await sender.flush(), State.CONNECTED);
  assert.deepEqual(got, [1, 2]);
  assert.equal(await outbox.count(), 0);
});

test("what Perch could not take now is sent again", async (context) => {
  const { got, port } = await serve(context, { tabInfo: (tabs) => (tabs.length === 1 ? 503 : 200) });
  const { outbox, sender } = await prepare([1, 2], { port, paused: false });
  assert.equal(await sender.flush(), State.AWAY);
  assert.equal(await outbox.count(), 2);
  assert.equal(await sender.flush(), State.CONNECTED);
  assert.deepEqual(got, [1, 1, 2]);
});
