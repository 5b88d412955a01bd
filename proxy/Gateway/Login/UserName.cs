namespace Compliance.Gateway.Login;

/// <summary>Which names users may have.</summary>
internal static class UserName
{
    public const int MaxLength = 255;

    /// <summary>Whether a name that somebody else gives out, a token's issuer or a broker, can be a principal's: it is no worse for a log than a user's.</summary>
    public static bool FitsPrincipal(string name) =>
        name.Length is > 0 and <= MaxLength && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));

    /// <summary>Fit for a users file.</summary>
    public static bool Fits(string name) => Problem(name) is null;

    /// <summary>Null: fit for a users file, a principal and a log; else what is wrong with the name.</summary>
    public static string? Problem(string name)
    {
        if (name.Length is 0 or > MaxLength)
            return $"a user name has 1 to {MaxLength} characters";
        foreach (var c in name)
        {
            if (c is ':' or '#' || char.IsWhiteSpace(c) || char.IsControl(c))
                return "a user name has no colon, hash, blank or control character";
        }

        return null;
    }
}
