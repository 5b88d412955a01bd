using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Gateway.Settings;
using Compliance.Protect.Reports;
using Compliance.Rules;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy check FILE…</c>: checks policies together, as a route would load them, and runs the tests that stand in them.
/// <c>policy check --config FILE [--route R]</c>: those of a route, and whether people have approved them.
/// </summary>
internal static class PolicyCheckCommand
{
    public static Command Make(TimeProvider time)
    {
        var files = PolicyFilesArgument.Make(isOptional: true);
        var config = new Option<string?>("--config", "-c") { Description = "The settings file: the policies of a route are checked, and their approvals." };
        var route = new Option<string?>("--route") { Description = "The route; left out: the only one with 'approvals'." };
        var command = new Command("check", "Checks policies and runs the tests that stand in them; with --config also whether people have approved them.") { files, config, route };
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is { Length: > 0 } == result.GetValue(config) is { Length: > 0 })
                result.AddError("Name policy files or folders, or a settings file with --config, one of the two.");
        });
        command.SetAction(parsed => parsed.GetValue(config) is { } settings
            ? CheckApproved(settings, parsed.GetValue(route), parsed.InvocationConfiguration, time)
            : Check(parsed.GetValue(files)!, parsed.InvocationConfiguration.Output, time));
        return command;
    }

    private static int Check(IEnumerable<string> files, TextWriter output, TimeProvider time)
    {
        var report = PolicyReport.Check(files, time);
        report.WriteTo(output);
        return report.IsGood ? ExitCode.Done : ExitCode.Refused;
    }

    private static int CheckApproved(string config, string? route, InvocationConfiguration invocation, TimeProvider time)
    {
        var problems = new List<Problem>();
        if (GovernedFolder.Open(config, route, problems, time) is not { } folder)
            return PolicyFilesArgument.Refuse(problems, invocation.Error);
        if (Check([folder.Path], invocation.Output, time) is var code && code != ExitCode.Done)
            return code;
        var chain = folder.Releases.Read(folder.Plan);
        var files = PolicyReader.Released(GovernedFolder.Sources(folder.Read()));
        var release = ApprovalCheck.Run(folder.Path, folder.Route, folder.Plan, chain, files, time.GetUtcNow(), problems);
        foreach (var problem in problems)
            invocation.Output.WriteLine(problem);
        if (release is null)
            return ExitCode.Refused;
        invocation.Output.WriteLine(ReleaseText.Line(release));
        return ExitCode.Done;
    }
}
