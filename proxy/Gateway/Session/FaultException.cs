namespace Compliance.Gateway.Session;

/// <summary>Carries a fault out of a depth that has no other way to return it. Caught once, by the session, which breaks with it.</summary>
internal sealed class FaultException(Fault fault) : Exception(fault.Text)
{
    public Fault Fault { get; } = fault;
}
