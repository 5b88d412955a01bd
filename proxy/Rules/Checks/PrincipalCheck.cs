namespace Compliance.Rules.Checks;

/// <summary>A principal is written as Kafka does, Type:name; only the name may have wildcards, so that a type is never met by accident.</summary>
internal static class PrincipalCheck
{
    private const int MaxLength = 255;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var principal in set.Documents.SelectMany(d => d.People).SelectMany(p => p.Principals))
        {
            if (!IsPrincipal(principal.Value))
                problems.Error(principal.Place, $"'{principal}' is no principal; write it as Kafka does, User:name, with '*' in the name for any characters.");
            else if (principal.Value.Length > MaxLength)
                problems.Error(principal.Place, $"A principal has at most {MaxLength} characters.");
        }

        foreach (var principal in set.Documents.SelectMany(d => d.Tests).Select(test => test.As.Principal).Where(principal => !IsPrincipal(principal.Value)))
            problems.Error(principal.Place, $"'{principal}' is no principal; write it as Kafka does, User:name.");
    }

    private static bool IsPrincipal(string text) =>
        text.IndexOf(':') is > 0 and var colon && colon < text.Length - 1 && text.IndexOf('*', 0, colon) < 0 && !text.Any(char.IsControl);
}
