using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// One check of one API, as <see cref="AccessTable"/> writes it. Immutable.
/// Paths are dotted field names of the message; an element's name is its child of the matching role, or the element itself.
/// </summary>
internal sealed record AccessCheck(CheckScope Scope, Operation Operation, ResourceType Resource, KafkaError Error)
{
    /// <summary>Field of the request (of the answer for Listed and Described) that holds the name or the list.</summary>
    public string Path { get; init; } = "";

    /// <summary>An operation on the cluster that makes the check needless.</summary>
    public Operation? UnlessCluster { get; init; }

    /// <summary>Whether only entries that bear a name are checked, and those by id alone are not.</summary>
    public bool OfNames { get; init; }

    /// <summary>Versions of the API that the check is for.</summary>
    public short From { get; init; }
    public short To { get; init; } = short.MaxValue;
}
