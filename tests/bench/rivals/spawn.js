// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT

// What spawn-bench does, in Node: node spawn.js COUNT MEGABYTES CHILD

'use strict';
const { spawn } = require('node:child_process');

const [count, megabytes, child] = process.argv.slice(2);
const ballast = Buffer.alloc(megabytes * 1024 * 1024, 1);
const microseconds = () => Number(process.hrtime.bigint() / 1000n);

function takeTurn() {
  return new Promise((resolve, reject) => {
    const start = microseconds();
    const started = spawn(child, [], { stdio: 'pipe' });
    const call = microseconds() - start;
    let first = 0;
    let told = 0;

    started.on('error', reject);
    started.stdout.once('data', () => {
      told = microseconds();
      first = told - start;
      started.kill('SIGTERM');
    });
    started.on('exit', () => {
      resolve({ call, first, stop: microseconds() - told, proof: null });
    });
  });
}

async function main() {
  for (let i = 0; i < Number(count); i++) {
    process.stdout.write(JSON.stringify(await takeTurn()) + '\n');
  }
  return ballast.length;
}

main();
