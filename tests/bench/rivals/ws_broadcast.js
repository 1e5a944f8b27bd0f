// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

// Sends each line of its input to all who listen: node ws_broadcast.js PORT

'use strict';
const readline = require('node:readline');
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]),
                                     backlog: 512, perMessageDeflate: false });

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const bytes = Buffer.from(line);
  for (const client of server.clients) {
    client.send(bytes, { binary: false });
  }
}).on('close', () => process.exit());
