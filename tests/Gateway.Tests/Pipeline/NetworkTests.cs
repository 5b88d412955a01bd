using Compliance.Gateway.Pipeline;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Who is told by the network that he comes from: the rig's clients all come from 10.0.0.1.</summary>
public sealed class NetworkTests
{
    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("[192.0.2.0/24, 10.0.0.1]", true)]
    [InlineData("10.0.0.2", false)]
    [InlineData("\"::/0\"", false)]
    public async Task A_right_counts_from_the_networks_that_it_is_given_for(string networks, bool may)
    {
        var policy = Policies.Payments.Replace("[\"User:analyst\"]", $"[\"User:analyst\"], networks: {networks}", StringComparison.Ordinal);
        using var rig = new Rig(policy, (Filled.TopicId, "payments.eu"));

        var step = await rig.Send("analyst", Fetch(12, "payments.eu"));

        Assert.Equal(may ? Verdict.Next : Verdict.Reply, step.Verdict);
    }
}
