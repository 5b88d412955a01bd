using System.Text;
using Xunit;

namespace Compliance.Events.Tests;

/// <summary>
/// The table is a contract with every archive file and every index ever written: a change shows as a difference to the snapshot beside
/// this file, to be made by hand and on purpose. Only new lines at the end are harmless.
/// </summary>
public sealed class EventFieldsTests
{
    [Fact]
    public void The_table_is_the_one_in_the_snapshot()
    {
        var snapshot = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "EventFields.snapshot.txt"));

        Assert.Equal(snapshot, Describe());
    }

    [Fact]
    public void Numbers_are_consecutive_and_names_unique()
    {
        Assert.Equal(Enumerable.Range(1, EventFields.InOrder.Length), EventFields.InOrder.Select(f => f.Id));
        Assert.Distinct(EventFields.InOrder.Select(f => f.Path));
        Assert.Distinct(EventFields.InOrder.Select(f => f.Column));
        Assert.All(EventFields.InOrder, f => Assert.Same(f, EventFields.Find(f.Id)));
        Assert.Null(EventFields.Find(0));
        Assert.Null(EventFields.Find(EventFields.InOrder.Length + 1));
    }

    [Fact]
    public void Every_property_of_the_event_has_a_row()
    {
        var properties = typeof(AuditEvent).GetProperties().Length;

        Assert.Equal(properties, EventFields.InOrder.Length);
    }

    [Fact]
    public void Clear_brings_every_field_back_to_its_default()
    {
        var e = SampleEvents.Full();

        e.Clear();

        var output = new System.Buffers.ArrayBufferWriter<byte>();
        EventCodec.Write(e, output);
        Assert.Equal([EventCodec.Schema], output.WrittenSpan.ToArray());
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var f in EventFields.InOrder)
            text.Append($"{f.Id,2} {f.Path,-31} {f.Column,-24} {f.Type}{(f.Nullable ? "?" : "")}\n");
        return text.ToString();
    }
}
