using System.Security.Cryptography;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// A file being written from front to back, whose SHA-256 is known the moment it ends. <see cref="Seal"/> makes it last. Nothing is
/// buffered here, so that closing an unfinished file on a full disk has nothing left to fail at.
/// </summary>
internal sealed class HashingStream(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Written;
    public override long Position { get => Written; set => throw new NotSupportedException(); }

    public long Written { get; private set; }

    /// <summary>From now on what is written goes nowhere: a writer that is closed unfinished adds its footer in any case.</summary>
    public bool IsAbandoned { get; set; }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsAbandoned)
            return;
        _file.Write(buffer);
        _hash.AppendData(buffer);
        Written += buffer.Length;
    }

    public override void Flush() => _file.Flush();

    /// <summary>All bytes are on the disk when this returns the hash of them.</summary>
    public string Seal()
    {
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
