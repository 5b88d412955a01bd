using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Gateway.Upstream.Tokens;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Gateway.Discovery;

/// <summary>
/// The newest records of a topic, read at the brokers as the proxy's own account: no group, no commit, nothing written. It does not go through
/// a route, so what it reads is as it is stored. Blocks; for the command line alone.
/// </summary>
internal static class TopicSample
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <summary>Hands on up to <paramref name="most"/> records, as evenly from all partitions as they have them; returns how many.</summary>
    /// <exception cref="IOException">The cluster can't be reached, or has no such topic for us; the text says which.</exception>
    public static async Task<int> ReadAsync(ClusterPlan cluster, string topic, int most, TimeProvider time, Func<Message<byte[], byte[]>, Task> take)
    {
        try
        {
            using var tokens = new OwnTokens(cluster, time, NullLogger.Instance);
            using var consumer = new ConsumerBuilder<byte[], byte[]>(OwnClient.Reaching(cluster, new ConsumerConfig
            {
                ClientId = "compliance-proxy-discover",
                GroupId = "compliance-proxy-discover",
                EnableAutoCommit = false,
                EnablePartitionEof = true,
                AutoOffsetReset = AutoOffsetReset.Earliest,
            })).SetOAuthBearerTokenRefreshHandler((client, _) => tokens.Refresh(client)).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();

            // Before anything is asked: a consumer looks at what it is to be told only when it reads.
            if (await tokens.GiveAsync(consumer).ConfigureAwait(false) is { } why)
                throw new IOException($"Topic '{topic}' of cluster '{cluster.Name}' can't be read, since no token to log in by is to be had from {cluster.Login!.Tokens}: {why}");
            var partitions = Partitions(consumer, topic);
            consumer.Assign(partitions.Select(partition => Start(consumer, partition, Math.Max(1, most / partitions.Count))));
            return await TakeAsync(consumer, partitions.Count, most, time, take).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw new IOException($"Topic '{topic}' of cluster '{cluster.Name}' can't be read: {e.Error.Reason}");
        }
    }

    private static async Task<int> TakeAsync(IConsumer<byte[], byte[]> consumer, int partitions, int most, TimeProvider time, Func<Message<byte[], byte[]>, Task> take)
    {
        var (taken, ended, last) = (0, new HashSet<TopicPartition>(), time.GetTimestamp());
        while (taken < most && ended.Count < partitions && time.GetElapsedTime(last) < Patience)
        {
            if (consumer.Consume(Step) is not { } result)
                continue;
            last = time.GetTimestamp();
            if (result.IsPartitionEOF)
            {
                ended.Add(result.TopicPartition);
                continue;
            }

            await take(result.Message).ConfigureAwait(false);
            taken++;
        }

        consumer.Close();
        return taken;
    }

    private static List<TopicPartition> Partitions(IConsumer<byte[], byte[]> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var found = admin.GetMetadata(topic, Patience).Topics.Find(there => there.Topic == topic);
        if (found is null || found.Error.IsError || found.Partitions.Count == 0)
            throw new KafkaException(found?.Error is { IsError: true } error ? error : new Error(ErrorCode.UnknownTopicOrPart));
        return found.Partitions.ConvertAll(partition => new TopicPartition(topic, partition.PartitionId));
    }

    private static TopicPartitionOffset Start(IConsumer<byte[], byte[]> consumer, TopicPartition partition, int most)
    {
        var there = consumer.QueryWatermarkOffsets(partition, Patience);
        return new TopicPartitionOffset(partition, Math.Max(there.Low.Value, there.High.Value - most));
    }
}
