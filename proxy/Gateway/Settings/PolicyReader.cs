using System.Collections.Immutable;
using System.Globalization;
using Compliance.Gateway.Approval;
using Compliance.Gateway.BreakGlass;
using Compliance.Protect.Keys;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Documents;
using Compliance.Signing;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Reads the policies that routes name, and whether people have approved them. <paramref name="problems"/> takes what is wrong in the
/// settings' own file, <paramref name="theirs"/> what is wrong in policies, keys and approvals.
/// </summary>
internal sealed class PolicyReader(string folder, ProblemList problems, List<Problem> theirs, SourceFiles sources, TimeProvider time)
{
    private readonly Dictionary<string, RoutePolicies?> _read = new(StringComparer.Ordinal);
    private readonly List<string> _unapproved = [];

    /// <summary>Asks the services that have wrapped keys; null: nobody can.</summary>
    public UnwrapKey? Unwrap { get; set; }

    /// <summary>Routes whose policies are sound, and lack the approvals that they demand.</summary>
    public IReadOnlyList<string> Unapproved => _unapproved;

    /// <summary>Null, and a problem, where they can't be used.</summary>
    public RoutePolicies? Read(RouteSettings route)
    {
        if (route.Policies is not { } path)
            return null;
        var full = Path.GetFullPath(Path.Combine(folder, path.Value));
        if (!_read.TryGetValue(full, out var policies))
            _read[full] = policies = Read(path, full);
        return policies is null || route.Approvals is not { } demanded ? policies : Approved(policies, full, route, demanded);
    }

    /// <summary>What the settings demand, with the keys of people; null, and a problem, where one can't be used.</summary>
    public ApprovalPlan? Plan(ApprovalSettings demanded) =>
        PeopleOf(demanded.People, demanded.Origin.Place) is { } people ? new ApprovalPlan(demanded.Origin.Value, people, demanded.Needed, demanded.Within) : null;

    /// <summary>Who may open what policies close; null, and a problem, where a key can't be used.</summary>
    public BreakGlassPlan? Plan(BreakGlassSettings settings)
    {
        if (PeopleOf(settings.People, settings.Origin.Place) is not { } people)
            return null;
        var full = Path.GetFullPath(Path.Combine(folder, settings.Folder.Value));
        var keys = settings.People.SelectMany(person => person.Keys, (person, key) => $"{person.Name} {sources[Path.Combine(folder, key.Value)]}");
        return new(full, settings.Origin.Value, people, settings.Max, string.Join('\n', [full, settings.Origin.Value, settings.Max.ToString("c", CultureInfo.InvariantCulture), .. keys]));
    }

    private People? PeopleOf(ImmutableArray<(Text Name, ImmutableArray<Text> Keys)> written, Place place)
    {
        var keys = new Dictionary<string, IReadOnlyList<VerifyingKey>>(StringComparer.Ordinal);
        foreach (var (name, files) in written)
        {
            if (files.Select(Key).ToList() is var read && !read.Contains(null))
                keys[name.Value] = [.. read.OfType<VerifyingKey>()];
        }

        try
        {
            return keys.Count == written.Length ? new People(keys) : null;
        }
        catch (SigningException e)
        {
            problems.Error(place, e.Message);
            return null;
        }
    }

    private RoutePolicies? Read(Text path, string full)
    {
        sources.Add(full);
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            problems.Error(path.Place, $"There is no policy file or folder {full}.");
            return null;
        }

        var files = PolicyFiles.Read([full], theirs);
        if (files.Count == 0)
            return null;
        var (rules, found) = PolicyLoader.Load(files, time.GetUtcNow());
        theirs.AddRange(found);
        if (rules is null)
            return null;
        var keyFiles = rules.Keys.SelectMany(key => key.Sources).Where(source => source.IsFile).Select(source => source.Location).ToList();
        keyFiles.ForEach(sources.Add);
        return new RoutePolicies(
            rules, KeyRing.Load(rules.Keys, theirs, Unwrap), string.Concat(keyFiles.Prepend(full).Select(file => sources[file])),
            [.. files.Zip(rules.Policies, (file, policy) => new PolicySource(Path.GetFileName(file.Name), policy.Id, policy.Sha256, file.Bytes))]);
    }

    private RoutePolicies? Approved(RoutePolicies policies, string full, RouteSettings route, ApprovalSettings demanded)
    {
        var approvals = new ReleaseFolder(full);
        sources.Add(approvals.Statements);
        if (!Directory.Exists(full))
            problems.Error(route.Policies!.Value.Place, $"{full} is a file; approvals are about a folder of policies, and lie in it. Name the folder.");
        else if (Plan(demanded) is { } plan && Chain(approvals, plan) is { } chain)
        {
            if (ApprovalCheck.Run(full, route.Name.Value, plan, chain, Released(policies.Sources), time.GetUtcNow(), theirs) is { } release)
                return policies with { Release = ReleaseInForce.Of(plan, release) };
            _unapproved.Add(route.Name.Value);
        }

        return null;
    }

    /// <summary>The files as people sign them.</summary>
    public static ImmutableArray<ReleasedFile> Released(IEnumerable<PolicySource> files) => [.. files.Select(file => new ReleasedFile(file.Name, file.Id, file.Sha256))];

    private ReleaseChain? Chain(ReleaseFolder approvals, ApprovalPlan plan)
    {
        try
        {
            return approvals.Read(plan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            theirs.Add(new Problem(approvals.Statements, 1, 1, $"The approvals can't be read: {e.Message}", Severity.Error));
            return null;
        }
    }

    private VerifyingKey? Key(Text file)
    {
        var path = Path.Combine(folder, file.Value);
        sources.Add(path);
        try
        {
            return PublicKeyFile.Read(path);
        }
        catch (Exception e) when (e is SigningException or IOException or UnauthorizedAccessException)
        {
            problems.Error(file.Place, $"The public key can't be used: {e.Message}");
            return null;
        }
    }
}
