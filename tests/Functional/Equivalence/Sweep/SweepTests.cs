using Compliance.Functional.BadInput;
using Compliance.Kafka.Schema;
using Xunit;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>
/// Every API in every version, and versions and APIs that there are not: asked by hand, on a connection for each request, the broker
/// itself and both proxies before it give the same answer, field by field; a closed connection is an answer too.
/// </summary>
public sealed class SweepTests(ITestOutputHelper output)
{
    /// <summary>Where the ruled road refuses what the broker might not: it never lets tokens be made that would outlive its rules.</summary>
    private static readonly short[] Tokens = [38, 39, 40, 41];
    private const short DescribeLogDirs = 35;

    /// <summary>
    /// What the controller decides: topics, rules, configs, partitions, reassignments, quotas, SCRAM users, features. No road is asked for
    /// anything else before the broker has heard of it, and acts by the rules.
    /// </summary>
    private static readonly short[] Changes = [19, 20, .. Rules, 33, 37, 44, 45, 49, 51, 57];

    private static short[] Rules => [30, 31];

    [Theory]
    [InlineData("4.4")]
    [InlineData("4.3")]
    public async Task Every_api_in_every_version_answers_alike(string kafkaVersion)
    {
        // Given a broker on which each road has things of its own
        await using var roads = await Roads.StartAsync(
            new Dictionary<string, string?> { ["KAFKA_VERSION"] = kafkaVersion },
            ["authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "auto.create.topics.enable=false", .. QuietBroker.Properties]);
        var worlds = new List<SweepWorld>();
        foreach (var road in Roads.Every)
            worlds.Add(await SweepWorld.StartAsync(roads, road));

        var offered = await OfferedVersions.AskAsync(roads.Broker.Port);

        // When each is asked everything
        var differences = new List<string>();
        var (asked, closed) = (0, 0);
        foreach (var (what, api, version, request) in Cases())
        {
            var said = new List<string>();
            foreach (var world in worlds)
                said.Add(await SweepAnswer.AskAsync(world, api, version, request(world)));
            if (Tokens.Contains(api.Key))
                said = [.. said.Select(ErrorAlone)];
            if (Changes.Contains(api.Key))
                await BrokerState.HeardAsync(roads.Broker.Port, acts: Rules.Contains(api.Key));
            // On what the broker does not serve it closes; the ruled road may have refused already what names a topic that nobody knows.
            if (said is ["closed", "closed", var ruled] && version > offered.GetValueOrDefault(api.Key, short.MaxValue) && ruled.Contains("ErrorCode = 100", StringComparison.Ordinal))
                said[2] = "closed";
            asked++;
            closed += said[0] == "closed" ? 1 : 0;
            if (said.Exists(one => one != said[0]))
                differences.Add($"{api} v{version} {what}: direct, proxied, ruled\n{string.Join("\n--\n", said)}");
        }

        // Then the answers are alike
        output.WriteLine($"Kafka {kafkaVersion}: {asked} requests on {worlds.Count} roads, {closed} of them answered by closing, {differences.Count} differences");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences.Take(20)));
        Assert.True(asked - closed > 800, $"Only {asked - closed} requests were answered.");
    }

    private static IEnumerable<(string What, ApiRow Api, short Version, Func<SweepWorld, byte[]> Request)> Cases()
    {
        foreach (var variant in Enum.GetValues<SweepVariant>())
        {
            foreach (var api in ApiTable.Rows.Where(api => api.OnBroker))
            {
                // Where nothing can be null, all has been asked already; and the broker's own topics, in the folders of all, grow by themselves.
                for (var version = api.MinVersion; version <= api.MaxVersion; version++)
                {
                    if (variant == SweepVariant.All && (api.Key == DescribeLogDirs || !api.Request(version).Fields.Any(field => field is { Type: FieldType.Array, Nullable: true })))
                        continue;
                    var (asked, known) = (version, api);
                    yield return ($"{variant}", api, version, world => RawClient.Request(SweepRequest.Of(known, asked, variant, world), 7));
                }
            }
        }

        foreach (var api in ApiTable.Rows)
        {
            short[] versions = api.OnBroker ? [(short)(api.MinVersion - 1), (short)(api.MaxVersion + 1), -1, short.MaxValue] : [api.MinVersion, api.MaxVersion];
            foreach (var version in versions.Distinct())
                yield return ("version that is not served", api, version, _ => [.. RawClient.Header(api.Key, version, api.RequestHeaderVersion(version) == 2, 7), .. new byte[32]]);
        }

        foreach (var key in new short[] { 4, 5, 6, 7, 95, 200, short.MaxValue, -1 })
            yield return ($"API {key}", ApiTable.Rows[0], 0, _ => [.. RawClient.Header(key, 0, false, 7), .. new byte[32]]);
    }

    /// <summary>The error of a refusal, without the fields that go with none.</summary>
    private static string ErrorAlone(string answer) => string.Join('\n', answer.Split('\n').Where(line => line.StartsWith("ErrorCode", StringComparison.Ordinal)));
}
