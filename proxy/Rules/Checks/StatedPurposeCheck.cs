using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A client id states one purpose at most, in whatever files, and stating one is a deed: not every client does it.</summary>
internal static class StatedPurposeCheck
{
    private const int MaxLength = 255;
    private static readonly NamePattern Any = NamePattern.ParseFree("*");

    internal static void Run(PolicySet set, ProblemList problems)
    {
        var stated = new List<(string Purpose, NamePattern ClientIds, Text Written)>();
        foreach (var purpose in set.Documents.SelectMany(d => d.Purposes))
        {
            foreach (var written in purpose.ClientIds)
            {
                if (written.Value.Length > MaxLength || written.Value.Any(char.IsControl))
                {
                    problems.Error(written.Place, $"A pattern for client ids has at most {MaxLength} characters, and no control characters.");
                    continue;
                }

                var pattern = NamePattern.ParseFree(written.Value);
                if (pattern.Covers(Any))
                    problems.Error(written.Place, $"Whatever its client id, every request would state the purpose '{purpose.Name}'. Name the people in the exception instead, or write client ids that only such requests have.");
                else if (stated.Find(other => other.Purpose != purpose.Name.Value && other.ClientIds.Meets(pattern)) is { Purpose: not null } other)
                    problems.Error(written.Place, $"A client id may fit '{written}' and '{other.Written}', which states the purpose '{other.Purpose}' ({other.Written.Place}); a request has one purpose. Write patterns that no client id fits both of.");
                stated.Add((purpose.Name.Value, pattern, written));
            }
        }
    }
}
