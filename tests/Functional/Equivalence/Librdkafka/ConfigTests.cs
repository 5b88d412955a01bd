using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Configurations of topics, groups and brokers: told with all that is known of each, changed step by step, and what is refused.</summary>
public sealed class ConfigTests
{
    [Fact]
    public async Task Configs_of_topics_are_set_appended_subtracted_and_deleted_alike()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, other) = (new ConfigResource { Type = ResourceType.Topic, Name = script.Name("guarded-configs") }, new ConfigResource { Type = ResourceType.Topic, Name = script.Name("nowhere") });
            await script.Roads.Broker.CreateTopicAsync(topic.Name);
            using var admin = Clients.Admin(script);
            await DescribeAsync(script, admin, topic);

            await AlterAsync(script, admin, topic, (AlterConfigOpType.Set, "retention.ms", "86400000"), (AlterConfigOpType.Append, "cleanup.policy", "compact"));
            await DescribeAsync(script, admin, topic, "retention.ms=86400000", "cleanup.policy=delete,compact");
            await AlterAsync(script, admin, topic, (AlterConfigOpType.Delete, "retention.ms", null), (AlterConfigOpType.Subtract, "cleanup.policy", "delete"));
            await DescribeAsync(script, admin, topic, "retention.ms=-1", "cleanup.policy=compact");

            // What is only tried, what is wrong, and what there is not.
            await AlterAsync(script, admin, topic, validateOnly: true, (AlterConfigOpType.Set, "max.message.bytes", "1234"));
            await AlterAsync(script, admin, topic, validateOnly: true, (AlterConfigOpType.Set, "max.message.bytes", "-1"));
            await AlterAsync(script, admin, topic, (AlterConfigOpType.Set, "max.message.bytes", "many"));
            await AlterAsync(script, admin, topic, (AlterConfigOpType.Append, "max.message.bytes", "1"));
            await AlterAsync(script, admin, topic, (AlterConfigOpType.Set, "no.such.config", "1"));
            await AlterAsync(script, admin, other, (AlterConfigOpType.Set, "max.message.bytes", "1234"));
            await DescribeAsync(script, admin, topic, "max.message.bytes=1048588");
            await DescribeAsync(script, admin, other);
        });

        var lines = said.Alike();
        Assert.Contains(lines, line => line.StartsWith("cleanup.policy=delete,compact DynamicTopicConfig", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("cleanup.policy=compact DynamicTopicConfig", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("max.message.bytes=1234", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line == "alter guarded-configs: done"));
        Assert.Equal(4, lines.Count(line => line.StartsWith("alter guarded-configs: Invalid", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("alter nowhere: UnknownTopicOrPart", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("describe nowhere: UnknownTopicOrPart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configs_of_groups_are_changed_and_refused_alike()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var group = new ConfigResource { Type = ResourceType.Group, Name = script.Name("team") };
            using var admin = Clients.Admin(script);
            await AlterAsync(script, admin, group, (AlterConfigOpType.Set, "consumer.session.timeout.ms", "50000"));
            await DescribeAsync(script, admin, group, "consumer.session.timeout.ms=50000");
            await DescribeAsync(script, admin, group);
            await AlterAsync(script, admin, group, validateOnly: true, (AlterConfigOpType.Set, "consumer.session.timeout.ms", "55000"));
            await AlterAsync(script, admin, group, (AlterConfigOpType.Set, "consumer.session.timeout.ms", "1"));
            await AlterAsync(script, admin, group, (AlterConfigOpType.Append, "consumer.session.timeout.ms", "1"));
            await AlterAsync(script, admin, group, (AlterConfigOpType.Set, "no.such.config", "1"));
            await DescribeAsync(script, admin, group, "consumer.session.timeout.ms=50000");
            await AlterAsync(script, admin, group, (AlterConfigOpType.Delete, "consumer.session.timeout.ms", null));
            await DescribeAsync(script, admin, group, "consumer.session.timeout.ms=45000");
        });

        var lines = said.Alike();
        Assert.Equal(3, lines.Count(line => line == "alter team: done"));
        Assert.Equal(3, lines.Count(line => line.StartsWith("alter team: Invalid", StringComparison.Ordinal)));
        Assert.Equal(["50000", "50000", "50000", "45000"], lines.Where(line => line.StartsWith("consumer.session.timeout.ms=", StringComparison.Ordinal)).Select(line => line.Split('=', ' ')[1]));
    }

    [Fact]
    public async Task Configs_of_a_broker_are_changed_and_refused_alike()
    {
        var roads = await Roads.GetAsync();

        // One after the other: it is the same broker on all roads. What is changed matters to nobody else.
        var said = await roads.InTurnAsync(async script =>
        {
            var broker = new ConfigResource { Type = ResourceType.Broker, Name = "1" };
            using var admin = Clients.Admin(script);
            await DescribeAsync(script, admin, broker);
            await AlterAsync(script, admin, broker, (AlterConfigOpType.Set, "compression.gzip.level", "7"));
            await DescribeAsync(script, admin, broker, "compression.gzip.level=7");
            await AlterAsync(script, admin, broker, validateOnly: true, (AlterConfigOpType.Append, "log.cleanup.policy", "compact"));
            await AlterAsync(script, admin, broker, (AlterConfigOpType.Set, "compression.gzip.level", "77"));
            await AlterAsync(script, admin, broker, (AlterConfigOpType.Subtract, "compression.gzip.level", "7"));
            await AlterAsync(script, admin, broker, (AlterConfigOpType.Set, "log.dirs", "/elsewhere"));
            await AlterAsync(script, admin, broker, (AlterConfigOpType.Delete, "compression.gzip.level", null));
            await DescribeAsync(script, admin, broker, "compression.gzip.level=-1", "log.cleanup.policy=delete");
        });

        var lines = said.Alike();
        Assert.True(lines.Count > 200, $"A broker has more configs than {lines.Count}.");
        Assert.Contains(lines, line => line.StartsWith("compression.gzip.level=7 DynamicBrokerConfig", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line == "alter 1: done"));
        Assert.Equal(3, lines.Count(line => line.StartsWith("alter 1: Invalid", StringComparison.Ordinal)));
    }

    /// <summary>All configs; or, as soon as each is as awaited (<c>name=value</c>), those: a broker hears of a change a moment after it is made.</summary>
    private static async Task DescribeAsync(Transcript script, IAdminClient admin, ConfigResource resource, params string[] awaited)
    {
        try
        {
            IReadOnlyList<ConfigEntryResult> told = [];
            await Eventually.TrueAsync(
                async () =>
                {
                    var all = (await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Clients.Patience }))[0].Entries.Values;
                    told = [.. awaited.Length == 0 ? all : all.Where(entry => awaited.Contains($"{entry.Name}={entry.Value}"))];
                    return awaited.Length == 0 || told.Count == awaited.Length;
                },
                Clients.Patience, $"{resource.Name} to have {string.Join(" and ", awaited)}");
            script.Say(told.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(Line));
        }
        catch (DescribeConfigsException failure)
        {
            script.Say($"describe {resource.Name}: {failure.Results[0].Error.Code}: {failure.Results[0].Error.Reason}");
        }
    }

    private static Task AlterAsync(Transcript script, IAdminClient admin, ConfigResource resource, params (AlterConfigOpType Operation, string Name, string? Value)[] changes) =>
        AlterAsync(script, admin, resource, validateOnly: false, changes);

    private static async Task AlterAsync(Transcript script, IAdminClient admin, ConfigResource resource, bool validateOnly, params (AlterConfigOpType Operation, string Name, string? Value)[] changes)
    {
        var entries = changes.Select(change => new ConfigEntry { IncrementalOperation = change.Operation, Name = change.Name, Value = change.Value }).ToList();
        try
        {
            await admin.IncrementalAlterConfigsAsync(new() { [resource] = entries }, new IncrementalAlterConfigsOptions { RequestTimeout = Clients.Patience, ValidateOnly = validateOnly });
            script.Say($"alter {resource.Name}: done");
        }
        catch (IncrementalAlterConfigsException failure)
        {
            script.Say($"alter {resource.Name}: {failure.Results[0].Error.Code}: {failure.Results[0].Error.Reason}");
        }
    }

    /// <summary>As a properties file has it, and where it comes from.</summary>
    private static string Line(ConfigEntryResult entry) =>
        $"{entry.Name}={entry.Value ?? "null"} {entry.Source} default {entry.IsDefault} read-only {entry.IsReadOnly} sensitive {entry.IsSensitive} "
        + $"[{string.Join(", ", entry.Synonyms.Select(synonym => $"{synonym.Name}={synonym.Value ?? "null"} {synonym.Source}"))}]";
}
