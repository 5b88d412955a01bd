// Patience for what a cluster does in its own time: a broker may learn later than its controller has answered, a coordinator writes a
// transaction's end later than it has answered, and a member leaves later than its client is closed. What was changed is asked for until it shows.
'use strict';

const { setTimeout: pause } = require('node:timers/promises');

/** Asks until the answer satisfies; gives the last answer when patience is over, so that the transcript shows it. */
async function until(ask, satisfies, patienceMs = 90_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer) || Date.now() > end)
      return answer;
    await pause(100);
  }
}

/** The error of what should fail, or what it gave instead. */
async function refusal(promise) {
  return promise.then(given => ({ given }), error => ({ refused: error }));
}

module.exports = { until, refusal, pause };
