using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Parts;

/// <summary>The parts' log lines, in one file: the terminal belongs to the picture. Thread-safe.</summary>
internal sealed class FileLog(string path, TimeProvider clock) : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path, append: false) { AutoFlush = true };

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Write(string category, LogLevel level, string text)
    {
        lock (_lock)
            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category} {text}"));
    }

    public void Dispose() => _file.Dispose();

    private sealed class Category(FileLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(name, logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");
        }
    }
}
