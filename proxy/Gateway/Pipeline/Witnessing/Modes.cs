using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// How an event is kept: as the route's policies say, else by its kind (<see cref="AuditModes"/>), else as <c>audit.mode</c> says. One per
/// session; asking allocates nothing.
/// </summary>
internal sealed class Modes(TopicCatalog topics, AuditMode otherwise)
{
    /// <param name="topic">Null: of the request as a whole.</param>
    /// <param name="group">What was asked for.</param>
    /// <param name="denied">It was refused.</param>
    /// <param name="failed">It was let through, and the broker answered with an error.</param>
    public AuditMode Of(TopicAccess? topic, ApiGroup group, bool denied, bool failed) => topics.ModesOf(topic).Of(group, denied, failed, otherwise);

    /// <summary>A policy itself says that it must not pass without evidence, whatever the settings permit.</summary>
    public bool IsStrictByPolicy(TopicAccess? topic, ApiGroup group) => topics.ModesOf(topic).Of(group, denied: false) == AuditMode.Strict;
}
