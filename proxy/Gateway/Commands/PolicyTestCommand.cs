using System.CommandLine;
using Compliance.Protect.Reports;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy test FILE…</c>: runs the tests that stand in policies, and tells of each what came of it. For people, and for builds.</summary>
internal static class PolicyTestCommand
{
    public static Command Make(TimeProvider time)
    {
        var files = PolicyFilesArgument.Make();
        var name = new Option<string?>("--name") { Description = "Only tests whose name holds this." };
        var command = new Command("test", "Runs the tests that stand in policies, each with what came of it; 'check' runs them too, and looks at all else.") { files, name };
        command.SetAction(parsed =>
        {
            var report = PolicyReport.Check(parsed.GetRequiredValue(files), time);
            return report.WriteTestsTo(parsed.InvocationConfiguration.Output, parsed.GetValue(name)) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }
}
