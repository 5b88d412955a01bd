using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Where a survey stands in a value, as a path that a policy can have. A name that is data, such as a customer's number, must not become a
/// part of it: what is below such members is <c>..</c> of what has them, and where a path can't say that, all of what has them.
/// </summary>
/// <param name="Path">Of the object, element or member.</param>
/// <param name="Steps">That it has.</param>
/// <param name="IsBelowData">Names that are data follow it.</param>
/// <param name="IsWhole">All that is below has this path.</param>
internal readonly record struct SurveyPlace(string Path, int Steps, bool IsBelowData, bool IsWhole)
{
    // Paths of policies are bounded, and so is what a survey keeps.
    private const int MostCharacters = 400;
    private const int MostSteps = 30;

    internal static SurveyPlace Root => new(FieldPath.Whole, 0, false, false);

    internal SurveyPlace Member(string name, bool isData)
    {
        if (IsWhole)
            return this;
        if (isData)
            return this with { IsBelowData = true };
        if (FieldPath.IsPlain(name))
            return Step(IsBelowData ? $"..{name}" : $".{name}");
        var quote = name.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
        return IsBelowData || name.Length == 0 || name.Contains(quote, StringComparison.Ordinal) || name.Any(char.IsControl)
            ? this with { IsWhole = true }
            : Step($"[{quote}{name}{quote}]");
    }

    internal SurveyPlace Element() => IsWhole ? this : IsBelowData ? this with { IsWhole = true } : Step("[*]");

    private SurveyPlace Step(string step) => Steps == MostSteps || Path.Length + step.Length > MostCharacters
        ? this with { IsWhole = true }
        : new(Path + step, Steps + 1, false, false);
}
