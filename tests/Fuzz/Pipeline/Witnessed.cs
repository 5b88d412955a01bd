using System.Globalization;
using Compliance.Events;
using Compliance.Fuzz.Edge;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// The evidence of some thousand inputs, in a journal of its own. In the end it is read back: every event can be read, no text in it is
/// longer than its bound or could forge a line, and every refusal left one.
/// </summary>
internal sealed class Witnessed : IDisposable
{
    private const string Proxy = "proxy-1";
    private readonly FastFolder _folder = new("evidence");
    private readonly AuditEvent _event = new();
    private long _refusals;

    public Witnessed()
    {
        var plan = new AuditPlan(TestRoute.Cluster with { Bootstrap = [new BrokerAddress("127.0.0.1", 1)] }, "audit", _folder.Path)
        {
            Proxy = Proxy,
            SegmentBytes = 16 << 20,
            MaxJournalBytes = 512L << 20,
            StopTimeout = TimeSpan.FromMilliseconds(1),
        };
        Trail = AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance).GetAwaiter().GetResult();
    }

    public AuditTrail Trail { get; }

    public void NoteRefusal() => _refusals++;

    /// <summary>Ends the trail and reads what it left.</summary>
    public void Check()
    {
        Trail.DisposeAsync().AsTask().GetAwaiter().GetResult();
        using var folder = JournalFolder.Open(_folder.Path);
        var oldest = new Recovery(folder, Proxy, NullLogger.Instance).Run(EpochRecord.Parse(folder.Read(SegmentChain.EpochFile)), Cursor.None);
        using var reader = new JournalReader(oldest!, Cursor.None, NullLogger.Instance);
        long events = 0;
        for (; reader.TryPeek(out var entry); reader.Advance())
        {
            Expect(!entry.IsGap, "events are missing");
            if (EventCodec.Read(entry.Encoded, _event) is { } fault)
                throw new OracleException($"an event can't be read: {fault}");
            Clean(_event.Topic);
            Clean(_event.GroupId);
            Clean(_event.TransactionalId);
            Clean(_event.ClientId);
            Clean(_event.Reason);
            events++;
        }

        Expect(events >= _refusals, string.Create(CultureInfo.InvariantCulture, $"{_refusals} refusals left {events} events"));
    }

    public void Dispose() => _folder.Dispose();

    private static void Clean(string? text) =>
        Expect(text is null || (text.Length <= EventText.MaxLength && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e')), "a text that could forge a line stands in the evidence");

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new OracleException(otherwise);
    }
}
