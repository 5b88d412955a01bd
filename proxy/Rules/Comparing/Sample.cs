namespace Compliance.Rules.Comparing;

/// <summary>A pattern of a policy, and one name that it stands for.</summary>
/// <param name="Label">The pattern as written, or words.</param>
/// <param name="Name">With an x for each wildcard.</param>
internal readonly record struct Sample(string Label, string Name)
{
    internal static Sample Of(string pattern) => new(pattern, pattern.Replace("**", "x", StringComparison.Ordinal).Replace('*', 'x'));
}
