using System.Collections.Immutable;
using Compliance.Gateway.Pipeline.Addresses;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// The versions that every broker of a cluster and the proxy have in common: what a client is told before it has authenticated, when
/// its own broker can't be asked for it yet. Immutable.
/// </summary>
internal sealed record VersionTable(ImmutableSortedDictionary<short, (short Min, short Max)> Ranges)
{
    private const short FirstWithThrottle = 1;
    private const short FirstFlexible = 3;
    private static readonly ApiRow ApiVersions = ApiTable.Find(18)!;
    private static readonly ApiRow Handshake = ApiTable.Find(17)!;
    private static readonly ApiRow Authenticate = ApiTable.Find(36)!;

    /// <summary>
    /// Tags of the answer (features), as a broker sent them; a count of zero where brokers send none. Those of v3 are fit for later
    /// versions too.
    /// </summary>
    public ImmutableArray<byte> Tags { get; init; } = [0];

    /// <summary>
    /// Out of a broker's answer. Null: malformed, or an error. Grammar: int16 error, [api_keys: int16 key, int16 min, int16 max, tags],
    /// [v1+: int32 throttle], [v3+: tags].
    /// </summary>
    public static VersionTable? Of(byte[] body, short version, ImmutableDictionary<short, short>? ceilings = null)
    {
        using var walk = new Walk();
        var program = ApiVersions.Response(version);
        if (walk.Read(program, body) is not null || walk.Int16(walk.Child(Walk.Root, program.FieldId("ErrorCode"))) != 0)
            return null;
        var ranges = ImmutableSortedDictionary.CreateBuilder<short, (short Min, short Max)>();
        foreach (var entry in walk.Elements(walk.Child(Walk.Root, program.FieldId("ApiKeys"))))
        {
            var key = walk.Int16(walk.Child(entry, program.FieldId("ApiKeys.ApiKey")));
            var min = walk.Int16(walk.Child(entry, program.FieldId("ApiKeys.MinVersion")));
            var max = walk.Int16(walk.Child(entry, program.FieldId("ApiKeys.MaxVersion")));
            if (VersionRanges.Narrow(key, min, max, ceilings ?? ImmutableDictionary<short, short>.Empty) is { } range)
                ranges[key] = range;
        }

        var table = new VersionTable(ranges.ToImmutable());
        return version < FirstFlexible ? table : table with { Tags = [.. body.AsSpan(TagsAt(walk, program))] };
    }

    /// <summary>What both have; the features are this one's.</summary>
    public VersionTable Common(VersionTable other)
    {
        var ranges = ImmutableSortedDictionary.CreateBuilder<short, (short Min, short Max)>();
        foreach (var (key, mine) in Ranges)
        {
            if (other.Ranges.TryGetValue(key, out var theirs) && Math.Max(mine.Min, theirs.Min) is var min && Math.Min(mine.Max, theirs.Max) is var max && min <= max)
                ranges[key] = (min, max);
        }

        return this with { Ranges = ranges.ToImmutable() };
    }

    /// <summary>With the two APIs of the login, which the proxy answers itself, whatever the brokers have.</summary>
    public VersionTable WithLogin() => this with { Ranges = Ranges.SetItem(Handshake.Key, Own(Handshake)).SetItem(Authenticate.Key, Own(Authenticate)) };

    /// <summary>The body of an ApiVersions answer of this version; grammar as above.</summary>
    public byte[] Answer(short version)
    {
        var compact = version >= FirstFlexible;
        var body = new byte[16 + (Ranges.Count * 7) + Tags.Length];
        var writer = new WireWriter(body);
        writer.Int16(0);
        writer.Length(Ranges.Count, compact);
        foreach (var (key, (min, max)) in Ranges)
        {
            writer.Int16(key);
            writer.Int16(min);
            writer.Int16(max);
            if (compact)
                writer.UVarint(0);
        }

        if (version >= FirstWithThrottle)
            writer.Int32(0);
        if (compact)
            writer.Raw(Tags.AsSpan());
        return body[..writer.Position];
    }

    private static (short Min, short Max) Own(ApiRow api) => (api.MinVersion, api.MaxVersion);

    /// <summary>Behind the throttle time, the last field of the flexible versions.</summary>
    private static int TagsAt(Walk walk, MessageProgram program) => walk.Nodes[walk.Child(Walk.Root, program.FieldId("ThrottleTimeMs"))].End;
}
