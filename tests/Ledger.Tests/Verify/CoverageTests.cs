using System.Text;
using Compliance.Events.Archive;
using Compliance.Ledger.Verify;
using Xunit;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>What a forged manifest may say must not keep a verification busy for ever, nor end it.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void The_first_event_that_is_missing_is_found_across_stretches_of_any_length()
    {
        var before = new Coverage(new SequenceMark("p", 1, long.MaxValue / 2, [[100, long.MaxValue / 4]]));
        var after = new Coverage(new SequenceMark("p", 1, long.MaxValue, [[101, long.MaxValue / 4]]));

        Assert.Equal(100, after.FirstBeside(before, []));
        Assert.Equal(long.MaxValue / 2, after.FirstBeside(before, [100]));
        Assert.Equal((long.MaxValue / 2) + 2, after.FirstBeside(before, [100, long.MaxValue / 2, (long.MaxValue / 2) + 1]));
        Assert.Null(before.FirstBeside(before, []));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"number":0,"topic":"t","partition":0,"first":0,"last":0,"rows":0,"files":null,"sequences":[],"writer":"w"}""")]
    [InlineData("""{"number":0,"topic":"t","partition":0,"first":0,"last":0,"rows":0,"files":[null],"sequences":[],"writer":"w"}""")]
    [InlineData("""{"number":0,"topic":"t","partition":0,"first":0,"last":0,"rows":0,"files":[],"sequences":[{"proxy":"p","epoch":1,"next":2,"missing":[[1]]}],"writer":"w"}""")]
    public void What_lacks_a_part_of_an_entry_is_none(string json) => Assert.Null(ManifestJson.TryRead(Encoding.UTF8.GetBytes(json)));
}
