using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Compliance.Functional.BadInput;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>
/// An answer as lines, one for each value, with what differs by its nature made alike: addresses, throttling, ids of topics, producers
/// and members, the road's tag; and without what other roads put beside it.
/// </summary>
internal static partial class SweepAnswer
{
    private const short Fetch = 1, ApiVersions = 18, DescribeConfigs = 32, DescribeLogDirs = 35, DescribeQuorum = 55, GetTelemetrySubscriptions = 71;

    public static async Task<string> AskAsync(SweepWorld world, ApiRow api, short version, byte[] request)
    {
        using var client = await RawClient.ConnectAsync(world.Port);
        return await AskAsync(client, world, api, version, request);
    }

    /// <summary>As <see cref="AskAsync(SweepWorld, ApiRow, short, byte[])"/>, on a connection that somebody has logged in on, say.</summary>
    public static async Task<string> AskAsync(RawClient client, SweepWorld world, ApiRow api, short version, byte[] request)
    {
        try
        {
            await client.SendFrameAsync(request);
            return await client.ReadFrameAsync() is { } frame ? Text(Read(frame, api, version), world) : "closed";
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
    }

    public static string Text(Message answer, SweepWorld world)
    {
        var lines = new StringBuilder();
        Struct(lines, answer, "", world);
        return lines.ToString().Replace($"-{world.Tag}", "", StringComparison.Ordinal);
    }

    /// <summary>A broker that does not know the version of an ApiVersions request answers it in version 0.</summary>
    private static Message Read(byte[] frame, ApiRow api, short version)
    {
        try
        {
            return RawClient.Answer(frame, api, api.Knows(version) ? version : (short)0);
        }
        catch (InvalidDataException) when (api.Key == ApiVersions && version > 0)
        {
            return RawClient.Answer(frame, api, 0);
        }
    }

    private static void Struct(StringBuilder lines, Message message, string path, SweepWorld world)
    {
        for (var i = 0; i < message.Fields.Count; i++)
        {
            var field = message.Fields[i];
            var value = message.ValueAt(i);
            var here = $"{path}{field.Name}";
            if (field.Role == FieldRole.ThrottleTimeMs || IsOwnAddress(message, field))
                continue;
            if (value is Message inner)
                Struct(lines, inner, $"{here}.", world);
            else if (value is List<Message> elements)
                Elements(lines, elements, here, world);
            else
                lines.Append(here).Append(" = ").Append(Value(message.Program.Api.Key, field, value, world)).Append('\n');
        }

        foreach (var (tag, payload) in message.UnknownTags ?? new Dictionary<int, byte[]>())
            lines.Append(CultureInfo.InvariantCulture, $"{path}tag {tag} = {Convert.ToHexString(payload)}\n");
    }

    private static void Elements(StringBuilder lines, List<Message> elements, string path, SweepWorld world)
    {
        var texts = elements.Select(element =>
        {
            var text = new StringBuilder();
            Struct(text, element, $"{path}.", world);
            return text.ToString();
        }).Where(text => !Regex.IsMatch(text, SweepWorld.Others(world.Tag))).ToList();
        // Where names are involved, brokers answer in the order of a hash table, which differs by the names. A fetch has an order.
        if (elements.Count > 0 && elements[0].Program.Api.Key != Fetch && texts.Exists(text => text.Contains(world.Tag, StringComparison.Ordinal)))
            texts.Sort(StringComparer.Ordinal);
        lines.Append(CultureInfo.InvariantCulture, $"{path}: {texts.Count}\n");
        foreach (var text in texts)
            lines.Append(text);
    }

    private static string Value(short api, FieldSchema field, object? value, SweepWorld world) => (field.Role, value) switch
    {
        (_, null) => "null",
        (FieldRole.Host, string { Length: > 0 }) => "HOST",
        (FieldRole.Port, > 0) => "PORT",
        (FieldRole.ProducerId, >= 0L) => "PRODUCER",
        (FieldRole.MemberId, string { Length: > 0 } member) when member != SweepWorld.Member => "MEMBER",
        (_, Guid id) => world.Said(id),
        (FieldRole.LogDir, string folder) => folder.Length == 0 ? "" : "FOLDER",
        _ when IsMoving(api, field) => "MOVING",
        (_, byte[] bytes) => $"{bytes.Length} bytes {Escaped(Encoding.Latin1.GetString(bytes))}",
        (_, string text) => Varying.Alike(text),
        (_, System.Collections.IEnumerable many) => $"[{string.Join(", ", many.Cast<object>().Select(one => one is Guid id ? world.Said(id) : Convert.ToString(one, CultureInfo.InvariantCulture)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Numbers that grow by themselves while two roads are asked one after the other.</summary>
    private static bool IsMoving(short api, FieldSchema field) => api switch
    {
        DescribeQuorum => field.Name is "LogEndOffset" or "HighWatermark" or "LastFetchTimestamp" or "LastCaughtUpTimestamp",
        DescribeLogDirs => field.Name is "TotalBytes" or "UsableBytes",
        ApiVersions => field.Name is "FinalizedFeaturesEpoch",
        GetTelemetrySubscriptions => field.Name is "SubscriptionId",
        _ => false,
    };

    /// <summary>What names the broker's own listeners, which the proxy rewrites, and controllers, which it withholds.</summary>
    private static bool IsOwnAddress(Message message, FieldSchema field) => message.Program.Api.Key switch
    {
        DescribeQuorum => field.Name == "Listeners",
        DescribeConfigs => field.Name == "Value" && message["Name"] is string name && (name.StartsWith("controller.quorum.", StringComparison.Ordinal) || name.EndsWith("listeners", StringComparison.Ordinal)),
        _ => false,
    };

    private static string Escaped(string text) => Unprintable().Replace(text, match => $"\\{(int)match.Value[0]:x2}");

    [GeneratedRegex(@"[^ -~]")]
    private static partial Regex Unprintable();
}
