using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy rollback [--to N] --config FILE [--route R] --as NAME --key FILE [--reason TEXT]</c>: an earlier release is in force again.</summary>
internal static class PolicyRollbackCommand
{
    public static Command Make(TimeProvider time)
    {
        var options = new ApprovalOptions();
        var to = new Option<long?>("--to") { Description = "The number of the release; left out: the one that was in force before." };
        var command = new Command("rollback", "Puts the policies of an earlier release back, as a new one. The one before needs no second person, since it was approved; any other waits for approval.") { to };
        options.AddTo(command, signs: true);
        command.SetAction(parsed => options.Sign(parsed, time, (desk, by, key, reason) => desk.PutBack(parsed.GetValue(to), by, key, reason)));
        return command;
    }
}
