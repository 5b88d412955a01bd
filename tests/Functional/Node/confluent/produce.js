// Records sent in every way this client knows: codecs, acks, idempotence, sizes, partitions, many producers.
'use strict';

const { varied, noise, numbered } = require('../records.js');
const { withProducer, createTopic, read } = require('./steps.js');

const asMessage = ({ timestamp, ...record }) => ({ ...record, ...(timestamp ? { timestamp: String(timestamp) } : {}) });
const places = sent => sent.map(({ topicName, partition, errorCode, baseOffset }) => ({ topicName, partition, errorCode, baseOffset }));

const withCodec = (codec, acks) => async context => {
  const topic = await createTopic(context, context.name(`${codec}${acks}`));
  const messages = [...varied.map(asMessage), { key: 'repeated', value: 'h', headers: { again: ['one', Buffer.from([2, 255]), 'three'] } }, ...numbered(60)];
  const sent = await withProducer(context, { acks, 'compression.type': codec, 'linger.ms': 50 }, producer => producer.send({ topic, messages }));
  return { sent: places(sent), read: await read(context, topic, messages.length) };
};

module.exports = {
  ...Object.fromEntries(['none', 'gzip', 'snappy', 'lz4', 'zstd'].map(codec => [`records sent with ${codec}`, withCodec(codec, -1)])),
  'records sent with acks 1': withCodec('none', 1),
  'records sent with acks 0': withCodec('gzip', 0),

  'an idempotent producer sends in order': async context => {
    const topic = await createTopic(context, context.name('idempotent'));
    return withProducer(context, { 'enable.idempotence': true }, async producer => {
      const sent = [];
      for (const message of numbered(15))
        sent.push(...await producer.send({ topic, messages: [message] }));
      return { sent: places(sent), read: await read(context, topic, 15) };
    });
  },

  'long records': async context => {
    const topic = await createTopic(context, context.name('long'));
    return withProducer(context, { 'message.max.bytes': 2_000_000, 'compression.type': 'lz4' }, async producer => {
      const sent = [];
      for (const message of [{ key: 'noise', value: noise(900_000) }, { key: 'long key'.repeat(1000), value: Buffer.alloc(900_000, 'x') }])
        sent.push(...await producer.send({ topic, messages: [message] }));
      return { sent: places(sent), read: await read(context, topic, 2) };
    });
  },

  'many partitions': async context => {
    const topic = await createTopic(context, context.name('partitions'), 24);
    // A batch that is sent again must not fall behind the one after it.
    await withProducer(context, { 'enable.idempotence': true }, async producer => {
      await producer.send({ topic, messages: numbered(100) });
      await producer.send({ topic, messages: Array.from({ length: 24 }, (_, partition) => ({ partition, value: `for ${partition}` })) });
    });
    return read(context, topic, 124);
  },

  'twenty producers at once': async context => {
    const topic = await createTopic(context, context.name('twenty'), 20);
    const sent = await Promise.all(Array.from({ length: 20 }, (_, partition) =>
      withProducer(context, {}, producer => producer.send({ topic, messages: numbered(50).map(record => ({ ...record, partition })) }))));
    return { sent: places(sent.flat()).length, read: (await read(context, topic, 1000)).map(({ partition, offset, value }) => `${partition}/${offset} ${value}`) };
  },
};
