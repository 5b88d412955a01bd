// Where a reader begins and goes on: offsets, times, seeks, pauses.
'use strict';

const { numbered } = require('../records.js');
const { until } = require('../waiting.js');
const { withAdmin, createTopic, fill, read, subscribed, shown, byPlace } = require('./steps.js');

const numberedTopic = async (context, what, count = 10) => {
  const topic = await createTopic(context, context.name(what));
  await fill(context, topic, numbered(count).map((record, i) => ({ ...record, timestamp: String(1700000000000 + i * 1000) })));
  return topic;
};

module.exports = {
  'offsets by time': async context => {
    const topic = await numberedTopic(context, 'times');
    return withAdmin(context, async admin => ({
      bounds: await admin.fetchTopicOffsets(topic),
      middle: await admin.fetchTopicOffsetsByTimestamp(topic, 1700000004500),
      before: await admin.fetchTopicOffsetsByTimestamp(topic, 1600000000000),
      after: await admin.fetchTopicOffsetsByTimestamp(topic, 1900000000000),
    }));
  },

  'a seek forwards and one out of range': async context => {
    const topic = await numberedTopic(context, 'seek');
    const seekTo = offset => consumer => consumer.seek({ topic, partition: 0, offset });
    const from = (groupId, offset, count) => read(context, topic, count, { groupId: context.name(groupId), autoCommit: false, fromBeginning: true }, seekTo(offset));
    const forwards = await from('seek-forwards', '7', 3);
    return { forwards: forwards.slice(-3), outOfRange: (await from('seek-range', '999', 10)).slice(0, 2) };
  },

  'a group goes on where it committed': async context => {
    const topic = await numberedTopic(context, 'commit');
    const consumer = await subscribed(context, topic);
    let first;
    await new Promise(resolve => consumer.run({ autoCommit: false, eachMessage: async payload => { first ??= shown(payload); resolve(); } }));
    await consumer.commitOffsets([{ topic, partition: 0, offset: '6', metadata: 'half way' }]);
    await consumer.disconnect();
    const committed = await withAdmin(context, admin => admin.fetchOffsets({ groupId: `${topic}-group`, topics: [topic] }));
    return { first, committed, goesOn: await read(context, topic, 4) };
  },

  'a new group begins at the end': async context => {
    const topic = await numberedTopic(context, 'latest');
    return read(context, topic, 1, { fromBeginning: false }, async consumer => {
      await new Promise(resolve => consumer.on(consumer.events.FETCH, resolve));
      await fill(context, topic, [{ value: 'after the join' }]);
    });
  },

  'a paused partition waits until it is resumed': async context => {
    const topic = await numberedTopic(context, 'pause', 6);
    const consumer = await subscribed(context, topic);
    const records = [];
    let whilePaused;
    await consumer.run({
      eachMessage: async payload => {
        records.push(shown(payload));
        if (records.length === 3 && whilePaused === undefined) {
          payload.pause();
          whilePaused = consumer.paused();
        }
      },
    });
    await until(() => consumer.paused(), paused => paused.length > 0);
    const before = records.length;
    consumer.resume([{ topic, partitions: [0] }]);
    await until(() => records.length, length => length >= 6);
    await consumer.disconnect();
    return { whilePaused, before, records: records.sort(byPlace) };
  },
};
