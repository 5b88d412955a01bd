using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary>
/// The verbs of the program. Exit codes: 0 done; 1 settings, policies or users refused, with the reasons printed; 2 the command line makes
/// no sense; 3 a port or folder can't be used; 4 and 5 are policy diff's own; policy impact ends as auditctl impact does.
/// </summary>
internal static class CommandTree
{
    public static RootCommand Make(TimeProvider time) => new("A proxy for Kafka that decides, protects and keeps evidence. Exit codes: 0 done, 1 refused, 2 usage, 3 can't start.")
    {
        RunCommand.Make(time),
        CheckCommand.Make(time),
        new Command("policy", "Policies.")
        {
            PolicyCheckCommand.Make(time),
            PolicyTestCommand.Make(time),
            PolicyExplainCommand.Make(time),
            PolicyDescribeCommand.Make(),
            PolicySchemaCommand.Make(),
            PolicyDiffCommand.Make(time),
            PolicyImpactCommand.Make(),
            PolicyDiscoverCommand.Make(time),
            PolicySignCommand.Make(time),
            PolicyApproveCommand.Make(time),
            PolicyReleasesCommand.Make(time),
            PolicyRollbackCommand.Make(time),
            PolicyBreakGlassCommand.Make(time),
        },
        new Command("user", "Users of a route, in a file that a running proxy reads again when it changes.")
        {
            UserAddCommand.Make(),
            UserListCommand.Make(),
            UserRemoveCommand.Make(),
        },
        new Command("key", "Keys that policies name, and that people sign with.") { KeyNewCommand.Make(), KeyRewrapCommand.Make(), KeyPersonCommand.Make() },
    };

    /// <summary>Runs what the arguments say and returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] args, TimeProvider time, InvocationConfiguration? configuration = null)
    {
        configuration ??= new InvocationConfiguration();
        if (PolicyImpactCommand.HandOver(args, configuration.Error) is { } stayed)
            return stayed;
        var parsed = Make(time).Parse(args);

        // The run verb takes the signals itself.
        configuration.ProcessTerminationTimeout = null;
        var code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
