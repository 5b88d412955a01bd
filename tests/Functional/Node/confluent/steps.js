// Steps that several actions of @confluentinc/kafka-javascript share.
'use strict';

const { RdKafka: { AdminClient } } = require('@confluentinc/kafka-javascript');
const { until } = require('../waiting.js');

async function withAdmin({ kafka }, use) {
  const admin = kafka.admin();
  await admin.connect();
  return use(admin).finally(() => admin.disconnect());
}

/** The calls of librdkafka's own administrator, of which the other interface has only some: a call's name and arguments give its promise. */
async function withOwnAdmin({ address }, use) {
  const admin = AdminClient.create({ 'bootstrap.servers': address });
  const call = (name, ...parameters) => new Promise((resolve, reject) => admin[name](...parameters, (error, result) => (error ? reject(error) : resolve(result))));
  return use(call).finally(() => admin.disconnect());
}

async function withProducer({ kafka }, options, use) {
  const producer = kafka.producer({ 'allow.auto.create.topics': false, ...options });
  await producer.connect();
  return use(producer).finally(() => producer.disconnect());
}

/** The topic's partitions answer for their offsets: only then is a new topic there in full. */
async function whole(context, topic, partitions) {
  await withAdmin(context, admin => until(() => admin.fetchTopicOffsets(topic).catch(() => []), offsets => offsets.length === partitions));
  return topic;
}

async function createTopic(context, topic, numPartitions = 1, configEntries = []) {
  await withAdmin(context, admin => admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] }));
  return whole(context, topic, numPartitions);
}

const fill = (context, topic, messages) => withProducer(context, {}, producer => producer.send({ topic, messages }));

const shown = ({ partition, message }) => {
  const { offset, key, value, headers, timestamp, leaderEpoch } = message;
  return { partition, offset, key, value, headers, leaderEpoch, ...(String(timestamp).startsWith('1700000') ? { timestamp } : {}) };
};

const byPlace = (a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset));

/** A connected and subscribed consumer of a group; the caller runs and disconnects it. */
async function subscribed({ kafka }, topic, options = {}) {
  const consumer = kafka.consumer({
    'group.id': `${topic}-group`, 'auto.offset.reset': 'earliest', 'fetch.wait.max.ms': 100, 'topic.metadata.refresh.interval.ms': 1000,
    'js.consumer.max.batch.size': 1, ...options,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  return consumer;
}

/** Reads `count` records and gives them in the order of their places. `started` is called once the consumer has its partitions, with what is read. */
async function read(context, topic, count, { started, ...options } = {}) {
  const consumer = await subscribed(context, topic, options);
  const records = [];
  await consumer.run({ eachMessage: async payload => { records.push(shown(payload)); } });
  if (started) {
    await until(() => consumer.assignment(), partitions => partitions.length > 0);
    await started(consumer, records);
  }
  await until(() => records.length, length => length >= count);
  await consumer.disconnect();
  return records.slice(0, count).sort(byPlace);
}

module.exports = { withAdmin, withOwnAdmin, withProducer, whole, createTopic, fill, subscribed, read, shown, byPlace };
