namespace Compliance.Rules.Checks;

/// <summary>A principal is written as Kafka does, Type:name; only the name may have wildcards, so that a type is never met by accident.</summary>
internal static class PrincipalCheck
{
    private const int MaxLength = 255;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var principal in set.Documents.SelectMany(d => d.People).SelectMany(p => p.Principals))
        {
            var colon = principal.Value.IndexOf(':');
            if (colon <= 0 || colon == principal.Value.Length - 1 || principal.Value.IndexOf('*', 0, colon) >= 0 || principal.Value.Any(char.IsControl))
                problems.Error(principal.Place, $"'{principal}' is no principal; write it as Kafka does, User:name, with '*' in the name for any characters.");
            else if (principal.Value.Length > MaxLength)
                problems.Error(principal.Place, $"A principal has at most {MaxLength} characters.");
        }
    }
}
