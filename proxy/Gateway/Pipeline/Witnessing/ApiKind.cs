using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>How evidence names one API: its action, and ECS's category and type of it. Immutable.</summary>
/// <param name="Action">"kafka." and the API's name in snake case.</param>
/// <param name="Category">ECS event.category.</param>
/// <param name="Type">ECS event.type of a request that was let through.</param>
/// <param name="Group">As audit rules call it.</param>
internal sealed record ApiKind(string Action, string Category, string Type, ApiGroup Group)
{
    /// <summary>Polls and keep-alives: many, alike, and of interest as a number.</summary>
    public bool IsPoll => Group == ApiGroup.Polls;
}
