using System.Net;

namespace Compliance.Gateway.Kms;

/// <summary>Why a Vault gives nothing, in words that hold nothing of its answer, and how to mend it. Stateless.</summary>
internal static class VaultRefusal
{
    private const int ServerErrors = 500;

    public static KmsException Of(KmsPlan plan, HttpStatusCode status, string path, string by) => new(status switch
    {
        HttpStatusCode.Forbidden => $"refuses the token of the proxy at {plan} (403): it has ended, or no policy of it has 'update' on {path}",
        HttpStatusCode.BadRequest when path.Contains("/datakey/", StringComparison.Ordinal) => $"makes none (400): there is no key {by}, which 'vault write -f {Keys(by)}' would make, or it is a derived one, or can't encrypt",
        HttpStatusCode.BadRequest => $"does not open it (400): there is no key {by} any more, or not that version of it, or another one has wrapped it",
        HttpStatusCode.NotFound => $"has nothing at {path} (404): no transit engine is mounted there; correct 'kek', or its address or namespace",
        HttpStatusCode.TooManyRequests => $"is asked too often at {plan} (429): see its rate limit quotas",
        HttpStatusCode.ServiceUnavailable => $"is sealed, or not ready, at {plan} (503); unseal it",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"answers {(int)status} at {plan}: it sends elsewhere, and the token does not go along; name the address that answers itself, of a cluster the active node's or its load balancer's",
        _ => $"answers {(int)status} at {plan}; look at its log",
    }, isAway: (int)status >= ServerErrors || status is HttpStatusCode.TooManyRequests);

    public static KmsException Of(KmsPlan plan, HttpRequestException fault) => new(fault.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => $"has no TLS at {plan.Vault.Authority} that can be trusted: name the authority that vouches for it by 'ca', and it by a name in its certificate",
        HttpRequestError.NameResolutionError => $"has a name that nobody knows, {plan.Vault.Host}; correct its address, or have it resolved",
        HttpRequestError.ConnectionError => $"does not take connections at {plan.Vault.Authority}; see that it runs, and that it can be reached from here",
        _ => $"does not speak as expected at {plan.Vault.Authority} ({fault.HttpRequestError}); correct its address",
    }, isAway: true);

    public static KmsException OfTime(KmsPlan plan) => new($"does not answer at {plan} in time (limits.kmsTimeout); see that it runs, and that it can be reached from here", isAway: true);

    public static KmsException OfEnd(KmsPlan plan) => new($"ends the connection before its answer is whole at {plan}; look at its log", isAway: true);

    private static string Keys(string by) => $"{by[..by.LastIndexOf('/')]}/keys/{by[(by.LastIndexOf('/') + 1)..]}";
}
