using System.Buffers.Binary;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Login;

/// <summary>ApiVersions before a login, which the proxy answers in the brokers' place: it refuses what they would.</summary>
public sealed class VersionsBeforeLoginTests : IDisposable
{
    private const short InvalidRequest = 42;
    private const short UnsupportedVersion = 35;
    private static readonly ApiRow Api = ApiTable.Find(Frames.ApiVersions)!;
    private readonly TempFolder _folder = new("versions");
    private readonly ClientsPlan _clients;

    public VersionsBeforeLoginTests()
    {
        var file = _folder.Combine("users");
        UsersFile.Set(file, "alice", PlainCredential.Create("alice", "wonderland"u8, iterations: 1000).ToLine());
        _clients = new ClientsPlan(file);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, "two words", "1.0", null, -1)]
    [InlineData(3, "", "1.0", null, -1)]
    [InlineData(4, "till", ".1", null, -1)]
    [InlineData(5, "till", "1.0", "cluster", -1)]
    [InlineData(5, "till", "1.0", null, 1)]
    public async Task An_unfit_question_is_refused_and_may_be_put_better(short version, string software, string softwareVersion, string? cluster, int node)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Question(version, 1, software, softwareVersion, cluster, node));
        var refusal = Read(await client.ReadAsync(), version);
        await client.SendAsync(Question(version, 2, "till", "1.0", "cluster", 1));
        var answer = Read(await client.ReadAsync(), version);

        Assert.Equal((InvalidRequest, 0), (refusal["ErrorCode"], refusal.Structs("ApiKeys").Count));
        Assert.Equal((short)0, answer["ErrorCode"]);
        Assert.NotEmpty(answer.Structs("ApiKeys"));
    }

    [Fact]
    public async Task Whom_a_client_takes_the_other_side_for_is_not_judged_before_a_login()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        // By brokers neither: they look at the ids in the question that follows the login.
        await client.SendAsync(Question(5, 1, "till", "1.0", "another-cluster", 77));

        Assert.Equal((short)0, Read(await client.ReadAsync(), 5)["ErrorCode"]);
    }

    [Fact]
    public async Task A_version_that_a_broker_of_the_cluster_does_not_serve_is_not_served_before_a_login_either()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Brokers[0].Offer(Frames.ApiVersions, 0, 4);
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, clients: _clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Question(5, 1, "till", "1.0", null, -1));
        var refused = await client.ReadAsync();
        await client.SendAsync(Question(4, 2, "till", "1.0", null, -1));
        var served = Read(await client.ReadAsync(), 4);

        // Error, one API: itself, from 0 to 4.
        Assert.Equal(UnsupportedVersion, BinaryPrimitives.ReadInt16BigEndian(refused.AsSpan(4)));
        Assert.Equal(new byte[] { 0, 0, 0, 1, 0, 18, 0, 0, 0, 4 }, refused![6..]);
        Assert.Equal((short)0, served["ErrorCode"]);
    }

    private static byte[] Question(short version, int correlationId, string software, string softwareVersion, string? cluster, int node)
    {
        var body = new Message(Api.Request(version)) { ["ClientSoftwareName"] = software, ["ClientSoftwareVersion"] = softwareVersion };
        (body["ClusterId"], body["NodeId"]) = (cluster, node);
        return Frames.Request(Frames.ApiVersions, version, correlationId, body.Encode());
    }

    /// <summary>An answer's body, behind its correlation id.</summary>
    private static Message Read(byte[]? answer, short version)
    {
        var walk = new Walk();
        Assert.Null(walk.Read(Api.Response(version), answer.AsMemory(4)));
        return Message.Decode(walk);
    }
}
