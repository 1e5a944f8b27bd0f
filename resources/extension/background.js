// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import { Outbox } from "./outbox.js";
import { Sender, State } from "./sender.js";
import { loadSettings } from "./settings.js";
import { describeTab } from "./tab.js";

const SETTLE_MS = 500;
const LIMIT = 500;
// A browser keeps 10 MB in memory for an extension, and refuses what is more, however new. How it
// counts is its own affair: of JSON this is less than half, for where a character takes two bytes.
const MAX_BYTES = 4 * 1024 * 1024;
// While the worker lives; when the browser has ended it, the alarm wakes it up.
const RETRY_MS = 5000;
const ALARM = "flush";
const ALARM_MINUTES = 0.5;

const BADGES = {
  [State.CONNECTED]: { text: "on", color: "#2f9e4f", title: "Perch is connected" },
  [State.AWAY]: { text: "off", color: "#6b6b6b", title: "Perch is not there, or not ready" },
  [State.REFUSED]: { text: "!", color: "#c01c28", title: "Perch refuses this extension" },
  [State.PAUSED]: { text: "II", color: "#6b6b6b", title: "Paused: Perch is told nothing" },
};

// In memory only, so that nothing of what one looks at is ever on the disk.
const outbox = new Outbox(chrome.storage.session, {
  limit: LIMIT,
  maxBytes: MAX_BYTES,
  settleMs: SETTLE_MS,
});
const sender = new Sender({ outbox, settings: loadSettings, fetch: (...args) => fetch(...args) });
let timer;
let timerDue = Infinity;

async function show(state) {
  const badge = BADGES[state];
  await chrome.action.setBadgeText({ text: badge.text });
  await chrome.action.setBadgeBackgroundColor({ color: badge.color });
  await chrome.action.setTitle({ title: badge.title });
  await chrome.storage.session.set({ status: { state, waiting: await outbox.count() } });
}

function flushIn(delayMs) {
  const due = Date.now() + delayMs;
  if (due >= timerDue) return;
  clearTimeout(timer);
  timerDue = due;
  timer = setTimeout(flush, delayMs);
}

// Such as a storage area that takes no more: what is in it wants to be sent all the same.
function failed(error) {
  console.error(error);
  flushIn(RETRY_MS);
}

async function flush() {
  clearTimeout(timer);
  timerDue = Infinity;
  try {
    const state = await sender.flush();
    await show(state);
    if (state === State.PAUSED || (await outbox.count()) === 0) return;
    flushIn(state === State.CONNECTED ? SETTLE_MS : RETRY_MS);
  } catch (error) {
    failed(error);
  }
}

async function noteActiveTab() {
  try {
    if ((await loadSettings()).paused) return;
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    const description = tab && describeTab(tab, Date.now());
    if (description && (await outbox.add(description, Date.now()))) flushIn(SETTLE_MS);
  } catch (error) {
    failed(error);
  }
}

chrome.tabs.onActivated.addListener(noteActiveTab);
chrome.tabs.onUpdated.addListener((_id, _change, tab) => tab.active && noteActiveTab());
chrome.windows.onFocusChanged.addListener(
  (id) => id !== chrome.windows.WINDOW_ID_NONE && noteActiveTab(),
);
chrome.storage.local.onChanged.addListener(async () => {
  await noteActiveTab();
  await flush();
});
chrome.alarms.onAlarm.addListener(flush);

chrome.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES });
noteActiveTab().then(flush);
