using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// A user and password by which the proxy logs in at brokers by SCRAM, with the keys that were derived from them last: a broker keeps its salt
/// and iterations, so deriving costs its time once and not for each connection. Thread-safe; lives as long as its connector.
/// </summary>
internal sealed class ScramSecret(ScramKind kind, string user, string password)
{
    private readonly Lock _deriving = new();
    private volatile ScramKeys? _keys;

    public ScramKind Kind => kind;
    public string User => user;

    /// <summary>Takes as long as the iterations do, unless they are known: not for the thread of a socket.</summary>
    public ScramKeys Of(byte[] salt, int iterations)
    {
        if (_keys is { } known && known.IsOf(salt, iterations))
            return known;
        lock (_deriving)
        {
            // Derived meanwhile.
            if (_keys is { } made && made.IsOf(salt, iterations))
                return made;
            var salted = kind.Salted(Encoding.UTF8.GetBytes(password), salt, iterations);
            var keys = new ScramKeys(salt, iterations, kind.Hmac(salted, "Client Key"u8), kind.Hmac(salted, "Server Key"u8));
            CryptographicOperations.ZeroMemory(salted);
            return _keys = keys;
        }
    }

    public override string ToString() => $"{kind} as {user}";
}
