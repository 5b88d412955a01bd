using Compliance.Gateway.Edge.Names;
using Compliance.Gateway.Settings;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>A broker's name holds its id in one way alone, and two patterns that could make the same name are known.</summary>
public sealed class SniPlanTests
{
    private static readonly SniPlan Plan = new("kafka.x", "b", ".x");

    [Theory]
    [InlineData("b0.x", 0)]
    [InlineData("b7.x", 7)]
    [InlineData("b2147483647.x", int.MaxValue)]
    [InlineData("b2147483648.x", -1)]
    [InlineData("b99999999999999.x", -1)]
    [InlineData("b07.x", -1)]
    [InlineData("b00.x", -1)]
    [InlineData("b-1.x", -1)]
    [InlineData("b+1.x", -1)]
    [InlineData("b 1.x", -1)]
    [InlineData("b\u0661.x", -1)]
    [InlineData("b.x", -1)]
    [InlineData("b1.1.x", -1)]
    [InlineData("b1.xx", -1)]
    [InlineData("c1.x", -1)]
    [InlineData("b", -1)]
    [InlineData("", -1)]
    public void A_name_is_a_brokers_or_is_not(string name, int node)
    {
        Assert.Equal(node, Plan.NodeOf(name));
        if (node >= 0)
            Assert.Equal(name, Plan.NameOf(node));
    }

    [Theory]
    [InlineData("b", ".x", true)]
    [InlineData("b1", ".x", true)]
    [InlineData("", ".x", false)]
    [InlineData("b", "0.x", true)]
    [InlineData("b", ".y", false)]
    [InlineData("b", ".y.x", false)]
    [InlineData("b-", ".x", false)]
    [InlineData("c", ".x", false)]
    public void Patterns_that_can_make_one_name_are_told_from_those_that_can_not(string start, string end, bool meet)
    {
        var other = new SniPlan("other.x", start, end);

        Assert.Equal(meet, Plan.Meets(other));
        Assert.Equal(meet, other.Meets(Plan));
    }

    [Theory]
    [InlineData("Kafka.Example.", "kafka.example")]
    [InlineData("b\u00FCcher.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("\u00FC..example", "")]
    public void Names_are_compared_in_one_form(string name, string normal) => Assert.Equal(normal, HostText.Normal(name));

    [Fact]
    public void A_name_of_any_length_is_bounded_in_the_log_and_holds_no_line_end()
    {
        Assert.Equal("a?b?c", HostText.ForLog("a\nb\u0000c"));
        Assert.Equal(253, HostText.ForLog(new string('a', 10_000)).Length);
        Assert.Equal("", HostText.Normal(new string('a', 254)));
    }
}
