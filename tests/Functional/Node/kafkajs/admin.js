// What an administrator asks and changes beside topics and groups.
'use strict';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, ResourcePatternTypes } = require('kafkajs');
const { refusal, until } = require('../waiting.js');
const { withAdmin, createTopic } = require('./steps.js');

const configs = ({ resources }) => resources.map(({ resourceType, resourceName, configEntries }) => ({ resourceType, resourceName, configEntries }));

module.exports = {
  'the cluster is described': async context => withAdmin(context, async admin => {
    const { brokers, controller, clusterId } = await admin.describeCluster();
    // The port is the road's own: only its presence is told.
    return { clusterId, controller, brokers: brokers.map(({ nodeId, host, port }) => ({ nodeId, host, hasPort: port > 0 })) };
  }),

  'configs are told and altered': async context => {
    const name = await createTopic(context, context.name('configs'), 1, [{ name: 'cleanup.policy', value: 'compact' }]);
    const ofTopic = { type: ConfigResourceTypes.TOPIC, name };
    return withAdmin(context, async admin => {
      const ask = configNames => admin.describeConfigs({ includeSynonyms: true, resources: [{ ...ofTopic, configNames }] }).then(configs);
      const all = await admin.describeConfigs({ includeSynonyms: false, resources: [ofTopic] }).then(configs);
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...ofTopic, configEntries: [{ name: 'retention.ms', value: '7200000' }] }] });
      return {
        all,
        altered: await until(() => ask(['retention.ms', 'cleanup.policy']), ([{ configEntries }]) => configEntries.some(({ configValue }) => configValue === '7200000')),
        ofBroker: await admin.describeConfigs({ resources: [{ type: ConfigResourceTypes.BROKER, name: '1', configNames: ['num.partitions', 'log.retention.hours'] }] }).then(configs),
        wrong: await refusal(admin.alterConfigs({ resources: [{ ...ofTopic, configEntries: [{ name: 'retention.ms', value: 'soon' }] }] })),
        unknown: await refusal(admin.describeConfigs({ resources: [{ type: ConfigResourceTypes.TOPIC, name: context.name('nowhere') }] })),
      };
    });
  },

  'access control lists': async context => withAdmin(context, async admin => {
    const acl = {
      resourceType: AclResourceTypes.TOPIC, resourceName: context.name('guarded'), resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:somebody', host: '*', operation: AclOperationTypes.READ, permissionType: AclPermissionTypes.ALLOW,
    };
    return {
      created: await refusal(admin.createAcls({ acl: [acl] })),
      told: await until(() => refusal(admin.describeAcls(acl)), ({ given }) => given?.resources.length > 0),
      deleted: await refusal(admin.deleteAcls({ filters: [acl] })),
      afterwards: await until(() => refusal(admin.describeAcls(acl)), ({ given }) => given?.resources.length === 0),
    };
  }),

  'reassignments of partitions': async context => {
    const topic = await createTopic(context, context.name('moved'), 2);
    return withAdmin(context, async admin => ({
      none: await admin.listPartitionReassignments({ topics: [{ topic, partitions: [0, 1] }] }),
      toItself: await refusal(admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1] }] }] })),
      toNobody: await refusal(admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [9] }] }] })),
    }));
  },
};
