using System.Globalization;
using Compliance.Signing;

namespace Compliance.Gateway.BreakGlass;

/// <summary>
/// What the statements of a route come to, one after the other. One that is forged, by somebody unknown, or against the rules opens nothing.
/// Grows; one owner.
/// </summary>
internal sealed class GrantChain(BreakGlassPlan plan)
{
    private const int MaxReason = 500;
    private const int MaxTicket = 128;

    /// <summary>By how much the clock of who signs may be ahead: else grants could be made for days to come.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly SortedDictionary<long, Grant> _grants = [];

    /// <summary>Number of the next statement.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>Hash of the last statement's bytes.</summary>
    public string Last { get; private set; } = ChainedNote.NoneBefore;

    public IEnumerable<Grant> Grants => _grants.Values;

    public Grant? Find(long number) => _grants.GetValueOrDefault(number);

    /// <summary>The bytes that stand at the next place, whatever they are. Null: they are an old grant that has ended meanwhile.</summary>
    public GrantNews? Add(byte[] bytes, DateTimeOffset now)
    {
        var signed = SignedGrant.Open(bytes, plan.Origin, Next, Last, plan.People, out var problem);
        if (signed is not null)
            problem = Objection(signed.Statement, now) ?? "";
        var news = problem.Length > 0 ? new GrantNews(GrantNews.Refused, null, string.Create(CultureInfo.InvariantCulture, $"Statement {Next} {problem}; it opens nothing.")) : Apply(signed!, now);
        Next++;
        Last = ChainedNote.HashOf(bytes);
        return news;
    }

    /// <summary>Why the statement may not come next; null: it may.</summary>
    public string? Objection(GrantStatement statement, DateTimeOffset now) => statement switch
    {
        { Reason: var reason } when string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason || reason.Any(char.IsControl) => string.Create(CultureInfo.InvariantCulture, $"gives no reason, which is one line of at most {MaxReason} characters"),
        _ when statement.At > now + Ahead => string.Create(CultureInfo.InvariantCulture, $"is of {statement.At:u}, which is still to come: look at the clock where it was signed"),
        { Kind: GrantStatement.Open, Order: { } order, Of: null } => OfGrant(statement, order),
        { Kind: GrantStatement.Close, Order: null, Of: { } of } => _grants.GetValueOrDefault(of) switch
        {
            null => string.Create(CultureInfo.InvariantCulture, $"ends grant {of}, which there is not"),
            { Ended: not null } => string.Create(CultureInfo.InvariantCulture, $"ends grant {of}, which {_grants[of].Ended!.By} has ended already"),
            { } grant when grant.Order.Until <= statement.At => string.Create(CultureInfo.InvariantCulture, $"ends grant {of}, which was over at {grant.Order.Until:u}"),
            _ => null,
        },
        _ => "is neither a grant nor the end of one",
    };

    private string? OfGrant(GrantStatement statement, GrantOrder order)
    {
        if (order.Until <= statement.At)
            return "is over before it begins";
        if (order.Until - statement.At > plan.Max)
            return string.Create(CultureInfo.InvariantCulture, $"lasts until {order.Until:u}, longer than breakGlass.max of the settings allows ({plan.Max.TotalMinutes:0} minutes)");
        if (string.IsNullOrWhiteSpace(order.Ticket) || order.Ticket.Length > MaxTicket || order.Ticket.Any(char.IsControl))
            return string.Create(CultureInfo.InvariantCulture, $"names no ticket, which is one line of at most {MaxTicket} characters");
        return order.Principal.IndexOf(':', StringComparison.Ordinal) is > 0 && !order.Principal.Contains('*', StringComparison.Ordinal) && !order.Principal.Any(char.IsControl)
            ? null
            : "is for nobody: a principal is written as Kafka does, User:name, and has no '*'";
    }

    private GrantNews? Apply(SignedGrant signed, DateTimeOffset now)
    {
        var statement = signed.Statement;
        if (statement.Of is { } of)
        {
            var was = _grants[of].IsOpenAt(now);
            _grants[of].Ended = statement;
            return was ? new(GrantNews.Ended, _grants[of], $"{statement.By} ended it before its time: {statement.Reason}") : null;
        }

        var grant = _grants[signed.Number] = new Grant(signed.Number, statement);
        return grant.IsOpenAt(now) ? new(GrantNews.Granted, grant, statement.Reason) : null;
    }
}
