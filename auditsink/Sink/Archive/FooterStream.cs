using System.Text;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Lets a value into the footer that is known only when the rows are all written: the Parquet writer takes key-values at its opening alone.
/// What is written after <see cref="Hold"/>, the footer, waits in memory; <see cref="Release"/> puts the value where a stand-in of the same
/// length is. Lengths and places stay as they are, and no checksum covers a footer. Owned by one <see cref="HourFile"/>.
/// </summary>
internal sealed class FooterStream(Stream inner) : Stream
{
    private MemoryStream? _footer;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Position;
    public override long Position { get => inner.Position + (_footer?.Length ?? 0); set => throw new NotSupportedException(); }

    public void Hold() => _footer = new MemoryStream();

    /// <summary>Writes what was held, with the value in the stand-in's place.</summary>
    public void Release(string standIn, string value)
    {
        var footer = _footer!.GetBuffer().AsSpan(0, (int)_footer.Length);
        var at = footer.IndexOf(Encoding.ASCII.GetBytes(standIn));
        if (at < 0 || value.Length != standIn.Length)
            throw new InvalidOperationException("The footer of the Parquet file holds no place for its root.");
        Encoding.ASCII.GetBytes(value, footer[at..]);
        _footer = null;
        inner.Write(footer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => (_footer ?? inner).Write(buffer);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
