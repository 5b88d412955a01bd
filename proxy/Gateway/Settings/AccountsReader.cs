using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Compiles a route's accounts at brokers, out of the settings or a file that they name. <paramref name="problems"/> takes what is wrong in the
/// settings, <paramref name="theirs"/> what is wrong in that file.
/// </summary>
internal sealed class AccountsReader(string folder, LimitsPlan limits, LoginBuilder logins, SourceFiles sources, ProblemList problems, List<Problem> theirs)
{
    /// <summary>A file with more can't be read as YAML.</summary>
    private const int MaxBytes = 2 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public AccountsPlan Read(RouteSettings route, ClusterPlan cluster)
    {
        var shared = route.Login is { } login ? logins.Build(login, problems) : cluster.Login;
        if (route.Accounts is not { } accounts)
            return new AccountsPlan(shared);
        var named = accounts.File is { } file ? OfFile(file) : Built(accounts.Named, problems);
        if (named.Count > limits.MaxAccounts)
            problems.Error(accounts.Place, $"Route '{route.Name}' has accounts for {named.Count} principals, and limits.maxAccounts allows {limits.MaxAccounts}; raise it.");
        return new AccountsPlan(shared) { ByPrincipal = named, RefusesOthers = !accounts.OthersShare };
    }

    private FrozenDictionary<string, LoginPlan> OfFile(Text file)
    {
        var path = Path.Combine(folder, file.Value);
        sources.Add(path);
        if (Text(file.Place, path) is not { } text)
            return FrozenDictionary<string, LoginPlan>.Empty;
        var found = new ProblemList();
        var named = Built(AccountsParser.ParseFile(path, text, found), found);
        theirs.AddRange(found.Sorted([path]));
        return named;
    }

    private FrozenDictionary<string, LoginPlan> Built(ImmutableArray<AccountSettings> written, ProblemList found)
    {
        var built = new Dictionary<string, LoginPlan>(StringComparer.Ordinal);
        foreach (var account in written)
        {
            if (account.Login is { } login && logins.Build(login, found) is { } plan)
                built[account.Principal.Value] = plan;
        }

        return built.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private string? Text(Place place, string path)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxBytes)
                return Strict.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            problems.Error(place, $"The accounts {path} are larger than {MaxBytes >> 20} MiB.");
        }
        catch (DecoderFallbackException)
        {
            problems.Error(place, $"The accounts {path} are not valid UTF-8; save them as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(place, $"The accounts can't be read: {e.Message}");
        }

        return null;
    }
}
