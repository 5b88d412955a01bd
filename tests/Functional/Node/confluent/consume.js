// Where a reader begins and goes on: seeks, commits, resets, pauses.
'use strict';

const { numbered } = require('../records.js');
const { pause, until } = require('../waiting.js');
const { createTopic, fill, read, subscribed, shown } = require('./steps.js');

const numberedTopic = async (context, what, count = 10) => {
  const topic = await createTopic(context, context.name(what));
  await fill(context, topic, numbered(count));
  return topic;
};

module.exports = {
  'a seek forwards and one out of range': async context => {
    const topic = await numberedTopic(context, 'seek');
    const last = async (groupId, offset, count) => {
      const consumer = await subscribed(context, topic, { 'group.id': context.name(groupId) });
      const records = [];
      await consumer.run({ eachMessage: async payload => { records.push(shown(payload)); } });
      await until(() => records.length, length => length >= 10);
      consumer.seek({ topic, partition: 0, offset });
      await until(() => records.length, length => length >= 10 + count);
      await consumer.disconnect();
      return records.slice(10, 10 + count);
    };
    return { forwards: await last('seek-forwards', '7', 3), outOfRange: await last('seek-range', '999', 10) };
  },

  'a group goes on where it committed': async context => {
    const topic = await numberedTopic(context, 'commit');
    const consumer = await subscribed(context, topic, { 'enable.auto.commit': false });
    const records = [];
    await consumer.run({ eachMessage: async payload => { records.push(shown(payload)); } });
    await until(() => records.length, length => length > 0);
    await consumer.commitOffsets([{ topic, partition: 0, offset: '6', metadata: 'half way', leaderEpoch: 0 }]);
    const committed = await consumer.committed([{ topic, partition: 0 }], 60_000);
    await consumer.disconnect();
    return { first: records[0], committed, goesOn: await read(context, topic, 4) };
  },

  'a new group begins at the end': async context => {
    const topic = await numberedTopic(context, 'latest');
    // Nothing tells when its first fetch has found the end: records are sent until one is read.
    const records = await read(context, topic, 1, {
      'auto.offset.reset': 'latest',
      started: (consumer, seen) => until(async () => {
        await fill(context, topic, [{ value: 'after the join' }]);
        return seen.length;
      }, length => length > 0),
    });
    return records.map(({ value }) => value);
  },

  'a paused partition waits until it is resumed': async context => {
    const topic = await numberedTopic(context, 'pause', 6);
    const consumer = await subscribed(context, topic);
    const records = [];
    await consumer.run({
      eachMessage: async payload => {
        if (records.push(shown(payload)) === 3)
          consumer.pause([{ topic, partitions: [0] }]);
      },
    });
    await until(() => consumer.paused(), paused => paused.length > 0);
    await pause(300);
    const whilePaused = { paused: consumer.paused(), read: records.length };
    consumer.resume([{ topic, partitions: [0] }]);
    await until(() => records.length, length => length >= 6);
    await consumer.disconnect();
    return { whilePaused, records };
  },
};
