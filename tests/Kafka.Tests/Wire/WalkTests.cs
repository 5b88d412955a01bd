using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class WalkTests
{
    [Fact]
    public void Every_golden_message_is_walked_to_its_end_and_gives_its_values()
    {
        using var walk = new Walk();
        foreach (MessageVector vector in MessageVector.All)
        {
            WireFault? fault = walk.Read(vector.Program, vector.Bytes);

            Assert.True(fault is null, $"{vector}: {fault}");
            Assert.Equal(vector.Bytes.Length, walk.Nodes[Walk.Root].End);
            string? difference = WalkedValues.Difference(walk, vector.Body);
            Assert.True(difference is null, $"{vector}: {difference}");
        }
    }

    [Fact]
    public void The_golden_messages_cover_every_stable_version_of_every_broker_api_in_both_directions()
    {
        var covered = MessageVector.Own.Select(vector => vector.Program).ToHashSet();

        foreach (ApiRow row in ApiTable.Rows.Where(row => row.OnBroker))
            for (short version = row.MinVersion; version <= row.MaxVersion; version++)
            {
                Assert.Contains(row.Request(version), covered);
                Assert.Contains(row.Response(version), covered);
            }
    }
}
