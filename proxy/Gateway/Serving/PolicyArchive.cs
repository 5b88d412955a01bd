using System.Text.Json;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>
/// Every policy file that was ever in force here, by its hash, in the journal's folder, for whoever reads evidence that names the hash; and
/// which are in force, so that a change between two starts is told too. Nothing of it is ever deleted: files are few, each once. Owner: the
/// process; one caller at a time.
/// <code>
/// JOURNAL/policies/5f0c….yaml       a file, or (5f0c….set) the hashes of all files of a route that has several
/// JOURNAL/policies/in-force.json    what each route had last
/// </code>
/// </summary>
internal sealed class PolicyArchive(string journal)
{
    private const string Record = "in-force.json";
    private readonly string _folder = Path.Combine(journal, "policies");

    /// <summary>Throws an IOException if one can't be kept: then it must not come into force.</summary>
    public void Keep(ActivePlan plan)
    {
        foreach (var policies in plan.Routes.Select(route => route.Policies).OfType<RoutePolicies>())
        {
            foreach (var source in policies.Sources)
                Keep(source.Sha256 + ".yaml", source.Bytes.Span);
            if (policies.Sources.Length > 1)
                Keep(policies.Rules.Identity.Sha256 + ".set", policies.Rules.IdentityText);
        }
    }

    /// <summary>What was in force last, here; empty where that is not known.</summary>
    public PoliciesInForce Read()
    {
        try
        {
            return File.Exists(Path.Combine(_folder, Record)) ? JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(_folder, Record)), InForceJson.Default.PoliciesInForce) ?? PoliciesInForce.None : PoliciesInForce.None;
        }
        catch (JsonException)
        {
            return PoliciesInForce.None;
        }
    }

    /// <summary>Throws an IOException if it can't be written. What is the same already costs no write.</summary>
    public void Write(PoliciesInForce now)
    {
        var (path, bytes) = (Path.Combine(_folder, Record), JsonSerializer.SerializeToUtf8Bytes(now, InForceJson.Default.PoliciesInForce));
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            Replace(Record, bytes);
    }

    private void Keep(string name, ReadOnlySpan<byte> bytes)
    {
        // A file that a full disk cut short is written anew.
        if (new FileInfo(Path.Combine(_folder, name)) is not { Exists: true } known || known.Length != bytes.Length)
            Replace(name, bytes);
    }

    private void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        if (!Directory.Exists(_folder))
            Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, name);
        using (var file = new FileStream(path + ".new", JournalFolder.Options(FileMode.Create, FileShare.None)))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        DirectorySync.Flush(_folder);
    }
}
