// @platformatic/kafka: pure JavaScript, the newest versions of most requests, KIP-848 groups.
'use strict';

/** What every action gets: the options of each of its clients, and names of the run's own. */
function open(address, prefix) {
  const options = { clientId: `${prefix}-client`, bootstrapBrokers: [address], timeout: 30_000, retries: 8, retryDelay: 100 };
  return { options, prefix, name: what => `${prefix}-${what}` };
}

const actions = {
  ...require('./topics.js'),
  ...require('./produce.js'),
  ...require('./consume.js'),
  ...require('./groups.js'),
  ...require('./transactions.js'),
  ...require('./admin.js'),
  ...require('./versions.js'),
  ...require('./frames.js'),
  ...require('./failures.js'),
};

module.exports = { open, actions };
