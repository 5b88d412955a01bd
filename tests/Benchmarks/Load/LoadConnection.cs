using System.Security.Cryptography.X509Certificates;

namespace Compliance.Benchmarks.Load;

/// <summary>One client: a thread that keeps a window of requests under way until it is told to stop.</summary>
internal sealed class LoadConnection
{
    private readonly Thread _thread;
    private readonly Stream _stream;
    private readonly Answers _answers;
    private readonly byte[][] _frames;
    private readonly int _window;
    private long _answered;
    private long _answerBytes;
    private volatile bool _stop;
    private Exception? _failure;

    public LoadConnection(string address, X509Certificate2? trusted, byte[][] frames, int first, int window)
    {
        _stream = Door.Open(address, trusted);
        _answers = new Answers(_stream);
        _frames = [.. frames.Select(frame => (byte[])frame.Clone())];
        _window = window;
        _thread = new Thread(() => Run(first), 256 << 10) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Requests that have been answered, and the bytes of the answers.</summary>
    public (long Requests, long Bytes) Done => (Volatile.Read(ref _answered), Volatile.Read(ref _answerBytes));

    public void Stop() => _stop = true;

    /// <summary>After <see cref="Stop"/>: what was under way is answered. Throws what ended it early.</summary>
    public void Join()
    {
        _thread.Join();
        _stream.Dispose();
        if (_failure is not null)
            throw new IOException("A connection of the load broke.", _failure);
    }

    private void Run(int first)
    {
        try
        {
            int underWay = 0;
            for (int next = first; !_stop || underWay > 0;)
            {
                for (; !_stop && underWay < _window; underWay++, next++)
                {
                    byte[] frame = _frames[next % _frames.Length];
                    Frames.Number(frame, next);
                    _stream.Write(frame);
                }

                int ended = underWay == 0 ? 0 : _answers.Read();
                underWay -= ended;
                Volatile.Write(ref _answered, _answered + ended);
                Volatile.Write(ref _answerBytes, _answers.Bytes);
            }
        }
        catch (IOException e)
        {
            _failure = e;
        }
    }
}
