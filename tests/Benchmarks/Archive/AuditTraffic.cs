using Compliance.Events;

namespace Compliance.Benchmarks.Archive;

/// <summary>
/// Events as a company's clusters leave them: a few busy applications and many people, topics with and without protected data, mostly reads
/// and writes. The same numbers give the same events. One proxy's; not thread-safe; the event handed out is reused.
/// </summary>
internal sealed class AuditTraffic
{
    /// <summary>Those who come often, each less than the one before.</summary>
    public const int People = 1000;

    // One event in 200 is of somebody who hardly ever comes: numbers from People on.
    private const int RarePeople = 10_000;
    private const int RareEvent = 200;
    private const int Topics = 60;
    private const int Seed = 17;
    private const double Skew = 2.5;
    private static readonly string[] Techniques = ["mask", "hash", "redact"];
    private static readonly string[] Classes = ["card-number", "e-mail", "iban", "health", "name"];
    private readonly Random _random;
    private readonly AuditEvent _event = new();
    private readonly string _proxy;
    private readonly long _start;
    private readonly double _step;
    private readonly Guid _topicIds = Guid.NewGuid();
    private readonly Guid[] _sessions;

    /// <param name="number">Of the proxy.</param>
    /// <param name="start">Time of the first event, microseconds since the Unix epoch.</param>
    /// <param name="step">Microseconds from one event to the next, on average.</param>
    public AuditTraffic(int number, long start, double step)
    {
        (_proxy, _start, _step, _random) = ($"proxy-{number}", start, step, new Random(Seed + number));
        _sessions = [.. Enumerable.Range(0, People * 2).Select(_ => Uuid(start))];
    }

    public static string PersonName(int number) => $"User:person-{number:0000}";

    public AuditEvent Next(long sequence)
    {
        var e = _event;
        e.Clear();
        var time = _start + (long)(sequence * _step);
        var who = _random.Next(RareEvent) == 0 ? People + _random.Next(RarePeople) : (int)(People * Math.Pow(_random.NextDouble(), Skew));
        (e.Id, e.Timestamp, e.Proxy, e.ProxyVersion, e.Epoch, e.Sequence) = (Uuid(time), time, _proxy, "0.1.0", _start / 1000, sequence);
        (e.Principal, e.AuthMechanism, e.SourceIp, e.SourcePort) = (PersonName(who), "PLAIN", $"10.1.{who / 250}.{who % 250}", 30_000 + _random.Next(30_000));
        (e.ClientId, e.ClientSoftwareName, e.ClientSoftwareVersion, e.SessionId) = ($"app-{who % 97}", "librdkafka", "2.16.0", who < People ? _sessions[who * 2 + _random.Next(2)] : Uuid(time));
        (e.Route, e.Cluster, e.RequestId, e.CorrelationId) = ("main", "main", Uuid(time), (int)(sequence & int.MaxValue));
        (e.Duration, e.UpstreamDuration) = (800_000 + _random.Next(2_000_000), 500_000 + _random.Next(300_000));
        if (_random.Next(100) < 3)
            Login(e);
        else
            Access(e, who);
        return e;
    }

    private void Login(AuditEvent e)
    {
        var good = _random.Next(50) > 0;
        (e.Category, e.Type, e.Action, e.Outcome, e.ErrorCode) = ("authentication", "start", "authn.plain", good ? "success" : "failure", (short)(good ? 0 : 58));
    }

    private void Access(AuditEvent e, int who)
    {
        var reads = _random.Next(100) < 62;
        var topic = (int)(Topics * Math.Pow(_random.NextDouble(), 2));
        (e.Category, e.Type, e.Action, e.Outcome) = ("database", reads ? "access" : "change", reads ? "kafka.fetch" : "kafka.produce", "success");
        (e.ApiKey, e.ApiVersion, e.Topic, e.TopicId, e.PartitionCount) = ((short)(reads ? 1 : 0), (short)(reads ? 17 : 12), $"topic-{topic:00}", _topicIds, 1);
        (e.PolicyId, e.PolicySha256, e.Rule) = ("main", "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550", $"main#{topic % 7}");
        if (_random.Next(200) == 0)
        {
            (e.Outcome, e.Decision, e.ErrorCode, e.Reason) = ("failure", "deny", 29, "No rule allows it.");
            return;
        }

        e.Partitions.Add(_random.Next(12));
        (e.Records, e.Bytes, e.OffsetFirst) = (1 + _random.Next(500), 1000 + _random.Next(400_000), e.Sequence * 7);
        e.OffsetLast = e.OffsetFirst + e.Records - 1;
        e.OffsetsFirst.Add(e.OffsetFirst);
        e.OffsetsLast.Add(e.OffsetLast);
        if (reads)
            e.GroupId = $"group-{who % 97}";
        if (topic % 3 != 0 || !reads)
        {
            e.Decision = "allow";
            return;
        }

        (e.Decision, e.Purpose, e.MaskedValues) = ("mask", "reporting", e.Records * 2);
        e.DataClasses.Add(Classes[topic % Classes.Length]);
        e.MaskFields.Add("customer.value");
        e.MaskTechniques.Add(Techniques[topic % Techniques.Length]);
        if (_random.Next(500) != 0)
            return;
        (e.ClearValues, e.ExemptionId, e.Purpose) = (e.Records, "FRAUD-17", "fraud");
        e.ClearClasses.Add(Classes[topic % Classes.Length]);
    }

    // A UUIDv7: its time, and the rest random.
    private Guid Uuid(long micros)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        var millis = micros / 1000;
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(millis >> (40 - (i * 8)));
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
