using System.Text;
using Compliance.Gateway.Upstream;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// What one user may do by the rules, asked directly. <paramref name="topics"/> null: what an id stands for is not known here, and not judged.
/// </summary>
internal sealed class Rights(RuleSet rules, string user, Topics? topics)
{
    private static readonly Operation[] Any = [Operation.Read, Operation.Write, Operation.Describe, Operation.Create, Operation.Delete, Operation.Alter, Operation.DescribeConfigs, Operation.AlterConfigs];
    private readonly Caller _caller = new("User:" + user);

    /// <summary>The one user who may do everything.</summary>
    public bool IsAdmin => user == "admin";

    public bool May(Operation operation, ResourceType type, ReadOnlySpan<byte> name) => rules.Decide(_caller, operation, type, Encoding.UTF8.GetString(name)).Allowed;

    public bool KnowsIds => topics is not null;

    /// <summary>Whether the user may do anything at all with it.</summary>
    public bool Knows(ResourceType type, ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name);
        return Array.Exists(Any, operation => rules.Decide(_caller, operation, type, text).Allowed);
    }

    /// <summary>The name behind an id; empty: nobody knows it.</summary>
    public byte[] NameOf(Guid id) => topics is not null && topics.TryName(id, out string? name) ? Encoding.UTF8.GetBytes(name) : [];

    public bool IsMasked(ReadOnlySpan<byte> topic) => topic.StartsWith("payments."u8);
}
