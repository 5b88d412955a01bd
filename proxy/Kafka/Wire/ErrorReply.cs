using System.Buffers;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire.Replies;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Writes refusals: for any API and version a response that carries an error code where that API's clients look for it.
/// Codes of topics and partitions stand in the innermost entries, all others at the outermost place that has one; entries
/// are mirrored from the request. For what the proxy authors, not for the data path: it allocates.
/// <code>
/// partly refused:  ErrorReply.Add(denied, request, topic, error); edits.Remove(topic);   // and, once the broker answers:
///                  ErrorReply.Merge(denied, response, responseEdits);
/// </code>
/// A Produce with acks=0 gets no reply at all: refuse it by closing the connection. A Metadata reply without brokers is
/// ignored by clients: refuse its topics in part.
/// </summary>
public static class ErrorReply
{
    private const short ApiVersions = 18;

    /// <summary>
    /// Writes the body that refuses a whole request. False where the code found no place, as in an ElectLeaders v0 for
    /// all partitions or a DescribeLogDirs below v3: a broker answers with an empty list there.
    /// </summary>
    public static bool Write(Walk request, KafkaError error, string? text, IBufferWriter<byte> output)
    {
        bool carried = TryCreate(request, error, text, out Message reply);
        reply.Encode(output);
        return carried;
    }

    /// <summary>As <see cref="Write"/>, to be completed by the caller, as with a ThrottleTimeMs.</summary>
    public static bool TryCreate(Walk request, KafkaError error, string? text, out Message reply)
    {
        ArgumentNullException.ThrowIfNull(request);
        reply = NewReply(request);
        return new ReplyBuilder(request, error, text).Whole(reply);
    }

    /// <summary>An empty reply to collect the refused elements of a request in, by <see cref="Add"/>.</summary>
    public static Message NewReply(Walk request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reply = new Message(request.Program.Api.Response(request.Program.Version));
        ReplyDefaults.Apply(reply);
        return reply;
    }

    /// <summary>Whether the reply to this version has an entry of its own for an element of the request.</summary>
    public static bool HasEntries(Walk request, int element)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MirrorPath.Of(request, element).Count > 0;
    }

    /// <summary>
    /// The entry that refuses one element of a request's array: a topic with all its partitions, a group, a resource.
    /// </summary>
    /// <exception cref="ArgumentException">The reply has no entries for that array.</exception>
    public static Message Entry(Walk request, int element, KafkaError error, string? text = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Entry(new ReplyBuilder(request, error, text), Chain(request, element));
    }

    /// <summary>
    /// Adds the entry that refuses one element to a reply of <see cref="NewReply"/>, below the entries of what is around
    /// it; elements in the order of the bytes. Gives the entry, so that the caller can complete it.
    /// </summary>
    /// <exception cref="ArgumentException">The reply has no entries for that array.</exception>
    public static Message Add(Message reply, Walk request, int element, KafkaError error, string? text = null)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<(Mirror Mirror, int Element)> chain = Chain(request, element);
        var builder = new ReplyBuilder(request, error, text);
        Message into = reply;
        for (int i = 0; i < chain.Count - 1; i++)
            into = LastOrNew(builder, into, chain[i].Mirror.Response, request, chain[i].Element);
        Message entry = Entry(builder, chain);
        into.AddElement(chain[^1].Mirror.Response, entry);
        return entry;
    }

    /// <summary>
    /// Appends refused elements to the broker's own response: below what the broker answered for the same topic, group or
    /// transaction, else as a new entry.
    /// </summary>
    public static void Merge(Message refused, Walk response, Edits edits)
    {
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(edits);
        ReplyMerge.Struct(refused, response, Walk.Root, edits, MirrorTable.Of(refused.Program.Api.Key));
    }

    /// <summary>
    /// The body that answers an ApiVersions request of a version nobody knows: always version 0, code 35 and nothing but
    /// the range of ApiVersions itself, so that the client can ask again.
    /// </summary>
    public static void WriteUnsupportedApiVersions(short minVersion, short maxVersion, IBufferWriter<byte> output)
    {
        var reply = new Message(ApiTable.Find(ApiVersions)!.Response(0)) { ["ErrorCode"] = (short)KafkaError.UnsupportedVersion };
        Message key = reply.Add("ApiKeys");
        key["ApiKey"] = ApiVersions;
        key["MinVersion"] = minVersion;
        key["MaxVersion"] = maxVersion;
        reply.Encode(output);
    }

    private static Message Entry(ReplyBuilder builder, IReadOnlyList<(Mirror Mirror, int Element)> chain) =>
        builder.Entry(chain[^1].Element, string.Join('.', chain.Select(step => step.Mirror.Response)), chain[^1].Mirror.Below);

    private static IReadOnlyList<(Mirror Mirror, int Element)> Chain(Walk request, int element) =>
        MirrorPath.Of(request, element) is { Count: > 0 } chain
            ? chain
            : throw new ArgumentException($"A reply to {request.Program} has no entry for node {element}.", nameof(element));

    private static Message LastOrNew(ReplyBuilder builder, Message into, string array, Walk request, int element)
    {
        IReadOnlyList<Message> known = into.Structs(array);
        Message fresh = builder.Ancestor(new Message(into.Program, into.Struct), array, element);
        if (known.Count > 0 && Identity.Key(known[^1]) == Identity.Key(fresh))
            return known[^1];
        into.AddElement(array, fresh);
        return fresh;
    }
}
