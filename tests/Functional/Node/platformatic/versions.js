// One question in every version that both this client and the broker speak, sent as a request of its own: what no client chooses by itself.
'use strict';

const kafka = require('@platformatic/kafka');
const { refusal } = require('../waiting.js');
const { createTopic, fill } = require('./steps.js');
const { connected, supported, inEachVersion } = require('./wire.js');

/** The arguments of each question, about one topic, one group and one transactional id. */
const questions = (topic, group) => ({
  apiVersions: ['functional', '1'],
  metadata: [[topic], false, true, true],
  findCoordinator: [0, [group]],
  describeCluster: [true, 1],
  describeTopicPartitions: [[{ name: topic }], 10],
  describeConfigs: [[{ resourceType: kafka.ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: ['retention.ms'] }], true, false],
  describeGroups: [[group], true],
  consumerGroupDescribe: [[group], true],
  describeLogDirs: [[{ name: topic, partitions: [0] }]],
  describeProducers: [[{ name: topic, partitionIndexes: [0, 1, 5] }]],
  describeTransactions: [[topic]],
  describeUserScramCredentials: [[{ name: 'nobody' }]],
  describeDelegationToken: [null],
  describeClientQuotas: [[{ entityType: 'client-id', matchType: 0, match: topic }], true],
  listOffsets: [-1, 0, [{ name: topic, partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1n }] }]],
  listPartitionReassignments: [1000, [{ name: topic, partitionIndexes: [0] }]],
  listTransactions: [[], [999999n], -1n, topic],
  listConfigResources: [[kafka.ConfigResourceTypes.CLIENT_METRICS]],
  offsetForLeaderEpoch: [-1, [{ name: topic, partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }] }]],
  offsetCommit: [group, -1, '', null, [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 2n, committedLeaderEpoch: 0, committedMetadata: 'kept' }] }]],
  offsetFetch: [[{ groupId: group, memberId: null, memberEpoch: -1, topics: [{ name: topic, partitionIndexes: [0] }] }], true],
  createTopics: [[{ name: `${topic}-validated`, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }], 1000, true],
  createPartitions: [[{ name: topic, count: 4, assignments: [] }], 1000, true],
  deleteTopics: [[{ name: `${topic}-nowhere` }], 1000],
  deleteRecords: [[{ name: topic, partitions: [{ partitionIndex: 0, offset: 99n }] }], 1000],
  deleteGroups: [[`${group}-nowhere`]],
  offsetDelete: [`${group}-nowhere`, [{ name: topic, partitions: [{ partitionIndex: 0 }] }]],
  alterUserScramCredentials: [[{ name: 'nobody', mechanism: 1 }], []],
  expireDelegationToken: [Buffer.from('none'), 0n],
  updateFeatures: [1000, [{ feature: 'no.such.feature', maxVersionLevel: 1, upgradeType: 1 }], true],
  initProducerId: [`${topic}-id`, 10_000, -1n, -1],
  heartbeat: [group, 1, 'nobody', null],
  leaveGroup: [group, [{ memberId: 'nobody', groupInstanceId: null, reason: null }]],
});

// A producer's id is the run's own.
const withoutIds = ({ producerId, ...answer }) => answer;

module.exports = {
  'the versions of every request': async context => {
    const connection = await connected(context);
    const ranges = [...(await supported(connection)).values()].map(({ apiKey, minVersion, maxVersion }) => `${apiKey}: ${minVersion} to ${maxVersion}`);
    return refusal(connection.close()).then(() => ranges);
  },

  ...Object.fromEntries(Object.keys(questions('', '')).map(name => [`${name} in each version`, async context => {
    const topic = await createTopic(context, context.name(`asked-${name}`), 2);
    await fill(context, topic, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    const answers = await inEachVersion(context, name, () => questions(topic, `${topic}-group`)[name]);
    return new Map([...answers].map(([version, answer]) => [version, answer.given ? withoutIds(answer.given) : answer]));
  }])),

  'a version that the broker has given up': async context => {
    const answers = {};
    for (const api of [kafka.metadataV0.api, kafka.listOffsetsV0.api, kafka.createTopicsV0.api, kafka.offsetFetchV0.api, kafka.joinGroupV0.api]) {
      const connection = await connected(context);
      const topics = [{ name: context.name('old'), numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], partitions: [], partitionIndexes: [] }];
      const parameters = { 3: [[context.name('old')]], 2: [-1, 0, topics], 19: [topics, 1000], 9: [[{ groupId: context.name('old'), topics }]], 11: [context.name('old'), 6000, 6000, '', null, 'consumer', []] };
      answers[`${api.key} v${api.version}`] = await refusal(api.async(connection, ...parameters[api.key]));
      await refusal(connection.close());
    }
    return answers;
  },
};
