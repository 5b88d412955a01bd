using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class EmbeddedFormatTests : IDisposable
{
    private readonly Walk _walk = new();
    private readonly Edits _edits;

    public EmbeddedFormatTests() => _edits = new Edits(_walk);

    public void Dispose()
    {
        _edits.Dispose();
        _walk.Dispose();
    }

    [Theory]
    [InlineData("ConsumerProtocolSubscription", FieldRole.Subscription)]
    [InlineData("ConsumerProtocolAssignment", FieldRole.Assignment)]
    public void Every_version_is_read_behind_its_own_number(string name, FieldRole role)
    {
        foreach (MessageVector vector in MessageVector.All.Where(vector => vector.Program.Name == name))
        {
            byte[] content = [0, (byte)vector.Program.Version, .. vector.Bytes];

            Assert.Null(_walk.ReadEmbedded(role, content));

            Assert.Same(vector.Program, _walk.Program);
            Assert.Null(WalkedValues.Difference(_walk, vector.Body));
        }
    }

    [Fact]
    public void A_later_version_is_read_as_3_and_its_tail_survives_an_edit()
    {
        // given a subscription of version 7 with three bytes that nobody knows yet
        var subscription = new Message(EmbeddedFormats.Subscription(3)) { ["Topics"] = new[] { "orders", "payments" } };
        byte[] content = [0, 7, .. subscription.Encode(), 9, 8, 7];

        // when a topic is renamed
        Assert.Null(_walk.ReadEmbedded(FieldRole.Subscription, content));
        int first = -1;
        foreach (int topic in _walk.WithRole(FieldRole.TopicName))
            first = first < 0 ? topic : first;
        _edits.SetString(first, "a.orders"u8);
        byte[] edited = new byte[_edits.NewLength];
        _edits.WriteTo(edited);

        // then everything else is as it was
        subscription["Topics"] = new[] { "a.orders", "payments" };
        Assert.Equal([0, 7, .. subscription.Encode(), 9, 8, 7], edited);
    }

    [Fact]
    public void Empty_content_is_valid_and_has_no_names()
    {
        Assert.Null(_walk.ReadEmbedded(FieldRole.Assignment, default));

        Assert.Equal(0, _walk.Nodes.Length);
        foreach (int node in _walk.WithRole(FieldRole.TopicName))
            Assert.Fail($"node {node}");
    }

    [Theory]
    [InlineData(new byte[] { 0 }, FaultKind.Truncated)]
    [InlineData(new byte[] { 0xFF, 0xFE }, FaultKind.BadVersion)]
    [InlineData(new byte[] { 0, 1, 0, 0, 0, 9 }, FaultKind.BadCount)]
    public void Nonsense_is_a_fault(byte[] content, FaultKind kind)
    {
        WireFault? fault = _walk.ReadEmbedded(FieldRole.Subscription, content);

        Assert.Equal(kind, fault?.Kind);
        Assert.Equal(0, _walk.Nodes.Length);
    }
}
