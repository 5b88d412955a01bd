namespace Compliance.Rules;

/// <summary>Gathers problems, so that all of a policy's are told at once. Bounded; the order is that of the files.</summary>
public sealed class ProblemList
{
    private const int Max = 1000;

    private readonly List<Problem> _problems = [];

    public bool HasErrors { get; private set; }

    public void Error(Place place, string text) => Add(place, text, Severity.Error);

    public void Warning(Place place, string text) => Add(place, text, Severity.Warning);

    /// <summary>Sorted by file (in the order of loading), line and column.</summary>
    public IReadOnlyList<Problem> Sorted(List<string> files) =>
        [.. _problems.OrderBy(p => files.IndexOf(p.File)).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    private void Add(Place place, string text, Severity severity)
    {
        HasErrors |= severity == Severity.Error;
        if (_problems.Count < Max)
            _problems.Add(new(place.File, place.Line, place.Column, text, severity));
    }
}
