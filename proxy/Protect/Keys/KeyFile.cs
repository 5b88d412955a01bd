using System.Security.Cryptography;
using System.Text;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Keys;

/// <summary>Makes and reads key files, and reads the other places that a key may be in. Start-up, reload and command line only; never on the data path.</summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Writes a new random key of 32 bytes as base64, readable by its owner alone.</summary>
    /// <exception cref="IOException">The file exists already (a key is never overwritten), or can't be written.</exception>
    public static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        var material = RandomNumberGenerator.GetBytes(HmacKey.MinBytes);
        using (var file = new FileStream(path, options))
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(material) + "\n"));
        CryptographicOperations.ZeroMemory(material);
    }

    /// <summary>The key's bytes; null, with an error in <paramref name="problems"/>, when there are none.</summary>
    internal static byte[]? Read(KeyReference key, ICollection<Problem> problems) => Read(key, key.Source, problems);

    /// <summary>The same of one of its places.</summary>
    /// <param name="unwrap">Asks the services that have wrapped keys; null: nobody can.</param>
    internal static byte[]? Read(KeyReference key, KeySource source, ICollection<Problem> problems, UnwrapKey? unwrap = null)
    {
        byte[] content;
        if (source.Service is not null)
        {
            var why = "can be had only by a proxy whose settings name the service under 'kms'";
            if (unwrap?.Invoke(source, out why) is { } unwrapped)
            {
                if (why.Length > 0)
                    Report(key, source, problems, why, Severity.Warning);
                return Taken(key, source, unwrapped, problems);
            }

            Report(key, source, problems, why);
            return null;
        }

        try
        {
            content = source.IsFile ? ReadFile(key, source, problems) : ReadVariable(source.Location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Report(key, source, problems, $"can't be read ({e.GetType().Name}); make the key, or mend its place under 'keys'");
            return null;
        }

        return Taken(key, source, content, problems);
    }

    /// <summary>Clears the content.</summary>
    private static byte[]? Taken(KeyReference key, KeySource source, byte[] content, ICollection<Problem> problems)
    {
        var material = KeyMaterial.Read(content, key.Use, out var error);
        CryptographicOperations.ZeroMemory(content);
        if (material is null)
            Report(key, source, problems, error);
        return material;
    }

    private static byte[] ReadFile(KeyReference key, KeySource source, ICollection<Problem> problems)
    {
        using var file = File.OpenHandle(source.Location);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            Report(key, source, problems, "can be read by every user of the machine; take that away with chmod o-rwx", Severity.Warning);
        // One byte more than a key may have, so that too long a file is told from one that fits.
        var content = new byte[Math.Min(RandomAccess.GetLength(file), KeyMaterial.MaxBytes + 1)];
        var length = RandomAccess.Read(file, content, 0);
        return length == content.Length ? content : content[..length];
    }

    private static byte[] ReadVariable(string name) =>
        Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(name) ?? throw new IOException("The variable is not set."));

    private static void Report(KeyReference key, KeySource source, ICollection<Problem> problems, string what, Severity severity = Severity.Error) =>
        problems.Add(new(key.Place.File, key.Place.Line, key.Place.Column, $"key '{key.Name}': the {source} {what}.", severity));
}
