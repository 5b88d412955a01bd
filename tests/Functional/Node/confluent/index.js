// @confluentinc/kafka-javascript: librdkafka behind the interface of kafkajs.
'use strict';

const { KafkaJS } = require('@confluentinc/kafka-javascript');

/** What every action gets: the client, its address, and names of the run's own. */
function open(address, prefix) {
  const kafka = new KafkaJS.Kafka({ 'client.id': `${prefix}-client`, kafkaJS: { brokers: [address], logLevel: KafkaJS.logLevel.NOTHING } });
  return { kafka, address, prefix, name: what => `${prefix}-${what}` };
}

const actions = {
  ...require('./topics.js'),
  ...require('./produce.js'),
  ...require('./consume.js'),
  ...require('./groups.js'),
  ...require('./transactions.js'),
  ...require('./failures.js'),
};

module.exports = { open, actions };
