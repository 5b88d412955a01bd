using System.Text.Json;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Keys;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Folder;
using Compliance.Store.S3;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>
/// A signed archive, two people with keys and settings of their own, and a sink that can write on:
/// <code>
/// entry 0  day 0    events 1 to 50     User:analyst           old enough to be purged
/// entry 1  day 1    events 51 to 60    User:investigator      old enough to be purged
/// entry 2  day 400  events 61 to 70    User:analyst           not yet; today is day 500, and 400 days are kept
/// </code>
/// </summary>
internal sealed class CustodyCase : IDisposable
{
    public const string Origin = "audit.example/test";
    private static readonly DateTimeOffset Start = new(Sample.Noon);
    private readonly TempFolder _people = new("people");
    private readonly TempFolder? _folder;
    private readonly TestBucket? _bucket;
    private string _ledger = PemKeys.Create(SignatureKind.Ed25519);
    private string? _previous;
    private long _offset;

    private CustodyCase(TempFolder? folder, TestBucket? bucket)
    {
        (_folder, _bucket) = (folder, bucket);
        Ctl = new AuditctlRun { Time = Time };
        _people.Write("ledger.pub", PublicPem(_ledger));
        foreach (var name in new[] { "alice", "bob", "carol" })
            WriteKey(name, PemKeys.Create(SignatureKind.Ed25519));
        foreach (var name in new[] { "alice", "bob", "carol" })
            WriteSettings(name, name);
    }

    public FakeTimeProvider Time { get; } = new(Start.AddDays(500)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    public AuditctlRun Ctl { get; }
    public TestBucket Bucket => _bucket!;

    /// <summary>The ledger's private key, in PEM.</summary>
    public string Ledger => _ledger;
    public string Root => _folder!.Path;
    public string Address => _folder?.Path ?? $"s3://{_bucket!.Settings.Bucket}/audit?endpoint={_bucket.Settings.Endpoint}";
    public JsonElement Json => JsonDocument.Parse(Ctl.Output).RootElement;

    public static async Task<CustodyCase> MakeAsync(string kind = "folder", S3Retention? retention = null)
    {
        var bucket = kind == "s3" ? await TestBucket.MakeAsync() : null;
        if (bucket is not null)
        {
            // auditctl takes a bucket's credentials from where AWS's own tools do.
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", bucket.Settings.Credentials!.AccessKey);
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", bucket.Settings.Credentials.SecretKey);
        }

        var made = new CustodyCase(bucket is null ? new TempFolder("archive") : null, bucket);
        await made.WriteAsync(retention, (Events(1, 50, 0, "User:analyst"), 0), (Events(51, 60, 1, "User:investigator"), 1), (Events(61, 70, 400, "User:analyst"), 2));
        return made;
    }

    public IArchiveStore Store(S3Retention? retention = null) => _folder is not null
        ? new FolderStore(_folder.Path, TimeProvider.System)
        : new S3Store(_bucket!.Settings with { Retention = retention }, TimeProvider.System);

    /// <summary>A sink goes on where the last one ended.</summary>
    public async Task WriteAsync(S3Retention? retention = null, params (byte[] Record, long Offset)[] records)
    {
        using var store = Store(retention);
        using var sink = await SignedArchive.OpenAsync(store, new LedgerSettings { Origin = Origin, Key = _ledger, PreviousKey = _previous, Copies = _people.Combine("copies") }, Time);
        foreach (var (record, offset) in records)
            await sink.CloseAsync(_offset = offset, record);
    }

    /// <summary>A sink writes an entry more, of events that are as young as the archive's youngest.</summary>
    public Task WriteMoreAsync(int first) => WriteAsync(null, (Events(first, first + 9, 400, "User:analyst"), _offset + 1));

    /// <summary>The sink is given another key, and hands over behind an entry more.</summary>
    public Task RotateAsync(SignatureKind kind, int first)
    {
        (_previous, _ledger) = (_ledger, PemKeys.Create(kind));
        return WriteMoreAsync(first);
    }

    /// <summary>Runs auditctl with that person's settings; the last word may be <c>--json</c>.</summary>
    public int Run(string person, params string[] words) =>
        Ctl.Verb(words[0], [.. words[1..], "--config", Settings(person), .. _bucket is null ? [] : new[] { "--unrecorded" }]);

    public void Done(string person, params string[] words) => Assert.True(Run(person, words) == 0, $"{string.Join(' ', words)}: {Ctl.Error}{Ctl.Output}");

    public int Verify(params string[] more) => Run("carol", ["verify", .. more]);

    /// <summary>Number and hash of the statement that the last run with <c>--json</c> printed.</summary>
    public (string Number, string Sha256) Printed() => (Json[0].GetProperty("number").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), Json[0].GetProperty("sha256").GetString()!);

    /// <summary>Asks as alice and approves as bob; returns the request's number.</summary>
    public string Approved(params string[] request)
    {
        Done("alice", [.. request, "--json"]);
        var (number, hash) = Printed();
        Done("bob", "approve", number, "--sha256", hash);
        return number;
    }

    public async Task<CustodyState> StateAsync()
    {
        using var store = Store();
        var people = new[] { "alice", "bob", "carol" }.ToDictionary(name => name, name => (IReadOnlyList<VerifyingKey>)[VerifyingKey.TryParse(File.ReadAllText(_people.Combine($"{name}.pub")))!]);
        return await new CustodyLog(store, Origin, new People(people), null).ReadAsync(default);
    }

    /// <summary>The first that signed.</summary>
    public VerifyingKey SigningKey => VerifyingKey.TryParse(File.ReadAllText(Public("ledger")))!;

    public SigningKey Key(string name) => PemKeys.Read(File.ReadAllText(_people.Combine($"{name}.pem")), name);

    /// <summary>The settings of a person, but with another's key, or another's word in them.</summary>
    public void WriteSettings(string person, string signer, string more = "", string? key = null, bool trusts = true) =>
        WriteSettings(person, trusts, more, $$"""name: {{signer}}, key: "${file:{{_people.Combine($"{key ?? signer}.pem")}}}" """);

    /// <summary>Those of a person whose key is in a module, and no longer in a file.</summary>
    public void WriteSettings(string person, SoftToken token)
    {
        File.Delete(_people.Combine($"{person}.pem"));
        using (var key = Pkcs11Key.Open(token.Module, SoftToken.Name, person, SoftToken.Pin))
            _people.Write($"{person}.pub", key.PublicKey.ToPem());
        File.WriteAllText(PinFile(person), SoftToken.Pin);
        WriteSettings(person, true, "", $$"""name: {{person}}, pkcs11: {module: {{token.Module}}, token: {{SoftToken.Name}}, label: {{person}}, pin: "${file:{{PinFile(person)}}}"}""");
    }

    public string Settings(string person) => _people.Combine($"{person}.yaml");

    public string Public(string name) => _people.Combine($"{name}.pub");

    public string PinFile(string name) => _people.Combine($"{name}.pin");

    public string Copies => _people.Combine("copies");

    public string Statement(long number) => Path.Combine(Root, ArchiveLayout.StatementName(number));

    public string[] Files() => [.. Directory.GetFiles(Root, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        _people.Dispose();
        _folder?.Dispose();
        _bucket?.Dispose();
    }

    private void WriteSettings(string person, bool trusts, string more, string signer)
    {
        var ledger = trusts ? $"{{origin: {Origin}, publicKey: {Public("ledger")}, copies: {Copies}}}" : null;
        _people.Write($"{person}.yaml", $$"""
            archive: {path: "{{Address}}"}
            {{(ledger is null ? "" : "ledger: ")}}{{ledger}}
            custody:
              people: {alice: {{Public("alice")}}, bob: {{Public("bob")}}, carol: {{Public("carol")}}}
              signer: { {{signer}} }
            access: {unrecordedAllowed: true}
            {{more}}
            """);
    }

    private void WriteKey(string name, string pem)
    {
        _people.Write($"{name}.pem", pem);
        _people.Write($"{name}.pub", PublicPem(pem));
    }

    private static byte[] Events(int first, int last, int day, string who)
    {
        var events = new List<AuditEvent>();
        for (var sequence = first; sequence <= last; sequence++)
        {
            var e = Sample.Fetch(sequence);
            (e.Timestamp, e.Principal) = (e.Timestamp + (long)TimeSpan.FromDays(day).TotalMicroseconds, who);
            events.Add(e);
        }

        return Sample.Batch(events);
    }

    private static string PublicPem(string pem)
    {
        using var key = PemKeys.Read(pem, "test");
        return key.PublicKey.ToPem();
    }
}
