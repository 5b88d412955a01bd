using Compliance.Rules.Compiled;

namespace Compliance.Protect;

/// <summary>How often something was found that no class declares.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Path">Where, as a path that a policy can have; no name in it is data.</param>
/// <param name="Treatment">What was done: observe, a mask, reject.</param>
/// <param name="Count">Occurrences.</param>
/// <param name="IsQuarantined">The whole record was to go to a quarantine topic before that.</param>
public readonly record struct UndeclaredCount(DetectedKind Kind, string Path, Treatment Treatment, long Count, bool IsQuarantined = false)
{
    /// <summary>As metrics name what was done: observe, mask, quarantine, reject.</summary>
    public string Outcome => IsQuarantined ? "quarantine" : Treatment.Name;
}
