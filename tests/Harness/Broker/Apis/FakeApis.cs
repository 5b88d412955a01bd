using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>The APIs that a fake broker answers by itself, one file for each.</summary>
internal static class FakeApis
{
    private static readonly Dictionary<short, Func<FakeRequest, FakeBroker, CancellationToken, ValueTask<Message?>>> Handlers = new()
    {
        [0] = (request, broker, _) => new(ProduceApi.Answer(request, broker)),
        [1] = FetchApi.AnswerAsync,
        [2] = (request, broker, _) => new(ListOffsetsApi.Answer(request, broker)),
        [3] = (request, broker, _) => new(MetadataApi.Answer(request, broker)),
        [10] = (request, broker, _) => new(FindCoordinatorApi.Answer(request, broker)),
        [17] = (request, broker, _) => new(SaslHandshakeApi.Answer(request, broker)),
        [18] = (request, broker, _) => new(ApiVersionsApi.Answer(request, broker)),
        [22] = (request, broker, _) => new(InitProducerIdApi.Answer(request, broker)),
        [36] = (request, broker, _) => new(SaslAuthenticateApi.Answer(request, broker)),
    };

    public static IEnumerable<short> Keys => Handlers.Keys.Order();

    public static bool Knows(short apiKey) => Handlers.ContainsKey(apiKey);

    /// <summary>Null: this request has no answer. An API that is only offered by script has none either.</summary>
    public static ValueTask<Message?> AnswerAsync(FakeRequest request, FakeBroker broker, CancellationToken stop) =>
        Handlers.TryGetValue(request.ApiKey, out var handler) ? handler(request, broker, stop) : new((Message?)null);
}
