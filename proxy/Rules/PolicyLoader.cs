using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Compliance.Rules.Checks;
using Compliance.Rules.Comparing;
using Compliance.Rules.Compiled;
using Compliance.Rules.Declared;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules;

/// <summary>Policies as bytes or text -> documents -> all checks -> rule set. Pure: it opens no file and reads no clock.</summary>
public static class PolicyLoader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Loads files that belong together. The rule set is null exactly when a problem is an error; warnings may stand beside a rule set.
    /// </summary>
    /// <param name="files">Name as shown in problems (relative key files start at its folder), and the exact bytes, whose SHA-256 becomes
    /// the policy's identity.</param>
    /// <param name="now">To warn of what has expired; null: not asked.</param>
    public static (RuleSet? Rules, IReadOnlyList<Problem> Problems) Load(
        IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> files, DateTimeOffset? now = null)
    {
        var (documents, problems) = Read(files, now);
        return (documents is { } sound ? RuleCompiler.Compile(sound) : null, problems);
    }

    /// <summary>The same for text that is at hand already; its identity is the SHA-256 of its UTF-8.</summary>
    public static (RuleSet? Rules, IReadOnlyList<Problem> Problems) Load(IEnumerable<(string Name, string Text)> files, DateTimeOffset? now = null) =>
        Load(files.Select(f => (f.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.Text))), now);

    /// <summary>What the files say, in words; null exactly when a problem is an error.</summary>
    public static (PolicyDescriber? Describer, IReadOnlyList<Problem> Problems) Describe(IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> files)
    {
        var (documents, problems) = Read(files, null);
        return (documents is { } sound ? new PolicyDescriber(sound) : null, problems);
    }

    /// <summary>Where the files say that classes are found; none where a problem is an error.</summary>
    public static ImmutableArray<DeclaredFind> Finds(IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> files) =>
        Read(files, null).Sound is { } sound ? DeclaredFinds.Of(sound) : [];

    /// <summary>What is other in the second set; null exactly when a problem of either is an error.</summary>
    /// <param name="before">One set of files.</param>
    /// <param name="after">Another one.</param>
    /// <param name="now">Exceptions that have ended by then spare nobody.</param>
    public static (PolicyDifferences? Differences, IReadOnlyList<Problem> Problems) Compare(
        IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> before, IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> after, DateTimeOffset now)
    {
        var (was, theirs) = Read(before, null);
        var (becomes, problems) = Read(after, null);
        return (was is { } one && becomes is { } other ? PolicyComparison.Run(one, other, now) : null, [.. theirs, .. problems]);
    }

    private static (ImmutableArray<PolicyDocument>? Sound, IReadOnlyList<Problem> Problems) Read(
        IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> files, DateTimeOffset? now)
    {
        var problems = new ProblemList();
        var names = new List<string>();
        var documents = ImmutableArray.CreateBuilder<PolicyDocument>();
        foreach (var (name, bytes) in files)
        {
            names.Add(name);
            if (Read(name, bytes.Span, problems) is { } document)
                documents.Add(document);
        }

        if (names.Count == 0)
            problems.Error(new("policies", 1, 1), "No policy file is given; name at least one.");
        if (documents.Count > 0)
            PolicyChecks.Run(new(documents.ToImmutable(), now), problems);
        return (problems.HasErrors ? null : documents.ToImmutable(), problems.Sorted(names));
    }

    private static PolicyDocument? Read(string name, ReadOnlySpan<byte> bytes, ProblemList problems)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF');
            return PolicyParser.Parse(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), text, problems);
        }
        catch (DecoderFallbackException)
        {
            problems.Error(new(name, 1, 1), "The file is not valid UTF-8; save it as UTF-8.");
            return null;
        }
    }
}
