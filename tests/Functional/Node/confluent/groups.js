// Groups of both protocols, classic and KIP-848: who gets which partitions, static members, what the coordinator tells, how a group ends.
'use strict';

const { KafkaJS: { ConsumerGroupStates: { STABLE, EMPTY } } } = require('@confluentinc/kafka-javascript');
const { numbered } = require('../records.js');
const { refusal, until } = require('../waiting.js');
const { withAdmin, createTopic, fill, read, subscribed } = require('./steps.js');

const protocols = {
  classic: { 'group.protocol': 'classic', 'heartbeat.interval.ms': 300 },
  cooperative: { 'group.protocol': 'classic', 'partition.assignment.strategy': 'cooperative-sticky', 'heartbeat.interval.ms': 300 },
  consumer: { 'group.protocol': 'consumer' },
};

async function member(context, topic, options) {
  const consumer = await subscribed(context, topic, options);
  await consumer.run({ eachMessage: async () => {} });
  return consumer;
}

const held = consumer => consumer.assignment().map(({ partition }) => partition);
const shared = members => ({ sizes: members.map(consumer => held(consumer).length), all: members.flatMap(held).sort() });
const hold = (members, each) => until(() => shared(members), ({ sizes }) => sizes.every(size => size === each));

const told = ({ groups }) => groups.map(({ members, ...group }) => ({ ...group, members: members.map(({ memberId, ...rest }) => rest) }));

const sharing = protocol => async context => {
  const topic = await createTopic(context, context.name(`members-${protocol}`), 4);
  const first = await member(context, topic, protocols[protocol]);
  const alone = await hold([first], 4);
  const second = await member(context, topic, protocols[protocol]);
  const together = await hold([first, second], 2);
  await second.disconnect();
  const again = await hold([first], 4);
  await first.disconnect();
  return { alone, together, again };
};

const reading = protocol => async context => {
  const topic = await createTopic(context, context.name(`reads-${protocol}`), 2);
  await fill(context, topic, numbered(20).map((record, i) => ({ ...record, partition: i % 2 })));
  const first = await read(context, topic, 20, protocols[protocol]);
  await fill(context, topic, [{ key: 'more', value: 'for the second reading', partition: 0 }]);
  return { first, second: await read(context, topic, 1, protocols[protocol]) };
};

const staticMember = protocol => async context => {
  const topic = await createTopic(context, context.name(`static-${protocol}`), 2);
  const join = () => member(context, topic, { ...protocols[protocol], 'group.instance.id': 'desk-1' });
  const groups = [`${topic}-group`];
  return withAdmin(context, async admin => {
    const first = await join();
    const alone = { held: await hold([first], 2), described: told(await until(() => admin.describeGroups(groups), ({ groups: [group] }) => group.state === STABLE)) };
    await first.disconnect();
    const second = await join();
    const again = await hold([second], 2);
    await second.disconnect();
    return { alone, again };
  });
};

module.exports = {
  ...Object.fromEntries(Object.keys(protocols).map(protocol => [`a ${protocol} group reads and goes on`, reading(protocol)])),
  ...Object.fromEntries(Object.keys(protocols).map(protocol => [`a second member of a ${protocol} group joins and leaves`, sharing(protocol)])),
  'a static member of a classic group': staticMember('classic'),
  'a static member of a KIP-848 group': staticMember('consumer'),

  'a group is told while it lives, when empty, and deleted': async context => {
    const topic = await createTopic(context, context.name('told'), 2);
    const groups = [`${topic}-group`];
    return withAdmin(context, async admin => {
      const describe = options => admin.describeGroups(groups, options).then(told);
      const consumer = await member(context, topic, protocols.classic);
      await hold([consumer], 2);
      const stable = await until(() => describe({ includeAuthorizedOperations: true }), ([group]) => group.state === STABLE);
      const notYet = await refusal(admin.deleteGroups(groups));
      await consumer.disconnect();
      const empty = await until(() => describe({}), ([group]) => group.state === EMPTY);
      const listed = (await admin.listGroups()).groups.filter(({ groupId }) => groups.includes(groupId));
      const deleted = await admin.deleteGroups(groups);
      return { stable, notYet, empty, listed, deleted, afterwards: await refusal(describe({})), twice: await refusal(admin.deleteGroups(groups)) };
    });
  },
};
