using Compliance.Ledger.Merkle;
using Compliance.Ledger.Notes;
using Xunit;

namespace Compliance.Ledger.Tests.Notes;

public sealed class CheckpointTests
{
    private const string Known = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    [Fact]
    public void The_standards_example_is_read_and_written_alike()
    {
        var checkpoint = Checkpoint.TryParse(Known)!;

        Assert.Equal(("example.com/behind-the-sofa", 20852163L), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal(Known, checkpoint.ToString());
    }

    [Fact]
    public void Extension_lines_are_passed_over() => Assert.Equal(20852163, Checkpoint.TryParse(Known + "more\n")?.Size);

    [Theory]
    [InlineData("o\n1\n")]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")] // bits behind the hash
    [InlineData("o\n1\nCsUY\n")]
    public void What_is_no_checkpoint_is_none(string text) => Assert.Null(Checkpoint.TryParse(text));

    [Fact]
    public void An_empty_log_has_a_checkpoint_too() =>
        Assert.Equal("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", new Checkpoint("o", 0, TreeHasher.Empty).ToString());
}
