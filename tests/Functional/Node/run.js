// Runs the actions of one client against one address and prints a transcript: a JSON line for each action, with its result or its error.
// What is the run's own (names, ports, ids, times) is made alike, so that two transcripts of the same client can be compared as text.
//
//   node run.js CLIENT HOST:PORT PREFIX [WORD]     only the actions whose names contain WORD
'use strict';

const { plain } = require('./plain.js');

// A bound for a hang, above that of a single wait.
const ACTION_PATIENCE_MS = 180_000;

async function withPatience(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result in ${ACTION_PATIENCE_MS} ms`)), ACTION_PATIENCE_MS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function main([client, address, prefix, word = '']) {
  const { open, actions } = require(`./${client}/index.js`);
  const context = open(address, prefix);
  for (const [action, perform] of Object.entries(actions).filter(([name]) => name.includes(word))) {
    const began = process.hrtime.bigint();
    const line = { action };
    try {
      line.result = await withPatience(perform(context));
    } catch (error) {
      line.error = error;
    }
    console.log(JSON.stringify(plain(line, prefix)));
    // The time is for people: it is no part of the transcript.
    console.error(`${Number((process.hrtime.bigint() - began) / 1_000_000n)} ms ${action}`);
  }
}

// A client may keep timers or sockets after its disconnect; the transcript is complete all the same.
main(process.argv.slice(2)).then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
