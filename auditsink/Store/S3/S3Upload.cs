using Amazon.S3.Model;

namespace Compliance.Store.S3;

/// <summary>
/// One file on its way into the bucket, in parts when it is large. Its name is this attempt's alone: one that is taken was taken by an
/// earlier try of ours whose answer was lost. Runs once; a run that fails may be followed by another upload of the same file.
/// </summary>
internal sealed class S3Upload(S3Bucket bucket, string name, string file)
{
    // Below 10,000 parts up to 160 GB; held in no buffer, the client reads the file.
    public const int PartBytes = 16 << 20;

    public async Task RunAsync(CancellationToken stop)
    {
        // Asked first: a server that refuses a large body it does not want may close the connection before its answer is read.
        var length = new FileInfo(file).Length;
        if (await bucket.LengthAsync(name, stop) == length)
            return;
        if (length > PartBytes)
        {
            await UploadAsync(length, stop);
            return;
        }

        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read);
        await bucket.TryPutAsync(name, content, stop);
    }

    private async Task UploadAsync(long length, CancellationToken stop)
    {
        var upload = await bucket.StartUploadAsync(name, stop);
        try
        {
            var parts = new List<PartETag>();
            for (var from = 0L; from < length; from += PartBytes)
                parts.Add(await bucket.UploadPartAsync(name, upload, parts.Count + 1, file, from, Math.Min(PartBytes, length - from), stop));
            if (await bucket.TryCompleteAsync(name, upload, parts, stop))
                return;
        }
        catch (IOException)
        {
            await AbortAsync(upload);
            throw;
        }

        await AbortAsync(upload);
    }

    // Parts that stay cost money and nothing else: the bucket's lifecycle rule takes them.
    private async Task AbortAsync(string upload)
    {
        try
        {
            await bucket.AbortAsync(name, upload, CancellationToken.None);
        }
        catch (IOException)
        {
        }
    }
}
