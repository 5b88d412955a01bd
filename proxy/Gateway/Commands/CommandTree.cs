using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary>
/// The verbs of the program. Exit codes: 0 done; 1 settings, policies or users refused, with the reasons printed; 2 the command line makes
/// no sense; 3 a port or folder can't be used.
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
            PolicyExplainCommand.Make(time),
            PolicyDescribeCommand.Make(),
            PolicySchemaCommand.Make(),
        },
        new Command("user", "Users of a route, in a file that a running proxy reads again when it changes.")
        {
            UserAddCommand.Make(),
            UserListCommand.Make(),
            UserRemoveCommand.Make(),
        },
        new Command("key", "Keys that policies name.") { KeyNewCommand.Make() },
    };

    /// <summary>Runs what the arguments say and returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] args, TimeProvider time, InvocationConfiguration? configuration = null)
    {
        var parsed = Make(time).Parse(args);
        configuration ??= new InvocationConfiguration();

        // The run verb takes the signals itself.
        configuration.ProcessTerminationTimeout = null;
        var code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
