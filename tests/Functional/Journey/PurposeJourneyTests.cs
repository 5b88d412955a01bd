using System.Text.Json;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Journey;

/// <summary>The same principal with and without a purpose that its client id states, through a proxy and a broker, and what the archive says of it.</summary>
public sealed class PurposeJourneyTests
{
    private const int Payments = 5;
    private const string Case = "fraud-case.7";
    private const string ByPeople = "{people: investigators, do: reveal, until: 2029-12-31, ticket: FRAUD-1182, approvedBy: ciso}";
    private const string ByPurpose = "{purpose: fraud-case, do: reveal, until: 2029-12-31, ticket: FRAUD-1182, approvedBy: ciso}";

    private static readonly string Purposes = """
        purposes:
          fraud-case: {basis: GDPR 6(1)(f), people: analysts, clientIds: "fraud-case.*"}
        """;

    [Fact]
    public async Task An_analyst_sees_card_numbers_for_a_case_and_not_else_and_who_may_not_claim_it_sees_none()
    {
        var kafka = await KafkaServer.GetAsync();
        var name = KafkaServer.UniqueName("purpose");
        var (topic, audit) = ($"payments.{name}", $"audit.{name}");
        await kafka.CreateTopicAsync(topic);
        await kafka.CreateTopicAsync(audit);
        var settings = ProxySettings.Governed(kafka.BootstrapServers, PaymentsWorld.Users, "pci-payments.yaml", audit);
        settings = (settings with { Files = settings.Files.ToDictionary(file => file.Key, file => file.Value.Replace(ByPeople, ByPurpose, StringComparison.Ordinal)) }).Ruling(Purposes);
        await using var proxy = await ProxyProcess.StartAsync(settings);
        await using var sink = await SinkUnderTest.StartAsync(kafka.BootstrapServers, audit);
        using (var past = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
        {
            for (var i = 0; i < Payments; i++)
                await past.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = $$$"""{"card":{"number":"41111111111{{{i:00000}}}"}}""" });
        }

        // Given two who read, each with an ordinary client and with one for a case,
        var desk = Read("analyst", "desk-7");
        var case7 = Read("analyst", Case);
        var investigator = Read("investigator", Case);

        // then only he sees the numbers who may claim the purpose, while he states it,
        Assert.Equal([.. Enumerable.Range(0, Payments).Select(i => $"************{i:0000}")], desk);
        Assert.Equal([.. Enumerable.Range(0, Payments).Select(i => $"41111111111{i:00000}")], case7);
        Assert.Equal(desk, investigator);

        // and the archive tells of the purpose whenever it was stated, and of the ticket where it was granted.
        await Eventually.TrueAsync(async () => Records(await Fetches("User:investigator")) >= Payments, PaymentsWorld.Patience, "the investigator's fetches in the archive");
        var analyst = await Fetches("User:analyst");
        Assert.True(Records(Stating(analyst, "fraud-case")) >= Payments);
        Assert.True(Records(Stating(analyst, null)) >= Payments);
        Assert.All(Stating(analyst, "fraud-case"), row => Assert.Equal("FRAUD-1182", row.GetProperty("exemption").GetString()));
        Assert.True(Records(Stating(await Fetches("User:investigator"), "fraud-case")) >= Payments);
        Assert.DoesNotContain(await Fetches("User:investigator"), row => row.TryGetProperty("exemption", out var ticket) && ticket.ValueKind == JsonValueKind.String);

        List<string> Read(string user, string clientId)
        {
            var read = PaymentsWorld.Consume(
                new ConsumerConfig
                {
                    BootstrapServers = proxy.Bootstrap,
                    ClientId = clientId,
                    GroupId = $"{user}-{KafkaServer.UniqueName("group")}",
                    AutoOffsetReset = AutoOffsetReset.Earliest,
                    SecurityProtocol = SecurityProtocol.SaslPlaintext,
                    SaslMechanism = SaslMechanism.Plain,
                    SaslUsername = user,
                    SaslPassword = PaymentsWorld.Users[user],
                },
                topic, Payments);
            return [.. read.Select(value => JsonDocument.Parse(value).RootElement.GetProperty("card").GetProperty("number").GetString()!)];
        }

        Task<IReadOnlyList<JsonElement>> Fetches(string who) => sink.QueryAsync("--topic", topic, "--who", who, "--action", "kafka.fetch");
    }

    private static IReadOnlyList<JsonElement> Stating(IReadOnlyList<JsonElement> rows, string? purpose) =>
        [.. rows.Where(row => (row.TryGetProperty("purpose", out var stated) ? stated.GetString() : null) == purpose)];

    private static int Records(IReadOnlyList<JsonElement> rows) => rows.Sum(row => row.GetProperty("records").GetInt32());
}
