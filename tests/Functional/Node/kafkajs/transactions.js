// Transactions: committed, aborted, fenced, with a group's offsets in them.
'use strict';

const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withProducer, createTopic, fill, read } = require('./steps.js');

const transactional = (context, topic) => ({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
const values = records => records.map(({ offset, value }) => `${offset} ${value}`);

module.exports = {
  'committed and aborted transactions, read committed and not': async context => {
    const topic = await createTopic(context, context.name('transactions'));
    await withProducer(context, transactional(context, topic), async producer => {
      for (const [what, end] of [['kept', 'commit'], ['dropped', 'abort'], ['kept too', 'commit']]) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ value: `${what} 1` }, { value: `${what} 2` }] });
        await transaction[end]();
      }
    });
    return {
      committed: values(await read(context, topic, 4, { groupId: context.name('committed'), readUncommitted: false })),
      uncommitted: values(await read(context, topic, 6, { groupId: context.name('uncommitted'), readUncommitted: true })),
      bounds: await withAdmin(context, admin => admin.fetchTopicOffsets(topic)),
    };
  },

  'a transaction carries offsets of a group': async context => {
    const topic = await createTopic(context, context.name('carried'));
    const consumerGroupId = `${topic}-group`;
    const topics = offset => [{ topic, partitions: [{ partition: 0, offset }] }];
    await fill(context, topic, numbered(5));
    const committed = () => withAdmin(context, admin => admin.fetchOffsets({ groupId: consumerGroupId, topics: [topic] }));
    return withProducer(context, transactional(context, topic), async producer => {
      const aborted = await producer.transaction();
      await aborted.sendOffsets({ consumerGroupId, topics: topics('2') });
      await aborted.abort();
      const afterAbort = await committed();
      const kept = await producer.transaction();
      await kept.send({ topic, messages: [{ value: 'with the offsets' }] });
      await kept.sendOffsets({ consumerGroupId, topics: topics('4') });
      await kept.commit();
      return { afterAbort, afterCommit: await until(committed, ([{ partitions: [{ offset }] }]) => offset === '4'), goesOn: values(await read(context, topic, 2)) };
    });
  },

  'a second producer of the same transactional id fences the first': async context => {
    const topic = await createTopic(context, context.name('fenced'));
    return withProducer(context, transactional(context, topic), async first => {
      const open = await first.transaction();
      await open.send({ topic, messages: [{ value: 'of the first' }] });
      return withProducer(context, transactional(context, topic), async second => {
        const transaction = await second.transaction();
        await transaction.send({ topic, messages: [{ value: 'of the second' }] });
        const fenced = await refusal(open.commit());
        await transaction.commit();
        return { fenced, committed: values(await read(context, topic, 1, { readUncommitted: false })) };
      });
    });
  },
};
