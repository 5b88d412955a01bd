// Transactions: committed, aborted, fenced, with a group's offsets in them.
'use strict';

const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withProducer, createTopic, fill, read, subscribed } = require('./steps.js');

const transactional = topic => ({ 'transactional.id': topic });
const values = records => records.map(({ offset, value }) => `${offset} ${value}`);

module.exports = {
  'committed and aborted transactions, read committed and not': async context => {
    const topic = await createTopic(context, context.name('transactions'));
    await withProducer(context, transactional(topic), async producer => {
      for (const [what, end] of [['kept', 'commit'], ['dropped', 'abort'], ['kept too', 'commit']]) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ value: `${what} 1` }, { value: `${what} 2` }] });
        await transaction[end]();
      }
    });
    return {
      committed: values(await read(context, topic, 4, { 'group.id': context.name('committed'), 'isolation.level': 'read_committed' })),
      uncommitted: values(await read(context, topic, 6, { 'group.id': context.name('uncommitted'), 'isolation.level': 'read_uncommitted' })),
      bounds: await withAdmin(context, admin => admin.fetchTopicOffsets(topic)),
    };
  },

  'a transaction carries offsets of a group': async context => {
    const topic = await createTopic(context, context.name('carried'));
    await fill(context, topic, numbered(5));
    const consumer = await subscribed(context, topic, { 'enable.auto.commit': false });
    await consumer.run({ eachMessage: async () => {} });
    const topics = offset => [{ topic, partitions: [{ partition: 0, offset }] }];
    const committed = () => consumer.committed([{ topic, partition: 0 }], 60_000);
    return withProducer(context, transactional(topic), async producer => {
      const aborted = await producer.transaction();
      await aborted.sendOffsets({ consumer, topics: topics('2') });
      await aborted.abort();
      const afterAbort = await committed();
      const kept = await producer.transaction();
      await kept.send({ topic, messages: [{ value: 'with the offsets' }] });
      await kept.sendOffsets({ consumer, topics: topics('4') });
      await kept.commit();
      return { afterAbort, afterCommit: await until(committed, ([{ offset }]) => offset === '4') };
    }).finally(() => consumer.disconnect());
  },

  'a second producer of the same transactional id fences the first': async context => {
    const topic = await createTopic(context, context.name('fenced'));
    return withProducer(context, transactional(topic), async first => {
      const open = await first.transaction();
      await open.send({ topic, messages: [{ value: 'of the first' }] });
      return withProducer(context, transactional(topic), async second => {
        const transaction = await second.transaction();
        await transaction.send({ topic, messages: [{ value: 'of the second' }] });
        const fenced = await refusal(open.send({ topic, messages: [{ value: 'too late' }] }));
        await transaction.commit();
        return { fenced, committed: values(await read(context, topic, 1, { 'isolation.level': 'read_committed' })) };
      });
    });
  },
};
