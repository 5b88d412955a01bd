using System.CommandLine;
using Compliance.Signing;

namespace Compliance.Gateway.Commands;

/// <summary><c>key person FILE</c>: a person's key to sign and approve with, and its public half beside it; never over another.</summary>
internal static class KeyPersonCommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "The private key to make, such as alice.pem; alice.pub comes beside it. Neither must exist." };
        var command = new Command("person", "Makes an ECDSA P-256 key that a person signs and approves policies with; the .pub goes into the settings.") { file };
        command.SetAction(parsed =>
        {
            var (path, output) = (parsed.GetRequiredValue(file), parsed.InvocationConfiguration);
            try
            {
                var pem = PemKeys.Create(SignatureKind.EcdsaP256);
                using var key = PemKeys.Read(pem, path);
                Write(path, pem + "\n", OwnerOnly);
                var publicFile = Path.ChangeExtension(path, ".pub");
                Write(publicFile, key.PublicKey.ToPem() + "\n", OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
                output.Output.WriteLine($"{path} is yours alone; {publicFile} goes below 'people' of the route's 'approvals'.");
                return ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                output.Error.WriteLine($"No key was made: {e.Message}");
                return ExitCode.Refused;
            }
        });
        return command;
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using var writer = new StreamWriter(path, System.Text.Encoding.ASCII, options);
        writer.Write(text);
    }
}
