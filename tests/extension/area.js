// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

/** A storage area as chrome.storage has them: it copies, and takes its time. */
export class Area {
  #values = {};

  async get(key) {
    await new Promise(setImmediate);
    return structuredClone(key in this.#values ? { [key]: this.#values[key] } : {});
  }

  async set(values) {
    await new Promise(setImmediate);
    Object.assign(this.#values, structuredClone(values));
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
