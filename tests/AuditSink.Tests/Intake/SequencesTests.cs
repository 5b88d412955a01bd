using Compliance.AuditSink.Intake;
using Xunit;

namespace Compliance.AuditSink.Tests.Intake;

public sealed class SequencesTests
{
    [Fact]
    public void Each_proxy_and_epoch_counts_for_itself()
    {
        var sequences = new Sequences();
        sequences.Of("a", 1)!.Take(1);

        Assert.Equal(2, sequences.Of("a", 1)!.Next);
        Assert.Equal(1, sequences.Of("a", 2)!.Next);
        Assert.Equal(1, sequences.Of("b", 1)!.Next);
    }

    [Fact]
    public void The_newest_epochs_are_kept_and_one_older_than_all_is_a_repeat()
    {
        var sequences = new Sequences();
        for (var epoch = 0; epoch < Sequences.MaxEpochs + 5; epoch++)
            sequences.Of("a", epoch)!.Take(1);

        Assert.Null(sequences.Of("a", 4));
        Assert.Equal(2, sequences.Of("a", 5)!.Next);
        Assert.Equal(Sequences.MaxEpochs, sequences.ToMarks().Count);
    }

    [Fact]
    public void Marks_bring_them_back()
    {
        var sequences = new Sequences();
        sequences.Of("a", 1)!.Take(1);
        sequences.Of("b", 2)!.Jump(7);

        var again = Sequences.From(sequences.ToMarks());

        Assert.Equal((2, 7), (again.Of("a", 1)!.Next, again.Of("b", 2)!.Next));
    }
}
