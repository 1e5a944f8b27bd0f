// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import { State } from "./sender.js";
import { loadSettings, parsePort, saveSettings } from "./settings.js";

const TEXTS = {
  [State.CONNECTED]: "Connected",
  [State.AWAY]: "Perch is not at this port, or its backend is starting",
  [State.REFUSED]: "Perch refuses this extension: see allowed_origins and require_token in its " +
    "web-listener-settings.json",
  [State.PAUSED]: "Paused",
};

const [stateText, waitingText, problem, paused, port] = [
  "state", "waiting", "problem", "paused", "port",
].map((id) => document.getElementById(id));

async function showStatus() {
  const { status } = await chrome.storage.session.get("status");
  if (!status) return;
  stateText.textContent = TEXTS[status.state];
  stateText.dataset.state = status.state;
  waitingText.hidden = status.waiting === 0;
  waitingText.textContent = `Waiting to be told: ${status.waiting}`;
}

function savePort() {
  const number = parsePort(port.value);
  problem.textContent = number === null ? "A port is a number from 1 to 65535." : "";
  if (number !== null) saveSettings({ port: number });
}

const settings = await loadSettings();
paused.checked = settings.paused;
port.value = settings.port;
paused.addEventListener("change", () => saveSettings({ paused: paused.checked }));
port.addEventListener("change", savePort);
chrome.storage.session.onChanged.addListener(showStatus);
await showStatus();
