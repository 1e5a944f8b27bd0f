// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

import assert from "node:assert/strict";
import test from "node:test";

import { parsePort } from "../../resources/extension/settings.js";

test("ports", () => {
  assert.equal(parsePort("5000"), 5000);
  assert.equal(parsePort(" 1 "), 1);
  assert.equal(parsePort("65535"), 65535);
  for (const text of ["", "0", "65536", "99999", "-1", "1e3", "5000x", "0x10", "1.5", " "]) {
    assert.equal(parsePort(text), null);
  }
});
