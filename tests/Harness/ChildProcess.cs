using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Compliance.Harness;

/// <summary>
/// A child program with captured output. For one that outlives a call, <see cref="Start"/>; for one that runs to its end,
/// <see cref="RunAsync"/>. Dispose kills it with its children. Thread-safe.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _outputEnded = new();
    private readonly TaskCompletionSource _errorEnded = new();

    private ChildProcess(ProcessStartInfo info)
    {
        Command = $"{Path.GetFileName(info.FileName)} {string.Join(' ', info.ArgumentList)}";
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Take(e.Data, _outputEnded);
        _process.ErrorDataReceived += (_, e) => Take(e.Data, _errorEnded);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Command { get; }
    public int Id => _process.Id;
    public bool HasExited => _process.HasExited;
    public int ExitCode => _process.ExitCode;
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Every line of standard output and standard error so far, in the order of arrival.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines);

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null) =>
        new(Info(file, arguments, environment, folder));

    /// <summary>Waits until a line satisfies <paramref name="match"/>; throws with all output if the program ends first or time runs out.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> match, TimeSpan patience)
    {
        var until = Stopwatch.StartNew();
        while (true)
        {
            // What a program printed last may be read after its end has been seen.
            var ended = HasExited && _outputEnded.Task.IsCompleted && _errorEnded.Task.IsCompleted;
            if (_lines.FirstOrDefault(match) is { } line)
                return line;
            if (ended)
                throw new InvalidOperationException($"{Command} ended with {ExitCode} before it printed the line waited for.\n{Text}");
            if (until.Elapsed > patience)
                throw new TimeoutException($"{Command} did not print the line waited for within {patience.TotalSeconds:0} s.\n{Text}");
            await Task.Delay(50);
        }
    }

    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Command} did not end within {patience.TotalSeconds:0} s.\n{Text}");
        }
        await Task.WhenAll(_outputEnded.Task, _errorEnded.Task).WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name: TERM, KILL, STOP, CONT, HUP.</summary>
    public void Signal(string name)
    {
        if (!_process.HasExited)
            Run("/bin/kill", [$"-{name}", $"{_process.Id}"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Runs a program to its end and gives what it printed; kills it and throws when <paramref name="patience"/> (5 minutes) is over.</summary>
    public static async Task<ChildResult> RunAsync(
        string file, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? patience = null, string? folder = null)
    {
        using var process = new Process { StartInfo = Info(file, arguments, environment, folder) };
        var command = $"{Path.GetFileName(file)} {string.Join(' ', process.StartInfo.ArgumentList)}";
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(5));
        try
        {
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // The program ended without reading all of its input: its exit code tells.
            }
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end in time.\n{await output}\n{await error}");
        }
        return new ChildResult(command, process.ExitCode, await output, await error);
    }

    /// <summary><see cref="RunAsync"/> for a program that answers at once.</summary>
    public static ChildResult Run(string file, IEnumerable<string> arguments)
    {
        using var process = new Process { StartInfo = Info(file, arguments, null, null) };
        process.Start();
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ChildResult(file, process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private void Take(string? line, TaskCompletionSource ended)
    {
        if (line is null)
            ended.TrySetResult();
        else
            _lines.Enqueue(line);
    }

    private static ProcessStartInfo Info(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment, string? folder)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            info.Environment[name] = value;
        return info;
    }
}
