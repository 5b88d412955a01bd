using System.Net;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>
/// What a load balancer says of the connection that it passes on. <paramref name="Source"/> null: nothing (its own health check, a family
/// without addresses), and the connection's own address counts. <paramref name="Length"/>: bytes that the header takes.
/// </summary>
internal readonly record struct ProxyHeader(int Version, IPEndPoint? Source, int Length);
