using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>What librdkafka's administrators ask and change beside topics, offsets and configs.</summary>
public sealed class AdminTests
{
    [Fact]
    public async Task Rules_are_made_told_and_deleted()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            using var admin = Clients.Admin(script);
            var user = $"User:{script.Name("user")}";
            var rule = new AclBinding
            {
                Pattern = new ResourcePattern { Type = ResourceType.Topic, Name = script.Name("ruled"), ResourcePatternType = ResourcePatternType.Prefixed },
                Entry = new AccessControlEntry { Principal = user, Host = "*", Operation = AclOperation.Read, PermissionType = AclPermissionType.Deny },
            };
            var ofUser = new AclBindingFilter
            {
                PatternFilter = new ResourcePatternFilter { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
                EntryFilter = new AccessControlEntryFilter { Principal = user, Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
            };
            await script.TryAsync("create", () => admin.CreateAclsAsync([rule]));
            IReadOnlyList<AclBinding> told = [];
            await Eventually.TrueAsync(async () => (told = (await admin.DescribeAclsAsync(ofUser)).AclBindings).Count == 1, Clients.Patience, "the rule to be told of");
            script.Say(told.Select(each => each.ToString()));
            script.Say((await admin.DeleteAclsAsync([ofUser])).SelectMany(deleted => deleted.AclBindings).Select(each => $"deleted {each}"));
            await script.TryAsync("without a principal", () => admin.CreateAclsAsync([new AclBinding { Pattern = rule.Pattern, Entry = new AccessControlEntry { Principal = "nobody", Host = "*", Operation = AclOperation.Read, PermissionType = AclPermissionType.Allow } }]));
        });

        Assert.Contains(said.Alike(), line => line.StartsWith("deleted ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Users_of_scram_are_made_told_and_deleted()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            using var admin = Clients.Admin(script);
            var user = script.Name("user");
            var made = new UserScramCredentialUpsertion
            {
                User = user,
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 5000 },
                Password = "canary"u8.ToArray(),
                Salt = "grain"u8.ToArray(),
            };
            var gone = new UserScramCredentialDeletion { User = user, Mechanism = ScramMechanism.ScramSha512 };
            await script.TryAsync("describe", () => DescribeAsync(script, admin, user));
            await script.TryAsync("make", () => admin.AlterUserScramCredentialsAsync([made]));
            await Eventually.TrueAsync(() => DescribeAsync(null, admin, user).ContinueWith(told => told.IsCompletedSuccessfully, TaskScheduler.Default), Clients.Patience, "the user to be told of");
            await script.TryAsync("describe", () => DescribeAsync(script, admin, user));
            await script.TryAsync("delete", () => admin.AlterUserScramCredentialsAsync([gone]));
            await script.TryAsync("delete again", () => admin.AlterUserScramCredentialsAsync([gone]));
        });

        Assert.Contains("user: ScramSha512 5000", said.Alike());
    }

    [Fact]
    public async Task The_cluster_its_topics_and_its_groups_are_told_of()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            using var admin = Clients.Admin(script);
            var (topic, group) = (script.Name("told"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { IncludeAuthorizedOperations = true });
            script.Say($"cluster {cluster.ClusterId}, controller {cluster.Controller?.Id}, nodes {string.Join(' ', cluster.Nodes.Select(node => $"{node.Id} at {node.Host} in {node.Rack ?? "no rack"}"))}, may {string.Join(' ', cluster.AuthorizedOperations.Order())}");
            var described = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { IncludeAuthorizedOperations = true })).TopicDescriptions[0];
            script.Say($"{described.Name}, may {string.Join(' ', described.AuthorizedOperations.Order())}");
            script.Say(described.Partitions.Select(partition => $"{partition.Partition}: leader {partition.Leader?.Id}, replicas {string.Join(' ', partition.Replicas.Select(node => node.Id))}, in sync {string.Join(' ', partition.ISR.Select(node => node.Id))}"));
            await script.TryAsync("describe nowhere", () => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([script.Name("nowhere")])));
            await script.TryAsync("elect", () => admin.ElectLeadersAsync(ElectionType.Preferred, [new TopicPartition(topic, 0)]));

            using var member = new Member(script, group, "member", GroupProtocol.Classic, instance: "one");
            member.Subscribe(topic);
            await member.HoldsAsync(2);
            var told = (await admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = true })).ConsumerGroupDescriptions[0];
            script.Say($"{told.GroupId}: {told.State} {told.PartitionAssignor} {told.GroupType}, coordinator {told.Coordinator.Id}, may {string.Join(' ', told.AuthorizedOperations.Order())}");
            script.Say(told.Members.Select(each => $"{each.GroupInstanceId} of {each.ClientId} at {each.Host}: {string.Join(' ', each.Assignment.TopicPartitions.Select(held => held.ToString()))}"));
            var listed = await admin.ListConsumerGroupsAsync(new ListConsumerGroupsOptions { MatchStates = [ConsumerGroupState.Stable] });
            script.Say(listed.Valid.Where(each => each.GroupId == group).Select(each => $"{each.GroupId}: {each.State}, simple {each.IsSimpleConsumerGroup}"));
            await member.CloseAsync();
        });

        Assert.Contains("team: Stable, simple False", said.Alike());
    }

    private static async Task DescribeAsync(Transcript? script, IAdminClient admin, string user)
    {
        var told = (await admin.DescribeUserScramCredentialsAsync([user])).UserScramCredentialsDescriptions[0];
        script?.Say($"{told.User}: {string.Join(", ", told.ScramCredentialInfos.Select(each => $"{each.Mechanism} {each.Iterations}"))}");
    }
}
