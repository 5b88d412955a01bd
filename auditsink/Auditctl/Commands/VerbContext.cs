using System.CommandLine;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Settings;

namespace Compliance.Auditctl.Commands;

/// <summary>What a verb works with while it runs.</summary>
internal sealed class VerbContext(ParseResult parsed, string? archive, CtlSettings settings, bool json, AccessRecorder recorder, Progress progress) : IDisposable
{
    private AccessUse? _use;

    public ParseResult Parsed { get; } = parsed;

    public string Archive => archive ?? throw new UsageException("Which archive? Give --archive FOLDER, or --config FILE with archive: {path: FOLDER}.");

    public CtlSettings Settings { get; } = settings;

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; } = json;
    public Progress Progress { get; } = progress;
    public AccessRecorder Recorder => recorder;
    public TextWriter Output => Parsed.InvocationConfiguration.Output;
    public TextWriter Error => Parsed.InvocationConfiguration.Error;

    /// <summary>Says what is about to be done, so that it is recorded also when it fails.</summary>
    public void Using(AccessUse use) => _use = use;

    /// <summary>Records that it begins, where something is left behind before it ends.</summary>
    public Task BeginAsync(CancellationToken stop) => recorder.BeginAsync(_use!, stop);

    /// <summary>To be called before anything of the answer is given out. After it the use is not recorded a second time.</summary>
    public async Task SucceededAsync(long rows, CancellationToken stop)
    {
        await recorder.SucceededAsync(_use!, rows, stop);
        _use = null;
    }

    public async Task FailedAsync()
    {
        if (_use is { } use)
            await recorder.FailedAsync(use, CancellationToken.None);
    }

    public void Dispose() => recorder.Dispose();
}
