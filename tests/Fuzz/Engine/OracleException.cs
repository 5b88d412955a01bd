namespace Compliance.Fuzz.Engine;

/// <summary>What must hold of every input did not hold of this one.</summary>
internal sealed class OracleException(string message) : Exception(message);
