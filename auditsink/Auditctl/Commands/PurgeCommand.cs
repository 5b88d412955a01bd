using System.CommandLine;
using System.Globalization;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Events;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl purge</c>: removes files that retention no longer needs, when two people have agreed on exactly these, and certifies it.</summary>
internal static class PurgeCommand
{
    public static Command Make(Tools tools) => new("purge", "Removes old files: plan shows which, request asks, another person approves, run does it and certifies it")
    {
        Plan(tools),
        Request(tools),
        Run(tools),
        CustodyVerb.List(
            "list", "All purges that were asked for, and how far they have come", tools, AuditAction.Purge,
            state => state.Requests.Where(request => request.Order.Purge is not null).Select(request => request.Number), "No purge was ever asked for."),
    };

    private static Command Plan(Tools tools)
    {
        var before = Before(tools.Time);
        var command = new Command("plan", "What a purge would take and what would stay, and why; changes nothing") { before };
        return CustodyVerb.Set(command, tools, null, async (context, custodian, stop) =>
        {
            var time = Time(custodian, context.Parsed.GetValue(before));
            context.Using(new AccessUse(AuditAction.Purge, ["plan", Text(time)], []));
            var files = await PurgePlanner.PlanAsync(custodian, await custodian.ReadAsync(stop), time, stop);
            await context.SucceededAsync(files.Goes.Count, stop);
            PlanText.Write(context, time, files);
        });
    }

    private static Command Request(Tools tools)
    {
        var before = Before(tools.Time);
        var command = new Command("request", "Asks for the purge that plan shows, file by file; somebody else must approve it") { before };
        return CustodyVerb.Set(command, tools, null, async (context, custodian, stop) =>
        {
            var time = Time(custodian, context.Parsed.GetValue(before));
            context.Using(new AccessUse(AuditAction.Purge, ["request", Text(time)], []));
            await context.BeginAsync(stop);
            SievedFiles? files = null;
            var signed = await custodian.AddAsync(
                async state =>
                {
                    files = await PurgePlanner.PlanAsync(custodian, state, time, stop);
                    return custodian.New(StatementKind.Request) with { Request = new RequestOrder(custodian.Expiry) { Purge = new PurgePlan(time, files.Goes, files.LookedInto) } };
                },
                stop);
            await context.SucceededAsync(files!.Goes.Count, stop);
            if (!context.Json)
                PlanText.Write(context, time, files);
            await CustodyText.WriteAsync(context, await custodian.ReadAsync(stop), [signed.Number], CustodyText.Waits(signed));
        });
    }

    private static Command Run(Tools tools)
    {
        var number = new Argument<long>("REQUEST") { Description = "Its number, as purge list prints it" };
        var index = new IndexOptions("Also erase the documents of what is gone from the search index at this address (key, authorities and prefix: elasticsearch of the settings). Of a purge that is certified already, only that is done. Left out: the index is not touched");
        var command = new Command("run", "Carries an approved request out, or goes on with one that was cut off, and certifies it") { number };
        index.AddTo(command);
        return CustodyVerb.Set(command, tools, context => Use(context.Parsed.GetValue(number), index.IsNamed(context)), async (context, custodian, stop) =>
        {
            var request = context.Parsed.GetValue(number);
            var search = new SearchPurge(custodian, index.IsNamed(context) ? index.Settings(context) : null, context.Progress, tools.Time);
            await context.BeginAsync(stop);
            var done = await new PurgeRun(custodian, request, search, context.Progress).RunAsync(stop);
            await context.SucceededAsync(done.Certificate!.Statement.Certificate!.Files, stop);
            await CustodyText.WriteAsync(context, await custodian.ReadAsync(stop), [request], CustodyText.Purged(done));
        });
    }

    private static AccessUse Use(long request, bool withIndex) =>
        new(AuditAction.Purge, [string.Create(CultureInfo.InvariantCulture, $"run={request}{(withIndex ? " with index" : "")}")], []);

    private static Option<DateTimeOffset?> Before(TimeProvider time) => FilterOptions.Time("--before", "Only files all of whose events are older; left out: custody.retentionDays ago", time);

    private static DateTimeOffset Time(Custodian custodian, DateTimeOffset? given)
    {
        var before = given ?? custodian.Latest;
        custodian.CheckRetention(before);
        return before;
    }

    private static string Text(DateTimeOffset before) => $"before={before.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}";
}
