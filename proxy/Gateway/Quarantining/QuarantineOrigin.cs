using Compliance.Gateway.Pipeline;

namespace Compliance.Gateway.Quarantining;

/// <summary>Where the records of one partition of a frame come from.</summary>
/// <param name="Request">Id of the request, as evidence names it.</param>
/// <param name="Principal">Who wrote them.</param>
/// <param name="Topic">To what topic.</param>
/// <param name="Node">The partition's node in the request.</param>
/// <param name="Partition">Its number.</param>
internal readonly record struct QuarantineOrigin(Guid Request, string Principal, TopicAccess Topic, int Node, int Partition);
