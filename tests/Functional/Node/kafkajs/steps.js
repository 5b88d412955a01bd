// Steps that several actions of kafkajs share.
'use strict';

const { until } = require('../waiting.js');

async function withAdmin({ kafka }, use, options = {}) {
  const admin = kafka.admin(options);
  await admin.connect();
  return use(admin).finally(() => admin.disconnect());
}

async function withProducer({ kafka }, options, use) {
  const producer = kafka.producer({ allowAutoTopicCreation: false, ...options });
  await producer.connect();
  return use(producer).finally(() => producer.disconnect());
}

/** The topic's partitions answer for their offsets: only then is a new topic there in full. */
async function whole(context, topic, partitions) {
  await withAdmin(context, admin => until(() => admin.fetchTopicOffsets(topic).catch(() => []), offsets => offsets.length === partitions));
  return topic;
}

async function createTopic(context, topic, numPartitions = 1, configEntries = []) {
  await withAdmin(context, admin => admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false }));
  return whole(context, topic, numPartitions);
}

async function fill(context, topic, messages) {
  return withProducer(context, {}, producer => producer.send({ topic, messages }));
}

const shown = ({ partition, message }) => {
  const { offset, key, value, headers, timestamp } = message;
  return { partition, offset, key, value, headers, ...(timestamp.startsWith('1700000') ? { timestamp } : {}) };
};

const byPlace = (a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset));

/** A consumer of a group, subscribed; the caller runs and disconnects it. */
async function subscribed({ kafka }, topic, options = {}) {
  const { fromBeginning = true, ...consumerOptions } = options;
  const consumer = kafka.consumer({ groupId: `${topic}-group`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false, ...consumerOptions });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning });
  return consumer;
}

/** Reads `count` records and gives them in the order of their places. `started` is called once the consumer runs: to seek, for instance. */
async function read(context, topic, count, options = {}, started = () => {}) {
  const consumer = await subscribed(context, topic, options);
  const records = [];
  // One that it restarts from is no end.
  const crash = new Promise((_, reject) => consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error)));
  const all = new Promise(resolve => {
    consumer.run({
      autoCommit: options.autoCommit ?? true,
      eachMessage: async payload => {
        if (records.length < count)
          records.push(shown(payload));
        if (records.length === count)
          resolve();
      },
    }).then(() => started(consumer));
  });
  await Promise.race([all, crash]).finally(() => consumer.disconnect());
  return records.sort(byPlace);
}

module.exports = { withAdmin, withProducer, whole, createTopic, fill, subscribed, read, shown, byPlace };
