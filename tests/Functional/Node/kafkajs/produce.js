// Records sent in every way kafkajs knows: codecs, acks, idempotence, sizes, partitions, many producers.
'use strict';

const { CompressionTypes } = require('kafkajs');
const { varied, noise, numbered } = require('../records.js');
const { withProducer, createTopic, read } = require('./steps.js');

const codecs = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP, snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD };
const asMessage = ({ timestamp, ...record }) => ({ ...record, ...(timestamp ? { timestamp: String(timestamp) } : {}) });

const withCodec = (codec, acks) => async context => {
  const topic = await createTopic(context, context.name(`${codec}${acks}`));
  const messages = [...varied.map(asMessage), { key: 'repeated', value: 'h', headers: { again: ['one', Buffer.from([2, 255]), 'three'] } }, ...numbered(60)];
  const sent = await withProducer(context, {}, producer => producer.send({ topic, acks, compression: codecs[codec], messages }));
  return { sent, read: await read(context, topic, messages.length) };
};

module.exports = {
  ...Object.fromEntries(Object.keys(codecs).map(codec => [`records sent with ${codec}`, withCodec(codec, -1)])),
  'records sent with acks 1': withCodec('none', 1),
  'records sent with acks 0': withCodec('gzip', 0),

  'an idempotent producer sends in order': async context => {
    const topic = await createTopic(context, context.name('idempotent'));
    return withProducer(context, { idempotent: true, maxInFlightRequests: 1 }, async producer => {
      const sent = [];
      for (const message of numbered(15))
        sent.push(...await producer.send({ topic, messages: [message] }));
      return { sent, read: await read(context, topic, 15) };
    });
  },

  'long records': async context => {
    const topic = await createTopic(context, context.name('long'));
    return withProducer(context, {}, async producer => {
      const sent = await producer.send({ topic, messages: [{ key: 'noise', value: noise(900_000) }] });
      sent.push(...await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [{ key: 'long key'.repeat(1000), value: Buffer.alloc(900_000, 'x') }] }));
      return { sent, read: await read(context, topic, 2, { maxBytesPerPartition: 2_000_000 }) };
    });
  },

  'many partitions by key, by round robin and by number': async context => {
    const topic = await createTopic(context, context.name('partitions'), 24);
    return withProducer(context, {}, async producer => {
      const byKey = await producer.send({ topic, messages: numbered(100) });
      const byNumber = await producer.send({ topic, messages: Array.from({ length: 24 }, (_, partition) => ({ partition, value: `for ${partition}` })) });
      return { byKey: byKey.sort((a, b) => a.partition - b.partition), byNumber: byNumber.sort((a, b) => a.partition - b.partition), read: await read(context, topic, 124) };
    });
  },

  'several topics in one request': async context => {
    const topics = [];
    for (const which of ['first', 'second', 'third'])
      topics.push(await createTopic(context, context.name(`batch-${which}`), 2));
    const sent = await withProducer(context, {}, producer => producer.sendBatch({ topicMessages: topics.map(topic => ({ topic, messages: numbered(10) })) }));
    return { sent: sent.sort((a, b) => `${a.topicName}${a.partition}`.localeCompare(`${b.topicName}${b.partition}`)), read: await read(context, topics[1], 10) };
  },

  'twenty producers at once': async context => {
    const topic = await createTopic(context, context.name('twenty'), 20);
    const sent = await Promise.all(Array.from({ length: 20 }, (_, partition) =>
      withProducer(context, {}, producer => producer.send({ topic, messages: numbered(50).map(record => ({ ...record, partition })) }))));
    return { sent: sent.flat(), read: (await read(context, topic, 1000)).map(({ partition, offset, value }) => `${partition}/${offset} ${value}`) };
  },
};
