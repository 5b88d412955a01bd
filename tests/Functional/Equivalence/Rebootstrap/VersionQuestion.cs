using Compliance.Functional.BadInput;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>An ApiVersions request of version 5: of which software, for which cluster and node its client takes the other side (KIP-1242).</summary>
internal sealed record VersionQuestion(string What, string? ClusterId, int NodeId, string Software = "by-hand")
{
    private static readonly ApiRow ApiVersions = ApiTable.Find(18)!;

    /// <summary>Every kind of question to a node of a cluster.</summary>
    public static IReadOnlyList<VersionQuestion> All(string cluster, int node) =>
    [
        new("nobody in particular", null, -1),
        new("another cluster", "another-cluster", node),
        new("another node", cluster, node + 1),
        new("a node alone", null, node),
        new("a cluster alone", cluster, -1),
        new("no name of a cluster", "", node),
        new("a software with blanks", null, -1, "by hand"),
        new("a software without a name", null, -1, ""),
        new("itself", cluster, node),
    ];

    /// <summary>The answer as a line: its error, and whether APIs are told.</summary>
    public async Task<string> AskAsync(RawClient client)
    {
        var request = new Message(ApiVersions.Request(5)) { ["ClientSoftwareName"] = Software, ["ClientSoftwareVersion"] = "1.0" };
        (request["ClusterId"], request["NodeId"]) = (ClusterId, NodeId);
        await client.SendFrameAsync(client.Request(request));
        if (await client.ReadFrameAsync() is not { } frame)
            return $"{What}: closed";
        var answer = RawClient.Answer(frame, ApiVersions, 5);
        return $"{What}: error {answer["ErrorCode"]}, {(answer.Structs("ApiKeys").Count > 0 ? "with" : "without")} APIs, throttled {answer["ThrottleTimeMs"]} ms, features {answer.Structs("SupportedFeatures").Count > 0}";
    }
}
