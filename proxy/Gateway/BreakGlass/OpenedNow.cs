using Compliance.Rules.Compiled;

namespace Compliance.Gateway.BreakGlass;

/// <summary>What grants open to one principal. Immutable; made by a <see cref="GrantBook"/>, and asked for anew once it is not of now any more.</summary>
/// <param name="Page">The grants it was made of.</param>
/// <param name="Access">What they open to him; null: nothing.</param>
/// <param name="Ids">Theirs, as evidence names them; null: none.</param>
/// <param name="Reason">Theirs; null: none.</param>
/// <param name="Until">When the first of them ends.</param>
internal sealed record OpenedNow(IReadOnlyList<Grant> Page, OpenedAccess? Access, string? Ids, string? Reason, DateTimeOffset Until);
