using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Settings;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Compliance.Signing;

namespace Compliance.Gateway.Commands;

/// <summary>Which route is meant, and who speaks.</summary>
internal sealed class BreakGlassOptions
{
    private readonly SignerOptions _signer = new("breakGlass", (IsRequired: true, "Why; it is signed, and stands in the evidence."));

    /// <param name="command">Gets the options.</param>
    /// <param name="signs">Somebody speaks; else he only looks.</param>
    public void AddTo(Command command, bool signs) => _signer.AddTo(command, signs);

    /// <summary>Runs what is to be done; what is refused is printed.</summary>
    public int Look(ParseResult parsed, TimeProvider time, Action<GrantDesk, TextWriter> look) => _signer.Run(parsed, (config, route, problems) =>
    {
        if (Open(config, route, problems, time) is not { } desk)
            return null;
        return () =>
        {
            look(desk, parsed.InvocationConfiguration.Output);
            return ExitCode.Done;
        };
    });

    /// <summary>As <see cref="Look"/>, with who signs and why.</summary>
    public int Sign(ParseResult parsed, TimeProvider time, Func<GrantDesk, string, string, SigningKey, Grant> sign) => Look(parsed, time, (desk, output) =>
    {
        using var key = _signer.Key(parsed);
        output.WriteLine(GrantText.Line(sign(desk, _signer.Reason(parsed)!, _signer.Who(parsed), key), time.GetUtcNow()));
    });

    private static GrantDesk? Open(string config, string? route, List<Problem> problems, TimeProvider time)
    {
        var list = new ProblemList();
        var document = SettingsLoader.ReadDocument(config, list);
        var written = document?.Routes.Where(known => known is { BreakGlass: not null, Policies: not null } && (route is null || known.Name.Value == route)).ToList() ?? [];
        GrantDesk? desk = null;
        if (written.Count == 1 && !list.HasErrors)
        {
            var folder = SettingsLoader.FolderOf(config);
            var plan = new PolicyReader(folder, list, problems, new SourceFiles(), time).Plan(written[0].BreakGlass!);
            if (plan is not null)
                desk = new GrantDesk(written[0].Name.Value, plan, () => Rules(Path.GetFullPath(Path.Combine(folder, written[0].Policies!.Value.Value))), time);
        }
        else if (!list.HasErrors)
        {
            list.Error(new Place(config, 1, 1), route is null
                ? $"{written.Count} routes have 'breakGlass'; {(written.Count == 0 ? "add it: breakGlass: {folder: break-glass, origin: bank.example/payments, people: {alice: alice.pub}, max: 4h}" : "name one of them with --route")}."
                : $"No route '{route}' has 'policies' and 'breakGlass'; correct the name, or add it: breakGlass: {{folder: break-glass, origin: bank.example/payments, people: {{alice: alice.pub}}, max: 4h}}.");
        }

        problems.AddRange(list.Sorted([config]));
        return desk;
    }

    private static RuleSet Rules(string path)
    {
        var problems = new List<Problem>();
        var (rules, found) = PolicyLoader.Load(PolicyFiles.Read([path], problems));
        return rules is not null && problems.Count == 0
            ? rules
            : throw new RefusedException(string.Join(Environment.NewLine, problems.Concat(found).Where(problem => problem.Severity == Severity.Error)));
    }
}
