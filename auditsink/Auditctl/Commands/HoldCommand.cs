using System.CommandLine;
using System.Globalization;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Events;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl hold</c>: what may not be purged. One person places a hold; it takes two to release one.</summary>
internal static class HoldCommand
{
    public static Command Make(Tools tools) => new("hold", "Legal holds: place one, list them, ask for a release, put them on the store's files")
    {
        Place(tools),
        List(tools),
        Release(tools),
        Apply(tools),
    };

    private static Command Place(Tools tools)
    {
        var (filters, trust) = (new FilterOptions(tools.Time), new TrustOptions());
        var name = new Option<string>("--case") { Description = "What it is for, as the lawyers call it", Required = true };
        var logs = new Option<string[]>("--partition") { Description = "Partitions of the audit topic, as TOPIC/NUMBER; left out: all" };
        var command = new Command("place", "Keeps every file that has an event of these times and conditions, also files that are yet to come") { name, logs };
        filters.AddTo(command);
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var query = filters.Read(context.Parsed, context.Archive);
            context.Using(new AccessUse(AuditAction.Hold, ["place", .. FilterText.Of(query)], query.Class));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            var partitions = context.Parsed.GetValue(logs) is { Length: > 0 } some ? some.Select(Log).ToArray() : null;
            var order = new HoldOrder(context.Parsed.GetValue(name)!) { Since = query.Since, Until = query.Until, Logs = partitions, Rows = HeldRows.Of(query) };
            await context.BeginAsync(stop);
            var signed = await custodian.AddAsync(custodian.New(StatementKind.Hold) with { Hold = order }, stop);
            var state = await custodian.ReadAsync(stop);
            var count = await StoreHolds.ApplyAsync(custodian, state, order, stop);
            await context.SucceededAsync(count.Held, stop);
            await CustodyText.WriteAsync(context, state, [signed.Number], $"Hold {signed.Number} stands: {count}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(Tools tools)
    {
        var trust = new TrustOptions();
        var command = new Command("list", "All holds, and what became of them");
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            context.Using(new AccessUse(AuditAction.Hold, ["list"], []));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            var state = await custodian.ReadAsync(stop);
            var holds = state.Holds.Select(hold => hold.Number).ToList();
            await context.SucceededAsync(holds.Count, stop);
            await CustodyText.WriteAsync(context, state, holds, holds.Count == 0 ? "There is no hold." : null);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Release(Tools tools)
    {
        var trust = new TrustOptions();
        var number = new Argument<long>("HOLD") { Description = "Its number, as hold list prints it" };
        var command = new Command("release", "Asks that a hold ends; it does when a second person has approved that") { number };
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var hold = context.Parsed.GetValue(number);
            context.Using(new AccessUse(AuditAction.Hold, [string.Create(CultureInfo.InvariantCulture, $"release={hold}")], []));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            await context.BeginAsync(stop);
            var signed = await custodian.AddAsync(custodian.New(StatementKind.Request) with { Request = new RequestOrder(custodian.Expiry) { Release = hold } }, stop);
            await context.SucceededAsync(1, stop);
            await CustodyText.WriteAsync(context, await custodian.ReadAsync(stop), [signed.Number], CustodyText.Waits(signed));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Apply(Tools tools)
    {
        var trust = new TrustOptions();
        var command = new Command("apply", "Puts the holds that stand on the store's files, also on those that came since, and takes others off");
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            context.Using(new AccessUse(AuditAction.Hold, ["apply"], []));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            await context.BeginAsync(stop);
            var state = await custodian.ReadAsync(stop);
            var count = await StoreHolds.ApplyAsync(custodian, state, null, stop);
            await context.SucceededAsync(count.Held, stop);
            await CustodyText.WriteAsync(context, state, [.. state.Holds.Where(hold => hold.Stands).Select(hold => hold.Number)], count.ToString());
            return ExitCode.Done;
        });
        return command;
    }

    private static string Log(string text) =>
        text.LastIndexOf('/') is > 0 and var slash && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new UsageException($"--partition: '{text}' is none. Write the audit topic and the number: compliance.audit/0.");
}
