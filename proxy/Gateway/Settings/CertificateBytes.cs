using System.Text;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The bytes of certificates and keys that the settings name: a file (its path, or <c>${file:PATH}</c>), or <c>${env:NAME}</c>, which holds
/// PEM, or PKCS#12 in base 64.
/// </summary>
internal static class CertificateBytes
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Null, and a problem, where there is nothing.</summary>
    public static byte[]? Read(Text named, string folder, SourceFiles sources, ProblemList problems)
    {
        if (!SecretText.IsReference(named.Value))
            return ReadFile(named, Path.Combine(folder, named.Value), sources, problems);
        if (SecretText.FileOf(named) is { } file)
            return ReadFile(named, Path.Combine(folder, file), sources, problems);
        if (SecretText.Resolve(named, folder, sources, problems) is not { } text)
            return null;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var count))
            return bytes[..count];
        problems.Error(named.Place, $"{named} holds neither PEM nor PKCS#12 in base 64.");
        return null;
    }

    private static byte[]? ReadFile(Text named, string path, SourceFiles sources, ProblemList problems)
    {
        sources.Add(path);
        try
        {
            if (new FileInfo(path).Length <= MaxBytes)
                return File.ReadAllBytes(path);
            problems.Error(named.Place, $"The file {path} can't be used: it is larger than {MaxBytes >> 20} MiB, which no certificate is.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(named.Place, $"The file {path} can't be used: {e.Message}");
        }

        return null;
    }
}
