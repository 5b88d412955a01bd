using System.CommandLine;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Commands;

/// <summary>What the verbs about the archive's custody have in common: whom to trust, and how holds and requests are listed and made.</summary>
internal static class CustodyVerb
{
    /// <summary>Gives the command its options and what it does with the custodian, which is disposed of afterwards.</summary>
    /// <param name="command">The command.</param>
    /// <param name="tools">What it works with.</param>
    /// <param name="use">The use as it is recorded, also when the custodian cannot be had; null: only the custodian can tell.</param>
    /// <param name="run">What it does.</param>
    public static Command Set(Command command, Tools tools, Func<VerbContext, AccessUse>? use, Func<VerbContext, Custodian, CancellationToken, Task> run)
    {
        var trust = new TrustOptions();
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            if (use is not null)
                context.Using(use(context));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            await run(context, custodian, stop);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A verb that only lists holds or requests.</summary>
    public static Command List(string name, string description, Tools tools, string action, Func<CustodyState, IEnumerable<long>> numbers, string none) =>
        Set(new Command(name, description), tools, _ => new AccessUse(action, [name], []), (context, custodian, stop) => ListAsync(context, custodian, numbers, none, stop));

    public static async Task ListAsync(VerbContext context, Custodian custodian, Func<CustodyState, IEnumerable<long>> numbers, string none, CancellationToken stop)
    {
        var state = await custodian.ReadAsync(stop);
        var all = numbers(state).ToList();
        await context.SucceededAsync(all.Count, stop);
        await CustodyText.WriteAsync(context, state, all, all.Count == 0 ? none : null);
    }

    /// <summary>Asks a second person; says how they approve it.</summary>
    public static async Task RequestAsync(VerbContext context, Custodian custodian, RequestOrder order, int records, CancellationToken stop)
    {
        await context.BeginAsync(stop);
        var signed = await custodian.AddAsync(custodian.New(StatementKind.Request) with { Request = order }, stop);
        await context.SucceededAsync(records, stop);
        await CustodyText.WriteAsync(context, await custodian.ReadAsync(stop), [signed.Number], CustodyText.Waits(signed));
    }
}
