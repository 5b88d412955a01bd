using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy impact OLD NEW --from archive|topic …</c>: who would see more or less under other policies, counted over what was recorded. That is
/// <c>auditctl impact</c>, word for word: this process becomes it, so that options, help, results and exit codes can't differ.
/// </summary>
internal static class PolicyImpactCommand
{
    private const string Verb = "impact";

    /// <summary>What stands in the tree, for the help of <c>policy</c>; it is carried out where there is no auditctl to hand over to.</summary>
    public static Command Make()
    {
        var rest = new Argument<string[]>("OLD NEW") { Description = "As auditctl impact takes them, with its options: --from archive|topic, --archive, --config, --since, --json.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Verb, "Counts over the recorded accesses who would see or do more or less under other policies: auditctl impact, which it starts. Exit codes: those of auditctl impact; 3 it can't be started.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => CannotStart(parsed.InvocationConfiguration.Error, $"is not here: not in {AppContext.BaseDirectory}, not in a folder '{AuditctlProgram.Name}' beside that one, not on PATH"));
        return command;
    }

    /// <summary>Null: the arguments ask for something else, or there is no auditctl. Else it returns only where auditctl can't be started.</summary>
    public static int? HandOver(string[] arguments, TextWriter error)
    {
        if (arguments is not ["policy", Verb, .. var rest] || AuditctlProgram.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("PATH")) is not { } program)
            return null;
        return CannotStart(error, $"can't be started ({program}: {AuditctlProgram.Become(program, [Verb, .. rest])})");
    }

    private static int CannotStart(TextWriter error, string why)
    {
        error.WriteLine($"What was recorded is read by {AuditctlProgram.Name}, which {why}. Install it in one of these places (out of a checkout: dotnet publish auditsink/Auditctl, or dotnet build auditsink/Auditctl to use it there), or run '{AuditctlProgram.Name} {Verb}' with the same arguments where it is.");
        return ExitCode.CannotStart;
    }
}
