using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Settings;

/// <summary>Reads a file of authorities' certificates in PEM. Stateless.</summary>
internal static class CaFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Null, and what is wrong with it, where it holds none.</summary>
    public static string? Read(string path, out string wrong)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                wrong = $"The file {path} is larger than {MaxBytes >> 20} MiB, which no file of certificates is.";
                return null;
            }

            var pem = File.ReadAllText(path);
            var read = new X509Certificate2Collection();
            read.ImportFromPem(pem);
            wrong = $"The file {path} holds no certificate; it is PEM.";
            return read.Count > 0 ? pem : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            wrong = $"The certificates {path} can't be read: {e.Message}";
            return null;
        }
    }
}
