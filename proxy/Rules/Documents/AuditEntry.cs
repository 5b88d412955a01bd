using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>An audit rule as written. <see cref="Mode"/> null: it was malformed, and a problem says so.</summary>
internal sealed record AuditEntry(
    Text Id, AuditMode? Mode, ImmutableArray<ApiGroup> Apis, ImmutableArray<Text> Topics, ImmutableArray<Text> Classes, AudienceEntry Audience, bool Denied,
    ImmutableArray<Text> Serves)
{
    /// <summary>As it will run, in a document whose names are known.</summary>
    internal AuditRule Compile(PolicyDocument document) => new(
        Id.Value, Mode ?? AuditMode.Strict, Apis,
        [.. Topics.Select(t => NamePattern.Parse(t.Value))],
        [.. document.Classes.Where(c => Classes.Any(n => n.Value == c.Name.Value)).SelectMany(c => c.Finds).SelectMany(f => f.Topics).Select(t => NamePattern.Parse(t.Value))],
        Audience.Compile(document),
        Denied);
}
