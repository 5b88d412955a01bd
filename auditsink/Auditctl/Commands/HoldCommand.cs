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
        CustodyVerb.List("list", "All holds, and what became of them", tools, AuditAction.Hold, state => state.Holds.Select(hold => hold.Number), "There is no hold."),
        Release(tools),
        Apply(tools),
    };

    private static Command Place(Tools tools)
    {
        var filters = new FilterOptions(tools.Time);
        var name = new Option<string>("--case") { Description = "What it is for, as the lawyers call it", Required = true };
        var logs = new Option<string[]>("--partition") { Description = "Partitions of the audit topic, as TOPIC/NUMBER; left out: all" };
        var command = new Command("place", "Keeps every file that has an event of these times and conditions, also files that are yet to come") { name, logs };
        filters.AddTo(command);
        return CustodyVerb.Set(command, tools, context => Use(filters.Read(context.Parsed, context.Archive)), async (context, custodian, stop) =>
        {
            var query = filters.Read(context.Parsed, context.Archive);
            var partitions = context.Parsed.GetValue(logs) is { Length: > 0 } some ? some.Select(Log).ToArray() : null;
            var order = new HoldOrder(context.Parsed.GetValue(name)!) { Since = query.Since, Until = query.Until, Logs = partitions, Rows = HeldRows.Of(query) };
            await context.BeginAsync(stop);
            var signed = await custodian.AddAsync(custodian.New(StatementKind.Hold) with { Hold = order }, stop);
            var state = await custodian.ReadAsync(stop);
            var count = await StoreHolds.ApplyAsync(custodian, state, order, stop);
            await context.SucceededAsync(count.Held, stop);
            await CustodyText.WriteAsync(context, state, [signed.Number], $"Hold {signed.Number} stands: {count}");
        });
    }

    private static Command Release(Tools tools)
    {
        var number = new Argument<long>("HOLD") { Description = "Its number, as hold list prints it" };
        var command = new Command("release", "Asks that a hold ends; it does when a second person has approved that") { number };
        return CustodyVerb.Set(
            command, tools,
            context => new AccessUse(AuditAction.Hold, [string.Create(CultureInfo.InvariantCulture, $"release={context.Parsed.GetValue(number)}")], []),
            (context, custodian, stop) => CustodyVerb.RequestAsync(context, custodian, new RequestOrder(custodian.Expiry) { Release = context.Parsed.GetValue(number) }, 1, stop));
    }

    private static Command Apply(Tools tools)
    {
        var command = new Command("apply", "Puts the holds that stand on the store's files, also on those that came since, and takes others off");
        return CustodyVerb.Set(command, tools, _ => new AccessUse(AuditAction.Hold, ["apply"], []), async (context, custodian, stop) =>
        {
            await context.BeginAsync(stop);
            var state = await custodian.ReadAsync(stop);
            var count = await StoreHolds.ApplyAsync(custodian, state, null, stop);
            await context.SucceededAsync(count.Held, stop);
            await CustodyText.WriteAsync(context, state, [.. state.Holds.Where(hold => hold.Stands).Select(hold => hold.Number)], count.ToString());
        });
    }

    private static AccessUse Use(AccessQuery query) => new(AuditAction.Hold, ["place", .. FilterText.Of(query)], query.Class);

    private static string Log(string text) =>
        text.LastIndexOf('/') is > 0 and var slash && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new UsageException($"--partition: '{text}' is none. Write the audit topic and the number: compliance.audit/0.");
}
