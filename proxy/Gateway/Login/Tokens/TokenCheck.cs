using Compliance.Gateway.Settings;
using Compliance.Rules.Compiled;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// Whether a JSON Web Token lets its holder in under a route's settings: signed by a key of the issuer, with an asymmetric algorithm; for this
/// audience; in its time; with the scopes and claims that are asked for. One for a route under one plan; thread-safe. Runs on the pool.
/// </summary>
internal sealed class TokenCheck(OAuthPlan plan, int maxTokenBytes, JwksSource source, TimeProvider time)
{
    private const string Application = "application/";
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = maxTokenBytes };

    public int MaxTokenBytes => maxTokenBytes;

    public Task<TokenFinding> RunAsync(string token, CancellationToken cancel) => Task.Run(() => CheckAsync(token, cancel), cancel);

    private async Task<TokenFinding> CheckAsync(string text, CancellationToken cancel)
    {
        if (Read(text, out var claims) is not { } token || claims is null)
            return TokenFinding.Bad(null, "The token is no signed JSON Web Token, or a malformed one.");
        var user = claims.Name(plan.Principal);
        if (!JwksKeys.Algorithms.Contains(token.Alg))
            return TokenFinding.Bad(user, "The token is not signed, or by an algorithm that is not taken: only RSA (RS, PS) and EC (ES) are.");
        if (token.TryGetHeaderValue<object>("crit", out _))
            return TokenFinding.Bad(user, "The token's header demands an extension ('crit') that is not known.");
        if (plan.Type is { } type && !string.Equals(Short(token.Typ), Short(type), StringComparison.OrdinalIgnoreCase))
            return TokenFinding.Bad(user, "The token's header does not say that it is of the type (typ) that oauth.type names.");
        var (keys, unavailable) = await source.ForAsync(token.Kid, cancel).ConfigureAwait(false);
        if (keys is null)
            return TokenFinding.Bad(user, unavailable);
        List<SecurityKey> candidates = [.. keys.Find(token.Kid, token.Alg)];
        if (candidates.Count == 0)
            return TokenFinding.Bad(user, "No key of the issuer is the one that the token names, for its algorithm.");
        var result = await _handler.ValidateTokenAsync(token, Parameters(candidates)).ConfigureAwait(false);
        return result.IsValid ? Judge(user, claims, token.ValidTo) : TokenFinding.Bad(user, Cause(result.Exception));
    }

    /// <summary>A token that is rightly signed and in time.</summary>
    private TokenFinding Judge(string? user, TokenClaims claims, DateTime expires)
    {
        if (user is null)
            return TokenFinding.Bad(null, $"The token's claim '{plan.Principal}', the principal, is missing or no fit name.");
        if (plan.Scopes.Except(claims.Scopes()).Any())
            return TokenFinding.Bad(user, "The token lacks a scope that oauth.scope asks for.", TokenStatus.TooNarrow(string.Join(' ', plan.Scopes)));
        foreach (var (name, values) in plan.Required)
        {
            if (!claims.Values(name).Any(value => values.Contains(value)))
                return TokenFinding.Bad(user, $"The token's claim '{name}' is missing, or none of the values that oauth.require names.");
        }

        List<string> groups = plan.Groups is { } claim ? [.. claims.Values(claim)] : [];
        List<(string, string)> named = [.. plan.Claims.SelectMany(name => claims.Values(name).Select(value => (name, value)))];
        var facts = groups.Count + named.Count > 0 ? new LoginFacts(groups, named) : null;
        return TokenFinding.Good(user, facts, new DateTimeOffset(expires, TimeSpan.Zero) + plan.ClockSkew);
    }

    private TokenValidationParameters Parameters(List<SecurityKey> keys) => new()
    {
        ValidIssuer = plan.Issuer,
        ValidAudiences = plan.Audiences,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        ValidAlgorithms = JwksKeys.Algorithms,
        IssuerSigningKeyResolver = (_, _, _, _) => keys,
        LifetimeValidator = IsInTime,
    };

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
            throw new SecurityTokenNoExpirationException();
        if (expires <= now - plan.ClockSkew)
            throw new SecurityTokenExpiredException();
        return notBefore is null || notBefore <= now + plan.ClockSkew ? true : throw new SecurityTokenNotYetValidException();
    }

    /// <summary>As RFC 7515 (4.1.9) has it: "application/" is left out where nothing else holds a slash.</summary>
    private static string Short(string? type) =>
        type is null ? "" : type.StartsWith(Application, StringComparison.OrdinalIgnoreCase) && !type.AsSpan(Application.Length).Contains('/') ? type[Application.Length..] : type;

    private static JsonWebToken? Read(string text, out TokenClaims? claims)
    {
        claims = null;
        try
        {
            if (new JsonWebToken(text) is not { IsSigned: true, IsEncrypted: false } token)
                return null;
            claims = TokenClaims.Read(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
            return token;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The library's own texts quote the token.</summary>
    private static string Cause(Exception? e) => e switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNoExpirationException => "The token does not say when it expires.",
        SecurityTokenNotYetValidException => "The token is not valid yet; are the clocks right (oauth.clockSkew)?",
        SecurityTokenInvalidAudienceException => "The token is for another audience than oauth.audience names.",
        SecurityTokenInvalidIssuerException => "The token is by another issuer than oauth.issuer.",
        _ => "The token's signature is not the issuer's.",
    };
}
