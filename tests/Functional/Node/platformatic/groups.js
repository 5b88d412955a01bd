// Groups of both protocols, classic and KIP-848: who gets which partitions, static members, what the coordinator tells, how a group ends.
'use strict';

const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, closing, consumerOf, createTopic, fill, read } = require('./steps.js');

const protocols = {
  classic: { heartbeatInterval: 200, sessionTimeout: 30_000 },
  consumer: { groupProtocol: 'consumer' },
};

/** A member that reads on. */
async function member(context, topic, options) {
  const consumer = consumerOf(context, topic, options);
  const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: true });
  stream.on('data', () => {});
  // A rebalance under way is no failure of the action.
  stream.on('error', () => {});
  return consumer;
}

const held = consumer => (consumer.assignments ?? []).flatMap(({ partitions }) => partitions);
const shared = members => ({ sizes: members.map(consumer => held(consumer).length), all: members.flatMap(held).sort() });
const hold = (members, each) => until(() => shared(members), ({ sizes }) => sizes.every(size => size === each));

const told = groups => [...groups.values()].map(({ members, ...group }) => ({
  ...group,
  members: [...members.values()].map(({ id, ...rest }) => rest),
}));

const sharing = protocol => async context => {
  const topic = await createTopic(context, context.name(`members-${protocol}`), 4);
  return closing(await member(context, topic, protocols[protocol]), async first => {
    const alone = await hold([first], 4);
    const together = await closing(await member(context, topic, protocols[protocol]), second => hold([first, second], 2));
    return { alone, together, again: await hold([first], 4) };
  });
};

const reading = protocol => async context => {
  const topic = await createTopic(context, context.name(`reads-${protocol}`), 2);
  await fill(context, topic, numbered(20).map((record, i) => ({ ...record, partition: i % 2 })));
  const first = await read(context, topic, 20, protocols[protocol]);
  await fill(context, topic, [{ key: 'more', value: 'for the second reading' }]);
  return { first, second: await read(context, topic, 1, protocols[protocol]) };
};

const staticMember = protocol => async context => {
  const topic = await createTopic(context, context.name(`static-${protocol}`), 2);
  const join = () => member(context, topic, { ...protocols[protocol], groupInstanceId: 'desk-1' });
  const described = () => withAdmin(context, admin => refusal(admin.describeGroups({ groups: [`${topic}-group`] }).then(told)), { retries: 0 });
  const alone = await closing(await join(), async first => ({ held: await hold([first], 2), described: await described() }));
  return { alone, again: await closing(await join(), second => hold([second], 2)) };
};

module.exports = {
  'a classic group reads and goes on': reading('classic'),
  'a KIP-848 group reads and goes on': reading('consumer'),
  'a second member of a classic group joins and leaves': sharing('classic'),
  'a second member of a KIP-848 group joins and leaves': sharing('consumer'),
  'a static member of a classic group': staticMember('classic'),
  'a static member of a KIP-848 group': staticMember('consumer'),

  'a group is told while it lives, when empty, and deleted': async context => {
    const topic = await createTopic(context, context.name('told'), 2);
    const groups = [`${topic}-group`];
    return withAdmin(context, async admin => {
      const consumer = await member(context, topic, protocols.classic);
      const describe = () => admin.describeGroups({ groups }).then(told);
      const stable = await until(describe, ([group]) => group.state === 'Stable' && group.members[0].assignments?.size > 0);
      const notYet = await refusal(admin.deleteGroups({ groups }));
      await consumer.close(true);
      const empty = await until(describe, ([group]) => group.state === 'Empty');
      const listed = [...(await admin.listGroups()).values()].filter(({ id }) => groups.includes(id));
      await admin.deleteGroups({ groups });
      return { stable, notYet, empty, listed, afterwards: await refusal(describe()), twice: await refusal(admin.deleteGroups({ groups })) };
    }, { retries: 1 });
  },

  'offsets of a group are set, told and deleted': async context => {
    const topic = await createTopic(context, context.name('offsets'));
    await fill(context, topic, numbered(10));
    const groupId = `${topic}-group`;
    return withAdmin(context, async admin => {
      const committed = () => refusal(admin.listConsumerGroupOffsets({ groups: [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }] }));
      const before = await committed();
      await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionOffsets: [{ partition: 0, offset: 8n }] }] });
      const set = await committed();
      const rest = await read(context, topic, 2);
      const deleted = await admin.deleteConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionIndexes: [0] }] });
      return { before, set, rest, deleted, afterwards: await committed(), all: (await read(context, topic, 10)).length };
    }, { retries: 1 });
  },
};
