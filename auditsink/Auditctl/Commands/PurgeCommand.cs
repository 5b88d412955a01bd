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
        List(tools),
    };

    private static Command Plan(Tools tools)
    {
        var (trust, before) = (new TrustOptions(), Before(tools.Time));
        var command = new Command("plan", "What a purge would take and what would stay, and why; changes nothing") { before };
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            using var custodian = Custodian.Open(context, trust, tools.Time);
            var time = Time(custodian, context.Parsed.GetValue(before));
            context.Using(new AccessUse(AuditAction.Purge, ["plan", Text(time)], []));
            var files = await PurgePlanner.PlanAsync(custodian, await custodian.ReadAsync(stop), time, stop);
            await context.SucceededAsync(files.Goes.Count, stop);
            PlanText.Write(context, time, files);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Request(Tools tools)
    {
        var (trust, before) = (new TrustOptions(), Before(tools.Time));
        var command = new Command("request", "Asks for the purge that plan shows, file by file; somebody else must approve it") { before };
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            using var custodian = Custodian.Open(context, trust, tools.Time);
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
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Run(Tools tools)
    {
        var trust = new TrustOptions();
        var number = new Argument<long>("REQUEST") { Description = "Its number, as purge list prints it" };
        var command = new Command("run", "Carries an approved request out, or goes on with one that was cut off, and certifies it") { number };
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var request = context.Parsed.GetValue(number);
            context.Using(new AccessUse(AuditAction.Purge, [string.Create(CultureInfo.InvariantCulture, $"run={request}")], []));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            await context.BeginAsync(stop);
            var done = await new PurgeRun(custodian, request, context.Progress).RunAsync(stop);
            var certificate = done.Certificate!.Statement.Certificate!;
            await context.SucceededAsync(certificate.Files, stop);
            await CustodyText.WriteAsync(
                context, await custodian.ReadAsync(stop), [request],
                string.Create(CultureInfo.InvariantCulture, $"Statement {done.Certificate.Number} certifies it: {certificate.Files} files with {certificate.Rows} rows and {certificate.Bytes} bytes are gone, {certificate.Kept.Count} were kept."));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(Tools tools)
    {
        var trust = new TrustOptions();
        var command = new Command("list", "All purges that were asked for, and how far they have come");
        trust.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            context.Using(new AccessUse(AuditAction.Purge, ["list"], []));
            using var custodian = Custodian.Open(context, trust, tools.Time);
            var state = await custodian.ReadAsync(stop);
            var purges = state.Requests.Where(request => request.Order.Purge is not null).Select(request => request.Number).ToList();
            await context.SucceededAsync(purges.Count, stop);
            await CustodyText.WriteAsync(context, state, purges, purges.Count == 0 ? "No purge was ever asked for." : null);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<DateTimeOffset?> Before(TimeProvider time) => FilterOptions.Time("--before", "Only files all of whose events are older; left out: custody.retentionDays ago", time);

    private static DateTimeOffset Time(Custodian custodian, DateTimeOffset? given)
    {
        var before = given ?? custodian.Latest;
        custodian.CheckRetention(before);
        return before;
    }

    private static string Text(DateTimeOffset before) => $"before={before.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}";
}
