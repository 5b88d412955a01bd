using System.Globalization;

namespace Compliance.Auditctl.Commands;

/// <summary>One line on standard error that says how far long work is, when somebody is looking at it; else nothing. Any thread.</summary>
internal sealed class Progress(TextWriter error, bool isSeen, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private long _last = long.MinValue;
    private int _width;

    public void Rows(string what, long done, long total) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0} of {total:N0} ({100.0 * done / Math.Max(1, total):0} %)"));

    /// <summary>Says again and again how many percent are done, until it is disposed of.</summary>
    public IDisposable? Watch(string what, Func<double> percent) => !isSeen ? null : time.CreateTimer(
        _ =>
        {
            if (percent() is var done and >= 0)
                Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {done:0} %"));
        },
        null, Pause, Pause);

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_width > 0)
                error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }

    private void Say(string text)
    {
        if (!isSeen)
            return;
        lock (_gate)
        {
            if (_last != long.MinValue && time.GetElapsedTime(_last) < Pause)
                return;
            _last = time.GetTimestamp();
            error.Write("\r" + text.PadRight(_width));
            _width = Math.Max(_width, text.Length);
        }
    }
}
