// Transactions: committed, aborted, fenced, with a group's offsets in them.
'use strict';

const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withProducer, closing, consumerOf, createTopic, fill, asMessage, read } = require('./steps.js');

const transactional = topic => ({ transactionalId: topic, idempotent: true });
const values = records => records.map(({ offset, value }) => `${offset} ${value}`);
const messages = (topic, ...texts) => texts.map(value => asMessage(topic)({ value }));

module.exports = {
  'committed and aborted transactions, read committed and not': async context => {
    const topic = await createTopic(context, context.name('transactions'));
    await withProducer(context, transactional(topic), async producer => {
      for (const [what, end] of [['kept', 'commit'], ['dropped', 'abort'], ['kept too', 'commit']]) {
        const transaction = await producer.beginTransaction();
        await transaction.send({ messages: messages(topic, `${what} 1`, `${what} 2`) });
        await transaction[end]();
      }
    });
    return {
      committed: values(await read(context, topic, 4, { groupId: context.name('committed'), isolationLevel: 1 })),
      uncommitted: values(await read(context, topic, 6, { groupId: context.name('uncommitted'), isolationLevel: 0 })),
    };
  },

  'a transaction carries offsets of a group': async context => {
    const topic = await createTopic(context, context.name('carried'));
    const groupId = `${topic}-group`;
    await fill(context, topic, numbered(5));
    const committed = () => withAdmin(context, admin => admin.listConsumerGroupOffsets({ groups: [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }] }));
    const carries = offset => ([{ topics: [{ partitions: [{ committedOffset }] }] }]) => committedOffset === offset;
    return withProducer(context, transactional(topic), producer => closing(consumerOf(context, topic), async consumer => {
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
      const records = await stream.take(4).toArray();
      const afterEach = {};
      for (const [end, record] of [['abort', records[1]], ['commit', records[3]]]) {
        const transaction = await producer.beginTransaction();
        await transaction.addConsumer(consumer);
        await transaction.send({ messages: messages(topic, `sent before the ${end}`) });
        await transaction.addOffset(record);
        await transaction[end]();
        afterEach[end] = await (end === 'abort' ? committed() : until(committed, carries(record.offset + 1n)));
      }
      return afterEach;
    }));
  },

  'a second producer of the same transactional id fences the first': async context => {
    const topic = await createTopic(context, context.name('fenced'));
    return withProducer(context, { ...transactional(topic), retries: 1 }, async first => {
      const open = await first.beginTransaction();
      await open.send({ messages: messages(topic, 'of the first') });
      // While the first one's transaction is open, the second is told to wait; the client gives up at once.
      return withProducer(context, { ...transactional(topic), retries: 0 }, async second => {
        const begun = await refusal(second.beginTransaction());
        return { begun, fenced: await refusal(open.commit()) };
      });
    });
  },
};
