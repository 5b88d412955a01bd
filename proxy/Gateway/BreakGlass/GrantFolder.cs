using System.Globalization;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.BreakGlass;

/// <summary>Where the statements of a route lie, numbered from 1, each created if absent and never changed: <c>000001.note</c>, <c>000002.note</c>, ….</summary>
internal sealed class GrantFolder(string path)
{
    public const int MaxStatements = 100_000;
    private const int MaxStatementBytes = 64 << 10;

    public string Path => path;

    /// <summary>What stands at that place; null: nothing yet. Throws an IOException where it can't be read.</summary>
    public byte[]? Read(long number)
    {
        var file = new FileInfo(PathOf(number));
        return number > MaxStatements || !file.Exists ? null : file.Length > MaxStatementBytes ? [] : File.ReadAllBytes(file.FullName);
    }

    /// <summary>What all statements come to.</summary>
    public GrantChain ReadAll(BreakGlassPlan plan, DateTimeOffset now)
    {
        var chain = new GrantChain(plan);
        while (Read(chain.Next) is { } bytes)
            chain.Add(bytes, now);
        return chain;
    }

    /// <summary>Throws an IOException if somebody has said something at that place meanwhile.</summary>
    public void Add(SignedGrant signed)
    {
        Directory.CreateDirectory(path);
        var (file, beside) = (PathOf(signed.Number), PathOf(signed.Number) + ".new");
        using (var written = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            written.Write(signed.Bytes.Span);
            written.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: false);
        DirectorySync.Flush(path);
    }

    private string PathOf(long number) => System.IO.Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{number:D6}.note"));
}
