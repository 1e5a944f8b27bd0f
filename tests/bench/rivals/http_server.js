// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

// An HTTP server that always says the same: node http_server.js PORT FILE

'use strict';
const fs = require('node:fs');
const http = require('node:http');

const [port, file] = process.argv.slice(2);
const body = fs.readFileSync(file);
const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };

http.createServer((request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(port), '127.0.0.1');
