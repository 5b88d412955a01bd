using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Settings;
using Compliance.Protect.Reports;
using Compliance.Rules;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy check FILE…</c>: checks policies together, as a route would load them, and runs the tests that stand in them.
/// <c>policy check --config FILE [--route R]</c>: those of a route, and whether people have approved them. <c>--registry URL|FILE [--registry-ca FILE]</c>: and whether
/// they fit the schemas of the topics.
/// </summary>
internal static class PolicyCheckCommand
{
    public static Command Make(TimeProvider time)
    {
        var files = PolicyFilesArgument.Make(isOptional: true);
        var config = new Option<string?>("--config", "-c") { Description = "The settings file: the policies of a route are checked, and their approvals." };
        var route = new Option<string?>("--route") { Description = "The route; left out: the only one with 'approvals'." };
        var command = new Command("check", "Checks policies and runs the tests that stand in them; with --config also whether people have approved them.") { files, config, route };
        var registry = new RegistryOption();
        registry.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is { Length: > 0 } == result.GetValue(config) is { Length: > 0 })
                result.AddError("Name policy files or folders, or a settings file with --config, one of the two.");
            if (registry.Misuse(result) is { } misuse)
                result.AddError(misuse);
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var problems = new List<Problem>();
            using var schemas = registry.IsGiven(parsed) ? registry.Open(parsed, problems, time) : null;
            if (problems.Count > 0)
                return PolicyFilesArgument.Refuse(problems, parsed.InvocationConfiguration.Error);
            return parsed.GetValue(config) is { } settings
                ? await CheckApprovedAsync(settings, parsed.GetValue(route), parsed.InvocationConfiguration, time, schemas, cancel).ConfigureAwait(false)
                : await CheckAsync(parsed.GetValue(files)!, parsed.InvocationConfiguration, time, schemas, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, InvocationConfiguration invocation, TimeProvider time, RegistryClient? registry, CancellationToken cancel)
    {
        var unreadable = new List<Problem>();
        var files = PolicyFiles.Read(paths, unreadable);
        var report = PolicyReport.Check(files, unreadable, time.GetUtcNow());
        string? away = null;
        if (registry is not null)
        {
            try
            {
                report = report.With(await new SchemaCheck(registry).RunAsync(PolicyLoader.Finds(files), cancel).ConfigureAwait(false));
            }
            catch (RegistryException e)
            {
                away = $"The schema registry can't tell: {e.Message}. The policies were checked, but not against the schemas of the topics; ask again, or leave out --registry.";
            }
        }

        report.WriteTo(invocation.Output);
        if (away is not null)
            await invocation.Error.WriteLineAsync(away).ConfigureAwait(false);
        return !report.IsGood ? ExitCode.Refused : away is null ? ExitCode.Done : ExitCode.CannotStart;
    }

    private static async Task<int> CheckApprovedAsync(
        string config, string? route, InvocationConfiguration invocation, TimeProvider time, RegistryClient? registry, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        if (GovernedFolder.Open(config, route, problems, time) is not { } folder)
            return PolicyFilesArgument.Refuse(problems, invocation.Error);
        if (await CheckAsync([folder.Path], invocation, time, registry, cancel).ConfigureAwait(false) is var code && code != ExitCode.Done)
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
