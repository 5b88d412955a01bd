using System.Security.Cryptography;
using System.Text;

namespace Compliance.Gateway.Login;

/// <summary>
/// Proves users against a users file that may change while the proxy runs. Thread-safe; one for each file.
/// A proof under PLAIN costs a tenth of a second of one core. So it runs on the pool, on half of the cores at most; a proof that several
/// connections ask for runs once; and a success is remembered for a minute under an HMAC whose key only this process has: a storm
/// of reconnecting clients costs one proof a user. A failure is never remembered, a changed file forgets everything.
/// An unknown user takes as long as a wrong password: the proof runs against an entry that no password matches.
/// </summary>
internal sealed class UserDirectory : IDisposable
{
    private const int MaxRemembered = 4096;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Action<string> _refused;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _proving = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<bool>> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _proved = new(StringComparer.Ordinal);
    private (DateTime Written, long Length) _stamp;
    private volatile UsersFile _users;

    /// <summary>Reads the file and throws what <see cref="UsersFile.Read"/> throws. A bad version that comes later is refused: the
    /// one before stays, and <paramref name="refused"/> hears why.</summary>
    public UserDirectory(string path, TimeProvider time, Action<string> refused)
    {
        (_path, _time, _refused, Brake) = (path, time, refused, new GuessBrake(time));
        _stamp = Stamp();
        _users = UsersFile.Read(path);
    }

    /// <summary>How fast users may be tried.</summary>
    public GuessBrake Brake { get; }

    /// <summary>Whether this is the user's password. Runs on the pool, whatever thread asks.</summary>
    public Task<bool> ProvesAsync(string user, ReadOnlyMemory<byte> password, CancellationToken cancel) =>
        Task.Run(() => ProveAsync(user, password, cancel), cancel);

    /// <summary>
    /// What the user has under this SCRAM, or what looks like it (<see cref="UsersFile.Find(string, ScramKind)"/>). Runs on the pool: the
    /// file may have changed.
    /// </summary>
    public Task<(ScramCredential Credential, bool IsReal)> ScramOfAsync(string user, ScramKind kind, CancellationToken cancel) => Task.Run(
        () =>
        {
            Refresh();
            return _users.Find(user, kind);
        },
        cancel);

    public void Dispose()
    {
        _proving.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    private Task<bool> ProveAsync(string user, ReadOnlyMemory<byte> password, CancellationToken cancel)
    {
        Refresh();
        var users = _users;
        var ticket = Ticket(user, password.Span);
        lock (_gate)
        {
            if (_proved.TryGetValue(ticket, out var at) && _time.GetElapsedTime(at) < Remembered)
                return Task.FromResult(true);
            if (!_running.TryGetValue(ticket, out var proof))
                _running[ticket] = proof = RunAsync(users, user, password.ToArray(), ticket);
            return proof.WaitAsync(cancel);
        }
    }

    private async Task<bool> RunAsync(UsersFile users, string user, byte[] password, string ticket)
    {
        var proved = false;
        await _proving.WaitAsync().ConfigureAwait(false);
        try
        {
            // Off the caller's stack, which holds the gate.
            await Task.Yield();
            proved = users.Find(user).Proves(password) && users.Plain.ContainsKey(user);
            return proved;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
            _proving.Release();
            Settle(users, ticket, proved);
        }
    }

    private void Settle(UsersFile users, string ticket, bool proved)
    {
        lock (_gate)
        {
            _running.Remove(ticket);
            if (!proved || !ReferenceEquals(users, _users))
                return;
            if (_proved.Count >= MaxRemembered)
                _proved.Clear();
            _proved[ticket] = _time.GetTimestamp();
        }
    }

    /// <summary>Looks at each login, a few microseconds: who was just added is let in, and who was just removed is not.</summary>
    private void Refresh()
    {
        lock (_gate)
        {
            var stamp = Stamp();
            if (stamp == _stamp)
                return;
            _stamp = stamp;
            try
            {
                _users = UsersFile.Read(_path);
                _proved.Clear();
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                _refused(e.Message);
            }
        }
    }

    /// <summary>A mounted secret is a link, whose own time stays when what it leads to is replaced.</summary>
    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        try
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>Names a user and password without holding either.</summary>
    private string Ticket(string user, ReadOnlySpan<byte> password)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(user));
        hmac.AppendData([0]);
        hmac.AppendData(password);
        return Convert.ToHexString(hmac.GetHashAndReset());
    }
}
