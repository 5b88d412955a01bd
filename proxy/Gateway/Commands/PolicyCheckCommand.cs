using System.CommandLine;
using Compliance.Protect.Reports;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy check FILE…</c>: checks policies together, as a route would load them, and runs the tests that stand in them.</summary>
internal static class PolicyCheckCommand
{
    public static Command Make(TimeProvider time)
    {
        var files = PolicyFilesArgument.Make();
        var command = new Command("check", "Checks policies and runs the tests that stand in them.") { files };
        command.SetAction(parsed =>
        {
            var report = PolicyReport.Check(parsed.GetRequiredValue(files), time);
            report.WriteTo(parsed.InvocationConfiguration.Output);
            return report.IsGood ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }
}
