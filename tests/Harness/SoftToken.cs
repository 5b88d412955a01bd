using System.Diagnostics;
using Xunit;

namespace Compliance.Harness;

/// <summary>
/// A token of SoftHSM in a folder of its own, with a P-256 pair for each label in it. SoftHSM finds its configuration by the environment, so that one
/// process has one folder.
/// </summary>
public sealed class SoftToken : IDisposable
{
    public const string Name = "audit";
    public const string Pin = "648219";
    private static readonly string[] Places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];
    private static readonly SemaphoreSlim One = new(1);
    private readonly TempFolder _folder = new("softhsm");

    private SoftToken(string module) => Module = module;

    public string Module { get; }

    public static async Task<SoftToken> MakeAsync(params string[] labels)
    {
        var module = Environment.GetEnvironmentVariable("SOFTHSM2_MODULE") ?? Array.Find(Places, File.Exists);
        if (module is null)
            MissingPart.Report("SoftHSM", "Install it (Debian: softhsm2 and opensc), or name a module of it in SOFTHSM2_MODULE.");
        await One.WaitAsync();
        var token = new SoftToken(module);
        var settings = Path.Combine(token._folder.Path, "softhsm2.conf");
        await File.WriteAllTextAsync(settings, $"directories.tokendir = {token._folder.Path}\nobjectstore.backend = file\n");
        NativeEnvironment.Set("SOFTHSM2_CONF", settings);
        await RunAsync("softhsm2-util", settings, "--init-token", "--free", "--label", Name, "--pin", Pin, "--so-pin", Pin);
        foreach (var label in labels)
            await RunAsync("pkcs11-tool", settings, "--module", module, "--token-label", Name, "--login", "--pin", Pin, "--keypairgen", "--key-type", "EC:prime256v1", "--label", label);
        return token;
    }

    public void Dispose()
    {
        _folder.Dispose();
        One.Release();
    }

    private static async Task RunAsync(string program, string settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SOFTHSM2_CONF"] = settings;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {error}{await output}");
    }
}
