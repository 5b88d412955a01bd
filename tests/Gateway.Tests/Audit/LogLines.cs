using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>A log that a test looks into.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();

    public IEnumerable<int> Ids => _lines.Select(line => line.Id);
    public IEnumerable<string> Texts => _lines.Select(line => line.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, logLevel, $"{formatter(state, exception)} {exception}"));
}
