using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker;

/// <summary>
/// What a scripted broker does with one request in place of its usual answer. Null for <see cref="Frame"/> and
/// <see cref="Body"/>: no answer at all.
/// </summary>
public sealed record FakeAnswer
{
    private FakeAnswer()
    {
    }

    /// <summary>Waited for before anything is answered.</summary>
    public Task Before { get; private init; } = Task.CompletedTask;

    /// <summary>Makes the answer's body; gets the request and the usual answer, which it may change and give.</summary>
    public Func<FakeRequest, Message?, Message?>? Body { get; private init; }

    /// <summary>Bytes that are sent as they are, size and header included.</summary>
    public byte[]? Frame { get; private init; }

    /// <summary>Whether the connection ends then.</summary>
    public bool Ends { get; private init; }

    /// <summary>The connection ends without an answer.</summary>
    public static FakeAnswer Close { get; } = new() { Ends = true };

    /// <summary>What is asked is done, and the connection ends without an answer.</summary>
    public static FakeAnswer Lost { get; } = new() { Body = (_, _) => null, Ends = true };

    /// <summary>No answer; the connection stays and goes on with the next request.</summary>
    public static FakeAnswer Silence { get; } = new();

    /// <summary>Another body.</summary>
    public static FakeAnswer With(Func<FakeRequest, Message> body) => new() { Body = (request, _) => body(request) };

    /// <summary>The usual body, changed.</summary>
    public static FakeAnswer Change(Action<Message> change) => new()
    {
        Body = (_, usual) =>
        {
            change(usual ?? throw new InvalidOperationException("This request has no usual answer to change."));
            return usual;
        },
    };

    /// <summary>Bytes as they are, size and header included; with <paramref name="ends"/> the connection closes behind them.</summary>
    public static FakeAnswer Bytes(byte[] frame, bool ends = false) => new() { Frame = frame, Ends = ends };

    /// <summary>The usual answer, once the task is done: a delay, or a gate that the test opens.</summary>
    public static FakeAnswer After(Task gate) => new() { Before = gate, Body = (_, usual) => usual };
}
