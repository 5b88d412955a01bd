using System.Collections.Immutable;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>All checks of one API, in the order in which the broker makes them. Empty: the API is free, as it is at a broker.</summary>
internal sealed record AccessRow(short ApiKey, ImmutableArray<AccessCheck> Checks);
