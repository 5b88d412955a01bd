using System.CommandLine;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Commands;

/// <summary><c>key new FILE</c>: writes a random key for policies; never over another.</summary>
internal static class KeyNewCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "The key file to make; it must not exist." };
        var command = new Command("new", "Makes a key file of 32 random bytes, readable by its owner only.") { file };
        command.SetAction(parsed =>
        {
            try
            {
                KeyFile.Create(parsed.GetRequiredValue(file));
                return ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"No key was made: {e.Message}");
                return ExitCode.Refused;
            }
        });
        return command;
    }
}
