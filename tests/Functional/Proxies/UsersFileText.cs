using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Functional.Proxies;

/// <summary>A users file as <c>compliance-proxy user add</c> writes it, with few rounds so that a login costs a test little.</summary>
internal static class UsersFileText
{
    private const int Rounds = 1000;

    public static string Of(IReadOnlyDictionary<string, string> users) => string.Concat(users.Select(user =>
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(user.Value), salt, Rounds, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"{user.Key}:pbkdf2-sha256:{Rounds}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}\n");
    }));
}
