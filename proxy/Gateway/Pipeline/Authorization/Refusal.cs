using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>Answers a request in the broker's stead. A Produce that waits for no answer is refused as a broker does it: by closing.</summary>
internal static class Refusal
{
    /// <summary>
    /// Refuses the whole request with one code, wherever this version's clients look for it. Where an answer has no place for it (no entry
    /// was asked for, and there is no code at the top) it goes out without, as a broker's does.
    /// </summary>
    public static Verdict Whole(Exchange exchange, KafkaError error, Decision decision)
    {
        exchange.Decision = decision;
        exchange.RefusedWith = RequestForm.ErrorOf(exchange.Request, error);
        if (exchange.OneWay || RequestForm.IsUnreadable(exchange.Request))
            return Close(exchange);
        ErrorReply.Write(exchange.Request, exchange.RefusedWith, null, exchange.Reply);
        return Verdict.Reply;
    }

    /// <summary>
    /// Answers with the entries of what was taken out, where a list of the message itself has lost all its elements by that; else the
    /// request goes on.
    /// </summary>
    public static Verdict IfNothingIsLeft(Exchange exchange, ushort? list)
    {
        if (exchange.OneWay && exchange.Denials.Any)
            return Close(exchange);
        var walk = exchange.Request;
        if (!exchange.Denials.TookAllOf(walk, walk.Child(Walk.Root, list)))
            return Verdict.Next;
        exchange.Denials.WriteAnswer(exchange, exchange.Reply);
        return Verdict.Reply;
    }

    private static Verdict Close(Exchange exchange) => exchange.Break(Session.FaultSide.Policy, Session.FaultKind.Refused,
        $"{exchange.Api.Name} was refused by policy and has no answer that could say so, so the connection is closed as a broker closes it.");
}
