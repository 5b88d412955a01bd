using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>
/// KIP-1102: clients begin anew, where they once began, when a broker tells them to and when all they know is gone for a while. Through a
/// proxy they begin at its own first port, and what they then learn are its ports again.
/// </summary>
public sealed class RebootstrapTests
{
    private const short Metadata = 3, ApiVersions = 18, RebootstrapRequired = 129;
    private const string Topic = "guarded-lines";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_refusal_of_the_whole_question_passes_as_it_is()
    {
        var api = ApiTable.Find(Metadata)!;
        var carrying = Enumerable.Range(api.MinVersion, api.MaxVersion - api.MinVersion + 1).Select(version => (short)version).Where(version => new Message(api.Response(version)).Has("ErrorCode")).ToList();
        var said = new List<IReadOnlyList<string>>();
        foreach (var road in Roads.Every)
        {
            await using var worn = await WornRoad.StartAsync(road, brokers: 1);
            worn.Cluster.Topic(Topic);
            using var client = await RawClient.ConnectAsync(int.Parse(worn.Begin.Split(':')[1], CultureInfo.InvariantCulture));
            var lines = new List<string>();
            foreach (var version in carrying)
            {
                worn.Cluster.Brokers[0].Script(
                    Metadata,
                    FakeAnswer.With(request => new Message(api.Response(request.Version)) { ["ErrorCode"] = RebootstrapRequired }),
                    FakeAnswer.Change(usual => usual["ErrorCode"] = RebootstrapRequired));
                // Refused with nothing told, refused with all told, answered.
                for (var i = 0; i < 3; i++)
                {
                    var request = new Message(api.Request(version));
                    request.Add("Topics")["Name"] = Topic;
                    var answer = await client.AskAsync(request);
                    lines.Add($"v{version}: error {answer["ErrorCode"]}, cluster {answer["ClusterId"]}, controller {answer["ControllerId"]}, {answer.Structs("Brokers").Count} brokers, {answer.Structs("Topics").Count} topics");
                }
            }
            said.Add(lines);
        }

        Assert.Equal(
            [
                $"v13: error {RebootstrapRequired}, cluster , controller -1, 0 brokers, 0 topics",
                $"v13: error {RebootstrapRequired}, cluster fake-cluster-of-the-tests, controller 1, 1 brokers, 1 topics",
                "v13: error 0, cluster fake-cluster-of-the-tests, controller 1, 1 brokers, 1 topics",
            ],
            said[0]);
        Assert.Equal(said[0], said[1]);
        Assert.Equal(said[0], said[2]);
    }

    /// <summary>librdkafka. Whether Java's producer, told so, comes to the door a second time is open, without a proxy too.</summary>
    [Fact]
    public Task A_client_that_is_told_to_begins_anew_and_goes_on() => EveryRoadAsync(async road =>
    {
        // One that does not begin anew by itself, however late its answers come.
        await using var writer = await BegunAsync(road, WritingClient.Librdkafka, patience: TimeSpan.FromMinutes(10));
        var before = road.Door.Entered;

        // When all brokers refuse to be asked on
        foreach (var broker in road.Cluster.Brokers)
            broker.Script(Metadata, FakeAnswer.With(request => new Message(ApiTable.Find(Metadata)!.Response(request.Version)) { ["ErrorCode"] = RebootstrapRequired }));

        // Then the client comes to where it began, and goes on
        await ReachesAsync(() => road.Door.Entered > before, writer, road, "librdkafka to begin anew");
        await writer.WriteAsync("""{"line":2}""");
        await StoredAsync(road, writer, 2);
    });

    [Theory]
    [InlineData(WritingClient.Librdkafka)]
    [InlineData(WritingClient.Java)]
    public Task A_client_whose_brokers_are_all_gone_begins_anew_and_goes_on(WritingClient client) => EveryRoadAsync(async road =>
    {
        await using var writer = await BegunAsync(road, client);
        var before = road.Door.Entered;

        // When every port that it knows is closed for good, and where it began leads to others
        await road.MoveAsync(Topic);
        var stored = Stored(road);

        // Then it finds them
        await ReachesAsync(() => road.Door.Entered > before, writer, road, $"{client} to begin anew");
        await writer.WriteAsync("""{"line":2}""");
        await StoredAsync(road, writer, stored + 1);
    });

    [Fact]
    public Task A_client_tells_each_broker_its_own_id_and_begins_anew_when_that_is_wrong() => EveryRoadAsync(async road =>
    {
        await using var writer = await BegunAsync(road, WritingClient.Java);
        var before = road.Door.Entered;
        foreach (var broker in road.Cluster.Brokers)
            broker.Script(ApiVersions, FakeAnswer.With(request => new Message(ApiTable.Find(ApiVersions)!.Response(request.Version)) { ["ErrorCode"] = RebootstrapRequired }));

        // When its connections are cut, and whoever it takes for its brokers says on the next ones that it is another
        foreach (var broker in road.Cluster.Brokers)
        {
            await broker.StopAsync();
            await broker.StartAsync();
        }
        await writer.WriteAsync("""{"line":2}""");
        await StoredAsync(road, writer, 2);

        // Then it began anew; and whom it took for whom was right each time
        Assert.True(road.Door.Entered > before);
        var taken = road.Cluster.Brokers.SelectMany(broker => broker.Requests
            .Where(request => request.ApiKey == ApiVersions && request.Body.Has("NodeId") && request.Body["NodeId"] is >= 0)
            .Select(request => (broker.NodeId, Taken: request.Body["NodeId"], Cluster: request.Body["ClusterId"]))).ToList();
        Assert.NotEmpty(taken);
        Assert.All(taken, one => Assert.Equal((one.NodeId, "fake-cluster-of-the-tests"), (one.Taken, one.Cluster)));
    });

    private static async Task EveryRoadAsync(Func<WornRoad, Task> script)
    {
        await Task.WhenAll(Roads.Every.Select(async each =>
        {
            await using var road = await WornRoad.StartAsync(each);
            road.Cluster.Topic(Topic, 2);
            try
            {
                await script(road);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"The script failed on the road {each}: {failure.Message}\nThe proxy:\n{string.Join('\n', road.Log.Split('\n').TakeLast(20))}", failure);
            }
        }));
    }

    /// <summary>A client that has begun at the door, and written a line.</summary>
    private static async Task<LineWriter> BegunAsync(WornRoad road, WritingClient client, TimeSpan? patience = null)
    {
        var writer = LineWriter.Start(client, road.Door.Address, Topic, patience ?? TimeSpan.FromSeconds(1));
        await writer.WriteAsync("""{"line":1}""");
        await StoredAsync(road, writer, 1);
        return writer;
    }

    private static long Stored(WornRoad road) => road.Cluster.Topic(Topic, 2).Partitions.Sum(partition => partition.End);

    private static Task StoredAsync(WornRoad road, LineWriter writer, long lines) => ReachesAsync(() => Stored(road) >= lines, writer, road, $"{lines} lines to be stored");

    private static async Task ReachesAsync(Func<bool> state, LineWriter writer, WornRoad road, string what)
    {
        try
        {
            await Eventually.TrueAsync(state, Patience, what);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} {road.Door.Entered} came in at the door.\nThe client:\n{writer.Said}");
        }
    }
}
