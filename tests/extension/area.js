// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import { serialize } from "node:v8";

/** A storage area as chrome.storage has them: it copies, takes its time, and has a quota. */
export class Area {
  #values = {};

  constructor(quota = 10 * 1024 * 1024) {
    this.quota = quota;
  }

  async get(key) {
    await new Promise(setImmediate);
    return structuredClone(key in this.#values ? { [key]: this.#values[key] } : {});
  }

  async set(values) {
    await new Promise(setImmediate);
    const all = structuredClone({ ...this.#values, ...values });
    if (serialize(all).length > this.quota) throw new Error("Session storage quota exceeded");
    this.#values = all;
  }
}

/** As describeTab() makes them. */
export function makeTab(number, title = `Page ${number}`) {
  return {
    url: `https://example.org/${number}`,
    title,
    tab_id: number,
    window_id: 1,
    timestamp: "2026-01-31T12:34:56.789Z",
  };
}
