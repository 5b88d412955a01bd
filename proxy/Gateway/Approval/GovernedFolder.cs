using Compliance.Gateway.Settings;
using Compliance.Protect.Reports;
using Compliance.Rules;

namespace Compliance.Gateway.Approval;

/// <summary>The folder of policies of a route that demands approvals, as the settings name it. Command line only.</summary>
internal sealed class GovernedFolder(string path, string route, ApprovalPlan plan)
{
    public string Path => path;
    public string Route => route;
    public ApprovalPlan Plan => plan;
    public ReleaseFolder Releases { get; } = new(path);

    /// <summary>Null, and problems: the settings can't be read, or no such route demands approvals.</summary>
    /// <param name="config">The settings file.</param>
    /// <param name="route">Null: the only one that demands approvals.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="time">The clock.</param>
    public static GovernedFolder? Open(string config, string? route, List<Problem> problems, TimeProvider time)
    {
        var list = new ProblemList();
        var document = SettingsLoader.ReadDocument(config, list);
        var governed = document?.Routes.Where(written => written is { Approvals: not null, Policies: not null } && (route is null || written.Name.Value == route)).ToList() ?? [];
        GovernedFolder? opened = null;
        if (governed.Count == 1 && !list.HasErrors)
        {
            var folder = SettingsLoader.FolderOf(config);
            if (new PolicyReader(folder, list, problems, new SourceFiles(), time).Plan(governed[0].Approvals!) is { } plan)
                opened = new GovernedFolder(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, governed[0].Policies!.Value.Value)), governed[0].Name.Value, plan);
        }
        else if (!list.HasErrors)
        {
            list.Error(new Place(config, 1, 1), route is null
                ? $"{governed.Count} routes have 'approvals'; name one of them with --route."
                : $"No route '{route}' has 'policies' and 'approvals'; correct the name, or add them: approvals: {{origin: bank.example/payments, people: {{alice: alice.pub, bob: bob.pub}}, needed: 2}}.");
        }

        problems.AddRange(list.Sorted([config]));
        return opened;
    }

    /// <summary>Throws a <see cref="RefusedException"/> with every problem, and every test that fails.</summary>
    public IReadOnlyList<PolicySource> ReadSound(DateTimeOffset now)
    {
        var problems = new List<Problem>();
        var files = PolicyFiles.Read([path], problems);
        var report = PolicyReport.Check(files, problems, now);
        if (report.IsGood)
            return [.. Sources(files)];
        using var text = new StringWriter();
        report.WriteTo(text);
        throw new RefusedException(text + "Mend this first: nobody signs policies that do not hold their own tests.");
    }

    /// <summary>What stands there now, sound or not.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Read() => Directory.Exists(path) ? PolicyFiles.Read([path], []) : [];

    /// <summary>Of files that are sound.</summary>
    public static IEnumerable<PolicySource> Sources(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> files) =>
        files.Zip(PolicyLoader.Load(files).Rules!.Policies, (file, policy) => new PolicySource(System.IO.Path.GetFileName(file.Name), policy.Id, policy.Sha256, file.Bytes));
}
