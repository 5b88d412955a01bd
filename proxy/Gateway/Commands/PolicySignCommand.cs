using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy sign --config FILE [--route R] --as NAME --key FILE [--reason TEXT]</c>: the first of those whose word a route demands.</summary>
internal static class PolicySignCommand
{
    public static Command Make(TimeProvider time)
    {
        var options = new ApprovalOptions();
        var command = new Command("sign", "Signs the policies of a route as they stand in its folder, once they hold their tests. Another person approves them.");
        options.AddTo(command, signs: true);
        command.SetAction(parsed => options.Sign(parsed, time, (desk, by, key, reason) => desk.Sign(by, key, reason)));
        return command;
    }
}
