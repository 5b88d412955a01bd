using System.Globalization;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Signing;

namespace Compliance.Gateway.Approval;

/// <summary>
/// What people have said about a folder of policies, beside them: statements numbered from 1, each created if absent and never changed, and
/// every released file by its hash. Start, reload and command line only.
/// <code>
/// policies/pci-payments.yaml               what is to be in force
/// policies/approvals/000001.note           alice signs a release; 000002.note: bob approves it
/// policies/approvals/files/5f0c….yaml      its files, to go back to
/// </code>
/// </summary>
internal sealed class ReleaseFolder(string policies)
{
    private const string Ending = ".note";
    private const int MaxStatements = 100_000;
    private const int MaxStatementBytes = 1 << 20;
    private const int MaxFileBytes = 4 << 20;

    /// <summary>Where the statements are.</summary>
    public string Statements { get; } = Path.Combine(policies, "approvals");

    private string Files => Path.Combine(Statements, "files");

    /// <summary>What is there, from the first statement on without a hole. Throws an IOException where one can't be read.</summary>
    public ReleaseChain Read(ApprovalPlan plan)
    {
        var chain = new ReleaseChain(plan);
        while (chain.Next <= MaxStatements && File.Exists(PathOf(chain.Next)))
        {
            var file = new FileInfo(PathOf(chain.Next));
            chain.Add(file.Length > MaxStatementBytes ? [] : File.ReadAllBytes(file.FullName));
        }

        return chain;
    }

    /// <summary>Throws an IOException if somebody has said something at that place meanwhile.</summary>
    public void Add(SignedRelease signed)
    {
        Directory.CreateDirectory(Statements);
        Create(PathOf(signed.Number), signed.Bytes.Span);
    }

    /// <summary>Keeps a file under its hash.</summary>
    public void Keep(string sha256, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Files);
        if (Find(sha256) is null)
            Create(PathOf(sha256), bytes);
    }

    /// <summary>The file of that hash; null: it is not there, or not what it was.</summary>
    public byte[]? Find(string sha256)
    {
        if (!sha256.All(char.IsAsciiHexDigitLower) || new FileInfo(PathOf(sha256)) is not { Exists: true, Length: <= MaxFileBytes } file)
            return null;
        var bytes = File.ReadAllBytes(file.FullName);
        return ChainedNote.HashOf(bytes) == sha256 ? bytes : null;
    }

    private string PathOf(long number) => Path.Combine(Statements, string.Create(CultureInfo.InvariantCulture, $"{number:D6}{Ending}"));

    private string PathOf(string sha256) => Path.Combine(Files, sha256 + ".yaml");

    // Whole or not at all under its name, whatever ends the process.
    private static void Create(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: false);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
