// Steps that several actions of @platformatic/kafka share.
'use strict';

const { Admin, Consumer, Producer } = require('@platformatic/kafka');
const { until } = require('../waiting.js');

// Only a consumer must be told not to wait for its streams.
const closing = (client, use) => Promise.resolve(use(client)).finally(() => (client instanceof Consumer ? client.close(true) : client.close()));

const withAdmin = ({ options }, use, more = {}) => closing(new Admin({ ...options, ...more }), use);
const withProducer = ({ options }, more, use) => closing(new Producer({ ...options, autocreateTopics: false, ...more }), use);

const bytes = value => (typeof value === 'string' ? Buffer.from(value) : value ?? undefined);
const headerPairs = headers => Object.entries(headers).flatMap(([name, value]) => [value].flat().map(one => [bytes(name), bytes(one)]));

/** A record of ../records.js as this client takes it: bytes, and null as undefined. */
const asMessage = topic => ({ key, value, headers, timestamp, partition = 0 }) => ({
  topic, partition, key: bytes(key), value: bytes(value),
  ...(headers ? { headers: new Map(headerPairs(headers)) } : {}),
  ...(timestamp ? { timestamp: BigInt(timestamp) } : {}),
});

/** The topic's partitions answer for their offsets: only then is a new topic there in full. */
async function whole(context, topic, partitions) {
  const asked = [{ name: topic, partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1n })) }];
  await withAdmin(context, admin => until(() => admin.metadata({ topics: [topic], forceUpdate: true }).then(() => admin.listOffsets({ topics: asked })).catch(() => null), Boolean), { retries: 0 });
  return topic;
}

async function createTopic(context, topic, partitions = 1, configs = []) {
  await withAdmin(context, admin => admin.createTopics({ topics: [topic], partitions, replicas: 1, configs }));
  return whole(context, topic, partitions);
}

const fill = (context, topic, records) => withProducer(context, {}, producer => producer.send({ messages: records.map(asMessage(topic)) }));

const shown = ({ partition, offset, key, value, headerEntries, timestamp }) => ({
  partition, offset, key, value, headers: headerEntries, ...(String(timestamp).startsWith('1700000') ? { timestamp } : {}),
});

const byPlace = (a, b) => a.partition - b.partition || Number(a.offset - b.offset);

const consumerOf = ({ options }, topic, more = {}) => new Consumer({ ...options, groupId: `${topic}-group`, maxWaitTime: 100, ...more });

/** Reads `count` records and gives them in the order of their places. `started` is called once the stream runs. */
async function read(context, topic, count, { stream: streamOptions = {}, started = () => {}, ...options } = {}) {
  return closing(consumerOf(context, topic, options), async consumer => {
    const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: true, ...streamOptions });
    const records = [];
    await new Promise((resolve, reject) => {
      stream.on('error', reject);
      stream.on('data', record => {
        if (records.push(record) === count)
          resolve();
      });
      Promise.resolve(started(stream, consumer)).catch(reject);
    });
    await stream.close();
    return records.slice(0, count).sort(byPlace).map(shown);
  });
}

module.exports = { withAdmin, withProducer, closing, whole, createTopic, fill, asMessage, consumerOf, read, shown };
