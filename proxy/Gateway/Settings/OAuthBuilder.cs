using Compliance.Gateway.Login.Tokens;
using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>Compiles what settings say of tokens, and reads the keys where a file holds them.</summary>
internal static class OAuthBuilder
{
    private const int MaxFileBytes = 1 << 20;

    /// <param name="settings">As written.</param>
    /// <param name="limits">Bound the questions for keys.</param>
    /// <param name="caPem">What <see cref="OAuthSettings.Ca"/> holds.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="sources">Takes the file that is read.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static OAuthPlan Build(OAuthSettings settings, LimitsPlan limits, string? caPem, string folder, SourceFiles sources, ProblemList problems)
    {
        var keys = new JwksPlan(settings.Url)
        {
            Keys = settings.Url is null ? Read(settings, Path.Combine(folder, settings.Keys.Value), sources, problems) : null,
            CaPem = caPem,
            Interval = limits.JwksInterval,
            Pause = limits.JwksPause,
            MaxAge = limits.MaxJwksAge,
            Timeout = limits.JwksTimeout,
        };
        return new OAuthPlan(keys, settings.Issuer.Value, [.. settings.Audiences.Select(audience => audience.Value)])
        {
            Principal = settings.Principal,
            Groups = settings.Groups,
            Claims = settings.Claims,
            Scopes = settings.Scopes,
            Required = settings.Required,
            Type = settings.Type,
            ClockSkew = settings.ClockSkew,
        };
    }

    private static JwksKeys? Read(OAuthSettings settings, string path, SourceFiles sources, ProblemList problems)
    {
        sources.Add(path);
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
                throw new InvalidDataException($"it is larger than {MaxFileBytes >> 20} MiB");
            return JwksKeys.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problems.Error(settings.Keys.Place, $"The keys {path} can't be used: {e.Message}.");
            return null;
        }
    }
}
