using System.Collections.Concurrent;
using Compliance.AuditSink.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>The whole sink inside the test's process. Dispose stops it as SIGTERM would, and throws what it threw.</summary>
internal sealed class RunningSink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ListLoggerProvider _log = new();
    private readonly ILoggerFactory _logging;
    private readonly Task _task;

    public RunningSink(SinkSettings settings, TimeProvider? time = null)
    {
        _logging = LoggerFactory.Create(builder => builder.AddProvider(_log));
        _task = new SinkProcess(settings, _logging, time ?? TimeProvider.System).RunAsync(_stop.Token);
    }

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Waits up to three minutes; in vain, the exception shows what the sink has logged.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(condition, TimeSpan.FromMinutes(3), what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', Log)}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _task.WaitAsync(TimeSpan.FromMinutes(3));
        _logging.Dispose();
        _stop.Dispose();
    }

    private sealed class ListLoggerProvider : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{level}: {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
