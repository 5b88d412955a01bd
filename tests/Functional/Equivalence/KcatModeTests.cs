using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>kcat's other modes: it lists, asks for offsets, joins groups, and takes part in transactions and with every acks.</summary>
public sealed class KcatModeTests
{
    [Fact]
    public async Task It_lists_asks_joins_and_commits_alike()
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("guarded-kcat"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            var stored = 0;
            foreach (var acks in new[] { "0", "1", "all" })
            {
                await SayAsync(script, Kcat.RunAsync(script, $$"""{"acks":"{{acks}}"}""" + "\n", "-P", "-t", topic, "-p", "0", "-X", $"acks={acks}", "-X", $"enable.idempotence={(acks == "all" ? "true" : "false")}"));
                // The first is not waited for by kcat itself.
                stored++;
                await Eventually.TrueAsync(() => Librdkafka.Clients.End(script, topic) == stored, Librdkafka.Clients.Patience, $"{stored} records to be stored");
            }
            // Nothing of what it says to errors while the coordinator is made ready.
            var written = await Kcat.RunAsync(script, "k:\nl:{}\n", "-P", "-t", topic, "-p", "1", "-K", ":", "-Z", "-X", $"transactional.id={topic}");
            script.Say($"in a transaction: exit {written.ExitCode}");

            await SayAsync(script, Kcat.RunAsync(script, null, "-L", "-t", topic));
            foreach (var question in new[] { "0:-1", "0:-2", "1:1" })
                await SayAsync(script, Kcat.RunAsync(script, null, "-Q", "-t", $"{topic}:{question}"));
            var read = await Kcat.RunAsync(script, null, "-G", group, "-c", "5", "-q", "-X", "auto.offset.reset=earliest", "-f", "member: %p %o %k %s\n", topic);
            script.Say(read.Checked().Lines.Order(StringComparer.Ordinal));
            await SayAsync(script, Kcat.RunAsync(script, null, "-C", "-t", topic, "-p", "0", "-o", "-1", "-e", "-q", "-J"));
            await SayAsync(script, Kcat.RunAsync(script, null, "-C", "-t", topic, "-p", "0", "-o", "s@0", "-e", "-q", "-f", "%p %o %S\n", "-X", "isolation.level=read_committed"));
            await SayAsync(script, Kcat.RunAsync(script, null, "-C", "-t", script.Name("nowhere"), "-e", "-q"));
        });

        var lines = said.Alike();
        Assert.Equal(5, lines.Count(line => line.StartsWith("member: ", StringComparison.Ordinal)));
        Assert.Contains("guarded-kcat [0] offset 3", lines);
    }

    /// <summary>Its exit and what it prints; not what it tells of retries while a coordinator is made ready, nor whom it asked first.</summary>
    private static async Task SayAsync(Transcript script, Task<ChildResult> run)
    {
        var ended = await run;
        script.Say($"kcat: exit {ended.ExitCode}");
        script.Say(ended.Output.Split('\n').Where(line => !line.StartsWith("Metadata for ", StringComparison.Ordinal)));
    }
}
