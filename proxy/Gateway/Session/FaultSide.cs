namespace Compliance.Gateway.Session;

/// <summary>Who is to blame for the end of a connection.</summary>
internal enum FaultSide : byte
{
    Client,
    Broker,
    Proxy,
    Policy,
    Audit,
}
