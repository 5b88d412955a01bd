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
    public async Task It_prints_the_same_on_both_roads(string codec)
    {
        var kcat = Find();
        var roads = await TwoRoads.GetAsync();
        var input = string.Concat(Enumerable.Range(0, 200).Select(i => $"key-{i}:value-{i} {new string('x', i)}\n"));

        var read = await roads.BothAsync(async road =>
        {
            var topic = KafkaServer.UniqueName($"kcat-{codec}");
            await roads.Broker.CreateTopicAsync(topic);
            (await ChildProcess.RunAsync(kcat, ["-b", roads.Address(road), "-P", "-t", topic, "-K", ":", "-H", "kind=a", "-z", codec], input)).Checked();
            // Each road reads what the other one wrote.
            var other = road == Road.Direct ? Road.Proxied : Road.Direct;
            return (await ChildProcess.RunAsync(kcat, ["-b", roads.Address(other), "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %o %k %h %s\n"])).Checked().Output;
        });

        Assert.StartsWith("0 0 key-0 kind=a value-0 \n0 1 key-1 kind=a value-1 x\n", read.Direct, StringComparison.Ordinal);
        Assert.Equal(200, read.Direct.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(read.Direct, read.Proxied);
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = folders.Select(folder => Path.Combine(folder, "kcat")).FirstOrDefault(File.Exists);
        if (found is null)
            MissingPart.Report("kcat", "Install Debian's kcat.");
        return found;
    }
}
