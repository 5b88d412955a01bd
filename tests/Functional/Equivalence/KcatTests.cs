using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>kcat, with a librdkafka some years old, sees no difference either.</summary>
public sealed class KcatTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task It_prints_the_same_on_every_road(string codec)
    {
        var roads = await Roads.GetAsync();
        var input = string.Concat(Enumerable.Range(0, 200).Select(i => $"key-{i}:value-{i} {new string('x', i)}\n"));

        var read = await roads.AllAsync(async script =>
        {
            var topic = KafkaServer.UniqueName($"kcat-{codec}");
            await script.Roads.Broker.CreateTopicAsync(topic);
            (await Kcat.RunAsync(script, input, "-P", "-t", topic, "-K", ":", "-H", "kind=a", "-z", codec)).Checked();
            script.Say(await Kcat.RunAsync(script, null, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %o %k %h %s\n"));
        });

        var lines = read.Alike();
        Assert.Equal(["kcat: exit 0", "0 0 key-0 kind=a value-0", "0 1 key-1 kind=a value-1 x"], lines.Take(3));
        Assert.Equal(201, lines.Count);
    }
}
