using System.Diagnostics;
using System.Globalization;
using Compliance.Harness;
using SharpFuzz;

namespace Compliance.Fuzz.Engine;

/// <summary>
/// <c>TARGET|all [seconds=60] [inputs=N] [seed=S] [file=F]</c> runs campaigns and prints their table; <c>list</c> names the targets;
/// <c>samples TARGET FOLDER</c> writes what afl-fuzz begins with, and <c>afl TARGET</c> is what it runs. Exit code 0: nothing found; 1: something; 2: not understood.
/// </summary>
internal static class FuzzCommand
{
    private const int Usage = 2;

    public static int Run(string[] args)
    {
        var options = args.Skip(1).Select(arg => arg.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        switch (args[0])
        {
            case "list":
                Console.WriteLine(string.Join('\n', Targets.Names));
                return 0;
            case "samples" when args.Length == 3 && Targets.Names.Contains(args[1]):
                return WriteSamples(args[1], args[2]);
            case "afl" when args.Length == 2 && Targets.Names.Contains(args[1]):
                return UnderAfl(args[1]);
            case "all":
                return Run([.. Targets.Names], options);
            case var name when Targets.Names.Contains(name):
                return options.TryGetValue("file", out string? file) ? Replay(name, file) : Run([name], options);
            default:
                Console.Error.WriteLine($"usage: TARGET|all [seconds=60] [inputs=N] [seed=S] [file=F] | list | samples TARGET FOLDER | afl TARGET\ntargets: {string.Join(' ', Targets.Names)}");
                return Usage;
        }
    }

    /// <summary>A seed that is new every day, so that each day's runs see other inputs, and the same ones when run again.</summary>
    public static ulong SeedOfTheDay { get; } = ulong.Parse(DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static string FindingsFolder { get; } = RepoRoot.Combine("tests", "Fuzz", "bin", "findings");

    private static int Run(IReadOnlyList<string> names, Dictionary<string, string> options)
    {
        ulong seed = options.TryGetValue("seed", out string? given) ? ulong.Parse(given, CultureInfo.InvariantCulture) : SeedOfTheDay;
        long? inputs = options.TryGetValue("inputs", out string? number) ? long.Parse(number, CultureInfo.InvariantCulture) : null;
        double? seconds = options.TryGetValue("seconds", out string? limit) ? double.Parse(limit, CultureInfo.InvariantCulture) : inputs is null ? 60 : null;
        var tallies = new List<Tally>();
        Console.WriteLine($"seed {seed}");
        Console.WriteLine(Table.Head);
        long shares = names.Sum(ShareOf);
        foreach (string name in names)
        {
            using var target = Targets.Make(name)!;
            long? part = inputs is { } all ? Math.Max(1, (all * target.Share + shares - 1) / shares) : null;
            TimeSpan? time = seconds is { } whole ? TimeSpan.FromSeconds(whole / names.Count) : null;
            tallies.Add(new Campaign(target, seed, FindingsFolder).Run(part, time));
            Console.WriteLine(Table.Row(tallies[^1]));
        }

        Console.WriteLine(Table.Sum(tallies));
        foreach (var finding in tallies.Select(tally => tally.Finding).OfType<Finding>())
            Console.Error.WriteLine(finding);
        return tallies.Exists(tally => tally.Finding is not null) ? 1 : 0;
    }

    private static long ShareOf(string name)
    {
        using var target = Targets.Make(name)!;
        return target.Share;
    }

    private static int Replay(string name, string file)
    {
        using var target = Targets.Make(name)!;
        var clock = Stopwatch.StartNew();
        string? failure = new Campaign(target, 0, FindingsFolder).Failure(Finding.Read(file));
        Console.WriteLine(failure ?? $"{name}: kept every promise ({clock.ElapsedMilliseconds} ms)");
        return failure is null ? 0 : 1;
    }

    private static int WriteSamples(string name, string folder)
    {
        using var target = Targets.Make(name)!;
        Directory.CreateDirectory(folder);
        for (int i = 0; i < target.Samples.Count; i++)
            File.WriteAllBytes(Path.Combine(folder, i.ToString("D5", CultureInfo.InvariantCulture)), target.Samples[i].Bytes);
        return 0;
    }

    /// <summary>Touches nothing of the product before SharpFuzz has its shared memory: instrumented code would write nowhere.</summary>
    private static int UnderAfl(string name)
    {
        Target? target = null;
        Campaign? campaign = null;
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            campaign ??= new Campaign(target = Targets.Make(name)!, 0, FindingsFolder);
            if (campaign.Failure(input.ToArray()) is { } failure)
                throw new OracleException(failure);
        });
        target?.Dispose();
        return 0;
    }
}
