// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

const DEFAULTS = { port: 5000, paused: false };

/** What the person has chosen, in chrome.storage.local: {port, paused}. */
export function loadSettings() {
  return chrome.storage.local.get(DEFAULTS);
}

export function saveSettings(values) {
  return chrome.storage.local.set(values);
}

/** The TCP port that a text names, or null. */
export function parsePort(text) {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}
