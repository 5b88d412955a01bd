// What goes wrong: the errors that reach the program, and going on after a connection was cut.
'use strict';

const { Admin } = require('@platformatic/kafka');
const { numbered } = require('../records.js');
const { cutAll } = require('../sockets.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withProducer, closing, createTopic, asMessage, read } = require('./steps.js');

const one = (topic, value) => ({ messages: [asMessage(topic)({ value })] });

module.exports = {
  'an unknown topic': async context => withProducer(context, { retries: 1 }, async producer => {
    const topic = context.name('nowhere');
    return {
      sent: await refusal(producer.send(one(topic, 'lost'))),
      ...await withAdmin(context, async admin => ({
        told: await refusal(admin.metadata({ topics: [topic] })),
        offsets: await refusal(admin.listOffsets({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -1n }] }] })),
        deleted: await refusal(admin.deleteTopics({ topics: [topic] })),
        grown: await refusal(admin.createPartitions({ topics: [{ name: topic, count: 3 }] })),
      }), { retries: 0 }),
    };
  }),

  'a record that is too large': async context => {
    const topic = await createTopic(context, context.name('large'), 1, [{ name: 'max.message.bytes', value: '10000' }]);
    return withProducer(context, { retries: 1 }, async producer => ({
      refused: await refusal(producer.send(one(topic, Buffer.alloc(20_000, 1)))),
      fits: await producer.send(one(topic, Buffer.alloc(9_000, 1))),
    }));
  },

  'a topic deleted under its producer': async context => {
    const topic = await createTopic(context, context.name('gone'));
    return withProducer(context, { retries: 1 }, async producer => {
      const before = await producer.send(one(topic, 'there'));
      await withAdmin(context, async admin => {
        await admin.deleteTopics({ topics: [topic] });
        await until(() => admin.listTopics(), names => !names.includes(topic));
      });
      return { before, after: await refusal(producer.send(one(topic, 'gone'))) };
    });
  },

  'a connection that was cut': async context => {
    const topic = await createTopic(context, context.name('cut'));
    return withProducer(context, {}, async producer => {
      const before = await producer.send(one(topic, 'before'));
      const cut = cutAll();
      const after = await producer.send(one(topic, 'after'));
      return { before, cut, after, read: await read(context, topic, 2) };
    });
  },

  'a consumer whose connection was cut': async context => {
    const topic = await createTopic(context, context.name('cut-reader'));
    return withProducer(context, {}, async producer => {
      const send = () => producer.send({ messages: numbered(5).map(asMessage(topic)) });
      await send();
      return read(context, topic, 10, {
        started: async stream => {
          await new Promise(resolve => stream.once('fetch', resolve));
          cutAll();
          await send();
        },
      });
    });
  },

  'no broker at the address': async context => closing(new Admin({ ...context.options, bootstrapBrokers: ['127.0.0.1:1'], retries: 0 }), admin => refusal(admin.listTopics())),
};
