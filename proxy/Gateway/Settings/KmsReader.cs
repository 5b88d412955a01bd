using Compliance.Gateway.Kms;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Makes plans of key management services, with the tokens and certificates that the settings name. Asks none of them.</summary>
internal sealed class KmsReader(string folder, ProblemList problems, SourceFiles sources)
{
    /// <summary>One whose token is missing is not among them; a problem tells of it.</summary>
    public IEnumerable<KmsPlan> Read(IEnumerable<KmsSettings> services)
    {
        foreach (var settings in services)
        {
            var token = SecretText.Resolve(settings.Token, folder, sources, problems);
            if (token is not null && token.Any(c => c is <= ' ' or > '~'))
            {
                problems.Error(settings.Token.Place, "What is there is no token of Vault: it holds spaces, line ends or other letters. Put the token there, and nothing else.");
                token = null;
            }

            var ca = settings.Ca is { } file ? Certificates(file) : null;
            if (token is not null && (settings.Ca is null || ca is not null))
                yield return new KmsPlan(settings.Name.Value, settings.Vault, token) { Namespace = settings.Namespace?.Value, CaPem = ca };
        }
    }

    private string? Certificates(Text file)
    {
        var path = Path.Combine(folder, file.Value);
        sources.Add(path);
        if (CaFile.Read(path, out var wrong) is { } pem)
            return pem;
        problems.Error(file.Place, wrong);
        return null;
    }
}
