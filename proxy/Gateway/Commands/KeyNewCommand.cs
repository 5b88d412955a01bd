using System.CommandLine;
using Compliance.Gateway.Kms;
using Compliance.Gateway.Settings;
using Compliance.Protect.Keys;
using Compliance.Rules;

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
        var service = new Option<string?>("--kms") { Description = "A key management service of the settings: it makes the key, and what is printed goes below 'keys' of a policy." };
        var by = new Option<string?>("--kek") { Description = "The service's key that wraps it, by mount and name: transit/pan." };
        var config = new Option<string?>("--config", "-c") { Description = "The settings file, which says where the service is." };
        var command = new Command("new", "Makes a key of 32 random bytes: a file, readable by its owner only, or one that a key management service has wrapped.") { file, service, by, config };
        command.Validators.Add(result =>
        {
            var wrapped = new[] { result.GetValue(service), result.GetValue(by), result.GetValue(config) }.Count(value => value is { Length: > 0 });
            if (wrapped != (result.GetValue(file) is { Length: > 0 } ? 0 : 3))
                result.AddError("Name a FILE, or --kms, --kek and --config.");
        });
        command.SetAction(parsed => parsed.GetValue(service) is { } name
            ? Wrap(parsed.GetValue(config)!, name, parsed.GetValue(by)!, parsed.InvocationConfiguration)
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

    private static int Wrap(string config, string name, string by, InvocationConfiguration invocation)
    {
        var problems = new ProblemList();
        var plans = SettingsLoader.ReadDocument(config, problems) is { } document
            ? new KmsReader(SettingsLoader.FolderOf(config), problems, new SourceFiles()).Read(document.Kms.Where(settings => settings.Name.Value == name)).ToList()
            : [];
        if (problems.HasErrors)
            return PolicyFilesArgument.Refuse(problems.Sorted([config]), invocation.Error);
        if (plans is not [var plan])
        {
            invocation.Error.WriteLine($"{config} has no service '{name}' under 'kms'; add it, or correct the name.");
            return ExitCode.Refused;
        }

        try
        {
            using var service = new VaultService(plan, LimitsPlan.Default.KmsTimeout);
            var wrapped = service.Make(by);
            invocation.Output.WriteLine($"{{kms: {name}, kek: \"{by}\", wrapped: \"{wrapped}\"}}");
            return ExitCode.Done;
        }
        catch (KmsException e)
        {
            invocation.Error.WriteLine($"No key was made: '{name}' {e.Message}.");
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
