namespace Compliance.Functional.KillMatrix;

/// <summary>The rows of the matrix: every step by which somebody on the road commits to something.</summary>
internal sealed class KillPoints(MatrixWorld world)
{
    private const string Shipper = "0 compliance-proxy-audit";

    public KillPoint[] OfProxy =>
    [
        Proxy("appended, not flushed", KillPoint.Text("fsync ", ".journal")),
        new("proxy: flushed, not sent", world.Wire, KillPoint.Text("before ", Shipper), world.Proxy.KillAsync, world.Proxy.StartAgainAsync),
        new("proxy: stored by Kafka, not acknowledged", world.Wire, KillPoint.Text("after ", Shipper), world.Proxy.KillAsync, world.Proxy.StartAgainAsync),
        Proxy("acknowledged, cursor not written", KillPoint.Text("rename ", "/cursor.new -> ")),
        Proxy("cursor written, segment not deleted", KillPoint.Text("unlink ", ".journal")),
        Proxy("segment deleted", KillPoint.Behind("unlink ", ".journal")),
    ];

    public KillPoint[] OfFolder => [.. Archive(world.Folder).Select(step => Sink(world.Folder, step.Name, step.Wanted))];

    public KillPoint[] OfBucket => [.. Bucket(world.Bucket).Select(step => Sink(world.Bucket, step.Name, step.Wanted))];

    /// <summary>The index's steps, of either sink.</summary>
    public KillPoint[] OfSearch(MatrixSink sink) =>
    [
        Sink(sink, "bulk not sent", KillPoint.Text("before POST ", "_bulk")),
        Sink(sink, "bulk indexed, not answered", KillPoint.Text("after POST ", "_bulk")),
        .. sink == world.Folder
            ? [
                Sink(sink, "bulk answered, cursor not written", KillPoint.Text("rename ", "/_search/")),
                Sink(sink, "cursor written", KillPoint.Behind("rename ", "/_search/")),
            ]
            : new[]
            {
                Sink(sink, "bulk answered, cursor not written", KillPoint.Text($"before PUT {sink.Root}/_search/", "")),
                Sink(sink, "cursor written", KillPoint.Text($"after PUT {sink.Root}/_search/", "")),
            },
    ];

    public KillPoint[] OfElasticsearch =>
    [
        Elasticsearch("as a bulk was indexed, not answered", world.Folder.Steps, KillPoint.Text("after POST ", "_bulk")),
        Elasticsearch("before a bulk", world.Folder.Steps, KillPoint.Text("before POST ", "_bulk")),
        Elasticsearch("as an entry was created, not placed", world.Folder.Steps, KillPoint.Text("rename ", $" -> {world.Folder.Root}/date=")),
        Elasticsearch("as the proxy ships", world.Wire, KillPoint.Text("before ", Shipper)),
    ];

    public KillPoint[] OfKafka =>
    [
        Kafka("as it stored the proxy's batch, not acknowledged", world.Wire, KillPoint.Text("after ", Shipper)),
        Kafka("before the proxy's batch", world.Wire, KillPoint.Text("before ", Shipper)),
        Kafka("as the proxy has events it has not flushed", world.ProxyDisk, KillPoint.Text("fsync ", ".journal")),
        Kafka("as a sink has files and no entry", world.Folder.Steps, KillPoint.Text("link ", "/entries/")),
        Kafka("as a sink has an entry in its bucket", world.Bucket.Steps, KillPoint.Text($"after PUT {world.Bucket.Root}/_manifest/", "/entries/")),
        Kafka("as a sink sends a bulk", world.Folder.Steps, KillPoint.Text("before POST ", "_bulk")),
    ];

    private static (string Name, Func<Func<string, bool>> Wanted)[] Archive(MatrixSink sink) =>
    [
        ("rows written, not flushed", KillPoint.Text($"fsync {sink.Root}/_writing/", ".parquet")),
        ("files flushed, their folder not", KillPoint.Behind($"fsync {sink.Root}/_writing/", ".parquet")),
        ("entry not created", KillPoint.Text("link ", "/entries/")),
        ("entry created", KillPoint.Behind("link ", "/entries/")),
        ("files not at their place", KillPoint.Text("rename ", $" -> {sink.Root}/date=")),
        ("files placed", KillPoint.Behind("rename ", $" -> {sink.Root}/date=")),
        ("ledger's tiles not written", KillPoint.Text("rename ", "/tile/")),
        ("tiles written, no checkpoint", Checkpoint(sink)),
        ("checkpoint signed, not copied", KillPoint.Text("link ", $" -> {sink.Copies}/")),
        ("checkpoint copied", KillPoint.Behind("rename ", $" -> {sink.Copies}/")),
    ];

    private static (string Name, Func<Func<string, bool>> Wanted)[] Bucket(MatrixSink sink) =>
    [
        ("rows written, not noted", KillPoint.Text($"before PUT {sink.Root}/_writing/", "-")),
        ("noted, not uploaded", KillPoint.Text($"before PUT {sink.Root}/date=", "")),
        ("uploaded, not answered", KillPoint.Text($"after PUT {sink.Root}/date=", "")),
        ("entry not created", KillPoint.Text($"before PUT {sink.Root}/_manifest/", "/entries/")),
        ("entry created, not answered", KillPoint.Text($"after PUT {sink.Root}/_manifest/", "/entries/")),
        ("note deleted, not answered", KillPoint.Text($"after DELETE {sink.Root}/_writing/", "")),
        ("ledger's tiles not written", KillPoint.Text($"before PUT {sink.Root}/_ledger/", "/tile/")),
        ("tiles written, no checkpoint", KillPoint.Text($"before PUT {sink.Root}/_ledger/", "/checkpoint")),
        ("checkpoint signed, not copied", KillPoint.Text("link ", $" -> {sink.Copies}/")),
    ];

    // Tiles lie in the same folder as the checkpoint.
    private static Func<Func<string, bool>> Checkpoint(MatrixSink sink) =>
        () => what => what.Contains($" -> {sink.Root}/_ledger/", StringComparison.Ordinal) && what.EndsWith("/checkpoint", StringComparison.Ordinal);

    private static KillPoint Sink(MatrixSink sink, string name, Func<Func<string, bool>> wanted) =>
        new($"sink, {sink.Kind}: {name}", sink.Steps, wanted, sink.KillAsync, sink.StartAgainAsync);

    private KillPoint Proxy(string name, Func<Func<string, bool>> wanted) =>
        new($"proxy: {name}", world.ProxyDisk, wanted, world.Proxy.KillAsync, world.Proxy.StartAgainAsync);

    private KillPoint Kafka(string name, StepWatch steps, Func<Func<string, bool>> wanted) =>
        new($"Kafka: {name}", steps, wanted, world.Kafka.KillAsync, world.Kafka.StartAgainAsync) { GoesOn = true };

    private KillPoint Elasticsearch(string name, StepWatch steps, Func<Func<string, bool>> wanted) =>
        new($"Elasticsearch: {name}", steps, wanted, world.Elasticsearch.KillAsync, world.Elasticsearch.StartAgainAsync) { GoesOn = true };
}
