// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

// Hands the bodies of requests to a child's standard input and answers with what it says:
// upload_server.js MODE CHILD. "stream" passes on what comes, unseen; "parse" collects it, and looks
// whether it is JSON, as Perch does. Prints its port.

'use strict';
const http = require('node:http');
const { spawn } = require('node:child_process');
const readline = require('node:readline');

const LIMIT = 104857600;
const [mode, program] = process.argv.slice(2);
const child = spawn('/usr/bin/python3', [program], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = [];
readline.createInterface({ input: child.stdout }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.jsonrpc) {
    waiting.shift().end(`{"status":"ok","result":${message.result}}`);
  } else {
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  }
});

function stream(request) {
  request.pipe(child.stdin, { end: false });
  request.on('end', () => child.stdin.write('}\n'));
}

function parse(request) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    JSON.parse(body);
    child.stdin.write(body);
    child.stdin.write('}\n');
  });
}

const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Connection', 'close');
  if (request.method === 'GET') {
    response.end('{"status":"ok"}');
  } else if (Number(request.headers['content-length']) > LIMIT) {
    response.statusCode = 413;
    response.end('{"status":"error"}');
  } else {
    waiting.push(response);
    child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"clipboard.process","params":');
    (mode === 'stream' ? stream : parse)(request);
  }
});
