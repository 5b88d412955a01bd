using System.Security.Authentication;
using Compliance.Gateway.Session;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Edge.Names;

/// <summary>Ends a handshake at its first message: why, and what the client is told.</summary>
internal sealed class NameRefusedException(Fault fault, TlsAlert alert) : AuthenticationException(fault.Text)
{
    public Fault Fault => fault;
    public TlsAlert Alert => alert;
}
