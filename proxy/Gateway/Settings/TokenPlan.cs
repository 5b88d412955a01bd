namespace Compliance.Gateway.Settings;

/// <summary>
/// Where the tokens of an account come from (OAuth 2.0, client credentials), and what is asked for. The client's id and secret are the login's
/// user and password. Equal ones are asked alike.
/// </summary>
internal sealed record TokenPlan(Uri Url)
{
    /// <summary>Scopes, a blank between two; null: the provider's own choice.</summary>
    public string? Scope { get; init; }

    /// <summary>Whom the token is for, where the provider wants to be told; null: it does not.</summary>
    public string? Audience { get; init; }

    /// <summary>Certificates in PEM, of which one has to vouch for the address; null: those that the machine trusts.</summary>
    public string? CaPem { get; init; }

    /// <summary>What brokers are told beside the token (KIP-342), as RFC 7628 writes it: for each <c>key "=" value 0x01</c>.</summary>
    public string Extensions { get; init; } = "";
    public TimeSpan Timeout { get; init; } = LimitsPlan.Default.TokenTimeout;
    public TimeSpan Pause { get; init; } = LimitsPlan.Default.TokenPause;
    public int MaxBytes { get; init; } = LimitsPlan.Default.MaxTokenBytes;

    /// <summary>Without a query, which may hold a secret.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Path);
}
