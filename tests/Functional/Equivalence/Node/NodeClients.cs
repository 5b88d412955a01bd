using Compliance.Harness;

namespace Compliance.Functional.Equivalence.Node;

/// <summary>
/// The npm clients and the Node that runs them, installed once for all runs (tests/Functional/Node/prepare), and their scripts of actions.
/// A test on a machine that can't install them is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
internal sealed class NodeClients
{
    // The first installation compiles librdkafka; another process may be at it already.
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan ScriptPatience = TimeSpan.FromMinutes(10);
    private static readonly string Scripts = RepoRoot.Combine("tests", "Functional", "Node");
    private static readonly Lazy<Task<ChildResult>> Installation = new(() => ChildProcess.RunAsync("bash", [Path.Combine(Scripts, "prepare")], patience: InstallPatience));

    private readonly string _modules;

    private NodeClients(string modules) => _modules = modules;

    public static async Task<NodeClients> GetAsync()
    {
        var installed = await Installation.Value;
        if (installed.ExitCode != 0)
            MissingPart.Report($"The npm clients of tests/Functional/Node ({installed.Error.Trim()})", "Install npm, g++, make, python3, libssl-dev, zlib1g-dev and libzstd-dev on x64 Linux, and let npm reach a registry.");
        return new NodeClients(Path.Combine(installed.Output.Trim(), "node_modules"));
    }

    /// <summary>All actions of a client on one road; what each gave goes into the transcript, value by value.</summary>
    public async Task RunAsync(string client, Transcript script)
    {
        var run = await RunAsync("run.js", [client, script.Address, script.Name(client)]);
        foreach (var action in run.Checked().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            script.Say(ActionLine.Values(action));
    }

    /// <summary>Runs a script of tests/Functional/Node to its end.</summary>
    public Task<ChildResult> RunAsync(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) => ChildProcess.RunAsync(
        Path.Combine(_modules, ".bin", "node"),
        [Path.Combine(Scripts, script), .. arguments],
        environment: new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["NODE_PATH"] = _modules },
        patience: ScriptPatience);
}
