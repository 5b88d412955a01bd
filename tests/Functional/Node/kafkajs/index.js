// kafkajs: pure JavaScript, its own idea of the protocol, old versions of most requests.
'use strict';

const { Kafka, logLevel } = require('kafkajs');
require('./codecs.js');

/** What every action gets: the client, its administrator's connection on demand, and names of the run's own. */
function open(address, prefix) {
  const kafka = new Kafka({ clientId: `${prefix}-client`, brokers: [address], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50, retries: 8 } });
  return { kafka, prefix, name: what => `${prefix}-${what}` };
}

const actions = {
  ...require('./topics.js'),
  ...require('./produce.js'),
  ...require('./consume.js'),
  ...require('./groups.js'),
  ...require('./transactions.js'),
  ...require('./admin.js'),
  ...require('./failures.js'),
};

module.exports = { open, actions };
