using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Gateway.Login;

/// <summary>
/// The users of a file, a line for each way in which one may prove itself; empty lines and lines that begin with <c>#</c> are left alone. Immutable. The file is written
/// beside itself and renamed, so that a running proxy never reads half of it, and is readable by its owner only.
/// </summary>
internal sealed class UsersFile
{
    /// <summary>Larger than a file of ten thousand users.</summary>
    private const int MaxBytes = 4 << 20;

    private readonly PlainCredential _nobody;
    private readonly byte[] _decoyKey;
    private readonly FrozenDictionary<ScramKind, int> _decoyIterations;

    private UsersFile(FrozenDictionary<string, PlainCredential> plain, FrozenDictionary<(string Name, ScramKind Kind), ScramCredential> scram, byte[] decoyKey)
    {
        (Plain, Scram, _decoyKey) = (plain, scram, decoyKey);
        var iterations = plain.Count == 0 ? PlainCredential.DefaultIterations : plain.Values.Max(user => user.Iterations);
        _decoyIterations = ScramKind.All.ToFrozenDictionary(
            kind => kind, kind => scram.Values.Where(user => user.Kind == kind).Select(user => user.Iterations).DefaultIfEmpty(ScramCredential.DefaultIterations).Max());
        _nobody = new PlainCredential("", iterations, new byte[PlainCredential.SaltBytes], new byte[PlainCredential.HashBytes]);
    }

    /// <summary>By the user's name.</summary>
    public FrozenDictionary<string, PlainCredential> Plain { get; }
    public FrozenDictionary<(string Name, ScramKind Kind), ScramCredential> Scram { get; }

    /// <summary>What the user has under PLAIN, or a credential that no password fits and that costs as much to refuse.</summary>
    public PlainCredential Find(string name) => Plain.GetValueOrDefault(name, _nobody);

    /// <summary>What the user has under that SCRAM, or one that no proof fits and that looks the same from outside, today and tomorrow.</summary>
    public (ScramCredential Credential, bool IsReal) Find(string name, ScramKind kind) => Scram.TryGetValue((name, kind), out var credential)
        ? (credential, true)
        : (ScramCredential.Decoy(name, kind, _decoyIterations[kind], _decoyKey), false);

    /// <summary>Each user, and the mechanisms by which it may log in.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Mechanisms)> Users =>
        from credential in Plain.Keys.Select(name => (Name: name, Mechanism: SaslMechanism.Plain)).Concat(Scram.Keys.Select(key => (key.Name, key.Kind.Mechanism)))
        group credential.Mechanism by credential.Name into user
        orderby user.Key
        select (user.Key, (IReadOnlyList<string>)[.. user.Order(StringComparer.Ordinal)]);

    /// <summary>Throws <see cref="InvalidDataException"/> with file and line, or <see cref="IOException"/>.</summary>
    public static UsersFile Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidDataException($"{path}: larger than {MaxBytes >> 20} MiB: not a users file.");
        var plain = new Dictionary<string, PlainCredential>(StringComparer.Ordinal);
        var scram = new Dictionary<(string, ScramKind), ScramCredential>();
        // The first one's key is known to nobody outside, and stays when users come and go.
        byte[]? decoyKey = null;
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var problem = Take(line.Split(':'), plain, scram, ref decoyKey);
            if (problem.Length > 0)
                throw new InvalidDataException($"{path}:{number}: {problem}.");
        }

        return new UsersFile(plain.ToFrozenDictionary(StringComparer.Ordinal), scram.ToFrozenDictionary(), decoyKey ?? RandomNumberGenerator.GetBytes(32));
    }

    /// <summary>Gives a user these lines in place of all that it had; comments and order stay. True: there was such a user.</summary>
    public static bool Set(string path, string name, params IReadOnlyList<string> credentials)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path, Encoding.UTF8).ToList() : [];
        var at = lines.FindIndex(line => IsOf(line, name));
        lines.RemoveAll(line => IsOf(line, name));
        lines.InsertRange(at < 0 ? lines.Count : at, credentials);
        Write(path, lines);
        return at >= 0;
    }

    /// <summary>False: there is no such user.</summary>
    public static bool Remove(string path, string name)
    {
        var lines = File.ReadAllLines(path, Encoding.UTF8).ToList();
        if (lines.RemoveAll(line => IsOf(line, name)) == 0)
            return false;
        Write(path, lines);
        return true;
    }

    /// <summary>What is wrong with the line, or nothing.</summary>
    private static string Take(string[] parts, Dictionary<string, PlainCredential> plain, Dictionary<(string, ScramKind), ScramCredential> scram, ref byte[]? decoyKey)
    {
        string problem;
        if (parts.Length > 1 && ScramKind.Find(parts[1]) is { } kind)
        {
            if (ScramCredential.Parse(parts, kind, out problem) is not { } credential)
                return problem;
            decoyKey ??= credential.ServerKey;
            return scram.TryAdd((credential.Name, kind), credential) ? "" : $"user {credential.Name} has {kind} in the file already";
        }

        if (PlainCredential.Parse(parts, out problem) is not { } password)
            return problem;
        return plain.TryAdd(password.Name, password) ? "" : $"user {password.Name} has PLAIN in the file already";
    }

    private static bool IsOf(string line, string name) => line.StartsWith(name + ":", StringComparison.Ordinal);

    private static void Write(string path, List<string> lines)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(beside, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
