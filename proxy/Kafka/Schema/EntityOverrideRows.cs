namespace Compliance.Kafka.Schema;

/// <summary>The table of <see cref="EntityOverrides"/>: one row for each role, in the order of <see cref="FieldRole"/>.</summary>
internal static class EntityOverrideRows
{
    public static readonly OverrideRow[] All =
    [
        new(FieldRole.TopicName, "ConsumerProtocolSubscription.Topics"),
        new(FieldRole.TopicId, "*.TopicId"),
        new(FieldRole.TopicRegex, "*.SubscribedTopicRegex StreamsGroupHeartbeatRequest.Topology.Subtopologies.SourceTopicRegex"),
        new(FieldRole.GroupId, """
            InitializeShareGroupStateRequest.GroupId ReadShareGroupStateRequest.GroupId WriteShareGroupStateRequest.GroupId
            DeleteShareGroupStateRequest.GroupId ReadShareGroupStateSummaryRequest.GroupId
            """),
        new(FieldRole.TransactionalIdPattern, "ListTransactionsRequest.TransactionalIdPattern"),
        new(FieldRole.ProducerId, "AbortedTxn.ProducerId"),
        new(FieldRole.BrokerId, """
            ApiVersionsRequest.NodeId
            ShareFetchResponse.Responses.Partitions.CurrentLeader.LeaderId
            ShareAcknowledgeResponse.Responses.Partitions.CurrentLeader.LeaderId
            AddRaftVoterRequest.VoterId RemoveRaftVoterRequest.VoterId UpdateRaftVoterRequest.VoterId
            EndQuorumEpochRequest.Topics.Partitions.PreferredSuccessors
            ControllerRegistrationRequest.ControllerId UnregisterControllerRequest.ControllerId
            LeaderChangeMessage.Voters.VoterId LeaderChangeMessage.GrantingVoters.VoterId
            """),
        new(FieldRole.CoordinatorKey, """
            FindCoordinatorRequest.Key FindCoordinatorRequest.CoordinatorKeys FindCoordinatorResponse.Coordinators.Key
            """),
        new(FieldRole.CoordinatorKeyType, "FindCoordinatorRequest.KeyType"),
        new(FieldRole.ResourceName, """
            DescribeConfigsRequest.Resources.ResourceName DescribeConfigsResponse.Results.ResourceName
            AlterConfigsRequest.Resources.ResourceName AlterConfigsResponse.Responses.ResourceName
            IncrementalAlterConfigsRequest.Resources.ResourceName IncrementalAlterConfigsResponse.Responses.ResourceName
            ListConfigResourcesResponse.ConfigResources.ResourceName
            """),
        new(FieldRole.ResourceType, """
            DescribeConfigsRequest.Resources.ResourceType DescribeConfigsResponse.Results.ResourceType
            AlterConfigsRequest.Resources.ResourceType AlterConfigsResponse.Responses.ResourceType
            IncrementalAlterConfigsRequest.Resources.ResourceType IncrementalAlterConfigsResponse.Responses.ResourceType
            ListConfigResourcesRequest.ResourceTypes ListConfigResourcesResponse.ConfigResources.ResourceType
            """),
        new(FieldRole.AclResourceName, """
            DescribeAclsRequest.ResourceNameFilter DescribeAclsResponse.Resources.ResourceName CreateAclsRequest.Creations.ResourceName
            DeleteAclsRequest.Filters.ResourceNameFilter DeleteAclsResponse.FilterResults.MatchingAcls.ResourceName
            """),
        new(FieldRole.AclResourceType, """
            DescribeAclsRequest.ResourceTypeFilter DescribeAclsResponse.Resources.ResourceType CreateAclsRequest.Creations.ResourceType
            DeleteAclsRequest.Filters.ResourceTypeFilter DeleteAclsResponse.FilterResults.MatchingAcls.ResourceType
            """),
        new(FieldRole.AclPatternType, """
            DescribeAclsRequest.PatternTypeFilter DescribeAclsResponse.Resources.PatternType
            CreateAclsRequest.Creations.ResourcePatternType
            DeleteAclsRequest.Filters.PatternTypeFilter DeleteAclsResponse.FilterResults.MatchingAcls.PatternType
            """),
        new(FieldRole.AclHost, """
            DescribeAclsRequest.HostFilter DescribeAclsResponse.Resources.Acls.Host CreateAclsRequest.Creations.Host
            DeleteAclsRequest.Filters.HostFilter DeleteAclsResponse.FilterResults.MatchingAcls.Host
            """),
        new(FieldRole.Host, """
            MetadataResponse.Brokers.Host DescribeClusterResponse.Brokers.Host
            FindCoordinatorResponse.Host FindCoordinatorResponse.Coordinators.Host
            ProduceResponse.NodeEndpoints.Host FetchResponse.NodeEndpoints.Host
            ShareFetchResponse.NodeEndpoints.Host ShareAcknowledgeResponse.NodeEndpoints.Host
            """),
        new(FieldRole.Port, """
            MetadataResponse.Brokers.Port DescribeClusterResponse.Brokers.Port
            FindCoordinatorResponse.Port FindCoordinatorResponse.Coordinators.Port
            ProduceResponse.NodeEndpoints.Port FetchResponse.NodeEndpoints.Port
            ShareFetchResponse.NodeEndpoints.Port ShareAcknowledgeResponse.NodeEndpoints.Port
            """),
        new(FieldRole.QuorumHost, """
            DescribeQuorumResponse.Nodes.Listeners.Host AddRaftVoterRequest.Listeners.Host
            UpdateRaftVoterRequest.Listeners.Host UpdateRaftVoterResponse.CurrentLeader.Host
            VoteResponse.NodeEndpoints.Host BeginQuorumEpochResponse.NodeEndpoints.Host EndQuorumEpochResponse.NodeEndpoints.Host
            FetchSnapshotResponse.NodeEndpoints.Host
            BeginQuorumEpochRequest.LeaderEndpoints.Host EndQuorumEpochRequest.LeaderEndpoints.Host
            BrokerRegistrationRequest.Listeners.Host ControllerRegistrationRequest.Listeners.Host VotersRecord.Voters.Endpoints.Host
            """),
        new(FieldRole.QuorumPort, """
            DescribeQuorumResponse.Nodes.Listeners.Port AddRaftVoterRequest.Listeners.Port
            UpdateRaftVoterRequest.Listeners.Port UpdateRaftVoterResponse.CurrentLeader.Port
            VoteResponse.NodeEndpoints.Port BeginQuorumEpochResponse.NodeEndpoints.Port EndQuorumEpochResponse.NodeEndpoints.Port
            FetchSnapshotResponse.NodeEndpoints.Port
            BeginQuorumEpochRequest.LeaderEndpoints.Port EndQuorumEpochRequest.LeaderEndpoints.Port
            BrokerRegistrationRequest.Listeners.Port ControllerRegistrationRequest.Listeners.Port VotersRecord.Voters.Endpoints.Port
            """),
        new(FieldRole.PeerHost, "*.ClientHost EnvelopeRequest.ClientHostAddress"),
        new(FieldRole.ClientEndpointHost, """
            StreamsGroupHeartbeatRequest.UserEndpoint.Host StreamsGroupHeartbeatResponse.PartitionsByUserEndpoint.UserEndpoint.Host
            StreamsGroupDescribeResponse.Groups.Members.UserEndpoint.Host
            """),
        new(FieldRole.ClientEndpointPort, """
            StreamsGroupHeartbeatRequest.UserEndpoint.Port StreamsGroupHeartbeatResponse.PartitionsByUserEndpoint.UserEndpoint.Port
            StreamsGroupDescribeResponse.Groups.Members.UserEndpoint.Port
            """),
        new(FieldRole.ErrorCode, "*.ErrorCode *.PartitionErrorCode"),
        new(FieldRole.ErrorMessage, "*.ErrorMessage *.BatchIndexErrorMessage *.AcknowledgeErrorMessage *.StatusDetail"),
        new(FieldRole.ThrottleTimeMs, "*.ThrottleTimeMs"),
        new(FieldRole.PartitionIndex, "*.Index *.PartitionIndex *.Partition *.PartitionId *.Partitions *.PartitionIndexes"),
        new(FieldRole.Records, "*.Records *.UnalignedRecords"),
        new(FieldRole.ClusterId, "*.ClusterId"),
        new(FieldRole.RackId, "*.RackId *.Rack"),
        new(FieldRole.MemberId, "*.MemberId JoinGroupResponse.Leader"),
        new(FieldRole.GroupInstanceId, "*.GroupInstanceId *.InstanceId"),
        new(FieldRole.ClientId, "*.ClientId"),
        new(FieldRole.ClientSoftware, "*.ClientSoftwareName *.ClientSoftwareVersion"),
        new(FieldRole.ProtocolType, "*.ProtocolType"),
        new(FieldRole.Subscription, """
            JoinGroupRequest.Protocols.Metadata JoinGroupResponse.Members.Metadata DescribeGroupsResponse.Groups.Members.MemberMetadata
            """),
        new(FieldRole.Assignment, """
            SyncGroupRequest.Assignments.Assignment SyncGroupResponse.Assignment DescribeGroupsResponse.Groups.Members.MemberAssignment
            """),
        new(FieldRole.AssignorData, "ConsumerProtocolSubscription.UserData ConsumerProtocolAssignment.UserData"),
        new(FieldRole.Principal, "*.Principal *.PrincipalFilter EnvelopeRequest.RequestPrincipal"),
        new(FieldRole.PrincipalType, "*.PrincipalType *.OwnerPrincipalType *.TokenRequesterPrincipalType DefaultPrincipalData.Type"),
        new(FieldRole.PrincipalName, "*.PrincipalName *.OwnerPrincipalName *.TokenRequesterPrincipalName DefaultPrincipalData.Name"),
        new(FieldRole.UserName, """
            DescribeUserScramCredentialsRequest.Users.Name DescribeUserScramCredentialsResponse.Results.User
            AlterUserScramCredentialsRequest.Deletions.Name AlterUserScramCredentialsRequest.Upsertions.Name
            AlterUserScramCredentialsResponse.Results.User
            """),
        new(FieldRole.QuotaEntityType, "*.EntityType"),
        new(FieldRole.QuotaEntityName, "*.EntityName DescribeClientQuotasRequest.Components.Match"),
        new(FieldRole.Secret, "*.AuthBytes *.Hmac *.Salt *.SaltedPassword"),
        new(FieldRole.TokenId, "*.TokenId"),
        new(FieldRole.FeatureName, """
            *.Feature ApiVersionsResponse.SupportedFeatures.Name ApiVersionsResponse.FinalizedFeatures.Name
            BrokerRegistrationRequest.Features.Name ControllerRegistrationRequest.Features.Name
            """),
        new(FieldRole.ConfigName, """
            CreateTopicsRequest.Topics.Configs.Name CreateTopicsResponse.Topics.Configs.Name
            DescribeConfigsRequest.Resources.ConfigurationKeys DescribeConfigsResponse.Results.Configs.Name
            DescribeConfigsResponse.Results.Configs.Synonyms.Name
            AlterConfigsRequest.Resources.Configs.Name IncrementalAlterConfigsRequest.Resources.Configs.Name
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.StateChangelogTopics.TopicConfigs.Key
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.RepartitionSourceTopics.TopicConfigs.Key
            StreamsGroupDescribeResponse.Groups.Topology.Subtopologies.StateChangelogTopics.TopicConfigs.Key
            StreamsGroupDescribeResponse.Groups.Topology.Subtopologies.RepartitionSourceTopics.TopicConfigs.Key
            """),
        new(FieldRole.ConfigValue, """
            CreateTopicsRequest.Topics.Configs.Value CreateTopicsResponse.Topics.Configs.Value
            DescribeConfigsResponse.Results.Configs.Value DescribeConfigsResponse.Results.Configs.Synonyms.Value
            AlterConfigsRequest.Resources.Configs.Value IncrementalAlterConfigsRequest.Resources.Configs.Value
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.StateChangelogTopics.TopicConfigs.Value
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.RepartitionSourceTopics.TopicConfigs.Value
            StreamsGroupDescribeResponse.Groups.Topology.Subtopologies.StateChangelogTopics.TopicConfigs.Value
            StreamsGroupDescribeResponse.Groups.Topology.Subtopologies.RepartitionSourceTopics.TopicConfigs.Value
            """),
        new(FieldRole.LogDir, "AlterReplicaLogDirsRequest.Dirs.Path DescribeLogDirsResponse.Results.LogDir"),
        new(FieldRole.Telemetry, "PushTelemetryRequest.Metrics"),
        new(FieldRole.Text, """
            *.Reason *.CommittedMetadata *.Documentation
            OffsetFetchResponse.Topics.Partitions.Metadata OffsetFetchResponse.Groups.Topics.Partitions.Metadata
            StreamsGroupHeartbeatRequest.ClientTags.Value StreamsGroupDescribeResponse.Groups.Members.ClientTags.Value
            """),
        new(FieldRole.Opaque, """
            *.RequestApiKey *.ApiKey *.CorrelationId *.SessionId *.GenerationId *.SubscriptionId *.ClientInstanceId *.IncarnationId
            *.ReplicaDirectoryId *.VoterDirectoryId *.CandidateDirectoryId *.LogDirs *.OfflineLogDirs *.CordonedLogDirs
            *.Mechanism *.Mechanisms *.RequestData *.ResponseData *.RequestedMetrics *.AcceptedCompressionTypes
            *.ProtocolName *.ProtocolData *.AssignorName *.ServerAssignor *.GroupState *.GroupType *.TransactionState
            *.StatesFilter *.TypesFilter *.StateFilters *.UnknownStateFilters *.IsFutureKey
            *.TopicConfigErrorCode *.AcknowledgeErrorCode
            *.SubtopologyId *.ProcessId *.Stores *.Successors
            JoinGroupRequest.Protocols.Name
            DescribeQuorumResponse.Nodes.Listeners.Name AddRaftVoterRequest.Listeners.Name UpdateRaftVoterRequest.Listeners.Name
            BeginQuorumEpochRequest.LeaderEndpoints.Name EndQuorumEpochRequest.LeaderEndpoints.Name
            BrokerRegistrationRequest.Listeners.Name ControllerRegistrationRequest.Listeners.Name VotersRecord.Voters.Endpoints.Name
            AssignReplicasToDirsRequest.Directories.Id AssignReplicasToDirsResponse.Directories.Id
            DescribeClientQuotasResponse.Entries.Values.Key AlterClientQuotasRequest.Entries.Ops.Key
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.CopartitionGroups.SourceTopics
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.CopartitionGroups.SourceTopicRegex
            StreamsGroupHeartbeatRequest.Topology.Subtopologies.CopartitionGroups.RepartitionSourceTopics
            StreamsGroupHeartbeatRequest.ClientTags.Key StreamsGroupDescribeResponse.Groups.Members.ClientTags.Key
            StreamsGroupDescribeResponse.Groups.TopologyDescription.Subtopologies.Nodes.Name
            StreamsGroupDescribeResponse.Groups.TopologyDescription.GlobalStores.Source.Name
            StreamsGroupDescribeResponse.Groups.TopologyDescription.GlobalStores.Processor.Name
            StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription.Subtopologies.Nodes.Name
            StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription.GlobalStores.Source.Name
            StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription.GlobalStores.Processor.Name
            """),
    ];
}
