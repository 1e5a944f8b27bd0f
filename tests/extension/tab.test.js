// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import assert from "node:assert/strict";
import test from "node:test";

import { describeTab, isSameTab } from "../../resources/extension/tab.js";

const TIME = Date.UTC(2026, 0, 31, 12, 34, 56, 789);
const TAB = {
  id: 7, windowId: 3, url: "https://example.org/a?b#c", title: "A page", status: "complete",
  favIconUrl: "https://example.org/icon.png", incognito: false, active: true, index: 4,
};

test("what Perch is told", () => {
  assert.deepEqual(describeTab(TAB, TIME), {
    url: "https://example.org/a?b#c", title: "A page", favicon: "https://example.org/icon.png",
    tab_id: 7, window_id: 3, timestamp: "2026-01-31T12:34:56.789Z",
  });
});

test("what Perch is not told", () => {
  const others = [
    { incognito: true }, { status: "loading" }, { url: undefined }, { url: "" },
    { url: "chrome://settings/" }, { url: "about:blank" }, { url: "file:///etc/passwd" },
    { url: "chrome-extension://abc/popup.html" }, { url: "data:text/html,http://a" },
    { url: `https://example.org/${"x".repeat(17000)}` },
  ];
  for (const other of others) assert.equal(describeTab({ ...TAB, ...other }, TIME), null);
});

test("a tab that the browser has put to sleep is told of", () => {
  assert.equal(describeTab({ ...TAB, status: "unloaded" }, TIME).tab_id, 7);
});

test("what is too long is cut or left out", () => {
  const long = describeTab({ ...TAB, title: "é".repeat(5000), favIconUrl: "x".repeat(70000) }, TIME);
  assert.equal(long.title, "é".repeat(2048));
  assert.ok(!("favicon" in long));
  assert.equal(describeTab({ ...TAB, title: `a${"é".repeat(5000)}` }, TIME).title.length, 2048);
});

test("half a character becomes a whole one", () => {
  assert.equal(describeTab({ ...TAB, title: "a\ud800b" }, TIME).title, "a\ufffdb");
});

test("a tab without title and icon", () => {
  const bare = describeTab({ ...TAB, title: undefined, favIconUrl: undefined }, TIME);
  assert.equal(bare.title, "");
  assert.ok(!("favicon" in bare));
});

test("the same at another time is the same", () => {
  const one = describeTab(TAB, TIME);
  assert.ok(isSameTab(one, describeTab(TAB, TIME + 1)));
  for (const change of [{ url: "http://b/" }, { title: "B" }, { favIconUrl: "c" }, { id: 8 },
    { windowId: 4 }]) {
    assert.ok(!isSameTab(one, describeTab({ ...TAB, ...change }, TIME)));
  }
});
