// Records sent in every way this client knows: codecs, acks, idempotence, sizes, partitions, streams, many producers.
'use strict';

const { once } = require('node:events');
const { varied, noise, numbered } = require('../records.js');
const { withProducer, createTopic, asMessage, read } = require('./steps.js');

const withCodec = (compression, acks) => async context => {
  const topic = await createTopic(context, context.name(`${compression}${acks}`));
  // It loses low bits of a time that lies long before the batch's others: such a record is left out.
  const records = [...varied.filter(({ timestamp }) => !timestamp), { key: 'repeated', value: 'h', headers: { again: ['one', Buffer.from([2, 255]), 'three'] } }, ...numbered(60)];
  const sent = await withProducer(context, {}, producer => producer.send({ acks, compression, messages: records.map(asMessage(topic)) }));
  return { sent, read: await read(context, topic, records.length) };
};

module.exports = {
  ...Object.fromEntries(['none', 'gzip', 'snappy', 'lz4', 'zstd'].map(codec => [`records sent with ${codec}`, withCodec(codec, -1)])),
  'records sent with acks 1': withCodec('none', 1),
  'records sent with acks 0': withCodec('gzip', 0),

  'an idempotent producer sends in order': async context => {
    const topic = await createTopic(context, context.name('idempotent'));
    return withProducer(context, { idempotent: true }, async producer => {
      const sent = [];
      for (const record of numbered(15))
        sent.push(...(await producer.send({ acks: -1, messages: [asMessage(topic)(record)] })).offsets);
      return { sent, read: await read(context, topic, 15) };
    });
  },

  'long records': async context => {
    const topic = await createTopic(context, context.name('long'));
    return withProducer(context, {}, async producer => {
      const send = (compression, record) => producer.send({ compression, messages: [asMessage(topic)(record)] });
      return {
        plain: await send('none', { key: 'noise', value: noise(900_000) }),
        packed: await send('gzip', { key: 'long key'.repeat(1000), value: Buffer.alloc(900_000, 'x') }),
        read: await read(context, topic, 2),
      };
    });
  },

  'many partitions': async context => {
    const topic = await createTopic(context, context.name('partitions'), 24);
    const messages = numbered(120).map((record, i) => asMessage(topic)({ ...record, partition: i % 24 }));
    const byKey = numbered(100).map(record => ({ ...asMessage(topic)(record), partition: undefined }));
    return withProducer(context, {}, async producer => {
      const sent = [await producer.send({ messages }), await producer.send({ messages: byKey })];
      return { sent: sent.map(({ offsets }) => offsets.sort((a, b) => a.partition - b.partition)), read: await read(context, topic, 220) };
    });
  },

  'a stream of records': async context => {
    const topic = await createTopic(context, context.name('stream'));
    return withProducer(context, {}, async producer => {
      const stream = producer.asStream({ batchSize: 50, batchTime: 20 });
      for (const record of numbered(200)) {
        if (!stream.write(asMessage(topic)(record)))
          await once(stream, 'drain');
      }
      await stream.close();
      return (await read(context, topic, 200)).map(({ offset, value }) => `${offset} ${value}`);
    });
  },

  'twenty producers at once': async context => {
    const topic = await createTopic(context, context.name('twenty'), 20);
    const sent = await Promise.all(Array.from({ length: 20 }, (_, partition) =>
      withProducer(context, {}, producer => producer.send({ messages: numbered(50).map(record => asMessage(topic)({ ...record, partition })) }))));
    return { sent, read: (await read(context, topic, 1000)).map(({ partition, offset, value }) => `${partition}/${offset} ${value}`) };
  },
};
