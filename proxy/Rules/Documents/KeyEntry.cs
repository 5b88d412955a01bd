using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Exactly one of file, variable and service is set; the earlier ones are of the same sort, newest first.</summary>
internal sealed record KeyEntry(Text Name, Text? File, Text? Variable, ImmutableArray<Text> Earlier)
{
    /// <summary>Null: the key is not wrapped; else its other two are set.</summary>
    internal Text? Service { get; init; }

    /// <summary>The service's key that has wrapped this one.</summary>
    internal Text? WrappedBy { get; init; }

    /// <summary>What the service gave.</summary>
    internal Text? Wrapped { get; init; }
}
