using System.Buffers;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// What the proxy took out of a request, and the part of the answer that it gives for it in the broker's stead. Owner: one exchange.
/// Denials are the slow path: they may allocate, the list without any does not.
/// </summary>
internal sealed class DenialList
{
    private readonly HashSet<int> _taken = [];
    private readonly List<KafkaError> _errors = [];
    private Message? _refused;

    /// <summary>Whether the proxy has to answer for anything.</summary>
    public bool Any => _refused is not null;

    /// <summary>The errors of what was taken out, each once.</summary>
    public IReadOnlyList<KafkaError> Errors => _errors;

    /// <summary>The first of them that says that rights were lacking; None: none does.</summary>
    public KafkaError LackOfRights => _errors.Find(error => error
        is KafkaError.TopicAuthorizationFailed or KafkaError.GroupAuthorizationFailed or KafkaError.ClusterAuthorizationFailed or KafkaError.TransactionalIdAuthorizationFailed);

    public void Clear()
    {
        _errors.Clear();
        _taken.Clear();
        _refused = null;
    }

    /// <summary>Takes an element out of the request. Gives its entry in the answer, which carries the error.</summary>
    public Message Refuse(Exchange exchange, int element, KafkaError error, string? text = null)
    {
        Take(exchange, element, error);
        return ErrorReply.Add(Refused(exchange), exchange.Request, element, error, text);
    }

    /// <summary>Takes an element out of the request, without an entry in the answer. No error: it is counted with what it holds.</summary>
    public void Take(Exchange exchange, int element, KafkaError error = KafkaError.None)
    {
        if (error != KafkaError.None && !_errors.Contains(error))
            _errors.Add(error);
        _taken.Add(element);
        exchange.RequestEdits.Remove(element);
    }

    /// <summary>An answer to this version of the request with nothing in it but what is refused; for the request half.</summary>
    public Message Refused(Exchange exchange) => _refused ??= ErrorReply.NewReply(exchange.Request);

    /// <summary>Whether the element, or what it is part of, was taken out.</summary>
    public bool IsTaken(Walk walk, int element)
    {
        if (_taken.Count == 0)
            return false;
        for (var node = element; node >= 0; node = walk.Nodes[node].Parent)
        {
            if (_taken.Contains(node))
                return true;
        }

        return false;
    }

    /// <summary>Whether the list had elements and none of them is left.</summary>
    public bool TookAllOf(Walk walk, int list)
    {
        if (_taken.Count == 0 || list < 0)
            return false;
        var any = false;
        foreach (var element in walk.Elements(list))
        {
            if (!_taken.Contains(element))
                return false;
            any = true;
        }

        return any;
    }

    /// <summary>Puts every entry into the broker's answer.</summary>
    public void AppendTo(Walk response, Edits edits)
    {
        if (_refused is not null)
            ErrorReply.Merge(_refused, response, edits);
    }

    /// <summary>The answer made of nothing but these entries.</summary>
    public void WriteAnswer(Exchange exchange, IBufferWriter<byte> output) => Refused(exchange).Encode(output);
}
