// What goes wrong: the errors that reach the program, and going on after a connection was cut.
'use strict';

const { CompressionCodecs, CompressionTypes } = require('kafkajs');
const { numbered } = require('../records.js');
const { cutAll } = require('../sockets.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withProducer, createTopic, read, subscribed } = require('./steps.js');

const fewRetries = { retry: { initialRetryTime: 20, retries: 2 } };

module.exports = {
  'an unknown topic': async context => withProducer(context, fewRetries, async producer => ({
    sent: await refusal(producer.send({ topic: context.name('nowhere'), messages: [{ value: 'lost' }] })),
    ...await withAdmin(context, async admin => ({
      told: await refusal(admin.fetchTopicMetadata({ topics: [context.name('nowhere')] })),
      offsets: await refusal(admin.fetchTopicOffsets(context.name('nowhere'))),
      deleted: await refusal(admin.deleteTopics({ topics: [context.name('nowhere')] })),
    }), fewRetries),
  })),

  'a record that is too large': async context => {
    const topic = await createTopic(context, context.name('large'), 1, [{ name: 'max.message.bytes', value: '10000' }]);
    return withProducer(context, fewRetries, async producer => ({
      forTopic: await refusal(producer.send({ topic, messages: [{ value: Buffer.alloc(20_000, 1) }] })),
      fits: await producer.send({ topic, messages: [{ value: Buffer.alloc(9_000, 1) }] }),
    }));
  },

  'records that are not in the codec they claim': async context => {
    const topic = await createTopic(context, context.name('lie'));
    const honest = CompressionCodecs[CompressionTypes.ZSTD];
    CompressionCodecs[CompressionTypes.ZSTD] = () => ({ compress: async ({ buffer }) => buffer, decompress: async buffer => buffer });
    return withProducer(context, fewRetries, async producer => {
      const lie = await refusal(producer.send({ topic, compression: CompressionTypes.ZSTD, messages: numbered(3) }));
      return { lie, served: await producer.send({ topic, messages: numbered(1) }) };
    }).finally(() => { CompressionCodecs[CompressionTypes.ZSTD] = honest; });
  },

  'a topic deleted under its producer': async context => {
    const topic = await createTopic(context, context.name('gone'));
    return withProducer(context, fewRetries, async producer => {
      const before = await producer.send({ topic, messages: [{ value: 'there' }] });
      await withAdmin(context, async admin => {
        await admin.deleteTopics({ topics: [topic] });
        await until(() => admin.listTopics(), names => !names.includes(topic));
      });
      return { before, after: await refusal(producer.send({ topic, messages: [{ value: 'gone' }] })) };
    });
  },

  'a connection that was cut': async context => {
    const topic = await createTopic(context, context.name('cut'));
    return withProducer(context, {}, async producer => {
      const before = await producer.send({ topic, messages: [{ value: 'before' }] });
      const cut = cutAll();
      const after = await producer.send({ topic, messages: [{ value: 'after' }] });
      return { before, cut, after, read: await read(context, topic, 2, {}) };
    });
  },

  'a consumer whose connection was cut': async context => {
    const topic = await createTopic(context, context.name('cut-reader'));
    return withProducer(context, {}, async producer => {
      await producer.send({ topic, messages: numbered(5) });
      const consumer = await subscribed(context, topic);
      // What was not committed before the cut comes twice.
      const values = new Map();
      await consumer.run({ eachMessage: async ({ message }) => { values.set(message.offset, message.value); } });
      await until(() => values.size, size => size === 5);
      cutAll();
      await producer.send({ topic, messages: numbered(5) });
      await until(() => values.size, size => size === 10);
      await consumer.disconnect();
      return values;
    });
  },
};
