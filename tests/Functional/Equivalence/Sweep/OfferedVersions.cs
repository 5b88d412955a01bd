using Compliance.Functional.BadInput;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>What a broker says that it serves.</summary>
internal static class OfferedVersions
{
    /// <summary>The newest version of each API that the broker and this project know.</summary>
    public static async Task<IReadOnlyDictionary<short, short>> AskAsync(int port)
    {
        using var client = await RawClient.ConnectAsync(port);
        var answer = await client.AskAsync(new Message(ApiTable.Find(18)!.Request(3)) { ["ClientSoftwareName"] = "raw", ["ClientSoftwareVersion"] = "1" });
        return answer.Structs("ApiKeys").Where(known => ApiTable.Find(known.Get<short>("ApiKey")) is { OnBroker: true })
            .ToDictionary(known => known.Get<short>("ApiKey"), known => Math.Min(known.Get<short>("MaxVersion"), ApiTable.Find(known.Get<short>("ApiKey"))!.MaxVersion));
    }
}
