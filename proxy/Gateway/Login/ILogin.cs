using Compliance.Gateway.Session;

namespace Compliance.Gateway.Login;

/// <summary>One login on a connection, whether it ends at the proxy or goes on to a broker.</summary>
internal interface ILogin
{
    /// <summary>The client was answered with a refusal, which it should get to read before the connection closes.</summary>
    bool HasRefused { get; }

    /// <summary>Null: the session's principal is proved.</summary>
    Task<Fault?> RunAsync();
}
