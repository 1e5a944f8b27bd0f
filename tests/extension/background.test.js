// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import assert from "node:assert/strict";
import test from "node:test";

import { Area } from "./area.js";

const nothing = async () => {};
let nBrowsers = 0;

/**
 * The extension in as much of a browser as it needs: one in which time passes when a test says so,
 * and in which Perch is away until `there` is set.
 */
class Browser {
  area = new Area();
  tab = undefined; // the one in front
  there = false;
  told = []; // ids of the tabs that Perch has been told of
  timer = undefined;
  errors = [];
  #now = 0;
  #listeners = {};

  async start(context) {
    const event = (name) => ({ addListener: (listener) => (this.#listeners[name] = listener) });
    globalThis.chrome = {
      action: { setBadgeText: nothing, setBadgeBackgroundColor: nothing, setTitle: nothing },
      alarms: { create: nothing, onAlarm: event("alarm") },
      storage: {
        local: { get: async (defaults) => defaults, onChanged: event("settings") },
        session: this.area,
      },
      tabs: {
        query: async () => (this.tab ? [this.tab] : []),
        onActivated: event("activated"),
        onUpdated: event("updated"),
      },
      windows: { WINDOW_ID_NONE: -1, onFocusChanged: event("focus") },
    };
    context.mock.method(Date, "now", () => this.#now);
    context.mock.method(console, "error", (error) => this.errors.push(error.message));
    context.mock.method(globalThis, "fetch", (...request) => this.#fetch(...request));
    context.mock.method(globalThis, "setTimeout", (callback) => (this.timer = callback));
    context.mock.method(globalThis, "clearTimeout", () => (this.timer = undefined));
    await import(`../../resources/extension/background.js?${++nBrowsers}`);
    await this.tell("alarm");
  }

  async #fetch(url, { body }) {
    if (!this.there) throw new TypeError("Failed to fetch");
    if (body) this.told.push(JSON.parse(body).tab_id);
    return { ok: true, status: 200, json: async () => ({ name: "perch" }) };
  }

  tell(event, ...args) {
    return this.#listeners[event](...args);
  }

  look(tab) {
    this.tab = { windowId: 1, status: "complete", ...tab };
    return this.tell("activated");
  }

  async waitForTimer() {
    const { timer } = this;
    this.timer = undefined;
    this.#now += 10000;
    await timer();
  }
}

function makeTab(id, length = 10) {
  return { id, url: `https://example.org/${id}`, favIconUrl: `data:,${"x".repeat(length)}` };
}

test("what one looked at last is kept, however much was there before", async (context) => {
  const browser = new Browser();
  await browser.start(context);
  for (let id = 1; id <= 200; id++) await browser.look(makeTab(id, 60000));
  browser.there = true;
  await browser.waitForTimer();
  assert.ok(browser.told.length > 50);
  assert.deepEqual(browser.told, Array.from(browser.told, (_, i) => 201 - browser.told.length + i));
  assert.deepEqual(browser.errors, []);
});

test("a browser that keeps nothing more is no reason to give up", async (context) => {
  const browser = new Browser();
  await browser.start(context);
  browser.area.quota = 0;
  await browser.look(makeTab(1));
  for (let nErrors = 1; nErrors <= 3; nErrors++) {
    assert.equal(browser.errors.length, nErrors);
    await browser.waitForTimer();
  }
  browser.area.quota = 10000;
  await browser.look(makeTab(2));
  await browser.waitForTimer();
  browser.there = true;
  await browser.waitForTimer();
  assert.deepEqual(browser.told, [2]);
  assert.equal(browser.timer, undefined);
});
