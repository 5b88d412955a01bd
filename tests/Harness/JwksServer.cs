namespace Compliance.Harness;

/// <summary>A provider that gives out an issuer's keys.</summary>
public sealed class JwksServer(string answer) : HttpProvider("jwks.json")
{
    private int _questions;

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>What it answers with from now on.</summary>
    public string Answer { get; set; } = answer;

    protected override Func<string> Take(string? authorization, string body)
    {
        Interlocked.Increment(ref _questions);
        return () => Answer;
    }
}
