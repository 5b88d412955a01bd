// What goes wrong: the errors that reach the program.
'use strict';

const { refusal, until } = require('../waiting.js');
const { withAdmin, withOwnAdmin, withProducer, createTopic, read } = require('./steps.js');

const impatient = { 'message.timeout.ms': 4000, 'topic.metadata.propagation.max.ms': 500 };

// A partition that goes takes its queue along: whether the record is in it by then is the client's own race, on any road.
const withoutACause = new Set(['ERR__UNKNOWN_PARTITION', 'ERR__DESTROY']);

module.exports = {
  'an unknown topic': async context => withProducer(context, impatient, async producer => {
    const topic = context.name('nowhere');
    return {
      sent: await refusal(producer.send({ topic, messages: [{ value: 'lost' }] })),
      ...await withAdmin(context, async admin => ({
        told: await refusal(admin.fetchTopicMetadata({ topics: [topic], timeout: 5000 })),
        offsets: await refusal(admin.fetchTopicOffsets(topic, { timeout: 5000 })),
        deleted: await refusal(admin.deleteTopics({ topics: [topic] })),
      })),
      grown: await withOwnAdmin(context, call => refusal(call('createPartitions', topic, 3, 10_000))),
    };
  }),

  'a record that is too large': async context => {
    const topic = await createTopic(context, context.name('large'), 1, [{ name: 'max.message.bytes', value: '10000' }]);
    return withProducer(context, impatient, async producer => ({
      forTopic: await refusal(producer.send({ topic, messages: [{ value: Buffer.alloc(20_000, 1) }] })),
      forClient: await refusal(producer.send({ topic, messages: [{ value: Buffer.alloc(2_000_000, 1) }] })),
      fits: (await producer.send({ topic, messages: [{ value: Buffer.alloc(9_000, 1) }] })).length,
      read: await read(context, topic, 1),
    }));
  },

  'a partition that is not there': async context => {
    const topic = await createTopic(context, context.name('few'));
    return withProducer(context, impatient, producer => refusal(producer.send({ topic, messages: [{ value: 'v', partition: 7 }] })));
  },

  'a topic deleted under its producer': async context => {
    const topic = await createTopic(context, context.name('gone'));
    return withProducer(context, impatient, async producer => {
      await producer.send({ topic, messages: [{ value: 'there' }] });
      await withAdmin(context, async admin => {
        await admin.deleteTopics({ topics: [topic] });
        await until(() => admin.listTopics(), names => !names.includes(topic));
      });
      const last = await refusal(producer.send({ topic, messages: [{ value: 'gone' }] }));
      return withoutACause.has(last.refused?.type) ? 'the client has let go of the partition' : last;
    });
  },
};
