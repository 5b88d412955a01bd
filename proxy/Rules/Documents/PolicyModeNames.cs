using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>The modes of a policy as its file writes them.</summary>
internal static class PolicyModeNames
{
    internal static readonly string[] All = ["enforce", "observe"];

    /// <summary>That of a policy that names none, or, with a problem, one that there is not, is to be enforced.</summary>
    internal static PolicyMode Parse(Text? word, ProblemList problems)
    {
        if (word is { } text && !All.Contains(text.Value))
            problems.Error(text.Place, $"'{text}' is no mode{Suggestion.For(text.Value, All)} Write 'enforce', or 'observe' to count and record what the policy would do.");
        return word?.Value == "observe" ? PolicyMode.Observe : PolicyMode.Enforce;
    }
}
