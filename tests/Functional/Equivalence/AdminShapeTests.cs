using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>What administration tools can be asked and told beside the plain cases: rules of several kinds at once, changes that are only tried, and refusals.</summary>
public sealed class AdminShapeTests
{
    [Fact]
    public async Task Rules_for_producers_consumers_and_the_cluster()
    {
        var said = await AlikeAsync(async script =>
        {
            // In the order of a hash table: what is told is sorted.
            var (topic, user) = (script.Name("ruled"), $"User:{script.Name("user")}");
            await RunAsync(script, "kafka-acls", ["--add", "--allow-principal", user, "--producer", "--idempotent", "--topic", topic, "--transactional-id", topic]);
            await RunAsync(script, "kafka-acls", ["--add", "--allow-principal", user, "--allow-host", "127.0.0.9", "--consumer", "--topic", topic, "--group", topic]);
            await RunAsync(script, "kafka-acls", ["--list", "--principal", user]);
            await RunAsync(script, "kafka-acls", ["--remove", "--force", "--allow-principal", user, "--producer", "--idempotent", "--topic", topic, "--transactional-id", topic]);
        });

        Assert.Contains(said, line => line.Contains("operation=WRITE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_cluster_as_a_whole()
    {
        // One after the other: it is the same broker on all roads, and nothing of this changes it.
        var said = (await (await Roads.GetAsync()).InTurnAsync(async script =>
        {
            await RunAsync(script, "kafka-features", ["upgrade", "--feature", "group.version=1", "--dry-run"]);
            await RunAsync(script, "kafka-features", ["downgrade", "--feature", "share.version=0", "--dry-run"]);
            await RunAsync(script, "kafka-metadata-quorum", ["remove-controller", "--controller-id", "99", "--controller-directory-id", "AAAAAAAAAAAAAAAAAAAAAQ"]);
            await RunAsync(script, "kafka-configs", ["--describe", "--entity-type", "broker-loggers", "--entity-name", "1"]);
            await RunAsync(script, "kafka-configs", ["--alter", "--entity-type", "brokers", "--entity-default", "--add-config", "no.such.config=1"]);
            await RunAsync(script, "kafka-metadata-quorum", ["describe", "--replication", "--human-readable"], line => line.StartsWith("Node", StringComparison.Ordinal) || line.Contains("exit", StringComparison.Ordinal));
        })).Alike();

        Assert.Contains("group.version can be upgraded to 1.", said);
        Assert.Contains(said, line => line.StartsWith("Node", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> AlikeAsync(Func<Transcript, Task> script) => (await (await Roads.GetAsync()).AllAsync(script)).Alike();

    /// <summary>A tool's exit and what it says, without the frames of a stack trace.</summary>
    private static async Task RunAsync(Transcript script, string tool, string[] arguments, Func<string, bool>? told = null)
    {
        var result = await script.ToolAsync(tool, arguments);
        script.Say($"{tool} {arguments[0]}: exit {result.ExitCode}");
        var lines = $"{result.Output}\n{result.Error}".Split('\n').Where(line => !line.TrimStart().StartsWith("at ", StringComparison.Ordinal) && (told is null || told(line)));
        script.Say(tool == "kafka-acls" ? lines.Select(line => line.Trim()).Order(StringComparer.Ordinal) : lines);
    }
}
