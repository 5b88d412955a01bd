using System.Collections.Concurrent;

namespace Compliance.Harness;

/// <summary>A provider that gives out tokens to who asks with client credentials: <c>token-1</c>, <c>token-2</c>, … unless it is told otherwise.</summary>
public sealed class TokenServer(int lifeSeconds = 3600) : HttpProvider("oauth/token")
{
    private readonly ConcurrentQueue<(string Authorization, string Form)> _questions = new();

    /// <summary>What was asked, in the order of arrival: the header, and the form.</summary>
    public IReadOnlyList<(string Authorization, string Form)> Questions => [.. _questions];

    public int LifeSeconds { get; set; } = lifeSeconds;

    /// <summary>The token for the n-th question, counted from 1.</summary>
    public Func<int, string> Token { get; set; } = number => $"token-{number}";

    /// <summary>A body in place of the usual one; null: the usual one.</summary>
    public string? Answer { get; set; }

    protected override Func<string> Take(string? authorization, string body)
    {
        _questions.Enqueue((authorization ?? "", body));
        var number = _questions.Count;
        return () => Answer ?? $$"""{"access_token":"{{Token(number)}}","token_type":"Bearer","expires_in":{{LifeSeconds}}}""";
    }
}
