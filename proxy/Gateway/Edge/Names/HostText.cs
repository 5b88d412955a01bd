using System.Globalization;

namespace Compliance.Gateway.Edge.Names;

/// <summary>Host names as they are compared: lower case, ASCII (xn--), without the dot at their end. Pure.</summary>
internal static class HostText
{
    /// <summary>Names in the DNS are no longer.</summary>
    public const int MaxLength = 253;
    private static readonly IdnMapping Idn = new();

    /// <summary>Empty where it can be no host's name.</summary>
    public static string Normal(string name)
    {
        if (name.EndsWith('.'))
            name = name[..^1];
        if (name.Length > MaxLength)
            return "";
        try
        {
            // The runtime gives names of other letters as people read them.
            return (name.All(char.IsAscii) ? name : Idn.GetAscii(name)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    /// <summary>For a log line, of a name that a client has sent: what is no part of host names is left out.</summary>
    public static string ForLog(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '?').Take(MaxLength));
}
