using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>What became of a request: sent on as <paramref name="Out"/>, answered with it, or (null) the connection broke.</summary>
internal sealed record Step(Verdict Verdict, Exchange Exchange, Message? Out)
{
    public Message Sent => Verdict == Verdict.Next ? Out! : throw new InvalidOperationException($"The request was not sent on: {Verdict}.");

    public Message Reply => Verdict == Verdict.Reply ? Out! : throw new InvalidOperationException($"The request was not answered: {Verdict}.");
}
