using System.CommandLine;
using System.CommandLine.Help;

namespace Compliance.Auditctl.Commands;

/// <summary>The verbs of the program. The exit codes stand in <see cref="ExitCode"/>.</summary>
internal static class CommandTree
{
    private const string Description =
        "Asks the audit archive of compliance proxies, and proves it. Each use is recorded, or there is no answer. "
        + "Exit codes: 0 answered or vouched for, 1 wrong command line or settings, 2 unreadable, 3 findings, 4 not recorded, 130 stopped.";

    // How long a verb may take to tidy up behind Ctrl-C.
    private static readonly TimeSpan Tidying = TimeSpan.FromSeconds(10);

    public static RootCommand Make(Tools tools)
    {
        var root = new RootCommand(Description)
        {
            QueryCommand.Make(tools),
            ImpactCommand.Make(tools),
            ExportCommand.Make(tools),
            TokenCommand.Make(tools),
            VerifyCommand.Make(tools),
            ProveCommand.Make(tools),
            CheckProofCommand.Make(),
            CheckExportCommand.Make(),
            HoldCommand.Make(tools),
            PurgeCommand.Make(tools),
            ApproveCommand.Make(tools),
            ReindexCommand.Make(tools),
            DeadLettersCommand.Make(tools),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Runs what the arguments say and returns the exit code.</summary>
    public static Task<int> InvokeAsync(string[] args, Tools tools, InvocationConfiguration? configuration = null)
    {
        configuration ??= new InvocationConfiguration();
        configuration.ProcessTerminationTimeout = Tidying;
        return Make(tools).Parse(args).InvokeAsync(configuration);
    }
}
