using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Refuses delegation tokens to who is known at the brokers by an account that others have too: the token would be theirs as well, and let in past
/// the proxy whoever holds it. For routes without rules: rules refuse tokens to everybody. One per session.
/// </summary>
internal sealed class SharedAccount(SessionState session) : IStep
{
    private const short CreateDelegationToken = 38;
    private const short DescribeDelegationToken = 41;

    public Interest InterestIn(short apiKey, short version) => apiKey is >= CreateDelegationToken and <= DescribeDelegationToken ? Interest.Request : Interest.None;

    /// <summary>The error is that of a broker which does not take the connection for an owner's.</summary>
    public Verdict OnRequest(Exchange exchange) => exchange.Api.Key is >= CreateDelegationToken and <= DescribeDelegationToken && !session.OwnsAccount
        ? Refusal.Whole(exchange, KafkaError.DelegationTokenRequestNotAllowed, default)
        : Verdict.Next;

    public Verdict OnResponse(Exchange exchange) => Verdict.Next;
}
