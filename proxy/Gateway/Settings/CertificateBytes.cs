using System.Text;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The bytes of certificates and keys that the settings name: a file (its path, or <c>${file:PATH}</c>), or <c>${env:NAME}</c>, which holds
/// PEM, or what is binary otherwise in base 64.
/// </summary>
internal static class CertificateBytes
{
    /// <summary>No certificate is as large.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Null, and a problem, where there is nothing, or more than <paramref name="most"/> in a file.</summary>
    public static byte[]? Read(Text named, string folder, SourceFiles sources, ProblemList problems, int most = MaxBytes)
    {
        if (!SecretText.IsReference(named.Value))
            return ReadFile(named, Path.Combine(folder, named.Value), sources, problems, most);
        if (SecretText.FileOf(named) is { } file)
            return ReadFile(named, Path.Combine(folder, file), sources, problems, most);
        if (SecretText.Resolve(named, folder, sources, problems) is not { } text)
            return null;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var count))
            return bytes[..count];
        problems.Error(named.Place, $"{named} holds neither PEM nor PKCS#12 in base 64 (lists of revoked certificates: DER).");
        return null;
    }

    private static byte[]? ReadFile(Text named, string path, SourceFiles sources, ProblemList problems, int most)
    {
        sources.Add(path);
        try
        {
            if (new FileInfo(path).Length <= most)
                return File.ReadAllBytes(path);
            problems.Error(named.Place, $"The file {path} can't be used: it is larger than {most >> 20} MiB{(most == MaxBytes ? ", which no certificate is" : "")}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(named.Place, $"The file {path} can't be used: {e.Message}");
        }

        return null;
    }
}
