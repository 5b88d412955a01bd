using Compliance.Functional.BadInput;
using Compliance.Functional.Equivalence.Sweep;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.Equivalence.Access;

/// <summary>
/// Access as Kafka gives it: generated sets of rules, as ACLs of a broker with its StandardAuthorizer and as a policy of the proxy, and every
/// API asked under each of them: the same answers, field by field. What fails is made again by its number.
/// </summary>
public sealed class AuthorizerTests(ITestOutputHelper output)
{
    private const int Seed = 20261126;
    private const int MostRules = 14;
    private const short Fetch = 1, Metadata = 3, DeleteTopics = 20, DescribeScram = 50, StreamsHeartbeat = 88, AlterShareOffsets = 91;

    // Logins and tokens: the first are over, and the others are never the proxy's callers'.
    private static readonly short[] NotAsked = [17, 36, 38, 39, 40, 41];

    // Those from which all come, and others.
    private static readonly string[] Addresses = ["127.0.0.1", "10.9.8.7"];
    private static readonly string[] Networks = ["127.0.0.0/8", "10.0.0.0/8"];

    private static readonly short[] Changes = [19, 20, 30, 31, 33, 37, 44, 45, 49, 51, 57];

    [Theory]
    [InlineData("4.4", true)]
    [InlineData("4.3", false)]
    public async Task The_same_rules_give_the_same_answers(string kafkaVersion, bool knowsNetworks)
    {
        // Given sets of rules, one for each user, as ACLs and as a policy
        var (sets, random) = (Nightly.Or(8, 40), new Random(Seed));
        var hosts = knowsNetworks ? [.. Addresses, .. Networks] : Addresses;
        var users = Enumerable.Range(0, sets).Select(number => $"r{number:000}").ToList();
        var rules = users.SelectMany(user => Enumerable.Range(0, random.Next(1, MostRules)).Select(_ => GeneratedRule.Of(random, $"User:{user}", hosts))).ToList();
        await using var roads = await RuledRoads.StartAsync(kafkaVersion, users, rules, [.. QuietBroker.Properties]);

        // when each user asks everything that the broker knows, on both roads,
        var versions = await OfferedVersions.AskAsync(roads.Broker.Port);
        var differences = new List<(ApiRow Api, string Text)>();
        var asked = 0;
        foreach (var user in users)
        {
            foreach (var api in ApiTable.Rows.Where(api => versions.ContainsKey(api.Key) && !NotAsked.Contains(api.Key)))
            {
                var newest = versions[api.Key];
                foreach (var version in new[] { newest, (short)random.Next(api.MinVersion, newest + 1) }.Distinct())
                {
                    var variant = random.Next(4) switch { 0 => SweepVariant.Unknown, 1 => SweepVariant.All, _ => SweepVariant.Known };
                    if (IsNeverAnswered(api, variant))
                        continue;
                    var said = (await roads.AskAsync(user, api, version, world => RawClient.Request(Request(api, version, variant, world), 7))).Select(answer => Comparable(api, version, answer)).ToList();
                    if (Changes.Contains(api.Key))
                        await BrokerState.HeardAsync(roads.Broker.Port, acts: api.Key is 30 or 31);
                    asked++;
                    if (said[0] != said[1])
                        differences.Add((api, $"{user}, {api} v{version} {variant}: direct, proxied\n{said[0]}\n--\n{said[1]}\n{string.Join('\n', rules.Where(rule => rule.Principal == $"User:{user}" || rule.Principal == "User:*"))}"));
                }
            }
        }

        // then the answers are alike, refusals as well.
        output.WriteLine($"Kafka {kafkaVersion}: {asked} pairs of {sets} sets of rules ({rules.Count} rules) and a call, {differences.Count} differences");
        var byApi = differences.GroupBy(difference => difference.Api).Select(same => $"{same.Key}, {same.Count()} times; first: {same.First().Text}");
        Assert.True(differences.Count == 0, string.Join("\n\n", byApi));
        Assert.True(asked > sets * 100, $"Only {asked} pairs.");
    }

    /// <summary>A broker fails inwardly on who may not describe the credentials of all users, and its client waits for ever; the proxy refuses.</summary>
    private static bool IsNeverAnswered(ApiRow api, SweepVariant variant) => api.Key == DescribeScram && variant == SweepVariant.All;

    /// <summary>
    /// An answer but for what the proxy can't say, or won't. It has no list of all topics: of one that is not there, who may describe but not
    /// delete it (or not create it, by a Metadata without a flag) hears 29, as of one that is, where a broker says 3. And a denied topic's id,
    /// which a broker tells with a refusal to alter its offsets, would tell that the topic is there. The topics of a Fetch's answer stand in no
    /// order that means something: those that are refused behind the others. The right to make the internal topics of a streams group is asked
    /// for by a broker when it makes them, by the proxy before, so that another error may come first there.
    /// </summary>
    private static string Comparable(ApiRow api, short version, string answer) => (api.Key, version) switch
    {
        (DeleteTopics, _) => WithoutWords(answer).Replace("Responses.ErrorCode = 3\n", "Responses.ErrorCode = 29\n", StringComparison.Ordinal),
        (Metadata, < 4) => WithoutWords(answer).Replace("Topics.ErrorCode = 3\n", "Topics.ErrorCode = 29\n", StringComparison.Ordinal),
        (Fetch, _) => string.Join("Responses.Topic", WithoutWords(answer).Split("Responses.Topic").Select(part => part.TrimEnd()).Order(StringComparer.Ordinal)),
        (StreamsHeartbeat, _) => WithoutWords(answer).StartsWith("ErrorCode = 0\n", StringComparison.Ordinal) ? WithoutWords(answer) : "refused",
        (AlterShareOffsets, _) => Without("TopicId = ", WithoutWords(answer)),
        _ => WithoutWords(answer),
    };

    /// <summary>The brokers here make no topic by the way, as most in production; what the proxy says of one that isn't there and might be made is MetadataAccessTests'.</summary>
    private static Message Request(ApiRow api, short version, SweepVariant variant, SweepWorld world)
    {
        var request = SweepRequest.Of(api, version, variant, world);
        if (api.Key == Metadata)
            request["AllowAutoTopicCreation"] = false;
        return request;
    }

    /// <summary>A refusal is its code: what is said beside it is for people, and names the broker's own objects.</summary>
    private static string WithoutWords(string answer) => Without("ErrorMessage = ", answer);

    private static string Without(string words, string answer) => string.Join('\n', answer.Split('\n').Where(line => !line.Contains(words, StringComparison.Ordinal)));
}
