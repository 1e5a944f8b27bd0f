// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import assert from "node:assert/strict";
import test from "node:test";

import { Outbox } from "../../resources/extension/outbox.js";
import { Area, makeTab } from "./area.js";

const OPTIONS = { limit: 3, maxBytes: 10000, settleMs: 500 };

async function drain(outbox, now) {
  const tabs = [];
  for (let entry; (entry = await outbox.first(now)); ) {
    tabs.push(entry.tab);
    await outbox.remove(entry.id);
  }
  return tabs;
}

test("first in, first out, when it has settled", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  assert.equal(await outbox.first(0), undefined);
  assert.ok(await outbox.add(makeTab(1), 0));
  assert.ok(await outbox.add(makeTab(2), 100));
  assert.equal(await outbox.first(499), undefined);
  assert.deepEqual((await outbox.first(500)).tab, makeTab(1));
  assert.equal(await outbox.count(), 2);
  assert.deepEqual(await drain(outbox, 600), [makeTab(1), makeTab(2)]);
  assert.equal(await outbox.count(), 0);
});

test("what changes quickly in a tab is told once, and not put off for ever", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  for (let now = 0; now <= 400; now += 100) await outbox.add(makeTab(1, `at ${now}`), now);
  assert.deepEqual((await outbox.first(500)).tab, makeTab(1, "at 400"));
  await outbox.add(makeTab(1, "at 500"), 500);
  assert.deepEqual(await drain(outbox, 1000), [makeTab(1, "at 400"), makeTab(1, "at 500")]);
});

test("another tab takes nobody's place", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  for (const number of [1, 2, 1]) await outbox.add(makeTab(number), 0);
  assert.deepEqual(await drain(outbox, 500), [makeTab(1), makeTab(2), makeTab(1)]);
});

test("nothing new is not told again", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  assert.ok(await outbox.add(makeTab(1), 0));
  assert.ok(!(await outbox.add({ ...makeTab(1), timestamp: "2027-01-01T00:00:00Z" }, 1)));
  await drain(outbox, 500);
  assert.ok(!(await outbox.add(makeTab(1), 9000)));
  assert.equal(await outbox.count(), 0);
});

test("the oldest are lost when there are too many", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  for (let number = 1; number <= 5; number++) await outbox.add(makeTab(number), 0);
  assert.deepEqual(await drain(outbox, 500), [makeTab(3), makeTab(4), makeTab(5)]);
});

test("the oldest are lost when they are too long, and never the newest", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  const [short, long] = [makeTab(1), makeTab(2, "é".repeat(4800))];
  const tooLong = makeTab(3, "x".repeat(20000));
  for (const tab of [short, long]) await outbox.add(tab, 0);
  assert.deepEqual(await drain(outbox, 500), [short, long]);
  for (const tab of [short, long, makeTab(4, "x".repeat(300))]) await outbox.add(tab, 0);
  assert.deepEqual((await drain(outbox, 500)).map((tab) => tab.tab_id), [4]);
  for (const tab of [short, tooLong]) await outbox.add(tab, 0);
  assert.deepEqual(await drain(outbox, 500), [tooLong]);
});

test("it outlives its worker", async () => {
  const area = new Area();
  await new Outbox(area, OPTIONS).add(makeTab(1), 0);
  const woken = new Outbox(area, OPTIONS);
  assert.ok(!(await woken.add(makeTab(1), 9000)));
  assert.deepEqual(await drain(woken, 9000), [makeTab(1)]);
});

test("changes at the same time are all made", async () => {
  const outbox = new Outbox(new Area(), { ...OPTIONS, limit: 100, settleMs: 0 });
  await Promise.all(Array.from({ length: 50 }, (_, number) => outbox.add(makeTab(number), 0)));
  assert.equal(await outbox.count(), 50);
  const [one, two] = [await outbox.first(0), makeTab(99)];
  await Promise.all([outbox.remove(one.id), outbox.add(two, 0), outbox.remove(one.id)]);
  assert.deepEqual((await drain(outbox, 0)).map((tab) => tab.tab_id),
    [...Array.from({ length: 49 }, (_, index) => index + 1), 99]);
});

test("what has taken an entry's place is not removed with it", async () => {
  const outbox = new Outbox(new Area(), OPTIONS);
  await outbox.add(makeTab(1, "old"), 0);
  const { id } = await outbox.first(500);
  await outbox.add(makeTab(1, "new"), 499);
  await outbox.remove(id);
  assert.deepEqual(await drain(outbox, 500), [makeTab(1, "new")]);
});
