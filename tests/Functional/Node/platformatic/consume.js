// Where a reader begins and goes on: offsets, times, places of its own, pauses.
'use strict';

const { numbered } = require('../records.js');
const { pause, until } = require('../waiting.js');
const { closing, consumerOf, createTopic, fill, read, shown } = require('./steps.js');

const numberedTopic = async (context, what, count = 10) => {
  const topic = await createTopic(context, context.name(what));
  await fill(context, topic, numbered(count).map((record, i) => ({ ...record, timestamp: 1700000000000 + i * 1000 })));
  return topic;
};

module.exports = {
  'offsets by time': async context => {
    const topic = await numberedTopic(context, 'times');
    return closing(consumerOf(context, topic), async consumer => {
      const at = timestamp => consumer.listOffsetsWithTimestamps({ topics: [topic], timestamp });
      return {
        middle: await at(1700000004500n), before: await at(1600000000000n), after: await at(1900000000000n),
        earliest: await at(-2n), latest: await at(-1n), highest: await at(-3n), local: await at(-4n),
      };
    });
  },

  'a place of one\'s own and one out of range': async context => {
    const topic = await numberedTopic(context, 'seek');
    const from = (offset, count, more = {}) => read(context, topic, count, { stream: { mode: 'manual', offsets: [{ topic, partition: 0, offset }], autocommit: false, ...more } });
    return { forwards: await from(7n, 3), outOfRange: await from(999n, 10, { fallbackMode: 'earliest' }) };
  },

  'a group goes on where it committed': async context => {
    const topic = await numberedTopic(context, 'commit');
    return closing(consumerOf(context, topic), async consumer => {
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
      const [first] = await stream.take(1).toArray();
      await consumer.commit({ offsets: [{ topic, partition: 0, offset: 6n, leaderEpoch: 0 }] });
      const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [0] }] });
      const lag = await consumer.getLag({ topics: [topic] });
      await consumer.close(true);
      return { first: shown(first), committed, lag, goesOn: await read(context, topic, 4) };
    });
  },

  'a new group begins at the end': async context => {
    const topic = await numberedTopic(context, 'latest');
    return read(context, topic, 1, {
      stream: { mode: 'latest' },
      started: async stream => {
        await new Promise(resolve => stream.once('fetch', resolve));
        await fill(context, topic, [{ value: 'after the join' }]);
      },
    });
  },

  'a paused stream waits until it is resumed': async context => {
    const topic = await numberedTopic(context, 'pause', 6);
    return closing(consumerOf(context, topic), async consumer => {
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
      const records = [];
      stream.on('data', record => {
        if (records.push(shown(record)) === 3)
          stream.pause();
      });
      await until(() => records.length, length => length >= 3);
      await pause(300);
      const whilePaused = records.length;
      stream.resume();
      await until(() => records.length, length => length >= 6);
      return { whilePaused, records };
    });
  },
};
