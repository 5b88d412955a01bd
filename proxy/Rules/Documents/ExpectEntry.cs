using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <param name="Place">Where the expectation stands.</param>
/// <param name="IsDeny">Access must be denied; else allowed.</param>
/// <param name="Value">What is read, or of a write what is stored.</param>
/// <param name="By">Rules and tickets that must have had a part in it.</param>
/// <param name="Stored">What must be true of the stored value.</param>
/// <param name="Shown">What must be true of the value that is read.</param>
/// <param name="IsWithheld">A rule of rows keeps the record from its reader.</param>
/// <param name="Audit">How surely its event must be kept.</param>
internal sealed record ExpectEntry(Place Place, bool IsDeny, YamlNode? Value, ImmutableArray<Text> By, ConditionsEntry? Stored, ConditionsEntry? Shown, bool IsWithheld,
    AuditMode? Audit);
