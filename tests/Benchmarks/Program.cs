using Compliance.Benchmarks.Micro;

// Each figure by its name; without one, what there is.
var benchmarks = new Dictionary<string, Action>
{
    ["rebuild"] = RebuildBenchmark.Run,
};

if (args is not [var name, ..] || !benchmarks.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys)}");
    return 1;
}

run();
return 0;
