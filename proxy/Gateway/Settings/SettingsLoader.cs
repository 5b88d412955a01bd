using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Kms;
using Compliance.Gateway.Settings.Checks;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Settings file -> document -> all checks -> plan, with the policies, keys, secrets and users files that it names. All problems at
/// once. Reads files; start, reload and command line only.
/// </summary>
internal static class SettingsLoader
{
    private const int MaxBytes = 1 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws <see cref="SettingsException"/> with every problem.</summary>
    public static ActivePlan Load(GatewayOptions options)
    {
        var (plan, problems) = Check(options.File, options.Text, options.Time);
        return plan ?? throw new SettingsException(problems);
    }

    /// <summary>The plan is null exactly when a problem is an error. <paramref name="text"/> null: it is read from the file.</summary>
    public static (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string file, string? text, TimeProvider time)
    {
        var loaded = Read(file, text, time);
        return (loaded.Plan, loaded.Problems);
    }

    /// <summary>As <see cref="Check"/>, with what a later reading is compared with. <paramref name="kms"/>: what a process keeps of wrapped keys; null: nothing is kept.</summary>
    public static LoadedSettings Read(string file, string? text, TimeProvider time, KmsState? kms = null)
    {
        kms?.Begin();
        var problems = new ProblemList();
        var theirs = new List<Problem>();
        var sources = new SourceFiles();
        ActivePlan? plan = null;
        SettingsDocument? document = null;
        IReadOnlyList<string> unapproved = [];
        if (text is null)
            sources.Add(file);
        if ((text ?? Read(file, problems)) is { } given && (document = SettingsParser.Parse(file, given, problems)) is not null)
        {
            ClusterNameCheck.Run(document, problems);
            PortCheck.Run(document, problems);
            SniCheck.Run(document, problems);
            var builder = new PlanBuilder(FolderOf(file), problems, theirs, sources, time) { Kms = kms };
            plan = builder.Build(document);
            unapproved = builder.Unapproved;
            plan = plan is null ? null : plan with { Sha256 = DigestOf(given, plan) };
        }

        var all = problems.Sorted([file]).Concat(theirs).ToList();
        var isSound = !all.Exists(problem => problem.Severity == Severity.Error);
        kms?.End(isSound);
        return new LoadedSettings(isSound ? plan : null, document, all, sources) { Unapproved = unapproved, Kms = kms ?? new() };
    }

    /// <summary>The settings as written, of what they name nothing; null, and problems, where they can't be read.</summary>
    public static SettingsDocument? ReadDocument(string file, ProblemList problems) =>
        Read(file, problems) is { } text ? SettingsParser.Parse(file, text, problems) : null;

    /// <summary>Where relative paths in the settings start.</summary>
    public static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    private static string DigestOf(string text, ActivePlan plan)
    {
        var policies = plan.Routes.Select(route => route.Rules).OfType<RuleSet>().Distinct().SelectMany(rules => rules.Policies).Select(policy => policy.Sha256);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', policies.Prepend(text)))));
    }

    private static string? Read(string file, ProblemList problems)
    {
        var start = new Place(file, 1, 1);
        try
        {
            if (new FileInfo(file).Length <= MaxBytes)
                return Strict.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF');
            problems.Error(start, $"The file is larger than {MaxBytes >> 20} MiB: not a settings file.");
        }
        catch (DecoderFallbackException)
        {
            problems.Error(start, "The file is not valid UTF-8; save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(start, $"The settings can't be read: {e.Message}");
        }

        return null;
    }
}
