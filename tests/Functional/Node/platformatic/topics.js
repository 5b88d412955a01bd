// Topics made, told, enlarged, deleted and made again.
'use strict';

const { refusal, until } = require('../waiting.js');
const { withAdmin, whole, createTopic, fill, read } = require('./steps.js');

const told = (admin, topic) => admin.metadata({ topics: [topic], forceUpdate: true }).then(({ id, controllerId, topics }) => ({ id, controllerId, partitions: topics.get(topic).partitions }));
const place = topics => topics.map(({ name, partitions }) => ({ name, partitions: partitions.sort((a, b) => a.partitionIndex - b.partitionIndex) }));

module.exports = {
  'a topic is made, listed and told': async context => {
    const topic = context.name('made');
    return withAdmin(context, async admin => {
      const [{ name, partitions, replicas, configuration }] = await admin.createTopics({ topics: [topic], partitions: 4, replicas: 1, configs: [{ name: 'retention.ms', value: '3600000' }] });
      await whole(context, topic, 4);
      return { made: { name, partitions, replicas, configuration }, listed: (await admin.listTopics()).filter(listed => listed === topic), told: await told(admin, topic) };
    });
  },

  'topics that may not be made': async context => withAdmin(context, async admin => {
    const make = (topics, more = {}) => refusal(admin.createTopics({ topics, partitions: 1, replicas: 1, ...more }));
    return {
      twice: await make([await createTopic(context, context.name('twice'))]),
      name: await make(['no/such name']),
      partitions: await make([context.name('none')], { partitions: 0 }),
      replicas: await make([context.name('copies')], { replicas: 5 }),
      config: await make([context.name('config')], { configs: [{ name: 'retention.ms', value: 'soon' }] }),
    };
  }, { retries: 0 }),

  'partitions are added and written to': async context => {
    const topic = await createTopic(context, context.name('grown'), 1);
    return withAdmin(context, async admin => {
      await fill(context, topic, [{ value: 'before', partition: 0 }]);
      await admin.createPartitions({ topics: [{ name: topic, count: 3 }] });
      await whole(context, topic, 3);
      return {
        sent: await fill(context, topic, [{ value: 'after', partition: 2 }]),
        read: await read(context, topic, 2),
        shrunk: await refusal(admin.createPartitions({ topics: [{ name: topic, count: 2 }] })),
      };
    }, { retries: 1 });
  },

  'a topic is deleted and made again under its name': async context => {
    const topic = await createTopic(context, context.name('again'));
    await fill(context, topic, [{ value: 'old life' }]);
    return withAdmin(context, async admin => {
      await admin.deleteTopics({ topics: [topic] });
      const afterwards = await until(() => admin.listTopics().then(names => names.filter(name => name === topic)), names => names.length === 0);
      await createTopic(context, topic);
      return { afterwards, sent: await fill(context, topic, [{ value: 'new life' }]), read: await read(context, topic, 1) };
    });
  },

  'records are deleted up to an offset': async context => {
    const topic = await createTopic(context, context.name('emptied'));
    await fill(context, topic, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    return withAdmin(context, async admin => {
      const upTo = offset => refusal(admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset }] }] }));
      const offset = timestamp => admin.listOffsets({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }] }).then(place);
      return { deleted: await upTo(2n), earliest: await offset(-2n), latest: await offset(-1n), read: await read(context, topic, 1), beyond: await upTo(9n) };
    }, { retries: 1 });
  },
};
