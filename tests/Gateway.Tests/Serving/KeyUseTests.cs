using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Serving;

/// <summary>How often a key encrypts is counted over all plans of a run, shown, told in time, and bounded.</summary>
public sealed class KeyUseTests
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example}
        people: {tills: {principals: ["User:till"]}}
        keys: {card-data: {file: dek.key}, name-data: {file: name.key}}
        classes: {card: {find: [{topics: payments, path: $.card}]}, name: {find: [{topics: payments, path: $.name}]}}
        protect:
          - {id: P1, class: card, when: produce, do: {encrypt: {key: card-data, form: confluent}}}
          - {id: P2, class: name, when: produce, do: {encrypt: {key: name-data}}}
        access: [{id: A1, allow: [write], topics: payments, people: tills}]
        """;

    [Fact]
    public async Task A_key_is_worn_after_as_many_values_as_the_settings_say_whatever_the_plans_were()
    {
        // Given a key that may encrypt a thousand values,
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments");
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policy, limits: "limits: {reloadInterval: 0s, maxKeyUses: 1000}", before: proxy =>
        {
            proxy.Write("policies/dek.key", new string('0', 48) + "0123456789abcdef");
            proxy.Write("policies/name.key", "fedcba9876543210" + new string('0', 48));
        });
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = $"{proxy.Bootstrap}",
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.Plain,
            SaslUsername = "till",
            SaslPassword = "till-secret",
            MessageTimeoutMs = 60000,
        }).Build();

        // when a few values are written, then they are counted, and nothing is said;
        await WriteAsync(producer, 249);
        Assert.Equal([("card-data", "true", 249), ("name-data", "false", 249)], Uses(proxy));
        Assert.False(proxy.Log.Contains("Key card-data"));

        // at a quarter it is told, once;
        await WriteAsync(producer, 1);
        Assert.Contains("has encrypted 250 values in this run, and encrypts no more after 1000", Assert.Single(proxy.Log.All, line => line.Contains("Key card-data", StringComparison.Ordinal)), StringComparison.Ordinal);

        // another plan with the same keys goes on counting,
        Assert.True(await proxy.UseAsync(Policy.Replace("title: Test", "title: Other", StringComparison.Ordinal)));
        await WriteAsync(producer, 750);
        Assert.Equal([("card-data", "true", 1000), ("name-data", "false", 1000)], Uses(proxy));

        // and then it encrypts no more.
        var refused = await Assert.ThrowsAsync<ProduceException<Null, string>>(() => WriteAsync(producer, 1));
        Assert.Equal(ErrorCode.InvalidRecord, refused.Error.Code);
        Assert.Equal(1000, Uses(proxy)[0].Uses);
        Assert.Single(proxy.Log.All, line => line.Contains("Key card-data", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(IProducer<Null, string> producer, int values) =>
        await Task.WhenAll(Enumerable.Range(0, values).Select(_ => producer.ProduceAsync("payments", new Message<Null, string> { Value = """{"card":"4111111111111111","name":"Ada"}""" })));

    private static List<(string Key, string Bounded, int Uses)> Uses(GovernedProxy proxy) =>
        [.. MetricsPage.Parse(PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), openMetrics: false).Samples
            .Where(sample => sample.Name == "compliance_proxy_key_uses_total").Select(sample => (sample["key"]!, sample["bounded"]!, (int)sample.Value)).Order()];
}
