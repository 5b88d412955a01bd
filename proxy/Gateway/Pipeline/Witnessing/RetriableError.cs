using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// The error that makes clients of an API ask again by themselves, and says that nothing was done: none of them is ambiguous where the request
/// changes something, so a producer sends the same batch with the same sequence, and an administrator's change is not made twice.
/// </summary>
internal static class RetriableError
{
    private const short FirstWithStorageError = 6;

    public static KafkaError Of(ApiRow api, short version) => api.Key switch
    {
        // Leaders of partitions: ListOffsets, DeleteRecords, OffsetForLeaderEpoch, ShareAcknowledge.
        2 or 21 or 23 or 79 => KafkaError.NotLeaderOrFollower,
        3 => KafkaError.LeaderNotAvailable,
        10 => KafkaError.CoordinatorNotAvailable,
        34 or 35 => KafkaError.KafkaStorageError,

        // Group coordinators: heartbeats of every kind, DeleteGroups, OffsetDelete.
        12 or 42 or 47 or 68 or 76 or 88 => KafkaError.NotCoordinator,
        15 or 16 or 69 or 77 or 89 => KafkaError.CoordinatorLoadInProgress,
        _ => Of(ApiKinds.Of(api).Group, version),
    };

    private static KafkaError Of(ApiGroup group, short version) => group switch
    {
        ApiGroup.Produce => KafkaError.NotEnoughReplicas,
        ApiGroup.Fetch => version < FirstWithStorageError ? KafkaError.NotLeaderOrFollower : KafkaError.KafkaStorageError,
        ApiGroup.Groups => KafkaError.NotCoordinator,
        ApiGroup.Transactions => KafkaError.CoordinatorLoadInProgress,
        ApiGroup.Admin => KafkaError.NotController,
        _ => KafkaError.RequestTimedOut,
    };
}
