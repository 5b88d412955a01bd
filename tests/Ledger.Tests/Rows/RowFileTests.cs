using Compliance.Events;
using Compliance.Harness;
using Compliance.Ledger.Rows;
using Xunit;

namespace Compliance.Ledger.Tests.Rows;

public sealed class RowFileTests
{
    [Fact]
    public async Task The_stream_is_read_and_closed_by_no_thread_but_the_callers()
    {
        using var folder = new TempFolder("rows");
        var path = Path.Combine(folder.Path, "a.parquet");
        RowRootTests.Write(path, [.. Enumerable.Range(1, 1000).Select(i => new AuditEvent { Sequence = i })], 100);
        using var stream = new WatchedStream(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

        // when the file is read from one end to the other on this thread
        stream.Owner = Environment.CurrentManagedThreadId;
        var file = new RowFile(stream);
        var read = file.ForEachAsync(_ => { }, TestContext.Current.CancellationToken);
        Assert.True(read.IsCompletedSuccessfully, "the batches to come without a wait");
        file.Dispose();

        // then nobody else has touched it, so that whoever opened it may close it too
        Assert.True(stream.IsClosed);
        Assert.Equal(0, stream.Strangers);
    }

    private sealed class WatchedStream(byte[] content) : MemoryStream(content)
    {
        private int _strangers;

        public int Owner { get; set; }
        public int Strangers => Volatile.Read(ref _strangers);
        public bool IsClosed { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Look();
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            Look();
            return base.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (!IsClosed)
                Look();
            IsClosed = true;
            base.Dispose(disposing);
        }

        private void Look()
        {
            if (Environment.CurrentManagedThreadId != Owner)
                Interlocked.Increment(ref _strangers);
        }
    }
}
