using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy releases --config FILE [--route R]</c>: who has put which policies in force.</summary>
internal static class PolicyReleasesCommand
{
    public static Command Make(TimeProvider time)
    {
        var options = new ApprovalOptions();
        var command = new Command("releases", "Lists the releases of a route's policies, the newest last, with who signed and approved them.");
        options.AddTo(command, signs: false);
        command.SetAction(parsed => options.Look(parsed, time, folder =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var chain = folder.Releases.Read(folder.Plan);
            foreach (var (_, problem) in chain.Problems)
                output.WriteLine($"{folder.Releases.Statements}: warning: {problem}");
            foreach (var release in chain.Releases)
                output.WriteLine($"{ReleaseText.Line(release)}: {(release == chain.InForce ? "in force" : release == chain.Waiting ? $"waits until {release.Order.ExpiresAt:u}" : release.IsApproved ? "earlier" : "came to nothing")}");
            if (!chain.Releases.Any())
                output.WriteLine("Nobody has signed a release yet.");
            return ExitCode.Done;
        }));
        return command;
    }
}
