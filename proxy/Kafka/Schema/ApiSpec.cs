using System.Text.Json;

namespace Compliance.Kafka.Schema;

/// <summary>An API as the protocol's file lists it; <c>MaxVersion</c> is the last that is stable.</summary>
internal sealed record ApiSpec(short Key, string Name, short MinVersion, short MaxVersion, short FlexibleFrom, bool OnBroker)
{
    public ApiSpec(JsonElement json)
        : this(
            json.GetProperty("key").GetInt16(),
            json.GetProperty("message").GetString()!,
            json.GetProperty("min").GetInt16(),
            json.GetProperty("maxStable").GetInt16(),
            json.GetProperty("flexibleFrom") is { ValueKind: JsonValueKind.Number } from ? from.GetInt16() : short.MaxValue,
            HasBroker(json.GetProperty("listeners")))
    {
    }

    private static bool HasBroker(JsonElement listeners)
    {
        foreach (JsonElement listener in listeners.EnumerateArray())
            if (listener.ValueEquals("broker"u8))
                return true;
        return false;
    }
}
