// Topics made, told, enlarged, deleted and made again.
'use strict';

const { RdKafka: { OffsetSpec } } = require('@confluentinc/kafka-javascript');
const { refusal, until } = require('../waiting.js');
const { withAdmin, withOwnAdmin, whole, createTopic, fill, read } = require('./steps.js');

const told = topics => topics.map(({ name, isInternal, partitions, authorizedOperations }) => ({ name, isInternal, partitions, authorizedOperations }));

module.exports = {
  'a topic is made, listed and told': async context => {
    const topic = await createTopic(context, context.name('made'), 4, [{ name: 'retention.ms', value: '3600000' }]);
    return withAdmin(context, async admin => ({
      listed: (await admin.listTopics()).filter(name => name === topic),
      told: told(await admin.fetchTopicMetadata({ topics: [topic], includeAuthorizedOperations: true })),
    }));
  },

  'topics that may not be made': async context => withAdmin(context, async admin => {
    const make = topic => refusal(admin.createTopics({ topics: [topic] }));
    return {
      twice: await make({ topic: await createTopic(context, context.name('twice')) }),
      name: await make({ topic: 'no/such name' }),
      replicas: await make({ topic: context.name('copies'), replicationFactor: 5 }),
      config: await make({ topic: context.name('config'), configEntries: [{ name: 'retention.ms', value: 'soon' }] }),
    };
  }),

  'partitions are added and written to': async context => {
    const topic = await createTopic(context, context.name('grown'), 1);
    await fill(context, topic, [{ value: 'before', partition: 0 }]);
    return withOwnAdmin(context, async call => {
      await call('createPartitions', topic, 3, 10_000);
      await whole(context, topic, 3);
      return {
        sent: await fill(context, topic, [{ value: 'after', partition: 2 }]),
        read: await read(context, topic, 2),
        shrunk: await refusal(call('createPartitions', topic, 2, 10_000)),
      };
    });
  },

  'a topic is deleted and made again under its name': async context => {
    const topic = await createTopic(context, context.name('again'));
    await fill(context, topic, [{ value: 'old life' }]);
    return withAdmin(context, async admin => {
      await admin.deleteTopics({ topics: [topic] });
      const afterwards = await until(() => admin.listTopics().then(names => names.filter(name => name === topic)), names => names.length === 0);
      await createTopic(context, topic);
      return { afterwards, sent: await fill(context, topic, [{ value: 'new life' }]), read: await read(context, topic, 1), offsets: await admin.fetchTopicOffsets(topic) };
    });
  },

  'records are deleted up to an offset': async context => {
    const topic = await createTopic(context, context.name('emptied'));
    await fill(context, topic, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    return withAdmin(context, async admin => ({
      deleted: await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] }),
      offsets: await admin.fetchTopicOffsets(topic),
      read: await read(context, topic, 1),
      beyond: await refusal(admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '9' }] })),
    }));
  },

  'offsets by time': async context => {
    const topic = await createTopic(context, context.name('times'));
    await fill(context, topic, Array.from({ length: 10 }, (_, i) => ({ value: `value-${i}`, timestamp: String(1700000000000 + i * 1000) })));
    const ofOffset = offset => [{ topic, partition: 0, offset }];
    return withAdmin(context, admin => withOwnAdmin(context, async call => ({
      middle: await admin.fetchTopicOffsetsByTimestamp(topic, 1700000004500),
      before: await admin.fetchTopicOffsetsByTimestamp(topic, 1600000000000),
      after: await admin.fetchTopicOffsetsByTimestamp(topic, 1900000000000),
      highest: await call('listOffsets', ofOffset(OffsetSpec.MAX_TIMESTAMP), {}),
      earliest: await call('listOffsets', ofOffset(OffsetSpec.EARLIEST), {}),
    })));
  },
};
