using System.Security.Cryptography;

namespace Compliance.Auditctl.Export;

/// <summary>
/// The file of an export while it is made: beside its place, under a name that nobody takes for it. What is not committed is gone at
/// Dispose. Never written over another file. Not thread-safe.
/// </summary>
internal sealed class ExportFile : IDisposable
{
    private readonly string _place;

    public ExportFile(string place)
    {
        if (File.Exists(place))
            throw new IOException($"{place} exists already, and evidence is never written over. Name another file, or move this one away.");
        (_place, Part) = (place, $"{place}.part-{Environment.ProcessId}");
        Spill = $"{Part}-spill";
    }

    /// <summary>Where to write to.</summary>
    public string Part { get; }

    /// <summary>Folder for what does not fit into memory meanwhile.</summary>
    public string Spill { get; }

    /// <summary>All bytes are on the disk when this returns their number and SHA-256.</summary>
    public async Task<(long Bytes, string Sha256)> SealAsync(CancellationToken stop)
    {
        await using var file = new FileStream(Part, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var hash = await SHA256.HashDataAsync(file, stop);
        file.Flush(flushToDisk: true);
        return (file.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>Writes all of it, lasting.</summary>
    public async Task WriteAsync(byte[] content, CancellationToken stop)
    {
        await File.WriteAllBytesAsync(Part, content, stop);
        await SealAsync(stop);
    }

    public void Commit() => File.Move(Part, _place, overwrite: false);

    public void Dispose()
    {
        File.Delete(Part);
        if (Directory.Exists(Spill))
            Directory.Delete(Spill, recursive: true);
    }
}
