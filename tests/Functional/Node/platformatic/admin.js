// What an administrator asks and changes beside topics and groups.
'use strict';

const { AclOperations, AclPermissionTypes, ConfigResourceTypes, FindCoordinatorKeyTypes, IncrementalAlterConfigOperationTypes, ResourcePatternTypes, ResourceTypes } = require('@platformatic/kafka');
const { refusal, until } = require('../waiting.js');
const { withAdmin, createTopic } = require('./steps.js');

module.exports = {
  'configs are told and altered': async context => {
    const resourceName = await createTopic(context, context.name('configs'), 1, [{ name: 'cleanup.policy', value: 'compact' }]);
    const ofTopic = { resourceType: ConfigResourceTypes.TOPIC, resourceName };
    return withAdmin(context, async admin => {
      const ask = (resource, configurationKeys) => admin.describeConfigs({ includeSynonyms: true, includeDocumentation: true, resources: [{ ...resource, configurationKeys }] });
      const alter = (configOperation, name, value) => refusal(admin.incrementalAlterConfigs({ resources: [{ ...ofTopic, configs: [{ name, configOperation, value }] }] }));
      const { SET, DELETE, APPEND } = IncrementalAlterConfigOperationTypes;
      return {
        all: await ask(ofTopic, undefined),
        set: await alter(SET, 'retention.ms', '7200000'),
        altered: await until(() => ask(ofTopic, ['retention.ms']), ([{ configs }]) => configs[0].value === '7200000'),
        appended: await alter(APPEND, 'cleanup.policy', 'delete'),
        deleted: await alter(DELETE, 'retention.ms', null),
        wrong: await alter(SET, 'retention.ms', 'soon'),
        replaced: await refusal(admin.alterConfigs({ resources: [{ ...ofTopic, configs: [{ name: 'max.message.bytes', value: '100000' }] }] })),
        ofBroker: await ask({ resourceType: ConfigResourceTypes.BROKER, resourceName: '1' }, ['num.partitions', 'log.retention.hours']),
        unknown: await refusal(ask({ resourceType: ConfigResourceTypes.TOPIC, resourceName: context.name('nowhere') }, undefined)),
      };
    }, { retries: 0 });
  },

  'access control lists': async context => withAdmin(context, async admin => {
    const acl = {
      resourceType: ResourceTypes.TOPIC, resourceName: context.name('guarded'), resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:somebody', host: '*', operation: AclOperations.READ, permissionType: AclPermissionTypes.ALLOW,
    };
    return {
      created: await refusal(admin.createAcls({ creations: [acl] })),
      told: await until(() => refusal(admin.describeAcls({ filter: acl })), ({ given }) => given?.length > 0),
      deleted: await refusal(admin.deleteAcls({ filters: [acl] })),
      afterwards: await until(() => refusal(admin.describeAcls({ filter: acl })), ({ given }) => given?.length === 0),
    };
  }, { retries: 0 }),

  'quotas': async context => withAdmin(context, async admin => {
    const entities = [{ entityType: 'client-id', entityName: context.name('greedy') }];
    const components = [{ entityType: 'client-id', matchType: 0, match: context.name('greedy') }];
    const told = () => admin.describeClientQuotas({ components, strict: true });
    const alter = remove => refusal(admin.alterClientQuotas({ validateOnly: false, entries: [{ entities, ops: [{ key: 'producer_byte_rate', value: 1_000_000, remove }] }] }));
    return {
      before: await told(),
      set: await alter(false),
      after: await until(told, entries => entries.length > 0),
      removed: await alter(true),
      wrong: await refusal(admin.alterClientQuotas({ validateOnly: false, entries: [{ entities, ops: [{ key: 'no_such_rate', value: 1, remove: false }] }] })),
    };
  }, { retries: 0 }),

  'log directories and coordinators': async context => {
    const topic = await createTopic(context, context.name('placed'), 2);
    return withAdmin(context, async admin => {
      const [{ broker, results }] = await admin.describeLogDirs({ topics: [{ name: topic, partitions: [0, 1] }] });
      const coordinators = await admin.findCoordinator({ keyType: FindCoordinatorKeyTypes.GROUP, keys: [topic, `${topic}-other`] });
      return {
        // How full the disk is changes by itself.
        logDirs: { broker, partitions: results.flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions)).sort((a, b) => a.partitionIndex - b.partitionIndex) },
        coordinators: coordinators.map(({ key, nodeId, host, port }) => ({ key, nodeId, host, hasPort: port > 0 })),
      };
    });
  },
};
