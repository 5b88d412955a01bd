namespace Compliance.Gateway.Login;

/// <summary>Names inside the messages of SASL mechanisms (RFC 5801, section 4): <c>=2C</c> for a comma, <c>=3D</c> for an equals sign.</summary>
internal static class SaslName
{
    public static string Write(string name) => name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>Null: it is not escaped as such a name is.</summary>
    public static string? Read(string escaped)
    {
        var parts = escaped.Split('=');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].StartsWith("2C", StringComparison.Ordinal))
                parts[i] = "," + parts[i][2..];
            else if (parts[i].StartsWith("3D", StringComparison.Ordinal))
                parts[i] = "=" + parts[i][2..];
            else
                return null;
        }

        return string.Concat(parts);
    }
}
