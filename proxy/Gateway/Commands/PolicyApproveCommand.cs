using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy approve --config FILE [--route R] --as NAME --key FILE [--reason TEXT]</c>: each further person.</summary>
internal static class PolicyApproveCommand
{
    public static Command Make(TimeProvider time)
    {
        var options = new ApprovalOptions();
        var command = new Command("approve", "Approves the release that somebody else has signed, if it is what stands in the folder. With enough approvals it comes into force.");
        options.AddTo(command, signs: true);
        command.SetAction(parsed => options.Sign(parsed, time, (desk, by, key, reason) => desk.Approve(by, key, reason)));
        return command;
    }
}
