using System.CommandLine;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>key rewrap WRAPPED --kms SERVICE --kek KEY --config FILE</c>: once the service's key has a new version, has it wrap a policy's key by that one, and
/// prints what the policy says of it then. The key stays the same, and does not leave the service.
/// </summary>
internal static class KeyRewrapCommand
{
    public static Command Make()
    {
        var wrapped = new Argument<string>("WRAPPED") { Description = "The key as the policy has it: vault:v1:…" };
        var options = new KmsOptions();
        var command = new Command("rewrap", "Has a key management service wrap a key by the newest version of its own; what the key has made stays readable.") { wrapped };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (options.AreGiven(result) is not true)
                result.AddError("Name --kms, --kek and --config.");
            else if (options.Misuse(result) is { } misuse)
                result.AddError(misuse);
            else if (!WrappedKeyText.IsWrapped(result.GetValue(wrapped)!))
                result.AddError(WrappedKeyText.WrappedIs);
        });
        command.SetAction(parsed => options.Ask(parsed, "The key was not wrapped anew", (service, by) => service.Rewrap(by, parsed.GetRequiredValue(wrapped))));
        return command;
    }
}
