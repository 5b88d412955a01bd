using System.Diagnostics;
using System.Text.Json;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>The whole road: a client through the proxy, a masked field, an audit record that an auditor finds.</summary>
public sealed class PaymentsJourneyTests
{
    private const int Payments = 12;

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Each_sees_what_the_policy_lets_him_see_in_every_codec(CompressionType codec)
    {
        await using var world = await PaymentsWorld.StartAsync();

        using (var till = world.ProducerAs("till", new ProducerConfig { EnableIdempotence = true, CompressionType = codec, LingerMs = 50 }))
            await Task.WhenAll(Enumerable.Range(0, Payments).Select(i => till.ProduceAsync(world.Topic, new Message<string, string> { Key = $"k{i}", Value = Payment(i) })));

        var stored = Parse(world.ReadStored(Payments));
        var analyst = Parse(world.Read("analyst", Payments));
        var investigator = Parse(world.Read("investigator", Payments));

        for (var i = 0; i < Payments; i++)
        {
            var number = $"41111111111{i:00000}";
            Assert.Equal($$$"""{"id":{{{i}}},"person":"Person {{{i}}}","email":"p{{{i}}}@x.example","card":{"number":"{{{number}}}"},"amount":12.50}""", stored[i]);
            Assert.Equal(stored[i], investigator[i]);
            Assert.Equal($$$"""{"id":{{{i}}},"person":"","email":"p{{{new string('*', $"{i}@x.example".Length)}}}","card":{"number":"************{{{number[^4..]}}}"},"amount":12.50}""", analyst[i]);
        }
    }

    [Fact]
    public async Task An_intruder_is_refused_and_the_auditor_finds_every_access_in_archive_and_index()
    {
        await using var world = await PaymentsWorld.StartAsync();

        // Given a till that writes, an analyst and an investigator who read, and an intruder
        using (var till = world.ProducerAs("till"))
            for (var i = 0; i < Payments; i++)
                await till.ProduceAsync(world.Topic, new Message<string, string> { Key = $"k{i}", Value = Payment(i) });
        world.Read("analyst", Payments);
        world.Read("investigator", Payments);
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await WriteErrorAsync(world, "intruder"));
        Assert.Equal((ErrorCode.TopicAuthorizationFailed, ErrorCode.GroupAuthorizationFailed), ReadErrors(world, "intruder"));
        Assert.Equal(ErrorCode.Local_Authentication, LoginError(world));

        // Then the archive tells all of it, and what came last, last
        await Eventually.TrueAsync(async () => (await world.Sink.QueryAsync("--action", "authn.*", "--outcome", "failure")).Count > 0, PaymentsWorld.Patience, "the refused login in the archive");
        Assert.True(Records(await world.Sink.QueryAsync("--topic", world.Topic, "--who", "User:investigator")) >= Payments);
        Assert.Equal(Payments, Records(await world.Sink.QueryAsync("--topic", world.Topic, "--who", "User:till", "--outcome", "success")));
        var analyst = await world.Sink.QueryAsync("--topic", world.Topic, "--who", "User:analyst", "--class", "card-number");
        Assert.Equal(Payments, Records(analyst));
        var refused = await world.Sink.QueryAsync("--who", "User:intruder", "--outcome", "failure");
        Assert.NotEmpty(refused);
        Assert.Empty(await world.Sink.QueryAsync("--who", "User:intruder", "--topic", world.Topic, "--outcome", "success", "--class", "card-number"));

        // And so does the index, with the fields of the Elastic Common Schema
        using var client = new HttpClient { BaseAddress = world.Elasticsearch };
        string[] questions =
        [
            "user.name:\"User:investigator\" AND event.action:kafka.fetch", "user.name:\"User:till\" AND event.action:kafka.produce AND event.outcome:success",
            "event.outcome:failure AND user.name:\"User:intruder\"", "event.category:authentication AND event.outcome:failure",
        ];
        foreach (var question in questions)
            await Eventually.TrueAsync(async () => await CountAsync(client, world.IndexPrefix, question) > 0, PaymentsWorld.Patience, $"{question} in the index");
        await ImpactIsToldByEitherProgramAsync(world);
    }

    /// <summary>Without the tills' right to write, asked of the archive and of the audit topic.</summary>
    private static async Task ImpactIsToldByEitherProgramAsync(PaymentsWorld world)
    {
        using var folder = new TempFolder("impact");
        var old = RepoRoot.Combine("policies", "pci-payments.yaml");
        var young = folder.Write("new.yaml", (await File.ReadAllTextAsync(old)).Replace("people: tills}", "people: analysts}", StringComparison.Ordinal));
        var settings = folder.Write("auditctl.yaml", $"{{archive: {{path: \"{world.Sink.Archive}\"}}, kafka: {{bootstrap: [\"{world.Kafka.BootstrapServers}\"], topic: {world.AuditTopic}}}}}\n");
        foreach (var from in new[] { "archive", "topic" })
        {
            string[] asked = [old, young, "--config", settings, "--from", from, "--who", "till", "--action", "kafka.produce"];
            var own = (await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("auditctl"), "impact", .. asked])).Checked();
            var proxys = (await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "policy", "impact", .. asked])).Checked();
            Assert.Equal(own.Output, proxys.Output);
            Assert.Contains($"less: User:till writing {world.Topic}, access: denied", proxys.Output, StringComparison.Ordinal);
        }
    }

    private static string Payment(int i) =>
        $$$"""{"id":{{{i}}},"person":"Person {{{i}}}","email":"p{{{i}}}@x.example","card":{"number":"41111111111{{{i:00000}}}","code":"{{{i:000}}}"},"amount":12.50}""";

    private static SortedDictionary<int, string> Parse(List<string> values)
    {
        var byId = new SortedDictionary<int, string>();
        foreach (var value in values)
            using (var document = JsonDocument.Parse(value))
                byId[document.RootElement.GetProperty("id").GetInt32()] = value;
        Assert.Equal(values.Count, byId.Count);
        return byId;
    }

    private static long Records(IReadOnlyList<JsonElement> rows) => rows.Sum(row => row.GetProperty("records").GetInt64());

    private static async Task<long> CountAsync(HttpClient client, string prefix, string query)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync($"{prefix}-*/_count?q={Uri.EscapeDataString(query)}"));
        return document.RootElement.GetProperty("count").GetInt64();
    }

    private static async Task<ErrorCode> WriteErrorAsync(PaymentsWorld world, string user)
    {
        using var producer = world.ProducerAs(user, new ProducerConfig { MessageTimeoutMs = 120_000 });
        var refusal = await Assert.ThrowsAsync<ProduceException<string, string>>(() => producer.ProduceAsync(world.Topic, new Message<string, string> { Value = "{}" }));
        return refusal.Error.Code;
    }

    /// <summary>What the cluster says of the topic, and what a consumer that joins the investigators' group is told; it is given no record.</summary>
    private static (ErrorCode? Topic, ErrorCode? Group) ReadErrors(PaymentsWorld world, string user)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig(world.As(user)) { GroupId = world.GroupOf("investigator") }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe(world.Topic);
        // Of topic and group it may be told in any order.
        ErrorCode? group = null;
        for (var waited = Stopwatch.StartNew(); group is null && waited.Elapsed < PaymentsWorld.Patience;)
        {
            try
            {
                Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(200)));
            }
            catch (ConsumeException refusal)
            {
                group = refusal.Error.Code == ErrorCode.TopicAuthorizationFailed ? null : refusal.Error.Code;
            }
        }
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return (admin.GetMetadata(world.Topic, PaymentsWorld.Patience).Topics.Single().Error.Code, group);
    }

    private static ErrorCode? LoginError(PaymentsWorld world)
    {
        ErrorCode? met = null;
        using var client = new AdminClientBuilder(world.As("till", "a-guess")).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => met = error.Code == ErrorCode.Local_Authentication ? error.Code : met).Build();
        for (var waited = Stopwatch.StartNew(); met is null && waited.Elapsed < PaymentsWorld.Patience;)
            Assert.Throws<KafkaException>(() => client.GetMetadata(TimeSpan.FromSeconds(1)));
        return met;
    }
}
