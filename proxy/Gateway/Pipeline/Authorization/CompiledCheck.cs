namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>A check with its field looked up in one version of the API. Immutable.</summary>
internal sealed record CompiledCheck(AccessCheck Check, ushort? Field);
