using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Local;

/// <summary>The actors' names with passwords that are made anew at each start, and the proxy's users file that proves them.</summary>
internal sealed record Logins(Login Till, Login Analyst, Login Investigator, Login Intruder)
{
    // Few rounds: these passwords live as long as the demonstration. `compliance-proxy user add` takes many.
    private const int Iterations = 20_000;

    public static Logins Make() => new(New("till"), New(Actors.Analyst.User), New(Actors.Investigator.User), New(Actors.Intruder.User));

    public IEnumerable<string> Passwords => new[] { Till, Analyst, Investigator, Intruder }.Select(login => login.Password);

    /// <summary>One line a user: <c>name:pbkdf2-sha256:iterations:salt:hash</c>.</summary>
    public string UsersFile() => string.Concat(new[] { Till, Analyst, Investigator, Intruder }.Select(Line));

    /// <summary>Somebody's name with a password that is a guess.</summary>
    public static Login Guess(Login of) => of with { Password = "guessed" };

    private static Login New(string user) => new(user, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    private static string Line(Login login)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(login.Password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"{login.User}:pbkdf2-sha256:{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}\n");
    }
}
