namespace Compliance.Harness;

/// <summary>
/// How the tests' Kafka runs: with the JAVA_HOME that <c>Jvm/prepare</c> makes once for a machine, and compiled by the quicker tier alone.
/// The start is most of the work of programs that live for seconds, and the two halve it. Where that JAVA_HOME can't be made, they run with the
/// machine's Java as it is. Thread-safe; made when first asked for.
/// </summary>
internal static class KafkaJava
{
    private const string Tier = "KAFKA_TOOL_TIER", BrokerOptions = "KAFKA_OPTS", QuickTier = "1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task<string?>> Home = new(PrepareAsync);

    /// <summary>The variables for a program out of the shared folder's <c>kafka/bin</c>. Of options for a broker those given win.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> WithAsync(IReadOnlyDictionary<string, string?>? given = null)
    {
        var all = (given ?? new Dictionary<string, string?>()).ToDictionary();
        all[Tier] = QuickTier;
        all[BrokerOptions] = $"-XX:TieredStopAtLevel={QuickTier} {all.GetValueOrDefault(BrokerOptions)}";
        if (await Home.Value is { } home)
            all["JAVA_HOME"] = home;
        return all;
    }

    private static async Task<string?> PrepareAsync()
    {
        var made = await ChildProcess.RunAsync("bash", [RepoRoot.Combine("tests", "Harness", "Jvm", "prepare")], patience: Patience);
        return made.ExitCode == 0 ? made.Output.Trim() : null;
    }
}
