using Microsoft.Extensions.Logging;

namespace Compliance.Fuzz.Pipeline;

/// <summary>Keeps the first line that tells of a defect: sessions that break for any other reason are logged below that level.</summary>
internal sealed class DefectLog : ILogger
{
    private string? _first;

    public string? First => Volatile.Read(ref _first);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Interlocked.CompareExchange(ref _first, $"{eventId.Id} {formatter(state, exception)}", null);
    }
}
