// Topics made, told, enlarged, deleted and made again.
'use strict';

const { refusal, until } = require('../waiting.js');
const { withAdmin, whole, createTopic, fill, read } = require('./steps.js');

const told = ({ topics }) => topics.map(({ name, partitions }) => ({
  name,
  partitions: partitions.map(({ partitionErrorCode, partitionId, leader, replicas, isr }) => ({ partitionErrorCode, partitionId, leader, replicas, isr })).sort((a, b) => a.partitionId - b.partitionId),
}));

module.exports = {
  'a topic is made, listed and told': async context => {
    const topic = await createTopic(context, context.name('made'), 4, [{ name: 'retention.ms', value: '3600000' }]);
    return withAdmin(context, async admin => ({
      listed: (await admin.listTopics()).filter(name => name === topic),
      told: told(await admin.fetchTopicMetadata({ topics: [topic] })),
    }));
  },

  'topics that may not be made': async context => withAdmin(context, async admin => {
    const make = topics => refusal(admin.createTopics({ topics, waitForLeaders: false }));
    return {
      twice: await make([{ topic: await createTopic(context, context.name('twice')) }]),
      name: await make([{ topic: 'no/such name' }]),
      partitions: await make([{ topic: context.name('none'), numPartitions: 0 }]),
      replicas: await make([{ topic: context.name('copies'), replicationFactor: 5 }]),
      config: await make([{ topic: context.name('config'), configEntries: [{ name: 'retention.ms', value: 'soon' }] }]),
      onlyValidated: await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: [{ topic: context.name('validated') }] }),
    };
  }),

  'partitions are added and written to': async context => {
    const topic = await createTopic(context, context.name('grown'), 1);
    return withAdmin(context, async admin => {
      await fill(context, topic, [{ value: 'before', partition: 0 }]);
      await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
      await whole(context, topic, 3);
      return {
        sent: await fill(context, topic, [{ value: 'after', partition: 2 }]),
        read: await read(context, topic, 2),
        shrunk: await refusal(admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] })),
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
    return withAdmin(context, async admin => {
      // It deletes only from topics that it has heard of.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
      return {
        offsets: await admin.fetchTopicOffsets(topic),
        read: await read(context, topic, 1),
        beyond: await refusal(admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '9' }] })),
      };
    });
  },
};
