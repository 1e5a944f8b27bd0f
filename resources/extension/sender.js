// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

const TIMEOUT_MS = 10000;

/** How it stands with Perch. */
export const State = Object.freeze({
  CONNECTED: "connected",
  AWAY: "away",
  REFUSED: "refused",
  PAUSED: "paused",
});

/** Brings what is in an outbox to Perch, in order and one at a time. */
export class Sender {
  #outbox;
  #settings;
  #fetch;
  #running = null;
  #again = false;

  /** settings: a function that resolves to {port, paused}; fetch: that of the browser */
  constructor({ outbox, settings, fetch }) {
    this.#outbox = outbox;
    this.#settings = settings;
    this.#fetch = fetch;
  }

  /**
   * Sends what has settled, and resolves to the state after that. Called while it is at work, it
   * looks once more at the end.
   */
  flush() {
    this.#again = true;
    this.#running ??= this.#flushAll();
    return this.#running;
  }

  async #flushAll() {
    let state;
    try {
      while (this.#again) {
        this.#again = false;
        state = await this.#flushOnce();
      }
    } finally {
      this.#running = null;
    }
    return state;
  }

  async #flushOnce() {
    const { port, paused } = await this.#settings();
    if (paused) return State.PAUSED;
    const base = `http://127.0.0.1:${port}`;
    let state = await this.#ping(base);
    while (state === State.CONNECTED) {
      const entry = await this.#outbox.first(Date.now());
      if (!entry) break;
      state = await this.#send(base, entry);
    }
    return state;
  }

  // Nothing is told to who has the port before it has said that it is Perch.
  async #ping(base) {
    const response = await this.#request(`${base}/ping`, { method: "GET" });
    if (!response) return State.AWAY;
    if (response.status === 401 || response.status === 403) return State.REFUSED;
    const reply = await response.json().catch(() => null);
    return response.ok && reply?.name === "perch" ? State.CONNECTED : State.AWAY;
  }

  async #send(base, entry) {
    const response = await this.#request(`${base}/tab-info`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(entry.tab),
    });
    if (!response || response.status >= 500) return State.AWAY;
    if (response.status === 401 || response.status === 403) return State.REFUSED;
    // What Perch has read and not taken, it won't take the next time.
    await this.#outbox.remove(entry.id);
    return State.CONNECTED;
  }

  async #request(url, options) {
    try {
      return await this.#fetch(url, {
        ...options,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      return null;
    }
  }
}
