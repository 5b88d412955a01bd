using Compliance.Rules.Compiled;

namespace Compliance.Gateway.BreakGlass;

/// <summary>
/// The grants of a route that are open. Sessions ask from any thread, and hear of one that was granted or ended with their next request or
/// answer, and of its end to the tick. Owner of what is read: the <see cref="GrantLoop"/>.
/// </summary>
internal sealed class GrantBook(BreakGlassPlan plan)
{
    private readonly GrantFolder _folder = new(plan.Folder);
    private readonly GrantChain _chain = new(plan);
    private volatile IReadOnlyList<Grant> _open = [];
    private string? _unfinished;
    private bool _isRead;

    public BreakGlassPlan Plan => plan;

    /// <summary>Grants that are open.</summary>
    public int Count => _open.Count;

    /// <summary>What is open to that principal now. Most have nothing, and cost one comparison from then on.</summary>
    public OpenedNow Of(string principal, DateTimeOffset now)
    {
        var page = _open;
        var mine = page.Where(grant => grant.Order.Principal == principal && grant.IsOpenAt(now)).ToList();
        return mine.Count == 0
            ? new(page, null, null, null, DateTimeOffset.MaxValue)
            : new(page, new OpenedAccess(mine.Select(grant => grant.Order.Opens)), string.Join(' ', mine.Select(grant => grant.Id)), string.Join("; ", mine.Select(grant => grant.Reason)), mine.Min(grant => grant.Order.Until));
    }

    /// <summary>It is what <see cref="Of"/> would give.</summary>
    public bool IsCurrent(OpenedNow opened, TimeProvider time) =>
        ReferenceEquals(opened.Page, _open) && (opened.Until == DateTimeOffset.MaxValue || time.GetUtcNow() < opened.Until);

    /// <summary>Reads what has been said since, and what has ended; gives the news. Throws an IOException where the folder can't be read.</summary>
    public IReadOnlyList<GrantNews> Look(DateTimeOffset now)
    {
        var news = _open.Where(grant => grant.Ended is null && !grant.IsOpenAt(now)).Select(grant => new GrantNews(GrantNews.Ended, grant, "Its time is over.")).ToList();
        try
        {
            while (_folder.Read(_chain.Next) is { } bytes && IsFinished(bytes))
            {
                if (_chain.Add(bytes, now) is { } one)
                    news.Add(one);
            }

            // What was over before this proxy looked for the first time was never open here.
            if (!_isRead)
                news.RemoveAll(one => one.Grant is { } grant && !grant.IsOpenAt(now));
            _isRead = true;
        }
        finally
        {
            if (news.Count > 0)
                _open = [.. _chain.Grants.Where(grant => grant.IsOpenAt(now))];
        }

        return news;
    }

    /// <summary>What has no form yet may still be copied; what stays as it is from one look to the next is meant.</summary>
    private bool IsFinished(byte[] bytes)
    {
        var hash = Signing.ChainedNote.HashOf(bytes);
        var isFinished = SignedGrant.IsNote(bytes) || _unfinished == hash;
        _unfinished = isFinished ? null : hash;
        return isFinished;
    }
}
