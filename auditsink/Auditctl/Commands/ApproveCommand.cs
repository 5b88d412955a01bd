using System.CommandLine;
using System.Globalization;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Events;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl approve</c>: the second person's word on a request, or without a number what waits for one.</summary>
internal static class ApproveCommand
{
    private const int LeastDigits = 16;

    public static Command Make(Tools tools)
    {
        var number = new Argument<long?>("REQUEST") { Description = "Its number; left out: lists the requests that wait", Arity = ArgumentArity.ZeroOrOne };
        var hash = new Option<string>("--sha256") { Description = $"Of the request that was looked at, as lists print it, {LeastDigits} digits or more: nobody approves what they have not seen" };
        var command = new Command("approve", "Approves a release, a purge or a token that somebody else has asked for") { number, hash };
        return CustodyVerb.Set(command, tools, null, async (context, custodian, stop) =>
        {
            if (context.Parsed.GetValue(number) is not { } request)
            {
                context.Using(new AccessUse(AuditAction.Hold, ["list requests"], []));
                await CustodyVerb.ListAsync(context, custodian, state => Waiting(state, custodian.Now), "Nothing waits for approval.", stop);
                return;
            }

            var seen = context.Parsed.GetValue(hash) is { Length: >= LeastDigits } text
                ? text.ToLowerInvariant()
                : throw new UsageException($"Which request {request} was looked at? Give --sha256 with at least {LeastDigits} digits of what auditctl approve prints beside it.");
            var waiting = (await custodian.ReadAsync(stop)).Request(request) ?? throw new UsageException($"Statement {request} is no request: auditctl approve lists those that wait.");
            context.Using(new AccessUse(ActionOf(waiting.Order), [string.Create(CultureInfo.InvariantCulture, $"approve={request}")], []));
            if (!waiting.Statement.Sha256.StartsWith(seen, StringComparison.Ordinal))
                throw new UsageException($"Request {request} has the SHA-256 {waiting.Statement.Sha256}, not {seen}: look at it again.");
            await context.BeginAsync(stop);
            if (waiting.Order.Purge is { } plan)
            {
                custodian.CheckRetention(plan.Before);
                await PurgePlanner.CheckAsync(custodian, plan, stop);
            }

            await custodian.AddAsync(custodian.New(StatementKind.Approval) with { Of = waiting.Reference }, stop);
            var state = await custodian.ReadAsync(stop);
            var said = await FollowAsync(custodian, state, waiting, stop);
            await context.SucceededAsync(1, stop);
            await CustodyText.WriteAsync(context, state, [request], said);
        });
    }

    // What was asked for and happens at once.
    private static async Task<string> FollowAsync(Custodian custodian, CustodyState state, RequestState request, CancellationToken stop) => request.Order switch
    {
        { Release: { } hold } => $"Hold {hold} has ended. Of what it reached {await StoreHolds.ApplyAsync(custodian, state, state.Hold(hold)!.Order, stop)}",
        { Purge: not null } => $"Approved. It is carried out until {request.Order.ExpiresAt:u} by: auditctl purge run {request.Number}",
        _ => $"Approved. Until {request.Order.ExpiresAt:u} {request.Statement.Statement.By} may ask for it: auditctl token --approval {request.Number}",
    };

    private static IEnumerable<long> Waiting(CustodyState state, DateTimeOffset now) =>
        state.Requests.Where(request => request.Approval is null && request.Order.ExpiresAt >= now).Select(request => request.Number);

    private static string ActionOf(RequestOrder order) => order switch
    {
        { Purge: not null } => AuditAction.Purge,
        { Release: not null } => AuditAction.Hold,
        _ => AuditAction.Token,
    };
}
