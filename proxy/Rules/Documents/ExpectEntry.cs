using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <param name="Place">Where the expectation stands.</param>
/// <param name="IsDeny">Access must be denied; else allowed.</param>
/// <param name="Value">What is read, or of a write what is stored.</param>
/// <param name="Key">The same of the key.</param>
/// <param name="Headers">The same of headers, by their names.</param>
/// <param name="By">Rules and tickets that must have had a part in it.</param>
/// <param name="Stored">What must be true of the stored value.</param>
/// <param name="Shown">What must be true of the value that is read.</param>
/// <param name="IsWithheld">A rule of rows keeps the record from its reader.</param>
/// <param name="Audit">How surely its event must be kept.</param>
internal sealed record ExpectEntry(Place Place, bool IsDeny, YamlNode? Value, YamlNode? Key, ImmutableArray<(Text Name, YamlNode Value)> Headers, ImmutableArray<Text> By, ConditionsEntry? Stored, ConditionsEntry? Shown, bool IsWithheld,
    AuditMode? Audit)
{
    /// <summary>The record must not pass: it can't be protected, or holds what nobody has declared.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Of a write: the whole record goes to a quarantine topic too.</summary>
    public bool IsQuarantined { get; init; }

    /// <summary>Something is expected of what comes out.</summary>
    internal bool WantsResult => Value is not null || Key is not null || !Headers.IsEmpty;

    /// <summary>All that is expected of values, keys and headers by paths.</summary>
    internal IEnumerable<PartConditions> Conditions => new[] { Stored, Shown }.OfType<ConditionsEntry>().SelectMany(c => c.All);
}
