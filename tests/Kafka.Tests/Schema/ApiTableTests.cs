using Compliance.Kafka.Schema;
using Xunit;

namespace Compliance.Kafka.Tests.Schema;

public sealed class ApiTableTests
{
    [Fact]
    public void Rows_are_the_apis_that_have_versions_in_order_of_key()
    {
        Assert.Equal(91, ApiTable.Rows.Count);
        Assert.Equal(79, ApiTable.Rows.Count(row => row.OnBroker));
        Assert.Equal(ApiTable.Rows.OrderBy(row => row.Key), ApiTable.Rows);
        Assert.All(ApiTable.Rows, row => Assert.Same(row, ApiTable.Find(row.Key)));
        Assert.All(new short[] { -1, 4, 5, 6, 7, 95, short.MaxValue, short.MinValue }, key => Assert.Null(ApiTable.Find(key)));
    }

    [Theory]
    [InlineData(0, "Produce", 3, 13, true)]
    [InlineData(1, "Fetch", 4, 18, true)]
    [InlineData(3, "Metadata", 0, 13, true)]
    [InlineData(18, "ApiVersions", 0, 5, true)]
    [InlineData(22, "InitProducerId", 0, 5, true)]
    [InlineData(52, "Vote", 0, 2, false)]
    [InlineData(94, "UnregisterController", 0, 0, true)]
    public void A_row_holds_the_stable_versions_of_Kafka_4_4(short key, string name, short min, short max, bool onBroker)
    {
        ApiRow row = ApiTable.Find(key)!;

        Assert.Equal((name, min, max, onBroker), (row.Name, row.MinVersion, row.MaxVersion, row.OnBroker));
        Assert.False(row.Knows((short)(min - 1)));
        Assert.True(row.Knows(min));
        Assert.True(row.Knows(max));
        Assert.False(row.Knows((short)(max + 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.Request((short)(max + 1)));
    }

    [Fact]
    public void The_response_header_of_ApiVersions_never_has_tags_and_two_apis_are_never_flexible()
    {
        ApiRow versions = ApiTable.Find(18)!;

        Assert.All(new short[] { 0, 3, 5, 99 }, version => Assert.Equal(0, versions.ResponseHeaderVersion(version)));
        Assert.Equal((1, 2, 2), (versions.RequestHeaderVersion(2), versions.RequestHeaderVersion(3), versions.RequestHeaderVersion(99)));
        foreach (short key in new short[] { 17, 47 })
        {
            ApiRow row = ApiTable.Find(key)!;
            Assert.False(row.Request(row.MaxVersion).Flexible);
            Assert.Equal((1, 0), (row.RequestHeaderVersion(row.MaxVersion), row.ResponseHeaderVersion(row.MaxVersion)));
        }
    }

    [Fact]
    public void A_program_is_compiled_once_whoever_asks_first()
    {
        ApiRow row = ApiTable.Find(1)!;
        var found = new System.Collections.Concurrent.ConcurrentBag<MessageProgram>();

        Parallel.For(0, 64, _ => found.Add(row.Response(16)));

        Assert.Single(found.Distinct());
        Assert.Same(row, row.Response(16).Api);
    }
}
