using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>The last lines of a client's own log: told only where something went wrong. Thread-safe.</summary>
internal sealed class ClientLog
{
    private const int Kept = 60;
    private readonly Queue<string> _lines = [];

    public void Add(LogMessage message) => Add($"{message.Facility} {message.Message}");

    public void Add(Error error) => Add($"error {error.Code} {error.Reason}");

    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }

    private void Add(string text)
    {
        lock (_lines)
        {
            _lines.Enqueue($"{TimeOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):HH:mm:ss.fff} {text}");
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }
}
