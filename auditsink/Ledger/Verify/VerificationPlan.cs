using Compliance.Signing;
using Compliance.Store;

namespace Compliance.Ledger.Verify;

/// <summary>Whom to trust in a verification, and how. Immutable.</summary>
/// <param name="Ledger">The ledger's origin, as the sink's settings name it.</param>
/// <param name="FirstKey">The first key that ever signed; later ones are followed from it.</param>
public sealed record VerificationPlan(string Ledger, VerifyingKey FirstKey)
{
    /// <summary>The second place, where copies of all checkpoints are.</summary>
    public IArchiveStore? Copies { get; init; }

    /// <summary>Whose statements of custody count.</summary>
    public People People { get; init; } = People.Nobody;

    /// <summary>Files that are checked side by side.</summary>
    public int Parallel { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>How long a sink at work has to sign what it has just written.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);
}
