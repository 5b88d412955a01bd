using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Compliance.Auditctl.Custody;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// That a token is told only to whoever has a second person's approval, where the settings ask for it: with a token one finds every event of
/// a person. The request holds neither the value nor the token, but the token's hash: the approval is good for this value alone.
/// </summary>
internal sealed class TokenApproval(Tools tools)
{
    private readonly Option<bool> _request = new("--request") { Description = "Ask a second person for the approval, and tell no token" };
    private readonly Option<long?> _approval = new("--approval") { Description = "Number of the request that was approved" };
    private readonly TrustOptions _trust = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_request);
        command.Options.Add(_approval);
        _trust.AddTo(command);
    }

    public IEnumerable<string> Filters(ParseResult parsed) => parsed.GetValue(_request) ? ["request"]
        : parsed.GetValue(_approval) is { } number ? [string.Create(CultureInfo.InvariantCulture, $"approval={number}")] : [];

    /// <summary>True: it was asked for, and nothing is told. False: it may be told.</summary>
    public async Task<bool> AskAsync(VerbContext context, string domain, byte[] token, CancellationToken stop)
    {
        var asks = context.Parsed.GetValue(_request);
        if (!context.Settings.TokenApprovalRequired && !asks)
            return false;
        if (!asks && context.Parsed.GetValue(_approval) is null)
            throw new UsageException("The settings ask for a second person (token.approvalRequired): ask with --request, and when it is approved give --approval NUMBER.");
        using var custodian = Custodian.Open(context, _trust, tools.Time);
        var order = new TokenOrder(domain, Convert.ToHexStringLower(SHA256.HashData(token)));
        if (!asks)
        {
            Check((await custodian.ReadAsync(stop)).Request(context.Parsed.GetValue(_approval)!.Value), order, custodian);
            return false;
        }

        await CustodyVerb.RequestAsync(context, custodian, new RequestOrder(custodian.Expiry) { Token = order }, 0, stop);
        return true;
    }

    private static void Check(RequestState? request, TokenOrder order, Custodian custodian)
    {
        if (request?.Order.Token != order || request.Statement.Statement.By != custodian.Signer.Name)
            throw new UsageException("This approval is for another value, another domain or another person's request. Ask for this one: --request.");
        if (request.Approval is null || request.Order.ExpiresAt < custodian.Now)
            throw new UsageException($"Request {request.Number} is not approved, or its time is over ({request.Order.ExpiresAt:u}).");
    }
}
