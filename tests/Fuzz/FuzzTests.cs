using System.Globalization;
using Compliance.Fuzz.Engine;
using Xunit;

namespace Compliance.Fuzz;

/// <summary>
/// Every target, short: so many inputs that all of them together take a minute of processor time. The seeds are fixed, but for one that is
/// new every day and stands in the output. The long form is a campaign: <c>.ci/run nightly</c>, or README.md.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>Inputs of one target and seed for each of its shares, of which there are a thousand.</summary>
    private const int InputsAShare = 1200;

    private static readonly ulong[] FixedSeeds = [1, 2];

    public static IEnumerable<TheoryDataRow<string>> Names => Targets.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_the_bytes_every_promise_is_kept(string name)
    {
        foreach (ulong seed in (ulong[])[.. FixedSeeds, FuzzCommand.SeedOfTheDay])
        {
            using var target = Targets.Make(name)!;

            var tally = new Campaign(target, seed, FuzzCommand.FindingsFolder).Run(Math.Max(20, target.Share * InputsAShare), time: null);

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Table.Row(tally)}"));
            Assert.True(tally.Finding is null, tally.Finding?.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seed_gives_the_same_inputs_again(string name)
    {
        using var target = Targets.Make(name)!;
        var (one, other) = (new Mutator(target), new Mutator(target));

        for (int i = 0; i < 50; i++)
        {
            var (first, second) = (new Dice(9, i), new Dice(9, i));
            Assert.Equal(one.Make(ref first).ToArray(), other.Make(ref second).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_is_sound(string name)
    {
        using var target = Targets.Make(name)!;
        var campaign = new Campaign(target, 0, FuzzCommand.FindingsFolder);

        Assert.NotEmpty(target.Samples);
        Assert.All(target.Samples, sample => Assert.Null(campaign.Failure(sample.Bytes)));
    }
}
