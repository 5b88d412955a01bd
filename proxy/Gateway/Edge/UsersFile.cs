using System.Collections.Frozen;
using System.Text;

namespace Compliance.Gateway.Edge;

/// <summary>
/// The users of a file, one a line; empty lines and lines that begin with <c>#</c> are left alone. Immutable. The file is written
/// beside itself and renamed, so that a running proxy never reads half of it, and is readable by its owner only.
/// </summary>
internal sealed class UsersFile
{
    /// <summary>Larger than a file of ten thousand users.</summary>
    private const int MaxBytes = 4 << 20;

    private readonly UserEntry _nobody;

    private UsersFile(FrozenDictionary<string, UserEntry> users)
    {
        Users = users;
        var iterations = users.Count == 0 ? UserEntry.DefaultIterations : users.Values.Max(user => user.Iterations);
        _nobody = new UserEntry("", iterations, new byte[UserEntry.SaltBytes], new byte[UserEntry.HashBytes]);
    }

    public FrozenDictionary<string, UserEntry> Users { get; }

    /// <summary>The user of that name, or an entry that no password matches and that costs as much to refuse.</summary>
    public UserEntry Find(string name) => Users.GetValueOrDefault(name, _nobody);

    /// <summary>Throws <see cref="InvalidDataException"/> with file and line, or <see cref="IOException"/>.</summary>
    public static UsersFile Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidDataException($"{path}: larger than {MaxBytes >> 20} MiB: not a users file.");
        var users = new Dictionary<string, UserEntry>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var user = UserEntry.Parse(line, out var problem) ?? throw new InvalidDataException($"{path}:{number}: {problem}.");
            if (!users.TryAdd(user.Name, user))
                throw new InvalidDataException($"{path}:{number}: user {user.Name} stands in the file already.");
        }

        return new UsersFile(users.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Adds a user, or replaces the one of that name; comments and order stay.</summary>
    public static bool Set(string path, UserEntry user)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path, Encoding.UTF8).ToList() : [];
        var at = IndexOf(lines, user.Name);
        if (at < 0)
            lines.Add(user.ToLine());
        else
            lines[at] = user.ToLine();
        Write(path, lines);
        return at >= 0;
    }

    /// <summary>False: there is no such user.</summary>
    public static bool Remove(string path, string name)
    {
        var lines = File.ReadAllLines(path, Encoding.UTF8).ToList();
        var at = IndexOf(lines, name);
        if (at < 0)
            return false;
        lines.RemoveAt(at);
        Write(path, lines);
        return true;
    }

    private static int IndexOf(List<string> lines, string name) =>
        lines.FindIndex(line => line.StartsWith(name + ":", StringComparison.Ordinal));

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
