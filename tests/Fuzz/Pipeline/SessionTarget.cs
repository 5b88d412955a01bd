using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// Whole sessions over sockets, from the login on: streams of a client and answers of a broker, both mutated. Every session ends, none by a
/// defect; what reaches the broker is whole frames that rules let pass.
/// </summary>
internal sealed class SessionTarget : Target
{
    /// <summary>The fake broker keeps its connections until it goes.</summary>
    private const int InputsAProxy = 2000;
    private static readonly short[][] Talks = [[18, 3, 0], [18, 3, 1, 1], [0, 0, 12], [3, 10, 11], [60, 32, 22], [8, 9, 26], [2, 3, 20], [75, 68, 69]];
    private readonly Walk _walk = new();
    private ServedProxy? _served;
    private int _fed;

    public override string Name => "session";
    public override int Share => 3;
    public override int Head => 1;
    public override IReadOnlyList<byte[]> Words { get; } = [.. Names.All.Concat(["GET / HTTP/1.1\r\n", "\x16\x03\x01"]).Select(Encoding.Latin1.GetBytes)];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (_served is null || ++_fed % InputsAProxy == 0)
        {
            Release();
            _served = ServedProxy.StartAsync().GetAwaiter().GetResult();
        }

        var frames = _served.Serve(SessionInput.Read(input));
        if (_served.Defect is { } defect)
        {
            Release();
            throw new OracleException($"defect: {defect}");
        }

        var rights = new Rights(_served.Rules, "till", topics: null);
        foreach (byte[] frame in frames)
            Check(frame, rights);
        probe.Count(frames.Count == 0 ? "nothing sent on" : frames.Count == 1 ? "one request sent on" : "requests sent on");
    }

    protected override void Release()
    {
        _served?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _served = null;
    }

    protected override IReadOnlyList<Sample> MakeSamples()
    {
        var dice = new Dice(4711);
        var samples = new List<Sample>();
        for (int each = 0; each < 160; each++)
            samples.Add(SessionInput.Sample((byte)(dice.OneIn(4) ? 2 : 0), (short)dice.Below(2), ref dice, Talks[each % Talks.Length]));
        return samples;
    }

    private void Check(byte[] frame, Rights rights)
    {
        if (RequestHeaderView.Read(frame, out var header) is { } fault)
            throw new OracleException($"a frame was sent on whose header is refused: {fault}");
        Demand(header.Known && header.Api!.OnBroker, "a request of no known API or version was sent on");
        Demand(header.ApiKey is not (17 or 36), "a login was sent on");
        if (_walk.Read(header.Api!.Request(header.ApiVersion), frame.AsMemory(header.BodyOffset)) is { } broken)
            throw new OracleException($"a request was sent on that is refused: {_walk.Program}: {broken}");
        ForwardedCheck.Run(_walk, rights);
    }
}
