using System.Collections.Immutable;

namespace Compliance.Rules.Testing;

/// <summary>What one inline test of a policy gave.</summary>
/// <param name="Place">Where the test stands.</param>
/// <param name="Name">What it says.</param>
/// <param name="Failures">What came out otherwise than expected; none: it passed.</param>
public sealed record PolicyTestResult(Place Place, string Name, ImmutableArray<string> Failures)
{
    public bool Passed => Failures.IsEmpty;
}
