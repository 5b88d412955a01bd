using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// SCRAM as its client (RFC 5802, RFC 7677), without channel binding: proves the password without telling it, and takes nobody for the broker who
/// does not know it too.
/// <code>
/// First --the broker's nonce, salt and iterations--> Final --its signature, and it is right--> proved
/// </code>
/// Owner: one login. Once.
/// </summary>
internal sealed class ScramLogin(ScramSecret secret, string? nonce = null)
{
    private const int MaxSaltBytes = 1024;
    private const int NonceBytes = 18;
    private readonly string _nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
    private byte[] _signature = [];

    public byte[] First() => Encoding.UTF8.GetBytes("n,," + Bare);

    private string Bare => $"n={SaslName.Write(secret.User)},r={_nonce}";

    /// <summary>
    /// The proof; null, and why, where the broker's first message is none to answer: <c>"r=" nonce ",s=" base64(salt) ",i=" iterations</c>. May take
    /// long: not for the thread of a socket.
    /// </summary>
    public byte[]? Final(byte[] challenge, out string problem)
    {
        problem = "its SCRAM challenge is not as RFC 5802 has it";
        var said = Encoding.UTF8.GetString(challenge);
        var parts = said.Split(',');
        if (parts.Length < 3 || !parts[0].StartsWith("r=", StringComparison.Ordinal) || !parts[1].StartsWith("s=", StringComparison.Ordinal) || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || Base64Text.Read(parts[1][2..], 1, MaxSaltBytes) is not { } salt || !int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
            return null;
        var joined = parts[0][2..];
        problem = "its SCRAM challenge answers another login";
        if (!joined.StartsWith(_nonce, StringComparison.Ordinal) || joined.Length == _nonce.Length)
            return null;
        if (ScramCredential.IterationsProblem(iterations) is { } odd)
        {
            problem = $"{odd}, and it asks for {iterations.ToString(CultureInfo.InvariantCulture)}";
            return null;
        }

        var keys = secret.Of(salt, iterations);
        var withoutProof = $"c=biws,r={joined}";
        var exchanged = Encoding.UTF8.GetBytes($"{Bare},{said},{withoutProof}");
        var proof = secret.Kind.Hmac(secret.Kind.Hash(keys.Client), exchanged);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= keys.Client[i];
        _signature = secret.Kind.Hmac(keys.Server, exchanged);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Whether the broker's last message, <c>"v=" base64(signature)</c>, can only come from one who keeps the user's keys.</summary>
    public bool IsProvedBy(byte[] message)
    {
        var said = Encoding.UTF8.GetString(message).Split(',')[0];
        return _signature.Length > 0 && said.StartsWith("v=", StringComparison.Ordinal) && Base64Text.Read(said[2..]) is { } signature
            && CryptographicOperations.FixedTimeEquals(signature, _signature);
    }
}
