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
    private const short Fetch = 1;
    private const short Metadata = 3;

    // Logins and tokens: the first are over, and the others are never the proxy's callers'.
    private static readonly short[] NotAsked = [17, 36, 38, 39, 40, 41];

    // Those from which all come, and others.
    private static readonly string[] Addresses = ["127.0.0.1", "10.9.8.7"];
    private static readonly string[] Networks = ["127.0.0.0/8", "10.0.0.0/8"];

    private static readonly short[] Changes = [19, 20, 30, 31, 33, 37, 44, 45, 49, 51, 57];

    /// <summary>
    /// APIs whose refusals the proxy forms otherwise: what is granted is compared. SyncGroup, ACLs, configs and heartbeats of share groups, whose form a broker looks at before rights (error 23, 42, closed); Produce, whose unknown ids it looks at before
    /// transactions; DeleteTopics, which tells 3 of what is not there to who may describe it; offsets of groups that are not there (69); log dirs before
    /// version 3 (empty); heartbeats of streams groups, whose topics a broker asks the right to make for when it makes them; those whose refused entries are listed each, or once, or with their ids.
    /// </summary>
    private static readonly short[] OtherInForm = [0, 14, 20, 29, 30, 31, 32, 33, 35, 43, 44, 45, 46, 47, 50, 51, 76, 88, 91, 92];

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
        var versions = await roads.VersionsAsync();
        var differences = new List<(ApiRow Api, string Text)>();
        var (asked, inForm) = (0, 0);
        foreach (var user in users)
        {
            foreach (var api in ApiTable.Rows.Where(api => versions.ContainsKey(api.Key) && !NotAsked.Contains(api.Key)))
            {
                var newest = versions[api.Key];
                foreach (var version in new[] { newest, (short)random.Next(OldestOf(api), newest + 1) }.Distinct())
                {
                    var variant = random.Next(4) switch { 0 => SweepVariant.Unknown, 1 => SweepVariant.All, _ => SweepVariant.Known };
                    var said = (await roads.AskAsync(user, api, version, world => RawClient.Request(Request(api, version, variant, world), 7))).Select(answer => WithoutWords(api, answer)).ToList();
                    if (Changes.Contains(api.Key))
                        await BrokerState.HeardAsync(roads.Broker.Port, acts: api.Key is 30 or 31);
                    asked++;
                    if (said[0] == said[1])
                        continue;
                    if (OtherInForm.Contains(api.Key) && Granted(said[0]) == Granted(said[1]))
                        inForm++;
                    else
                        differences.Add((api, $"{user}, {api} v{version} {variant}: direct, proxied\n{said[0]}\n--\n{said[1]}\n{string.Join('\n', rules.Where(rule => rule.Principal == $"User:{user}" || rule.Principal == "User:*"))}"));
                }
            }
        }

        // then the same is granted, and the answers are alike.
        output.WriteLine($"Kafka {kafkaVersion}: {asked} pairs of {sets} sets of rules ({rules.Count} rules) and a call, {differences.Count} differences; {inForm} refusals of {OtherInForm.Length} APIs of another form");
        var byApi = differences.GroupBy(difference => difference.Api).Select(same => $"{same.Key}, {same.Count()} times; first: {same.First().Text}");
        Assert.True(differences.Count == 0, string.Join("\n\n", byApi));
        Assert.True(asked > sets * 100, $"Only {asked} pairs.");
    }

    /// <summary>Metadata makes topics by the way before version 4, and there is no way to ask for it without: the proxy closes on who may not make them.</summary>
    private static short OldestOf(ApiRow api) => api.Key == Metadata ? (short)4 : api.MinVersion;

    /// <summary>The brokers here make no topic by the way, as most in production; what the proxy says of one that isn't there and might be made is MetadataAccessTests'.</summary>
    private static Message Request(ApiRow api, short version, SweepVariant variant, SweepWorld world)
    {
        var request = SweepRequest.Of(api, version, variant, world);
        if (api.Key == Metadata)
            request["AllowAutoTopicCreation"] = false;
        return request;
    }

    /// <summary>
    /// A refusal is its code: what is said beside it is for people, and names the broker's own objects. The topics of a Fetch's answer stand in
    /// no order that means something: those that are refused behind the others.
    /// </summary>
    private static string WithoutWords(ApiRow api, string answer)
    {
        var lines = string.Join('\n', answer.Split('\n').Where(line => !line.Contains("ErrorMessage = ", StringComparison.Ordinal)));
        return api.Key == Fetch ? string.Join("Responses.Topic", lines.Split("Responses.Topic").Select(part => part.TrimEnd()).Order(StringComparer.Ordinal)) : lines;
    }

    /// <summary>How many entries, or where there are none the whole, came without an error.</summary>
    private static int Granted(string answer)
    {
        var errors = answer.Split('\n').Where(line => line.Contains("ErrorCode = ", StringComparison.Ordinal)).ToList();
        var entries = errors.Where(line => line.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot && dot < line.IndexOf('=', StringComparison.Ordinal)).ToList();
        return (entries.Count > 0 ? entries : errors).Count(line => line.EndsWith(" = 0", StringComparison.Ordinal));
    }
}
