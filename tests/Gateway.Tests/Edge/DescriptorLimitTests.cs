using Compliance.Gateway.Edge;
using Xunit;

namespace Compliance.Gateway.Tests.Edge;

/// <summary>Connections are bounded below the file descriptors: a runtime that has none left aborts.</summary>
public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData(10_000, null, 10_000)]
    [InlineData(10_000, 1_048_576, 10_000)]
    [InlineData(10_000, 1024, 400)]
    [InlineData(10_000, 256, 16)]
    [InlineData(10_000, 64, 1)]
    [InlineData(5, 1024, 5)]
    public void As_many_connections_as_fit_beside_what_else_is_open(int wanted, int? descriptors, int fit) =>
        Assert.Equal(fit, DescriptorLimit.Connections(wanted, descriptors));

    [Fact]
    public void The_limit_of_this_process_is_read() =>
        Assert.True(!OperatingSystem.IsLinux() || DescriptorLimit.Read() is null or > 0);
}
