using System.Globalization;
using Compliance.Benchmarks.Archive;
using Compliance.Benchmarks.Audit;
using Compliance.Benchmarks.Handshakes;
using Compliance.Benchmarks.HeadToHead;
using Compliance.Benchmarks.Load;
using Compliance.Benchmarks.Micro;

// Each figure by its name; without one, what there is.
var benchmarks = new Dictionary<string, Action>
{
    ["walk"] = WalkBenchmark.Run,
    ["mask"] = MaskBenchmark.Run,
    ["avro"] = AvroBenchmark.Run,
    ["token"] = TokenBenchmark.Run,
    ["formats"] = FormatBenchmark.Run,
    ["scale"] = ScaleBenchmark.Run,
    ["detect"] = DetectBenchmark.Run,
    ["headers"] = HeaderBenchmark.Run,
    ["rebuild"] = RebuildBenchmark.Run,
    ["journal"] = JournalBenchmark.Run,
    ["strict"] = StrictBenchmark.Run,
    ["reader"] = ReaderBenchmark.Run,
    ["metrics"] = MetricsBenchmark.Run,
    ["ledger"] = LedgerBenchmark.Run,
    ["matrix"] = () => MatrixBenchmark.Run(Named()),
    ["handshakes"] = () => HandshakeBenchmark.Run(Named()),
    ["headtohead"] = () => HeadToHeadBenchmark.Run(Named()),
};
if (args is ["archive", ..])
{
    await ArchiveBenchmark.RunAsync(Named());
    return 0;
}

if (args is ["audit", ..])
{
    await AuditBenchmark.RunAsync(Named());
    return 0;
}

if (args is ["frame-source", var port, var frame])
{
    FrameSource.Run(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(frame, CultureInfo.InvariantCulture));
    return 0;
}

if (args is not [var name, ..] || !benchmarks.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys)}, archive, audit");
    return 1;
}

run();
return 0;

Dictionary<string, string> Named() => args[1..].Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
