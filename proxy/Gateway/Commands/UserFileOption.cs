using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary>What the verbs about users share.</summary>
internal static class UserFileOption
{
    public static Option<string> Make() => new("--file", "-f") { Description = "The users file.", Required = true };

    /// <summary>Runs a verb; a file that can't be used is told.</summary>
    public static int Guard(ParseResult parsed, Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"The users file can't be used: {e.Message}");
            return ExitCode.Refused;
        }
    }
}
