namespace Compliance.Harness;

/// <summary>
/// A server that speaks as S3 does, with object lock, versions and conditional puts. One for the whole test process: at <c>S3_URL</c>
/// (<c>http://host:port</c>, keys in <c>S3_ACCESS_KEY</c> and <c>S3_SECRET_KEY</c>), else out of the shared folder's <c>s3/bin/start</c>.
/// A test that finds none is skipped, or fails in CI (<see cref="MissingPart"/>).
/// </summary>
public sealed class S3Server
{
    public const string AddressVariable = "S3_URL";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<S3Server?>> OfProcess = new(FindAsync);

    private S3Server(Uri url) => Url = url;

    public Uri Url { get; }

    public string AccessKey { get; } = Environment.GetEnvironmentVariable("S3_ACCESS_KEY") is { Length: > 0 } key ? key : "tester";

    public string SecretKey { get; } = Environment.GetEnvironmentVariable("S3_SECRET_KEY") is { Length: > 0 } key ? key : "testersecret";

    public static async Task<S3Server> GetAsync()
    {
        var server = await OfProcess.Value;
        if (server is null)
            MissingPart.Report("An S3 server", $"Set {AddressVariable}, or lay a folder with s3/bin/start at ../shared (or COMPLIANCE_SHARED).");
        return server;
    }

    private static async Task<S3Server?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address)
            return new S3Server(new Uri(address));
        if (SharedFolder.File("s3", "bin", "start") is not { } start)
            return null;
        var port = FreePort.Next();
        var folder = new TempFolder("s3");
        // The guard ends it with the test process.
        GuardedProcess.Start(folder.Path, start, [folder.Path, $"{port}"]);
        var url = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => AnswersAsync(http, url), StartPatience, "the S3 server to answer");
        return new S3Server(url);
    }

    // Any answer will do: without a signature it is a refusal.
    private static async Task<bool> AnswersAsync(HttpClient http, Uri url)
    {
        try
        {
            using var answer = await http.GetAsync(url);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
