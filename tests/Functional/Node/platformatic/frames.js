// Records written and read in every version of Produce and Fetch, and a transaction in every version of its requests.
'use strict';

const kafka = require('@platformatic/kafka');
const { varied, numbered } = require('../records.js');
const { withAdmin, createTopic, fill, asMessage, read } = require('./steps.js');
const { connected, inEachVersion } = require('./wire.js');

// From here on a topic goes by its id.
const FETCH_BY_ID = 13;

const batches = records => (records ?? []).map(({ firstOffset, magic, attributes, lastOffsetDelta, records: each }) => ({
  firstOffset, magic, attributes, lastOffsetDelta, records: each.map(({ offsetDelta, key, value, headers }) => ({ offsetDelta, key, value, headers })),
}));

/** An answer to Fetch without the batches' times and checksums, which are the run's own. */
const fetched = ({ given, refused }) => (refused ? { refused } : {
  ...given,
  responses: given.responses.map(({ topicId, partitions }) => ({ topicId, partitions: partitions.map(partition => ({ ...partition, records: batches(partition.records) })) })),
});

/** An answer to Produce with the partitions in order: the broker's order goes by the topic's name. */
const produced = ({ given, refused }) => (refused ? { refused } : {
  ...given,
  responses: given.responses.map(({ name, partitionResponses }) => ({ name, partitionResponses: partitionResponses.sort((a, b) => a.index - b.index) })),
});

module.exports = {
  'produce in each version': async context => {
    const topic = await createTopic(context, context.name('produced'), 2);
    const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
    const answers = await inEachVersion(context, 'produce', version => [
      -1, 10_000, numbered(3).map((record, i) => asMessage(topic)({ ...record, partition: i % 2 })), { compression: codecs[version % codecs.length] },
    ]);
    // Old versions may not carry zstd: what is refused is not read.
    const taken = [...answers.values()].filter(({ given }) => given).length;
    return { answers: new Map([...answers].map(([version, answer]) => [version, produced(answer)])), read: await read(context, topic, taken * 3) };
  },

  'fetch in each version': async context => {
    const topic = await createTopic(context, context.name('fetched'), 2);
    await fill(context, topic, varied);
    const id = await withAdmin(context, admin => admin.metadata({ topics: [topic] }).then(({ topics }) => topics.get(topic).id));
    const partitions = [0, 1].map(partition => ({ partition, currentLeaderEpoch: -1, fetchOffset: partition ? 0n : 2n, lastFetchedEpoch: -1, partitionMaxBytes: 1_000_000 }));
    const answers = {};
    for (const isolation of [0, 1]) {
      const given = await inEachVersion(context, 'fetch', version => [100, 1, 1_000_000, isolation, 0, -1, [{ topicId: version < FETCH_BY_ID ? topic : id, partitions }], [], '']);
      answers[isolation ? 'committed' : 'all'] = new Map([...given].map(([version, answer]) => [version, fetched(answer)]));
    }
    return answers;
  },

  'a transaction in each version': async context => {
    const topic = await createTopic(context, context.name('txn'), 2);
    const group = `${topic}-group`;
    const connection = await connected(context);
    const begun = async transactionalId => {
      const { producerId, producerEpoch } = await kafka.initProducerIdV4.api.async(connection, transactionalId, 60_000, -1n, -1);
      return [transactionalId, producerId, producerEpoch];
    };
    const offsets = [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 1n, committedLeaderEpoch: 0, committedMetadata: '' }] }];
    const answers = {
      addPartitionsToTxn: await inEachVersion(context, 'addPartitionsToTxn', async version => {
        const [transactionalId, producerId, producerEpoch] = await begun(`${topic}-partitions-${version}`);
        return [[{ transactionalId, producerId, producerEpoch, verifyOnly: false, topics: [{ name: topic, partitions: [0, 1] }] }]];
      }),
      addOffsetsToTxn: await inEachVersion(context, 'addOffsetsToTxn', async version => [...await begun(`${topic}-offsets-${version}`), group]),
      txnOffsetCommit: await inEachVersion(context, 'txnOffsetCommit', async version => {
        const [transactionalId, producerId, producerEpoch] = await begun(`${topic}-commit-${version}`);
        await kafka.addOffsetsToTxnV3.api.async(connection, transactionalId, producerId, producerEpoch, group);
        return [transactionalId, group, producerId, producerEpoch, -1, '', null, offsets];
      }),
      endTxn: await inEachVersion(context, 'endTxn', async version => {
        const producer = await begun(`${topic}-end-${version}`);
        await kafka.addOffsetsToTxnV3.api.async(connection, ...producer, group);
        return [...producer, version % 2 === 0];
      }),
    };
    await connection.close();
    return answers;
  },
};
