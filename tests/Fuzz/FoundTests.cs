using Compliance.Fuzz.Engine;
using Compliance.Harness;
using Xunit;

namespace Compliance.Fuzz;

/// <summary>What was found once, and mended: each input of the folder Found is fed to the target that its name begins with.</summary>
public sealed class FoundTests
{
    private static readonly string Folder = RepoRoot.Combine("tests", "Fuzz", "Found");

    public static IEnumerable<TheoryDataRow<string>> Files => Directory.GetFiles(Folder, "*.hex").Order(StringComparer.Ordinal).Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void What_was_found_once_stays_mended(string file)
    {
        using var target = Targets.Make(file[..file.IndexOf('-', StringComparison.Ordinal)])!;

        Assert.Null(new Campaign(target, 0, FuzzCommand.FindingsFolder).Failure(Finding.Read(Path.Combine(Folder, file))));
    }

    [Fact]
    public void A_target_that_breaks_its_promise_is_found_made_small_and_written_down()
    {
        // Given a target that fails at any input with a byte of 0xAB in it
        using var folder = new TempFolder("findings");
        using var target = new BrokenTarget();

        // When it is fuzzed
        var tally = new Campaign(target, 1, folder.Path).Run(100_000, time: null);

        // Then the finding is that byte alone, in a file from which it fails again
        Assert.NotNull(tally.Finding);
        Assert.Equal([0xAB], Finding.Read(tally.Finding.File));
        Assert.Contains("seed 1", tally.Finding.Why, StringComparison.Ordinal);
        Assert.Contains("file=", tally.Finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_garbage_than_the_bound_is_a_finding()
    {
        using var folder = new TempFolder("findings");
        using var target = new WastefulTarget();

        Assert.Contains("bytes allocated, 100 allowed", new Campaign(target, 1, folder.Path).Failure(new byte[1]), StringComparison.Ordinal);
    }

    private sealed class BrokenTarget : Target
    {
        public override string Name => "broken";
        public override int Share => 1;

        public override void Feed(ReadOnlyMemory<byte> input, Probe probe) => Demand(!input.Span.Contains((byte)0xAB), "it is there");

        protected override IReadOnlyList<Sample> MakeSamples() => [new Sample(new byte[50])];
    }

    private sealed class WastefulTarget : Target
    {
        public override string Name => "wasteful";
        public override int Share => 1;

        public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
        {
            probe.Begin();
            GC.KeepAlive(new byte[1000]);
            probe.End(100);
        }

        protected override IReadOnlyList<Sample> MakeSamples() => [new Sample(new byte[1])];
    }
}
