// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import { isSameTab } from "./tab.js";

const KEY = "outbox";
const EMPTY = { nextId: 1, newest: null, entries: [] };

const encoder = new TextEncoder();

/**
 * What Perch has not got yet, oldest first.
 *
 * It is in a storage area at any time, since the browser may end a service worker between any two
 * events. So there is no timer for what changes quickly either: an entry settles for a while, in
 * which what follows in the same tab takes its place, and only then it may be sent.
 *
 * An entry in place of another has an id of its own: an answer for the old one does not remove it.
 */
export class Outbox {
  #area;
  #limit;
  #maxBytes;
  #settleMs;
  #turn = Promise.resolve();

  /**
   * area: such as chrome.storage.session; limit, maxBytes: when there are more, or when they are
   * longer as JSON, the oldest are lost, but never the newest
   */
  constructor(area, { limit, maxBytes, settleMs }) {
    this.#area = area;
    this.#limit = limit;
    this.#maxBytes = maxBytes;
    this.#settleMs = settleMs;
  }

  // One after the other: two changes that read the same state would lose one of them.
  #change(change) {
    const done = this.#turn.then(async () => {
      const stored = (await this.#area.get(KEY))[KEY] ?? structuredClone(EMPTY);
      const result = change(stored);
      await this.#area.set({ [KEY]: stored });
      return result;
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  async #read() {
    await this.#turn;
    return (await this.#area.get(KEY))[KEY] ?? EMPTY;
  }

  /** Adds what describeTab() says; false when it is nothing new. */
  add(tab, now) {
    return this.#change((stored) => {
      if (stored.newest && isSameTab(stored.newest, tab)) return false;
      const last = stored.entries.at(-1);
      const unsettled = last && now < last.since + this.#settleMs && last.tab.tab_id === tab.tab_id;
      if (unsettled) stored.entries.pop();
      const bytes = encoder.encode(JSON.stringify(tab)).length;
      stored.entries.push({ id: stored.nextId++, since: unsettled ? last.since : now, tab, bytes });
      this.#drop(stored.entries);
      stored.newest = tab;
      return true;
    });
  }

  #drop(entries) {
    let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    while (entries.length > 1 && (entries.length > this.#limit || bytes > this.#maxBytes)) {
      bytes -= entries.shift().bytes;
    }
  }

  /** The oldest entry, {id, tab}, when it has settled. */
  async first(now) {
    const [entry] = (await this.#read()).entries;
    return entry && now >= entry.since + this.#settleMs ? entry : undefined;
  }

  remove(id) {
    return this.#change((stored) => {
      stored.entries = stored.entries.filter((entry) => entry.id !== id);
    });
  }

  async count() {
    return (await this.#read()).entries.length;
  }
}
