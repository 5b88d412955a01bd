using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>One policy file as written; only its form has been looked at.</summary>
internal sealed record PolicyDocument(
    string File, string Sha256, HeaderEntry Header, DefaultsEntry Defaults,
    ImmutableArray<PeopleEntry> People, ImmutableArray<PurposeEntry> Purposes, ImmutableArray<ClassEntry> Classes,
    ImmutableArray<KeyEntry> Keys, ImmutableArray<ProtectEntry> Protect, ImmutableArray<AccessEntry> Access,
    ImmutableArray<RowEntry> Rows, ImmutableArray<QuotaEntry> Quotas, ImmutableArray<AuditEntry> Audit, ImmutableArray<RetentionEntry> Retention, ImmutableArray<TestEntry> Tests)
{
    /// <summary>Whom the rules are about that are not about fields.</summary>
    internal IEnumerable<AudienceEntry> Audiences =>
        [.. Access.Select(r => r.Audience), .. Rows.Select(r => r.Audience), .. Quotas.Select(r => r.Audience), .. Audit.Select(r => r.Audience)];

    /// <summary>All that rules and their exceptions ask of who comes, and when.</summary>
    internal IEnumerable<ConditionEntry> Conditions => Audiences.SelectMany(a => a.Conditions).Concat(Protect.SelectMany(r => r.Except).Select(e => e.For));
}
