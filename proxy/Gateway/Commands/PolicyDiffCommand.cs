using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Comparing;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy diff OLD NEW [--json]</c>: what is other in a second set of policies, in meaning and in plain language.
/// <c>policy diff --config FILE [--route R]</c>: what would change if the policies in a route's folder were approved.
/// </summary>
internal static class PolicyDiffCommand
{
    public static Command Make(TimeProvider time)
    {
        var sets = new Argument<string[]>("SET") { Description = "OLD and NEW: a policy file or a folder of them each.", Arity = new ArgumentArity(0, 2) };
        var config = new Option<string?>("--config", "-c") { Description = "The settings file: the release in force is compared with what stands in the route's folder." };
        var route = new Option<string?>("--route") { Description = "The route; left out: the only one with 'approvals'." };
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("diff", "Tells what is other in a second set of policies: who gains or loses what, weaker protection first. Exit codes: 0 no difference, 1 refused, 4 differences, 5 some of them weaken.") { sets, config, route, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(sets)?.Length, result.GetValue(config)) is not ((2, null) or (0 or null, not null)))
                result.AddError("Name OLD and NEW, or a settings file with --config.");
        });
        command.SetAction(parsed =>
        {
            var problems = new List<Problem>();
            var pair = parsed.GetValue(config) is { } settings
                ? OfRoute(settings, parsed.GetValue(route), problems, time)
                : (PolicyFiles.Read([parsed.GetValue(sets)![0]], problems), PolicyFiles.Read([parsed.GetValue(sets)![1]], problems));
            if (pair is not var (before, after) || problems.Any(problem => problem.Severity == Severity.Error))
                return PolicyFilesArgument.Refuse(problems, parsed.InvocationConfiguration.Error);
            var (differences, found) = PolicyLoader.Compare(before, after, time.GetUtcNow());
            if (differences is null)
                return PolicyFilesArgument.Refuse(found.Where(problem => problem.Severity == Severity.Error), parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(json))
                parsed.InvocationConfiguration.Output.WriteLine(DifferencesJson.Write(differences));
            else
                differences.WriteTo(parsed.InvocationConfiguration.Output);
            return Code(differences);
        });
        return command;
    }

    private static int Code(PolicyDifferences differences) =>
        differences.All.IsEmpty ? ExitCode.Done : differences.IsWeaker ? ExitCode.Weaker : ExitCode.Differs;

    /// <summary>Null, and a problem: there is nothing to compare.</summary>
    private static (IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Before, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> After)? OfRoute(
        string config, string? route, List<Problem> problems, TimeProvider time)
    {
        if (GovernedFolder.Open(config, route, problems, time) is not { } folder)
            return null;
        if (folder.Releases.Read(folder.Plan).InForce is not { } inForce)
        {
            problems.Add(new Problem(folder.Path, 1, 1, "No release is in force yet, so there is nothing to compare with.", Severity.Error));
            return null;
        }

        var before = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var file in inForce.Order.Files)
        {
            if (folder.Releases.Find(file.Sha256) is { } bytes)
                before.Add(($"release {inForce.Number}/{file.Name}", bytes));
            else
                problems.Add(new Problem(folder.Releases.Statements, 1, 1, $"{file.Name} of release {inForce.Number} (SHA-256 {file.Sha256}) is not in 'files' any more, or is not what was signed.", Severity.Error));
        }

        return (before, folder.Read());
    }
}
