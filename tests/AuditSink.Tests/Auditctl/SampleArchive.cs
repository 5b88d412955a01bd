using Compliance.AuditSink.Tests.Support;
using Compliance.Events;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>
/// An archive of a small morning: a till writes, an analyst reads masked, an investigator reads in clear under an exception, an intruder is
/// refused, someone gives a wrong password. Two files.
/// </summary>
internal sealed class SampleArchive : IDisposable
{
    private readonly ArchiveFolder _folder = new();

    public SampleArchive() => Fill(_folder).GetAwaiter().GetResult();

    public ArchiveFolder Folder => _folder;
    public string Path => _folder.Path;
    public string[] Files => _folder.Files;

    /// <summary>Time of the event with that sequence.</summary>
    public static DateTimeOffset At(int sequence) => Sample.Noon.AddSeconds(sequence);

    /// <summary>A third file: the analyst reads once more, three hours later.</summary>
    public async Task AddAfternoonAsync()
    {
        var e = Analyst(6);
        e.Timestamp += 3L * 60 * 60 * 1_000_000;
        using var archive = await _folder.OpenAsync();
        archive.Take(2, 0, Sample.Batch([e]));
        await archive.RollAsync(default);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Fill(ArchiveFolder folder)
    {
        using var archive = await folder.OpenAsync();
        archive.Take(0, 0, Sample.Batch([Till(1), Analyst(2), Investigator(3)]));
        await archive.RollAsync(default);
        archive.Take(1, 0, Sample.Batch([Intruder(4), WrongPassword(5)]));
        await archive.RollAsync(default);
    }

    private static AuditEvent Till(long sequence)
    {
        var e = Sample.Fetch(sequence);
        (e.Action, e.Principal, e.ClientId, e.GroupId, e.Decision, e.MaskedValues) = ("kafka.produce", "User:till", "till-1", null, "allow", 0);
        e.DataClasses.Clear();
        e.MaskFields.Clear();
        e.MaskTechniques.Clear();
        return e;
    }

    private static AuditEvent Analyst(long sequence)
    {
        var e = Sample.Fetch(sequence);
        e.DataClasses.Add("e-mail");
        return e;
    }

    private static AuditEvent Investigator(long sequence)
    {
        var e = Sample.Fetch(sequence);
        (e.Principal, e.ClientId, e.ClearValues, e.ExemptionId, e.Purpose) = ("User:investigator", "=cmd|'/c calc'!A0", 10, "FRAUD-17", "fraud");
        (e.GrantId, e.Reason) = ("desk-names/3 till/4", "callers at night");
        e.DataClasses.Add("e-mail");
        e.ClearClasses.Add("e-mail");
        return e;
    }

    private static AuditEvent Intruder(long sequence)
    {
        var e = Sample.Fetch(sequence);
        (e.Principal, e.ClientId, e.Outcome, e.Decision, e.ErrorCode, e.Records, e.MaskedValues) = ("User:intruder", "x\u001b[31m", "failure", "deny", 29, 0, 0);
        (e.Type, e.OffsetFirst, e.OffsetLast, e.Reason) = ("denied", -1, -1, "No rule allows it.");
        e.DataClasses.Clear();
        return e;
    }

    private static AuditEvent WrongPassword(long sequence)
    {
        var e = Sample.Fetch(sequence);
        (e.Action, e.Category, e.Principal, e.Topic, e.Outcome, e.ErrorCode, e.Decision) = ("authn.plain", "authentication", "User:analyst", null, "failure", 58, null);
        (e.Records, e.MaskedValues, e.GroupId) = (0, 0, null);
        e.DataClasses.Clear();
        return e;
    }
}
