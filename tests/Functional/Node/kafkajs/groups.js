// Groups of consumers: who gets which partitions, what the coordinator tells, how a group ends.
'use strict';

const { AssignerProtocol: { MemberAssignment, MemberMetadata } } = require('kafkajs');
const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, createTopic, fill, read, subscribed } = require('./steps.js');

/** A running member that keeps what it was assigned last. */
async function member(context, topic) {
  const consumer = await subscribed(context, topic, { heartbeatInterval: 200 });
  const joined = { consumer, partitions: [], joins: 0 };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined.partitions = payload.memberAssignment[topic] ?? [];
    joined.joins++;
  });
  consumer.on(consumer.events.REBALANCING, () => { joined.partitions = []; });
  await consumer.run({ eachMessage: async () => {} });
  return joined;
}

const shared = members => ({ sizes: members.map(({ partitions }) => partitions.length), all: members.flatMap(({ partitions }) => partitions).sort() });
const hold = (members, each) => until(() => shared(members), ({ sizes }) => sizes.every(size => size === each));

const told = ({ groups }) => groups.map(({ errorCode, groupId, state, protocol, protocolType, members }) => ({
  errorCode, groupId, state, protocol, protocolType,
  members: members.map(({ clientId, clientHost, memberId, memberMetadata, memberAssignment }) => ({
    clientId, clientHost,
    memberId: memberId.replace(/.{36}$/, 'UUID'),
    metadata: memberMetadata.length ? MemberMetadata.decode(memberMetadata) : null,
    assignment: memberAssignment.length ? MemberAssignment.decode(memberAssignment) : null,
  })),
}));

module.exports = {
  'a second member joins and leaves': async context => {
    const topic = await createTopic(context, context.name('members'), 4);
    const first = await member(context, topic);
    const alone = await hold([first], 4);
    const second = await member(context, topic);
    const together = await hold([first, second], 2);
    await second.consumer.disconnect();
    const again = await hold([first], 4);
    await first.consumer.disconnect();
    return { alone, together, again };
  },

  'a group is told while it lives, when empty, and deleted': async context => {
    const topic = await createTopic(context, context.name('told'), 2);
    const groupId = `${topic}-group`;
    return withAdmin(context, async admin => {
      const { consumer } = await member(context, topic);
      const stable = await until(() => admin.describeGroups([groupId]).then(told), ([group]) => group.state === 'Stable' && group.members[0].assignment !== null);
      const notYet = await refusal(admin.deleteGroups([groupId]));
      await consumer.disconnect();
      const empty = await until(() => admin.describeGroups([groupId]).then(told), ([group]) => group.state === 'Empty');
      const listed = (await admin.listGroups()).groups.filter(group => group.groupId === groupId);
      const deleted = await admin.deleteGroups([groupId]);
      return { stable, notYet, empty, listed, deleted, afterwards: told(await admin.describeGroups([groupId])), twice: await refusal(admin.deleteGroups([groupId])) };
    });
  },

  'offsets of a group are set and reset': async context => {
    const topic = await createTopic(context, context.name('reset'));
    await fill(context, topic, numbered(10));
    const groupId = `${topic}-group`;
    return withAdmin(context, async admin => {
      const committed = () => admin.fetchOffsets({ groupId, topics: [topic] });
      const before = await committed();
      await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '8' }] });
      const set = await committed();
      const rest = await read(context, topic, 2);
      await admin.resetOffsets({ groupId, topic, earliest: true });
      return { before, set, rest, reset: await committed(), all: (await read(context, topic, 10)).length };
    });
  },
};
