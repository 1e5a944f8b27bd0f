// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

// What the listener takes at most, in bytes of UTF-8.
const MAX_URL = 16 * 1024;
const MAX_TITLE = 4 * 1024;
const MAX_FAVICON = 64 * 1024;

const encoder = new TextEncoder();

function fits(text, max) {
  return encoder.encode(text).length <= max;
}

// Cut between characters, and without halves of them, which are no UTF-8.
function cut(text, max) {
  const bytes = new Uint8Array(max);
  const { written } = encoder.encodeInto(text, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
}

/**
 * What Perch is told of a browser's tab, or null when the tab is nobody's business (a private
 * window, a page of the browser itself) or not there yet: a page that is still being loaded has the
 * title of the one before.
 */
export function describeTab(tab, time) {
  if (tab.incognito || tab.status === "loading" || !/^https?:/.test(tab.url ?? "")) return null;
  if (!fits(tab.url, MAX_URL)) return null;
  const description = {
    url: tab.url,
    title: cut(tab.title ?? "", MAX_TITLE),
    tab_id: tab.id,
    window_id: tab.windowId,
    timestamp: new Date(time).toISOString(),
  };
  if (tab.favIconUrl && fits(tab.favIconUrl, MAX_FAVICON)) description.favicon = tab.favIconUrl;
  return description;
}

/** Whether two descriptions say the same, at whatever time. */
export function isSameTab(one, other) {
  return ["url", "title", "favicon", "tab_id", "window_id"].every((key) => one[key] === other[key]);
}
