using System.CommandLine;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>key new FILE</c>: writes a random key for policies; never over another. <c>key new --kms SERVICE --kek KEY --config FILE</c>: has a key management
/// service make one, and prints what a policy says of it; the key itself does not leave the service.
/// </summary>
internal static class KeyNewCommand
{
    public static Command Make()
    {
        var file = new Argument<string?>("FILE") { Description = "The key file to make; it must not exist.", Arity = ArgumentArity.ZeroOrOne };
        var wrapping = new KmsOptions();
        var command = new Command("new", "Makes a key of 32 random bytes: a file, readable by its owner only, or one that a key management service has wrapped.") { file };
        wrapping.AddTo(command);
        command.Validators.Add(result =>
        {
            if (wrapping.AreGiven(result) is not { } isWrapped || isWrapped == result.GetValue(file) is { Length: > 0 })
                result.AddError("Name a FILE, or --kms, --kek and --config.");
            else if (wrapping.Misuse(result) is { } misuse)
                result.AddError(misuse);
        });
        command.SetAction(parsed => wrapping.AreGiven(parsed)
            ? wrapping.Ask(parsed, "No key was made", static (service, by) => service.Make(by))
            : Write(parsed.GetValue(file)!, parsed.InvocationConfiguration));
        return command;
    }

    private static int Write(string path, InvocationConfiguration invocation)
    {
        try
        {
            KeyFile.Create(path);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            invocation.Error.WriteLine($"No key was made at {path}: {Why(e, path)}");
            return ExitCode.Refused;
        }
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
