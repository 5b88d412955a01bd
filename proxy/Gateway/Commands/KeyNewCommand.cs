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
            var path = parsed.GetRequiredValue(file);
            try
            {
                KeyFile.Create(path);
                return ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"No key was made at {path}: {Why(e, path)}");
                return ExitCode.Refused;
            }
        });
        return command;
    }

    /// <summary>What stands in the way, and how to mend it.</summary>
    private static string Why(Exception failure, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return failure switch
        {
            _ when Directory.Exists(path) => "that is a folder. Name a file in it, such as pan.key.",
            _ when File.Exists(path) => "there is a file already, and a key is never overwritten, since nothing made with it could be turned back. Name another file, or move that one away.",
            DirectoryNotFoundException => $"the folder {folder} does not exist. Make it (mkdir -p -m 700 '{folder}'), or name a file elsewhere.",
            UnauthorizedAccessException => $"this user may not write to the folder {folder}. Run it as the owner of the folder, or name a file elsewhere.",
            _ => $"{failure.Message} Mend that, or name a file elsewhere.",
        };
    }
}
